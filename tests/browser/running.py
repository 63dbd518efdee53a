"""The app and a browser, for tests, benchmark and tour."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.pages import PATIENCE_MS

ROOT = Path(__file__).parents[2]
_NAMES = (os.environ.get("CHROMIUM") or "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
NO_BROWSER = "No Chromium was found, so nothing was tried in a browser; install it or name it with CHROMIUM=path."


def find_chromium() -> str | None:
    """Where Chromium is; None where it is not."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


@contextmanager
def browsing(path: str) -> Iterator[Browser]:
    """A browser while it runs."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def app_running(
    folder: Path, log: Path, settings: dict[str, str], script: Path | None = None
) -> Iterator[tuple[str, int]]:
    """The app as ``make chat`` serves it from a folder, or a page of one's own: its address, and its process's id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ui", "--port", str(port)]
    if script is not None:
        shutil.copytree(ROOT / "ui" / ".streamlit", folder / ".streamlit", dirs_exist_ok=True)
        command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    with log.open("ab") as lines:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=lines, stderr=lines)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, server, log)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(20)
    # What a page only hints at stands here.
    assert "Uncaught app execution" not in (said := log.read_text(errors="replace")), said


def ingest(folder: Path, *arguments: str) -> dict[str, Any]:
    """Take articles into the library of a folder; the receipt."""
    command = [sys.executable, "-m", "ingest", *arguments, "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    receipt: dict[str, Any] = json.loads(done.stdout)
    return receipt


def _wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(240):
        assert server.poll() is None, log.read_text()
        try:
            httpx.get(f"{address}/_stcore/health", timeout=1).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.25)
            continue
        return
    raise AssertionError("The app did not start.")
