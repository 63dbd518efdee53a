"""Takes a folder in as ``ingest`` does, with vectors that are quickly made, and a lease that soon expires.

python -m tests.doors.ingesting LIBRARY FOLDER EXPIRY_SECONDS
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

from assistant import leasing
from assistant.access import Access
from assistant.library import open_library
from ingest import syncing
from ingest.syncing import sync
from tests.doors.fakes import WordEmbeddings

QUICK = leasing.Pace(renewal_seconds=0.1, expiry_seconds=2, pause_seconds=0.05)


def main() -> None:
    location, folder, expiry = sys.argv[1:]
    leasing.PACE = replace(QUICK, expiry_seconds=float(expiry))
    syncing._BATCH_TEXTS = 40
    access = Access(database=os.environ.get("CHROMA_DATABASE"))
    library = open_library(location, str(WordEmbeddings.model), create=True, access=access)
    with library.writing_alone(on_wait=lambda holder: print(f"waits for {holder}", flush=True)):
        print("writes", flush=True)
        receipt = sync([Path(folder)], library, WordEmbeddings())
    library.close()
    print(f"{receipt.added} added, {receipt.unchanged} unchanged", flush=True)


if __name__ == "__main__":
    main()
