"""Serves the app: ``python -m ui [--port N] [--articles PATH]``."""

import argparse
import os
import socket
import sys
from pathlib import Path

from ingest.__main__ import main as ingest

HOST = "127.0.0.1"

REFUSED = 2
"""What ``ingest`` ends with when the settings or the library cannot be used."""


def main() -> int:
    """Take in articles where some are named, else the sample where there are none; then serve the app.

    Returns:
        The exit code, where the app cannot be served; else the server takes over this process.
    """
    parser = argparse.ArgumentParser(prog="python -m ui", description="Serve the app to this machine.")
    parser.add_argument("--port", type=int, default=8501, help="8501 unless told otherwise")
    parser.add_argument("--articles", type=Path, metavar="PATH", help="a file or folder to take in first")
    options = parser.parse_args()
    if not _is_free(options.port):
        print(f"Port {options.port} cannot be used. Choose another one: make chat PORT=8600", file=sys.stderr)
        return 1
    if options.articles is not None:
        code = ingest([str(options.articles)])
        if code == REFUSED or not options.articles.expanduser().exists():
            return code
    code = ingest(["--sample"])
    if code == REFUSED:
        return code
    print(f"Article Assistant: http://localhost:{options.port}  (stop with Ctrl+C)", flush=True)
    app = str(Path(__file__).with_name("served.py"))
    command = [sys.executable, "-m", "streamlit", "run", app, "--server.port", str(options.port)]
    return os.execv(command[0], command)  # noqa: S606 - the server takes over this process


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
