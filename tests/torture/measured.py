"""``python -m ingest``, and the most memory it held: python -m tests.torture.measured FILE ARGUMENTS..."""

import sys
from pathlib import Path

from assistant.memory import peak_bytes
from ingest.__main__ import main

if __name__ == "__main__":
    code = main(sys.argv[2:])
    Path(sys.argv[1]).write_text(str(peak_bytes()))
    sys.exit(code)
