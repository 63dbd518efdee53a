"""Processes that a test starts, on loopback, and ends by their own id."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

PROJECT = Path(__file__).parents[2]
LIMIT_SECONDS = 120
"""What a hanging process is given before its test fails."""


def environment(**more: str) -> dict[str, str]:
    """The environment of a child: the project can be imported, and nothing is set."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "CHROMA_", "ASSISTANT_"))
    }
    return {**kept, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "100", **more}


def run_python(
    arguments: Sequence[str],
    cwd: Path,
    *,
    stdin: bytes | None = None,
    env: Mapping[str, str] | None = None,
    prefix: Sequence[str] = (),
    seconds: float = LIMIT_SECONDS,
) -> subprocess.CompletedProcess[str]:
    """Run ``python ARGUMENTS`` to its end, by a command that is told it where there is a prefix."""
    done = subprocess.run(
        [*prefix, sys.executable, *arguments],
        cwd=cwd,
        env=environment(**(env or {})),
        input=stdin,
        capture_output=True,
        timeout=seconds,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace")
    )


@contextmanager
def running(arguments: Sequence[str], cwd: Path, **env: str) -> Iterator[subprocess.Popen[str]]:
    """``python ARGUMENTS`` while it runs; it is killed at the end."""
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment(**env),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def chroma_server(folder: Path) -> Iterator[str]:
    """The address of a Chroma server with its files in a folder."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(folder), "--host", "127.0.0.1"]
    with subprocess.Popen(
        [*command, "--port", str(port)], env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/api/v2/heartbeat", process)
            yield address
        finally:
            process.kill()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(retries=20)) as client:
        while process.poll() is None:
            try:
                client.get(url).raise_for_status()
            except httpx.TransportError:
                continue
            return
    raise AssertionError(f"the Chroma server ended with {process.returncode}")
