"""Serves the app: ``python -m ui [--port N]``."""

import argparse
import os
import socket
import sys
from pathlib import Path

HOST = "127.0.0.1"


def main() -> int:
    """Serve the app on this machine, or say why that cannot be.

    Returns:
        The exit code; none where the server takes over this process.
    """
    parser = argparse.ArgumentParser(prog="python -m ui", description="Serve the app to this machine.")
    parser.add_argument("--port", type=int, default=8501, help="8501 unless told otherwise")
    port = parser.parse_args().port
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            print(
                f"Port {port} cannot be used: something else listens there. Choose another: make chat PORT=8600",
                file=sys.stderr,
            )
            return 1
    print(f"Article Assistant: http://localhost:{port}  (stop with Ctrl+C)", flush=True)
    app = str(Path(__file__).with_name("app.py"))
    command = [sys.executable, "-m", "streamlit", "run", app, "--server.port", str(port)]
    return os.execv(command[0], command)  # noqa: S606 - the server takes over this process


if __name__ == "__main__":
    sys.exit(main())
