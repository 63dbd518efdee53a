"""In a real browser: the reading pane, opened from a page that holds little else."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Serve
from tests.browser.pages import close_reader
from tests.browser.running import app_running, ingest
from tests.browser.test_chat import ask, cited, words
from tests.news import BRIDGE, LIGHTHOUSE, write_news

PAGE = Path(__file__).with_name("reading_page.py")
MARK = "mark:not(.other)"


@pytest.fixture(scope="module")
def app(news: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("reading")
    settings = {"ASSISTANT_LIBRARY": str(news / "library")}
    with app_running(folder, folder / "app.log", settings, PAGE) as (address, _):
        yield address


@pytest.fixture
def address(page: Page, app: str) -> str:
    """Of the page, which is open; its answer quotes ``bridge`` (1, 2) and ``leuchtturm`` (3, 4)."""
    return opened(page, app)


def opened(page: Page, address: str) -> str:
    page.goto(address)
    expect(button(page, "4")).to_be_visible()
    return address


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def step(page: Page, name: str) -> Locator:
    """The button of a step, whose name ends in its shortcut."""
    return page.get_by_role("button", name=name)


def pane(page: Page) -> Locator:
    return page.locator(".st-key-reader")


def in_address(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def focused(page: Page) -> Any:
    return page.evaluate("document.activeElement.innerText.trim() || document.activeElement.ariaLabel")


def test_steps_lead_through_the_quotes_of_the_answer_and_mark_them_all(page: Page, address: str) -> None:
    button(page, "1").click()
    expect(pane(page).get_by_text("1 of 4")).to_be_visible()
    expect(step(page, "Previous citation")).to_be_disabled()
    expect(page.locator("mark.other")).to_have_count(1)
    first = page.locator(MARK).inner_text()
    step(page, "Next citation").focus()
    page.keyboard.press("Enter")
    expect(pane(page).get_by_text("2 of 4")).to_be_visible()
    expect(page.locator("mark.other")).to_have_text(first)
    expect(page.locator(MARK)).not_to_have_text(first)
    expect(step(page, "Next citation")).to_be_focused()
    page.keyboard.press("Enter")
    expect(pane(page).get_by_text("3 of 4")).to_be_visible()
    expect(page.locator(MARK)).to_be_in_viewport()
    assert words(page.locator(MARK).inner_text()) in words(LIGHTHOUSE)
    page.keyboard.press("Enter")
    expect(step(page, "Next citation")).to_be_disabled()
    step(page, "Previous citation").click()
    expect(pane(page).get_by_text("3 of 4")).to_be_visible()


def test_the_address_leads_to_the_quote_and_is_gone_with_the_pane(page: Page, address: str) -> None:
    page.goto(f"{address}/?else=kept")
    button(page, "4").click()
    expect(page).to_have_url(re.compile("article=leuchtturm&start="))
    quote = page.locator(MARK).inner_text()
    assert set(in_address(page)) == {"else", "article", "start", "end", "check"}
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(MARK)).to_have_text(quote)
    expect(other.locator(MARK)).to_be_in_viewport()
    other.close()
    close_reader(page)
    expect(page).to_have_url(f"{address}/?else=kept")


def test_the_browser_goes_back_and_forth_between_quotes(page: Page, address: str) -> None:
    button(page, "1").click()
    expect(pane(page).get_by_text("1 of 4")).to_be_visible()
    expect(page).to_have_url(re.compile("article=bridge"))
    first = page.locator(MARK).inner_text()
    button(page, "3").click()
    expect(page).to_have_url(re.compile("article=leuchtturm"))
    page.go_back()
    expect(page.locator(MARK)).to_have_text(first)
    expect(pane(page).get_by_text("1 of 4")).to_be_visible()
    page.go_back()
    expect(pane(page)).to_have_count(0)
    page.go_forward()
    expect(page.locator(MARK)).to_have_text(first)


def test_an_address_whose_article_changed_says_so(page: Page, serve: Serve, tmp_path: Path) -> None:
    ingest(tmp_path, str(write_news(tmp_path / "news")))
    opened(page, serve(tmp_path, {}, PAGE))
    button(page, "1").click()
    expect(page).to_have_url(re.compile("article=bridge"))
    link, quote = page.url, page.locator(MARK).inner_text()
    file = tmp_path / "news" / "bridge.md"
    file.write_text(BRIDGE.replace("The stone bridge", "Good news for the valley!\n\nThe stone bridge", 1))
    ingest(tmp_path, str(tmp_path / "news"))
    page.goto(link)
    expect(page.locator(MARK)).to_have_text(quote)
    expect(pane(page)).to_contain_text("the quote now stands at another place")
    file.write_text(BRIDGE.replace("The stone bridge", "The iron bridge", 1))
    ingest(tmp_path, str(tmp_path / "news"))
    page.goto(link)
    expect(pane(page)).to_contain_text("the quote does not stand in it any more")
    expect(page.locator("mark")).to_have_count(0)


def test_the_link_is_copied_without_what_else_the_address_holds(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}/?conversation=private")
    button(page, "1").click()
    button(page, "Copy link").click()
    expect(page.get_by_role("status").filter(has_text="Link copied")).to_have_count(1)
    copied = page.evaluate("navigator.clipboard.readText()")
    expect(page).to_have_url(re.compile("article=bridge"))
    assert copied == page.url.replace("conversation=private&", "")


def select(page: Page, text: str) -> None:
    """Select what stands in the article, as the keyboard does."""
    expect(page.locator("article")).to_contain_text(text)
    page.evaluate(
        """text => {
          const walker = document.createTreeWalker(document.querySelector('article'), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(text);
            if (at >= 0) getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + text.length);
          }
        }""",
        text,
    )


def test_what_is_selected_in_the_article_can_be_asked_about_by_keyboard(page: Page, address: str) -> None:
    button(page, "open bridge").click()
    expect(button(page, "Ask about this")).to_have_count(0)
    select(page, "seven months")
    expect(button(page, "Ask about this")).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(button(page, "Ask about this")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("asked: seven months|bridge")).to_be_visible()
    expect(button(page, "Ask about this")).to_have_count(0)
    expect(pane(page)).to_be_visible()


def test_a_selection_that_ends_takes_its_button_away_and_one_elsewhere_has_none(page: Page, address: str) -> None:
    button(page, "open bridge").click()
    select(page, "lottery for villagers")
    expect(button(page, "Ask about this")).to_be_visible()
    page.evaluate("getSelection().removeAllRanges()")
    expect(button(page, "Ask about this")).to_have_count(0)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.st-key-reader-more'))")
    page.wait_for_timeout(400)
    expect(button(page, "Ask about this")).to_have_count(0)


def test_escape_returns_the_focus_to_what_opened_the_pane(page: Page, address: str) -> None:
    button(page, "2").focus()
    page.keyboard.press("Enter")
    expect(page.locator(MARK)).to_be_focused()
    expect(page.get_by_role("complementary", name="Bridge over the Tarn reopens")).to_be_visible()
    close_reader(page)
    expect(button(page, "2")).to_be_focused()


def test_a_page_that_is_drawn_anew_does_not_take_the_focus_from_where_it_is(page: Page, address: str) -> None:
    button(page, "1").click()
    expect(page.locator(MARK)).to_be_focused()
    field = page.get_by_role("textbox", name="Type")
    field.fill("a question")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1_000)
    expect(field).to_be_focused()


def test_on_a_phone_the_pane_is_a_dialog_and_nothing_below_it_is_reached(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    button(page, "1").click()
    expect(page.get_by_role("dialog", name="Bridge over the Tarn reopens")).to_be_visible()
    expect(page.locator(MARK)).to_be_in_viewport()
    expect(page.get_by_role("textbox", name="Type")).not_to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || "
                             "!!document.activeElement.closest('.st-key-reader')")  # fmt: skip
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="Type")).to_be_visible()


def test_related_articles_and_conversations_stand_below_the_article(page: Page, address: str) -> None:
    button(page, "open bridge").click()
    expect(pane(page).get_by_role("heading", name="Related articles")).to_be_visible()
    button(page, "On bridge").click()
    expect(page.get_by_text("asked: c1|conversation")).to_be_visible()
    pane(page).get_by_role("button", name=re.compile("Leuchtturm")).click()
    expect(pane(page).locator("article")).to_contain_text("Wiebke Harms")
    expect(pane(page).locator("article h2")).to_be_in_viewport()
    expect(pane(page).locator("article h2")).to_be_focused()
    expect(page).to_have_url(f"{address}/?article=leuchtturm")


def test_a_link_of_the_app_opens_the_quote_beside_the_chat(page: Page, serve: Serve, tmp_path: Path) -> None:
    ingest(tmp_path, str(write_news(tmp_path / "news")))
    page.goto(serve(tmp_path, {}))
    ask(page, "Why does a human count birds in the lighthouse?")
    cited(page).click()
    expect(page).to_have_url(re.compile("article=leuchtturm"))
    quote = page.locator(MARK).inner_text()
    page.goto(page.url)
    expect(page.locator(MARK)).to_have_text(quote)
    page.get_by_role("link", name="Library").click()
    expect(page.get_by_role("heading", name="Library", exact=True)).to_be_visible()
    expect(page.locator(MARK)).to_have_text(quote)
    close_reader(page)
    expect(page).to_have_url(re.compile(r"/library$"))
