"""An answer in a real browser: its cards, its doubts, translations beside their quotes, and what fingers hit."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Serve
from tests.browser.running import ingest
from tests.browser.test_chat import answer, ask, cited
from tests.doors import scripted
from tests.doors.scripted import serving
from tests.news import write_news

QUESTION = "Why does a human count birds in the lighthouse?"
WRITTEN = "Harms counts birds that the cameras do not recognise in fog [1]. She is paid 77 million dollars [1]."
ENGLISH = "Harms is to count birds that cameras do not see in fog."
LEAST_PX, LEAST_FINGER_PX = 24, 44
BAR_PX = 56
"""Of Streamlit, above the page."""


@pytest.fixture
def news(tmp_path: Path) -> Path:
    ingest(tmp_path, str(write_news(tmp_path / "news")))
    return tmp_path


def card(page: Page) -> Locator:
    return page.locator(".answer .card:popover-open")


def settings(folder: Path, host: str) -> dict[str, str]:
    records = str(folder / "records.sqlite")
    return {"OPENAI_BASE_URL": f"http://{host}/v1", "ASSISTANT_RETRIES": "0", "ASSISTANT_RECORDS": records}


def is_inside(page: Page, element: Locator) -> bool:
    box, size = element.bounding_box(), page.viewport_size
    assert box
    assert size
    across = box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
    return across and box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


def stand(page: Page, how: str) -> None:
    """Wait until original and translation, told at one moment of a page that is drawn anew, stand so."""
    page.wait_for_function(
        f"""() => {{
          const [left, right] = [...document.querySelectorAll(".answer .pair > div")]
            .map(each => each.getBoundingClientRect());
          return {how};
        }}"""
    )


def test_a_number_shows_its_quote_to_the_mouse_and_to_the_keyboard_and_escape_closes_only_that(
    page: Page, serve: Serve, news: Path
) -> None:
    page.goto(serve(news, {}))
    ask(page, QUESTION)
    number = cited(page)
    expect(number).to_have_accessible_name(re.compile(r"^Source 1: Der Leuchtturm.*, 14 May 2024$"))
    expect(number).to_have_accessible_description(re.compile("Kameras bei Nebel.*14 May 2024"))
    expect(card(page)).to_have_count(0)
    number.hover()
    expect(card(page)).to_contain_text("Kameras bei Nebel")
    assert is_inside(page, card(page))
    card(page).hover()
    page.wait_for_timeout(500)
    expect(card(page)).to_be_visible()
    page.mouse.move(2, 2)
    expect(card(page)).to_have_count(0)

    number.click()
    marked = page.locator("mark:not(.other)")
    expect(marked).to_be_visible()
    page.keyboard.press("Tab")  # what the keyboard reached last shows where it is
    number.focus()
    expect(card(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(page)).to_have_count(0)
    page.wait_for_timeout(2_000)  # the server would close the article a little later
    expect(marked).to_be_visible()
    page.keyboard.press("Escape")
    expect(marked).to_have_count(0)


def test_doubts_are_told_and_what_was_opened_stays_open(page: Page, serve: Serve, news: Path) -> None:
    with serving(scripted.in_turn(scripted.saying(WRITTEN), scripted.saying(ENGLISH))) as server:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(serve(news, settings(news, server.host)))
        ask(page, QUESTION)
        sign = page.get_by_role("button", name=re.compile("^not supported; "))
        expect(sign).to_be_visible()
        sign.click()
        expect(card(page)).to_contain_text("77 million")
        sign.click()
        expect(card(page)).to_have_count(0)
        assert (
            page.locator(".doubt.unsupported").evaluate("each => getComputedStyle(each).textDecorationStyle")
            == "dashed"
        )
        doubts = page.get_by_text("1 statement is not fully supported")
        doubts.click()
        page.locator(".answer .sources summary").click()
        page.get_by_role("button", name="Translate into English").click()
        expect(answer(page)).to_contain_text("the original counts")
    expect(answer(page).get_by_text("She is paid 77 million dollars", exact=False).last).to_be_visible()
    stand(page, "left.right <= right.left")
    page.set_viewport_size({"width": 390, "height": 800})
    stand(page, "left.bottom <= right.top")
    page.get_by_role("button", name="Copy with citations").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert "Harms counts birds" in page.evaluate("navigator.clipboard.readText()")


def test_a_translation_that_is_asked_for_stops_no_answer(page: Page, serve: Serve, news: Path) -> None:
    script = scripted.in_turn(scripted.saying(WRITTEN), scripted.hanging("She moves in "), scripted.saying(ENGLISH))
    with serving(script) as server:
        page.goto(serve(news, settings(news, server.host)))
        ask(page, QUESTION)
        expect(cited(page)).to_be_visible()
        ask(page, "When does Harms move into the lighthouse of Norderholm?")
        expect(answer(page)).to_contain_text("She moves in")
        page.locator(".answer .sources summary").click()
        page.get_by_role("button", name="Translate into English").click()
        expect(page.locator(".answer .translation")).to_contain_text(ENGLISH)
        expect(answer(page)).to_contain_text("She moves in")
        expect(page.get_by_role("button", name="Stop")).to_be_visible()


def test_a_finger_opens_the_article_at_once_and_has_room(browser: Browser, serve: Serve, news: Path) -> None:
    phone = {"width": 390, "height": 844}
    context = browser.new_context(viewport=phone, locale="en-US", has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(serve(news, {}))
    ask(page, QUESTION)
    expect(cited(page)).to_be_visible()
    for button in page.locator(".answer button").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= LEAST_FINGER_PX, button
    assert page.evaluate("document.documentElement.scrollWidth") <= phone["width"]
    page.wait_for_timeout(1_000)  # the page goes to the end of what has grown, and comes back
    question = page.get_by_test_id("stChatMessage").first.bounding_box()
    assert question
    assert question["y"] >= BAR_PX
    cited(page).tap()
    expect(page.locator("mark:not(.other)")).to_be_visible()
    expect(card(page)).to_have_count(0)
    context.close()


def test_every_button_of_an_answer_has_a_name_and_room(page: Page, serve: Serve, news: Path) -> None:
    page.goto(serve(news, {}))
    ask(page, QUESTION)
    expect(cited(page)).to_be_visible()
    for button in page.locator(".answer button").all():
        expect(button).to_have_accessible_name(re.compile(r"\w{2}"))
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= LEAST_PX
