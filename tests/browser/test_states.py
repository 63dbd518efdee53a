"""In a real browser: what a page says and offers when something is missing or slow, and what the keyboard does."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.pages import close_reader
from tests.browser.running import ingest
from tests.browser.test_chat import answer, ask, cited
from tests.browser.test_conversations import BRIDGE, LIGHTHOUSE, begin
from tests.doors import scripted
from tests.doors.processes import free_port
from tests.doors.scripted import serving
from tests.news import write_news


@pytest.fixture
def address(news_app: str) -> str:
    return news_app


def picture(page: Page) -> Image.Image:
    page.mouse.move(2, 2)
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(800)
    return Image.open(io.BytesIO(page.locator(".st-key-chat").screenshot(animations="disabled"))).convert("RGB")


def test_a_chat_model_that_is_slow_is_named_and_quotes_are_offered(page: Page, serve: Serve, tmp_path: Path) -> None:
    ingest(tmp_path, str(write_news(tmp_path / "news")))
    with serving(scripted.hanging("")) as server:
        settings = {
            "OPENAI_BASE_URL": f"http://{server.host}/v1",
            "ASSISTANT_RECORDS": str(tmp_path / "records.sqlite"),
        }
        page.goto(serve(tmp_path, settings))
        expect(page.get_by_role("button", name="Connect a chat model")).to_have_count(0)
        ask(page, LIGHTHOUSE)
        expect(answer(page)).to_contain_text(re.compile(r"has not begun to answer for \d+ s"))
        page.get_by_role("button", name="Show quotes instead").click()
        expect(cited(page)).to_be_visible()
        expect(answer(page)).not_to_contain_text("Quotes instead of a written answer")
        expect(page.get_by_test_id("stChatMessage")).to_have_count(2)


def test_without_a_chat_model_the_page_says_how_answers_are_written(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Connect a chat model").click()
    expect(page.get_by_text("OPENAI_BASE_URL=http://localhost:11434/v1")).to_be_visible()


def test_an_empty_library_leads_to_where_articles_are_added(page: Page, serve: Serve, tmp_path: Path) -> None:
    page.goto(serve(tmp_path, {"ASSISTANT_LIBRARY": str(tmp_path / "mine")}))
    expect(page.get_by_text("There is no library at")).to_be_visible()
    page.get_by_role("button", name="Add articles").click()
    expect(page.get_by_role("heading", name="Library")).to_be_visible()
    expect(page.get_by_text("Drop files here")).to_be_visible()


def test_a_chroma_server_that_is_gone_is_named_and_asked_again(page: Page, serve: Serve, tmp_path: Path) -> None:
    page.goto(serve(tmp_path, {"ASSISTANT_LIBRARY": f"http://127.0.0.1:{free_port()}"}))
    expect(page.locator(".stMain").get_by_text("does not answer")).to_be_visible()
    page.locator(".stMain").get_by_role("button", name="Try again").click()
    expect(page.locator(".stMain").get_by_text("does not answer")).to_be_visible()


def test_the_browser_goes_back_to_the_conversation_before_and_out_of_the_app(page: Page, address: str) -> None:
    begin(page, address, BRIDGE)
    first = page.url
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_role("heading", name="Ask your articles")).to_be_visible()
    ask(page, LIGHTHOUSE)
    expect(page.get_by_role("button", name="Edit the question")).to_be_visible()
    expect(page).not_to_have_url(first)
    expect(page).to_have_url(re.compile("conversation="))
    page.go_back()
    expect(page.get_by_role("heading", name="Ask your articles")).to_be_visible()
    page.go_back()
    expect(page.get_by_test_id("stChatMessage").first).to_contain_text(BRIDGE)
    expect(page).to_have_url(first)
    page.go_forward()
    page.go_forward()
    expect(page.get_by_test_id("stChatMessage").first).to_contain_text(LIGHTHOUSE)


def test_a_conversation_opens_from_the_library_page_too(page: Page, address: str) -> None:
    begin(page, address, BRIDGE)
    page.get_by_role("link", name="Library").click()
    expect(page.get_by_role("heading", name="Library")).to_be_visible()
    page.get_by_test_id("stSidebar").get_by_role("button", name=BRIDGE).click()
    expect(page.get_by_test_id("stChatMessage").first).to_contain_text(BRIDGE)
    expect(cited(page)).to_be_visible()


def test_an_article_of_the_library_page_leads_to_the_conversations_that_cite_it(page: Page, address: str) -> None:
    begin(page, address, BRIDGE)
    page.get_by_role("link", name="Library").click()
    page.get_by_role("button", name="Bridge over the Tarn reopens", exact=True).click()
    pane = page.locator(".st-key-reader")
    expect(pane.get_by_role("heading", name="Conversations that cite this article")).to_be_visible()
    pane.get_by_role("button", name=BRIDGE).click()
    expect(page.get_by_test_id("stChatMessage").first).to_contain_text(BRIDGE)


def test_questions_to_begin_with_are_in_the_languages_of_the_articles(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("button", name="What is “Bridge over the Tarn reopens” about?")).to_be_visible()
    page.get_by_role("button", name=re.compile("Worum geht es in „Der Leuchtturm")).click()
    expect(cited(page)).to_be_visible()


def test_the_keyboard_begins_asks_steps_and_closes(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", name="Ask your articles")).to_be_visible()
    box = page.get_by_test_id("stChatInputTextArea")
    expect(box).to_be_visible()
    page.wait_for_timeout(1_000)  # a script of the page comes after what is drawn
    page.keyboard.press("Control+k")
    expect(box).to_be_focused()
    page.keyboard.type(BRIDGE)
    page.keyboard.press("Enter")
    cited(page).focus()
    page.keyboard.press("Enter")
    pane = page.locator(".st-key-reader")
    mark = page.locator("mark:not(.other)")
    expect(pane.get_by_text("1 of ")).to_be_visible()
    expect(mark).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(pane.get_by_text("2 of ")).to_be_visible()
    expect(mark).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(pane.get_by_text("1 of ")).to_be_visible()
    close_reader(page)
    page.keyboard.press("Control+Shift+O")
    expect(page.get_by_role("heading", name="Ask your articles")).to_be_visible()


def test_a_page_looks_after_a_reload_as_it_did_before(page: Page, address: str) -> None:
    begin(page, address, BRIDGE)
    expect(cited(page)).to_be_visible()
    before = picture(page)
    page.reload()
    expect(cited(page)).to_be_visible()
    assert ImageChops.difference(before, picture(page)).getbbox() is None


def test_a_page_looks_after_an_article_is_closed_as_it_did_before(page: Page, address: str) -> None:
    begin(page, address, BRIDGE)
    before = picture(page)
    cited(page).click()
    expect(page.locator("mark:not(.other)")).to_be_visible()
    page.locator(".st-key-reader").get_by_role("button", name="Close").click()
    expect(page.locator(".st-key-reader")).to_have_count(0)
    assert ImageChops.difference(before, picture(page)).getbbox() is None
