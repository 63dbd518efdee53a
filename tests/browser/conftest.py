import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
NAMES = (os.environ.get("CHROMIUM") or "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


class Serve(Protocol):
    def __call__(self, folder: Path, settings: dict[str, str], script: Path | None = None) -> str: ...


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        reason = "No Chromium was found, so nothing was tried in a browser; install it or name it with CHROMIUM=path."
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a laptop, which fails the test when it asks for anything from elsewhere."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    page = context.new_page()
    elsewhere: list[str] = []
    page.on("request", lambda asked: elsewhere.append(asked.url) if "//127.0.0.1:" not in asked.url else None)
    yield page
    context.close()
    assert [url for url in elsewhere if not url.startswith(("data:", "blob:"))] == []


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serves the app from a folder, as ``make chat`` does, or a page of the test's own; gives its address."""
    started: list[subprocess.Popen[bytes]] = []

    def start(folder: Path, settings: dict[str, str], script: Path | None = None) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        log = (tmp_path / "app.log").open("wb")
        command = [sys.executable, "-m", "ui", "--port", str(port)]
        if script is not None:
            shutil.copytree(ROOT / "ui" / ".streamlit", folder / ".streamlit", dirs_exist_ok=True)
            command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        log.close()
        started.append(server)
        address = f"http://127.0.0.1:{port}"
        for _ in range(240):
            assert server.poll() is None, (tmp_path / "app.log").read_text()
            try:
                httpx.get(f"{address}/_stcore/health", timeout=1).raise_for_status()
                return address
            except httpx.HTTPError:
                time.sleep(0.25)
        raise AssertionError("The app did not start.")

    yield start
    for server in started:
        server.terminate()
        server.wait(20)
