"""In a real browser: axe finds nothing serious on any page, light and dark, on a phone and a laptop."""

from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser import pages
from tests.browser.running import app_running, ingest
from tests.news import write_news

QUESTION = "Why does a human count birds in the lighthouse?"
SERIOUS = ("serious", "critical")

State = Callable[[Page, str], None]


def start(page: Page, address: str) -> None:
    pages.open_start(page, address)


def answer(page: Page, address: str) -> None:
    pages.open_start(page, address)
    pages.ask(page, QUESTION)
    pages.wait_for_answer(page)


def reader(page: Page, address: str) -> None:
    answer(page, address)
    pages.open_citation(page)


def refusal(page: Page, address: str) -> None:
    pages.open_start(page, address)
    pages.ask(page, "How many goals did Messi score?")
    pages.refusal(page).wait_for(timeout=pages.PATIENCE_MS)


def conversations(page: Page, address: str) -> None:
    answer(page, address)
    pages.show_sidebar(page)


def filters(page: Page, address: str) -> None:
    pages.open_start(page, address)
    pages.filters(page).click()


def library(page: Page, address: str) -> None:
    pages.open_library(page, address)


def article_of_the_library(page: Page, address: str) -> None:
    pages.open_library(page, address)
    pages.title(page, "Bridge over the Tarn reopens").click()
    page.get_by_role("heading", name="Who paid").wait_for()


STATES: tuple[State, ...] = (
    start, answer, reader, refusal, conversations, filters, library, article_of_the_library,
)  # fmt: skip
STATES_OF_NONE: tuple[State, ...] = (start, library)


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The app over some articles, and over none."""
    some, none = tmp_path_factory.mktemp("some"), tmp_path_factory.mktemp("none")
    ingest(some, str(write_news(some / "news")))
    settings = [{"ASSISTANT_RECORDS": str(folder / "records.sqlite")} for folder in (some, none)]
    settings[1]["ASSISTANT_LIBRARY"] = str(none / "library")
    with (
        app_running(some, some / "app.log", settings[0]) as (first, _),
        app_running(none, none / "app.log", settings[1]) as (second, _),
    ):
        yield first, second


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    browser: Browser, addresses: tuple[str, str], scheme: Literal["light", "dark"], width: int
) -> None:
    found = []
    for address, states in zip(addresses, (STATES, STATES_OF_NONE), strict=True):
        for state in states:
            context = browser.new_context(
                viewport={"width": width, "height": 800}, locale="en-US", color_scheme=scheme, reduced_motion="reduce"
            )
            page = context.new_page()
            page.set_default_timeout(pages.PATIENCE_MS)
            state(page, address)
            pages.settle(page)
            named = f"{state.__name__}{'' if states is STATES else ' of no articles'}"
            found += [f"{named}: {line}" for line in serious(page)]
            context.close()
    assert found == []


def test_what_nobody_could_read_is_found(page: Page, addresses: tuple[str, str]) -> None:
    pages.open_library(page, addresses[0])
    page.evaluate("document.querySelector('h1').style.color = '#eee'")
    assert any("color-contrast" in line for line in serious(page))


def serious(page: Page) -> list[str]:
    """What axe says is serious or critical: the rule, where, and why."""
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{each['impact']} {each['id']}: {node['html'][:160]} ({' '.join(node['failureSummary'].split())[:220]})"
        for each in violations
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]
