import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.running import NO_BROWSER, app_running, browsing, find_chromium, ingest
from tests.news import write_news


class Serve(Protocol):
    def __call__(self, folder: Path, settings: dict[str, str], script: Path | None = None) -> str: ...


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    with browsing(path) as browser:
        yield browser


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library of two articles, which no test changes."""
    folder = tmp_path_factory.mktemp("news")
    ingest(folder, str(write_news(folder / "articles")))
    return folder


@pytest.fixture(scope="session")
def news_app(news: Path) -> Iterator[str]:
    """The address of one app over them, for tests whose browsers share nothing but that."""
    records = {"ASSISTANT_RECORDS": str(news / "records.sqlite")}
    with app_running(news, news / "app.log", records) as (address, _):
        yield address


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serves the app from a folder, as ``make chat`` does, or a page of the test's own; gives its address."""
    with ExitStack() as running:

        def start(folder: Path, settings: dict[str, str], script: Path | None = None) -> str:
            address, _ = running.enter_context(app_running(folder, tmp_path / "app.log", settings, script))
            return address

        yield start


@pytest.fixture
def page(browser: Browser, serve: Serve) -> Iterator[Page]:
    """A page of a laptop, which fails the test when it asks for anything from elsewhere or an error is in its console.

    It is closed before the servers are, which it would miss.
    """
    del serve
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    wrong: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # Streamlit looks for its server below the path of a page first.
        if message.type == "error" and "/library/_stcore/" not in message.location["url"]:
            wrong.append(f"{message.text} {message.location}")

    context.on("request", lambda asked: wrong.append(asked.url) if is_elsewhere(asked.url) else None)
    context.on("console", hear)
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert wrong == []


def is_elsewhere(url: str) -> bool:
    return "//127.0.0.1:" not in url and not url.startswith(("data:", "blob:"))
