"""Takes the pictures of ``docs/tour.md``: ``python -m tests.browser.tour [--to FOLDER]``.

The app runs on the sample, in Chromium, and is used as a person uses it. Where things are on the
pages is in ``tests/browser/pages.py``. The chat model of the last picture is a scripted one.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser import pages
from tests.browser.running import NO_BROWSER, ROOT, app_running, browsing, find_chromium
from tests.doors import scripted

QUESTION = "why is Putin visiting Pyongyang"
FOLLOW_UP = "and what about Vietnam?"
NOT_ANSWERED = "How many goals did Messi score?"
WRITTEN = "The visit is meant to widen cooperation, above all that of the armies [1]."
TRANSLATED = "The purpose of the visit is to expand cooperation, above all military cooperation."

LAPTOP, PHONE = (1280, 800), (390, 780)
COLOURS = 96
"""Of a picture: a page has few, and the letters' edges are told apart still."""

Scheme = Literal["light", "dark"]


class Tour:
    """Goes through the app, and leaves pictures.

    Args:
        browser: that looks.
        to: the folder of the pictures.
    """

    def __init__(self, browser: Browser, to: Path) -> None:
        self._browser = browser
        self._to = to

    def on_a_laptop(self, address: str) -> None:
        with self._page(address, LAPTOP, "light") as page:
            self._take(page, "start")
            pages.ask(page, QUESTION)
            pages.wait_for_answer(page)
            pages.settle(page)
            pages.citation(page).hover()
            self._take(page, "answer")
            pages.open_citation(page)
            self._take(page, "reader")
        with self._page(address, LAPTOP, "dark") as page:
            pages.ask(page, QUESTION)
            pages.wait_for_answer(page)
            pages.ask(page, FOLLOW_UP)
            pages.wait_for_reply(page, FOLLOW_UP)
            self._take(page, "follow-up")
            pages.begin(page)
            pages.filters(page).click()
            self._take(page, "filters")
        with self._page(address, LAPTOP, "light") as page:
            pages.ask(page, NOT_ANSWERED)
            pages.wait_for_answer(page)
            self._take(page, "refusal")
            pages.open_library(page, address)
            self._take(page, "library")

    def on_a_phone(self, address: str) -> None:
        with self._page(address, PHONE, "light") as page:
            pages.ask(page, QUESTION)
            pages.wait_for_answer(page)
            self._take(page, "phone-answer")
        with self._page(address, PHONE, "dark") as page:
            pages.ask(page, QUESTION)
            pages.wait_for_answer(page)
            pages.settle(page)
            pages.open_citation(page)
            self._take(page, "phone-reader")

    def with_a_chat_model(self, address: str) -> None:
        with self._page(address, LAPTOP, "light") as page:
            pages.ask(page, QUESTION)
            pages.wait_for_answer(page)
            pages.settle(page)
            pages.open_citation(page)
            pages.translate(page)
            page.get_by_text(TRANSLATED).last.wait_for(timeout=pages.PATIENCE_MS)
            self._take(page, "translation")

    @contextmanager
    def _page(self, address: str, size: tuple[int, int], scheme: Scheme) -> Iterator[Page]:
        """A new browser's page of a new conversation."""
        width, height = size
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale="en-US",
            reduced_motion="reduce",
            has_touch=size == PHONE,
        )
        page = context.new_page()
        page.set_default_timeout(pages.PATIENCE_MS)
        pages.open_start(page, address)
        yield page
        context.close()

    def _take(self, page: Page, name: str) -> None:
        pages.settle(page)
        seen = Image.open(io.BytesIO(page.screenshot(caret="hide"))).convert("RGB")
        seen.quantize(COLOURS, dither=Image.Dither.NONE).save(self._to / f"{name}.png", optimize=True)
        print(f"{name}.png", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.browser.tour", description="Take the pictures of docs/tour.md.")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "tour", metavar="FOLDER", help="docs/tour")
    to: Path = parser.parse_args().to
    chromium = find_chromium()
    if chromium is None:
        print(NO_BROWSER, file=sys.stderr)
        return 2
    to.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="article-assistant-") as temporary, browsing(chromium) as browser:
        folder, tour = Path(temporary), Tour(browser, to)
        settings = {"ASSISTANT_RECORDS": str(folder / "records.sqlite")}
        with app_running(folder, folder / "app.log", settings) as (address, _):
            tour.on_a_laptop(address)
            tour.on_a_phone(address)
        reply = scripted.in_turn(scripted.saying(WRITTEN), scripted.saying(TRANSLATED))
        with scripted.serving(reply, models=("a-chat-model",)) as server:
            settings |= {"OPENAI_BASE_URL": f"http://{server.host}/v1"}
            with app_running(folder, folder / "app.log", settings) as (address, _):
                tour.with_a_chat_model(address)
    return 0


if __name__ == "__main__":
    sys.exit(main())
