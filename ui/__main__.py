"""Serves the app: ``python -m ui [--port N] [--host ADDRESS] [--articles PATH]``."""

import argparse
import os
import socket
import sys
from pathlib import Path

from assistant.errors import SettingsError
from ingest.__main__ import main as ingest
from ui.serving import THIS_MACHINE, exposure, has_login, is_this_machine, secrets_files

EVERY_NETWORK = ("0.0.0.0", "::")  # noqa: S104 - compared, not listened on

REFUSED = 2
"""What ``ingest`` ends with when the settings or the library cannot be used."""


def main() -> int:
    """Take in articles where some are named, else the sample where there are none; then serve the app.

    Returns:
        The exit code, where the app cannot be served; else the server takes over this process.
    """
    parser = argparse.ArgumentParser(
        prog="python -m ui", description="Serve the app, to this machine unless told more."
    )
    parser.add_argument("--port", type=int, default=8501, help="8501 unless told otherwise")
    parser.add_argument(
        "--host",
        default=THIS_MACHINE,
        metavar="ADDRESS",
        help="the address to listen on; this machine only unless told otherwise, 0.0.0.0 for every network it is in",
    )
    parser.add_argument("--articles", type=Path, metavar="PATH", help="a file or folder to take in first")
    options = parser.parse_args()
    try:
        warning = exposure(options.host, login=has_login(secrets_files()))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    if not _is_free(options.host, options.port):
        print(
            f"Port {options.port} of {options.host} cannot be used. Choose another one: make chat PORT=8600",
            file=sys.stderr,
        )
        return 1
    if options.articles is not None:
        code = ingest([str(options.articles)])
        if code == REFUSED or not options.articles.expanduser().exists():
            return code
    code = ingest(["--sample", "--quiet"])
    if code == REFUSED:
        return code
    if warning:
        print(warning, file=sys.stderr, flush=True)
    return _serve(options.host, options.port)


def _serve(host: str, port: int) -> int:
    """Let the server take over this process."""
    print(f"Article Assistant: http://{_name_of(host)}:{port}  (stop with Ctrl+C)", flush=True)
    if not is_this_machine(host):
        # The names of this machine in other networks are theirs to know.
        os.environ.setdefault("STREAMLIT_SERVER_ALLOWED_HOSTS", "*")
    app = str(Path(__file__).with_name("served.py"))
    command = [sys.executable, "-m", "streamlit", "run", app, "--server.port", str(port), "--server.address", host]
    for file in secrets_files():
        command += ["--secrets.files", str(file)]
    return os.execv(command[0], command)  # noqa: S606 - the server takes over this process


def _name_of(host: str) -> str:
    """What a browser is told to reach an address."""
    if is_this_machine(host):
        return "localhost"
    if host in EVERY_NETWORK:
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def _is_free(host: str, port: int) -> bool:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, OverflowError):
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
