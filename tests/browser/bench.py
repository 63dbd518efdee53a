"""Measures the app in a real browser: ``python -m tests.browser.bench [--eval FOLDER] [--keep FOLDER]``.

The library has 1,000 articles, as ``assistant.scale`` builds them, and answers are made of quotes.
Times are those of a person: from the key to what is seen. Every page asks of the server are its own.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

from playwright.sync_api import Browser, Page

from assistant.scale import build_library
from tests.browser import pages
from tests.browser.running import NO_BROWSER, ROOT, app_running, browsing, find_chromium

ARTICLES = 1_000
QUESTIONS = 20
SESSIONS = 20

_FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
"""When a browser first shows something of a page, in ms from the address."""


def main() -> int:
    options = _parser().parse_args()
    path = find_chromium()
    if path is None:
        print(NO_BROWSER, file=sys.stderr)
        return 2
    with TemporaryDirectory(prefix="article-assistant-") as temporary, browsing(path) as browser:
        kept = options.keep or Path(temporary)
        kept.mkdir(parents=True, exist_ok=True)
        library = build_library(ARTICLES, options.eval, kept.absolute())
        print(_load(), flush=True)
        bench = Bench(browser, library, Path(temporary))
        bench.measure_first_pages(options.repeats)
        bench.measure_questions(options.repeats)
        bench.measure_long_conversation()
        bench.measure_sessions()
        print(_load())
    return 0


class Bench:
    """Measures, and prints a line for each figure.

    Args:
        browser: that looks.
        library: its folder.
        folder: for what the server keeps.
    """

    def __init__(self, browser: Browser, library: Path, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self._settings = {"ASSISTANT_LIBRARY": str(library), "ASSISTANT_RECORDS": str(folder / "records.sqlite")}

    def measure_first_pages(self, repeats: int) -> None:
        """From the address to the heading and the question box: first and second browser of a new server, and again."""
        first: list[float] = []
        second: list[float] = []
        again: list[float] = []
        painted: list[float] = []
        for _ in range(repeats):
            with app_running(self._folder, self._folder / "app.log", self._settings) as (address, _):
                for seconds in (first, second):
                    page = self._new_page()
                    seconds.append(_seconds(lambda page=page, at=address: pages.open_start(page, at)))  # type: ignore[misc]
                    painted.append(page.evaluate(_FIRST_PAINT) / 1000)
                    again.append(_seconds(lambda page=page, at=address: pages.open_start(page, at)))  # type: ignore[misc]
                    page.context.close()
        _report("first contentful paint, in a new browser", painted)
        _report("first page of a server", first)
        _report("first page of a second browser", second)
        _report("the page again, in the same browser", again)

    def measure_questions(self, repeats: int) -> None:
        """From the key Enter to the first quote, each question in a conversation of its own; then reading."""
        asked: list[float] = []
        opened: list[float] = []
        closed: list[float] = []
        refused = 0
        with app_running(self._folder, self._folder / "app.log", self._settings) as (address, _):
            page = self._new_page()
            for number in range(repeats):
                pages.open_start(page, address)
                round_ = []
                for question in questions():
                    pages.begin(page)
                    pages.question_box(page).fill(question)
                    round_.append(_seconds(lambda: _send(page)))
                    if pages.refusal(page).count():
                        refused += 1
                        continue
                    sleep(0.5)  # until the page has come to rest, as a reader's has
                    opened.append(_seconds(lambda: pages.open_citation(page)))
                    pages.settle(page)
                    closed.append(_seconds(lambda: pages.escape(page)))
                _report(f"Enter to the first quote, round {number + 1}", round_)
                asked += round_
            page.context.close()
        _report("Enter to the first quote, all rounds", asked)
        _report("a number to the marked sentence", opened)
        _report("Escape to the article gone", closed)
        print(f"refused: {refused} of {len(asked)}", flush=True)

    def measure_long_conversation(self) -> None:
        """A click in a conversation of one answer, and of all: what is drawn anew must not be worked out anew."""
        with app_running(self._folder, self._folder / "app.log", self._settings) as (address, _):
            page = self._new_page()
            pages.open_start(page, address)
            for number, question in enumerate(questions(), 1):
                pages.ask(page, question)
                pages.wait_for_reply(page, question)
                if number in (1, QUESTIONS):
                    _report(f"a click after {number} answers, and its article", [_look(page) for _ in range(10)])
            page.context.close()

    def measure_sessions(self) -> None:
        """Browsers that ask at once, each a question of its own: what each sees, and what each costs the server."""
        with app_running(self._folder, self._folder / "app.log", self._settings) as (address, process):
            warm = self._new_page()
            pages.open_start(warm, address)
            pages.ask(warm, questions()[0])
            pages.wait_for_answer(warm)
            before = _memory_mb(process)
            opened = [self._new_page() for _ in range(SESSIONS)]
            for page in opened:
                pages.open_start(page, address)
            for page, question in zip(opened, questions(), strict=True):
                pages.question_box(page).fill(question)
            seconds = _seconds(lambda: _ask_at_once(opened))
            after = _memory_mb(process)
            leaks = [question for page, question in zip(opened, questions(), strict=True) if _leaks(page, question)]
            for page in [warm, *opened]:
                page.context.close()
        print(f"{SESSIONS} sessions asking at once: all answered after {seconds:.1f} s", flush=True)
        print(f"memory of the server: {before:.0f} MB, {(after - before) / SESSIONS:.1f} MB more a session", flush=True)
        print(f"sessions that saw another's question: {len(leaks)}", *leaks, sep="\n  ", flush=True)

    def _new_page(self) -> Page:
        """A page of a browser that has not been here before."""
        return self._browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US").new_page()


def questions() -> list[str]:
    """Different questions that the sample's articles answer, in both languages."""
    lines = [json.loads(line) for line in (ROOT / "seeds" / "questions.jsonl").read_text().splitlines()]
    answerable = [each["question"] for each in lines if each["answerable"]]
    return answerable[:: len(answerable) // QUESTIONS][:QUESTIONS]


def _send(page: Page) -> None:
    pages.question_box(page).press("Enter")
    pages.wait_for_answer(page)


def _look(page: Page) -> float:
    """Seconds from a click on a number of the first answer to its sentence."""
    sleep(0.5)
    first = page.locator(".answer .cite").first
    first.scroll_into_view_if_needed()

    def open_first() -> None:
        first.click()
        pages.marked(page).wait_for()

    seconds = _seconds(open_first)
    pages.close_reader(page)
    return seconds


def _ask_at_once(opened: Sequence[Page]) -> None:
    for page in opened:
        pages.question_box(page).press("Enter")
    for page in opened:
        pages.wait_for_answer(page)


def _leaks(page: Page, own: str) -> bool:
    """Whether a page shows a question that was asked on another."""
    text = " ".join(page.inner_text("body").split())
    assert own in text, f"{own} was not asked"
    return any(each in text for each in questions() if each != own)


def _seconds(act: Callable[[], None]) -> float:
    started = perf_counter()
    act()
    return perf_counter() - started


def _report(name: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    late = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    figures = (f"least {ordered[0]:.2f}", f"median {statistics.median(ordered):.2f}", f"95 % {late:.2f} s")
    print(f"{name}: {', '.join(figures)} ({len(ordered)} times)", flush=True)


def _load() -> str:
    return f"load: {', '.join(f'{each:.1f}' for each in os.getloadavg())} on {os.cpu_count()} cores"


def _memory_mb(process: int) -> float:
    done = subprocess.run(["ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.browser.bench", description="Measure the app in a browser.")
    parser.add_argument("--eval", type=Path, metavar="FOLDER", help="question sets whose corpora are used too")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="build there and use what was built before")
    parser.add_argument("--repeats", type=int, default=3, metavar="N", help="how often each time is taken; 3")
    return parser


if __name__ == "__main__":
    sys.exit(main())
