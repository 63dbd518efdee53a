"""Runs a command beside a chat server of this folder, which ends with it.

python -m tests.doors.beside chat_server -- python -m assistant ask "Wer ist John Kirby?"

The command finds the server in OPENAI_BASE_URL.
"""

import os
import subprocess
import sys


def main(arguments: list[str]) -> int:
    """Run the command behind ``--``; the exit code is its own."""
    place = arguments.index("--")
    module, *options = arguments[:place]
    with subprocess.Popen(
        [sys.executable, "-m", f"tests.doors.{module}", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        try:
            return subprocess.run(arguments[place + 1 :], env={**os.environ, "OPENAI_BASE_URL": address}).returncode
        finally:
            server.stdin.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
