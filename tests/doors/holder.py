"""Holds a library as ``ingest`` does until its standard input ends: python -m tests.doors.holder LOCATION."""

import sys

from assistant.library import open_library

if __name__ == "__main__":
    library = open_library(sys.argv[1], None)
    with library.writing_alone():
        print("held", flush=True)
        sys.stdin.read()
    library.close()
