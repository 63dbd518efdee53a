"""In a real browser: a person adds articles to the library, finds them, takes them away and back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.running import ingest
from tests.news import LIGHTHOUSE, write_agency, write_news

TITLES = ".st-key-shelf [class*='st-key-open-'] button"


@pytest.fixture
def shelf(page: Page, serve: Serve, tmp_path: Path) -> Page:
    """The library page over a library with nothing in it."""
    page.goto(f"{serve(tmp_path, {'ASSISTANT_LIBRARY': str(tmp_path / 'library')})}/library")
    expect(page.get_by_role("heading", name="Library")).to_be_visible()
    return page


def test_a_person_uploads_files_removes_an_article_and_takes_that_back(shelf: Page, tmp_path: Path) -> None:
    expect(shelf.get_by_text("There are no articles yet.")).to_be_visible()
    news = write_news(tmp_path / "news")
    shelf.locator("input[type=file]").set_input_files([news / "leuchtturm.txt", news / "bridge.md"])
    receipt = shelf.locator(".st-key-receipt")
    expect(receipt).to_contain_text("Taken in: 2 added")
    expect(receipt.locator(".file")).to_have_text(["leuchtturm.txt", "bridge.md"])
    expect(shelf.locator(TITLES)).to_have_count(2)
    assert (tmp_path / "library" / "uploads" / "leuchtturm.txt").read_text() == LIGHTHOUSE
    shelf.get_by_role("button", name="Done").click()
    expect(receipt).to_have_count(0)
    shelf.locator(".st-key-remove-bridge button").click()
    expect(shelf.locator(TITLES)).to_have_count(1)
    assert not (tmp_path / "library" / "uploads" / "bridge.md").exists()
    shelf.get_by_role("button", name="Undo").click()
    expect(shelf.locator(TITLES)).to_have_count(2)
    shelf.get_by_role("button", name="Bridge over the Tarn reopens").click()
    expect(shelf.locator(".st-key-reader article h2")).to_have_text("Bridge over the Tarn reopens")


def test_a_person_pastes_a_text_with_the_keyboard(shelf: Page) -> None:
    shelf.get_by_role("button", name="Paste a text").press("Enter")
    shelf.get_by_role("textbox", name="Title").fill("A boat sails")
    shelf.get_by_role("textbox", name="Text", exact=True).fill("The boat sails on Monday, says the captain.")
    shelf.get_by_role("textbox", name="Date").fill("2024-06-18")
    shelf.get_by_role("textbox", name="Source").fill("The Tarn Courier")
    shelf.keyboard.press("Tab")
    shelf.get_by_role("button", name="Take in").press("Enter")
    expect(shelf.locator(TITLES)).to_have_text(["A boat sails"])
    expect(shelf.get_by_text("18 June 2024 · English · The Tarn Courier")).to_be_visible()


def test_a_person_hides_an_article_and_shows_it_again(page: Page, serve: Serve, tmp_path: Path) -> None:
    ingest(tmp_path, str(write_news(tmp_path / "news")))
    page.goto(f"{serve(tmp_path, {})}/library")
    page.locator(".st-key-hide-bridge button").click()
    expect(page.locator(TITLES)).to_have_count(1)
    page.get_by_role("button", name="1 hidden · show").click()
    expect(page.locator(TITLES)).to_have_text(["Bridge over the Tarn reopens"])
    page.get_by_role("button", name="Show again").click()
    expect(page.locator(TITLES)).to_have_count(2)
    assert (tmp_path / "news" / "bridge.md").exists()


def test_a_person_finds_by_words_and_by_meaning_and_what_is_sought_outlasts_a_look_at_the_chat(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    ingest(tmp_path, str(write_news(write_agency(tmp_path / "news"))))
    page.goto(f"{serve(tmp_path, {})}/library")
    field = page.get_by_role("searchbox", name="Find articles").or_(page.get_by_role("textbox", name="Find articles"))
    field.fill("aldermoor")
    field.press("Enter")
    expect(page.get_by_text("1 found among 6 articles")).to_be_visible()
    expect(page.locator(TITLES)).to_have_text(["Bridge over the Tarn reopens"])
    page.get_by_role("link", name="Ask").click()
    page.get_by_role("link", name="Library").click()
    expect(field).to_have_value("aldermoor")
    field.fill("Wer bezahlt das Zählen der Vögel?")
    field.press("Enter")
    page.get_by_role("radio", name="Meaning").or_(page.get_by_role("button", name="Meaning", exact=True)).click()
    expect(page.locator(TITLES).first).to_contain_text("Leuchtturm")
    page.locator(TITLES).first.click()
    expect(page.locator("mark")).to_be_in_viewport()


def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page, serve: Serve, tmp_path: Path) -> None:
    ingest(tmp_path, str(write_news(write_agency(tmp_path / "news"))))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{serve(tmp_path, {})}/library")
    for part in ("adding", "overview"):
        page.locator(f".st-key-{part} summary").click()
    expect(page.get_by_role("img", name=re.compile("May 2024: 1"))).to_be_visible()
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390
