"""Conversations stay: after a reload, after a restart, for their own browser alone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from assistant.archive import Archive
from assistant.records import Records
from assistant.turns import Opinion
from tests.browser.conftest import Serve
from tests.browser.pages import settle
from tests.browser.running import ingest
from tests.browser.test_chat import ask, cited
from tests.news import write_news

BRIDGE = "How many stones did engineers replace in the bridge at Aldermoor?"
LIGHTHOUSE = "Wer zieht in den Leuchtturm von Norderholm ein?"


@pytest.fixture
def address(news_app: str) -> str:
    return news_app


def start(serve: Serve, folder: Path) -> str:
    if not (folder / "library").exists():
        ingest(folder, str(write_news(folder / "articles")))
    return serve(folder, {"ASSISTANT_RECORDS": str(folder / "records.sqlite")})


def begin(page: Page, address: str, question: str) -> None:
    page.goto(address)
    ask(page, question)
    expect(page.get_by_test_id("stSidebar").get_by_role("button", name=question)).to_be_visible()
    expect(page.get_by_role("button", name="Edit the question")).to_be_visible()


def menu(page: Page, title: str) -> Locator:
    """What opens what can be done with a conversation."""
    head = page.locator("[class*=st-key-head-]").filter(has_text=title)
    return head.get_by_role("button", name="Rename or delete")


def open_menu(page: Page, title: str) -> None:
    settle(page)
    menu(page, title).click()


def test_a_reload_keeps_the_conversation_with_its_citations(page: Page, address: str) -> None:
    begin(page, address, BRIDGE)
    expect(page.locator(".stMain")).to_contain_text("212 stones")
    expect(page.get_by_role("button", name="In 2 articles")).to_be_visible()
    before = page.locator(".stMain").inner_text()
    page.reload()
    expect(page.locator(".stMain")).to_contain_text("212 stones")
    expect(page.get_by_role("button", name="In 2 articles")).to_be_visible()
    assert page.locator(".stMain").inner_text() == before
    cited(page).click()
    expect(page.locator("mark").first).to_be_visible()


def test_a_restart_of_the_server_keeps_it_and_a_follow_up_leans_on_it(page: Page, serve: Serve, tmp_path: Path) -> None:
    begin(page, start(serve, tmp_path), BRIDGE)
    kept = page.url.partition("?")[2]
    page.goto(f"{start(serve, tmp_path)}?{kept}")
    expect(page.locator(".stMain")).to_contain_text("212 stones")
    ask(page, "and when did it reopen?")
    expect(page.locator(".stMain")).to_contain_text(f"understood as: {BRIDGE}")


def test_another_browser_sees_it_neither_listed_nor_by_its_address(browser: Browser, page: Page, address: str) -> None:
    begin(page, address, BRIDGE)
    other = browser.new_context(locale="en-US").new_page()
    other.goto(page.url)
    expect(other.get_by_role("alert")).to_be_visible()
    expect(other.locator(".stMain")).not_to_contain_text("212 stones")
    expect(other.get_by_test_id("stSidebar")).not_to_contain_text(BRIDGE)
    other.context.close()


def test_conversations_are_found_opened_renamed_and_deleted(page: Page, address: str) -> None:
    begin(page, address, BRIDGE)
    beside = page.get_by_test_id("stSidebar")
    beside.get_by_role("button", name="New conversation").click()
    ask(page, LIGHTHOUSE)
    expect(beside.get_by_role("button", name=LIGHTHOUSE)).to_be_visible()

    beside.get_by_role("textbox", name="Find a conversation").fill("212 stones replaced")
    page.keyboard.press("Enter")
    expect(beside.get_by_role("button", name=LIGHTHOUSE)).to_be_hidden()
    beside.get_by_role("button", name=BRIDGE).click()
    expect(page.locator(".stMain")).to_contain_text("212 stones")

    beside.get_by_role("button", name="Rename or delete").first.click()
    page.get_by_role("textbox", name="Title").fill("The bridge")
    page.keyboard.press("Enter")
    expect(beside.get_by_role("button", name="The bridge")).to_be_visible()

    page.keyboard.press("Escape")
    beside.get_by_role("button", name="Rename or delete").first.click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(beside.get_by_role("button", name="The bridge")).to_be_hidden()
    expect(page.get_by_role("heading", name="Ask your articles")).to_be_visible()


def test_what_another_window_has_deleted_is_said_to_be_gone(page: Page, address: str) -> None:
    begin(page, address, BRIDGE)
    begin(page, address, LIGHTHOUSE)
    other = page.context.new_page()
    for question, title in ((BRIDGE, "The bridge"), (LIGHTHOUSE, None)):
        other.goto(address)
        open_menu(page, question)
        open_menu(other, question)
        other.get_by_role("button", name="Delete", exact=True).click()
        expect(menu(other, question)).to_have_count(0)
        if title:
            page.get_by_role("textbox", name="Title").fill(title)
            page.keyboard.press("Enter")
            expect(page.get_by_role("alert")).to_contain_text("There is no such conversation.")
        else:
            page.get_by_role("button", name="Delete", exact=True).click()
        expect(menu(page, question)).to_have_count(0)
    expect(page.get_by_role("heading", name="Ask your articles")).to_be_visible()


def test_a_filter_says_how_many_articles_it_leaves_and_stands_beside_its_answer(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="In 2 articles").click()
    page.get_by_role("combobox", name="Languages").click()
    page.get_by_role("option", name="German").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="In 1 of 2 articles")).to_be_visible()
    ask(page, LIGHTHOUSE)
    expect(page.locator(".stMain")).to_contain_text("Nur Artikel: Deutsch")
    page.get_by_role("button", name="All articles").click()
    expect(page.get_by_role("button", name="In 2 articles")).to_be_visible()


def test_the_language_of_the_interface_is_chosen_and_stays(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Fragen an Ihre Artikel")).to_be_visible()
    page.wait_for_function("document.cookie.includes('language=de')")
    page.reload()
    expect(page.get_by_role("heading", name="Fragen an Ihre Artikel")).to_be_visible()


def test_the_last_question_is_put_in_other_words_and_asked_again(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, "Who won the chess olympiad in Samarkand?")
    expect(page.locator(".stMain")).to_contain_text("The library says nothing about this.")
    page.get_by_role("button", name="Edit the question").click()
    page.get_by_role("textbox", name="Edit the question").fill(BRIDGE)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".stMain")).to_contain_text("212 stones")
    expect(page.locator(".stMain")).not_to_contain_text("Samarkand")
    page.reload()
    expect(page.locator(".stMain")).to_contain_text("212 stones")
    expect(page.locator(".stMain")).not_to_contain_text("Samarkand")


def test_a_conversation_is_saved_in_each_form(page: Page, address: str) -> None:
    begin(page, address, BRIDGE)
    expect(page.locator(".stMain")).to_contain_text("212 stones")
    page.get_by_test_id("stSidebar").get_by_role("button", name="Rename or delete").click()
    for form, ending in (("Markdown", "md"), ("page", "html"), ("JSON", "json")):
        with page.expect_download() as saved:
            page.get_by_role("button", name=f"Save as {form}").click()
        assert saved.value.suggested_filename == f"conversation.{ending}"
        text = saved.value.path().read_text()
        assert BRIDGE in text
        assert "212 stones" in text


def test_an_old_answer_keeps_the_quotes_of_an_article_that_left_and_says_so(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    begin(page, start(serve, tmp_path), BRIDGE)
    expect(page.locator(".stMain")).to_contain_text("212 stones")
    (tmp_path / "articles" / "bridge.md").unlink()
    ingest(tmp_path, str(tmp_path / "articles"))
    page.reload()
    expect(page.locator(".stMain")).to_contain_text("No longer in the library: Bridge over the Tarn reopens.")
    expect(page.locator(".stMain")).to_contain_text("212 stones")


def test_what_closes_the_reading_pane_is_not_covered(page: Page, address: str) -> None:
    begin(page, address, BRIDGE)
    cited(page).click()
    close = page.get_by_role("button", name="Close")
    close.click()
    expect(close).to_be_hidden()


def test_a_thumb_and_its_comment_are_kept_and_listed(page: Page, serve: Serve, tmp_path: Path) -> None:
    begin(page, start(serve, tmp_path), BRIDGE)
    page.get_by_role("button", name="Not helpful").click()
    page.get_by_role("textbox", name="What was good").fill("It says nothing of the money.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Thank you. Your comment is kept.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")
    (opinion,) = Archive(Records(tmp_path / "records.sqlite")).feedback()
    assert (opinion.opinion, opinion.question) == (Opinion("down", "It says nothing of the money."), BRIDGE)


def test_a_number_shows_its_quote_to_who_points_at_it_or_reaches_it_by_keyboard(page: Page, address: str) -> None:
    begin(page, address, BRIDGE)
    card = page.get_by_role("tooltip")
    cited(page).hover()
    expect(card).to_contain_text("Bridge over the Tarn reopens")
    expect(card).to_contain_text("June 2024")
    expect(card).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.mouse.move(0, 0)
    page.get_by_test_id("stChatInputTextArea").focus()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if card.is_visible():
            break
    expect(card).to_contain_text("The Tarn Courier")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_be_visible()


def test_the_last_answer_is_copied_with_its_citations(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    begin(page, address, BRIDGE)
    page.get_by_role("button", name="Copy with citations").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "212 stones" in copied
    assert "Bridge over the Tarn reopens" in copied


def test_an_answer_is_stepped_through_in_the_reading_pane(page: Page, address: str) -> None:
    begin(page, address, BRIDGE)
    cited(page).click()
    expect(page.locator(".st-key-reader").get_by_role("status").first).to_have_text("1 of 2")
    first = page.locator("mark").first.inner_text()
    page.get_by_role("button", name="Next citation").click()
    expect(page.locator(".st-key-reader").get_by_role("status").first).to_have_text("2 of 2")
    assert page.locator("mark").first.inner_text() != "" != first
