"""Holds a library as ``ingest`` does until its standard input ends: python -m tests.doors.holder LOCATION."""

import sys

from ingest.locking import writing_alone

if __name__ == "__main__":
    with writing_alone(sys.argv[1]):
        print("held", flush=True)
        sys.stdin.read()
