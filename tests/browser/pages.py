"""Where things are on the pages, by role and name: the one place that benchmark, tour and axe have to know."""

import re

from playwright.sync_api import Locator, Page, expect

from ui.wording import words_for

PATIENCE_MS = 60_000
"""What a busy machine is given."""

WORDS = words_for("en")


def heading(page: Page) -> Locator:
    """What a new conversation begins with."""
    return page.get_by_role("heading", name=WORDS.heading)


def question_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name=WORDS.question)


def open_start(page: Page, address: str) -> None:
    """Load the page of a new conversation, and wait for all that one begins with."""
    page.goto(address, wait_until="commit")
    heading(page).wait_for(timeout=PATIENCE_MS)
    question_box(page).wait_for(timeout=PATIENCE_MS)


def begin(page: Page) -> None:
    """Begin a new conversation."""
    show_sidebar(page)
    page.get_by_role("button", name=WORDS.new_conversation).click()
    heading(page).wait_for(timeout=PATIENCE_MS)
    # What is gone stays on the page until the script ends.
    expect(page.get_by_test_id("stChatMessage")).to_have_count(0)


def show_sidebar(page: Page) -> None:
    """Open what stands beside the page, where it is shut."""
    if not page.get_by_role("button", name=WORDS.new_conversation).is_visible():
        page.get_by_test_id("stExpandSidebarButton").click()


def ask(page: Page, question: str) -> None:
    """Send a question; returns at once."""
    question_box(page).fill(question)
    question_box(page).press("Enter")


def answer(page: Page) -> Locator:
    """The last answer."""
    return page.get_by_test_id("stChatMessage").last


def citation(page: Page, number: int = 1) -> Locator:
    """The number that opens a citation of the last answer."""
    return answer(page).get_by_role("button", name=re.compile(rf"^Source {number}:")).first


def refusal(page: Page) -> Locator:
    """The line of a refusal, in the question's language."""
    return answer(page).get_by_text(re.compile("The library says nothing about|Dazu steht nichts in der Bibliothek"))


def wait_for_answer(page: Page) -> None:
    """Return when the last answer has its first quote, or is a refusal."""
    citation(page).or_(refusal(page)).first.wait_for(timeout=PATIENCE_MS)


def wait_for_reply(page: Page, question: str) -> None:
    """Return when a question that follows others has its answer."""
    page.get_by_test_id("stChatMessage").filter(has_text=question).last.wait_for(timeout=PATIENCE_MS)
    settle(page)
    wait_for_answer(page)


def open_citation(page: Page, number: int = 1) -> None:
    """Open the article of a citation, and wait for the marked sentence."""
    citation(page, number).click()
    marked(page).wait_for(timeout=PATIENCE_MS)


def marked(page: Page) -> Locator:
    """The sentence that is marked in the open article."""
    return page.locator("mark:not(.other)").first


def close_reader(page: Page) -> None:
    """Close the article; a key would be lost on a pane that has only just come, or on a page that is being left."""
    settle(page)
    escape(page)


def escape(page: Page) -> None:
    """Press Escape, and return when the article is gone."""
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-reader")).to_have_count(0)


def settle(page: Page) -> None:
    """Return when the page is drawn and has stopped to move."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_timeout(700)


def open_library(page: Page, address: str) -> None:
    """Load the page of the library."""
    page.goto(f"{address}/library", wait_until="commit")
    page.get_by_role("heading", name=WORDS.library).wait_for(timeout=PATIENCE_MS)


def title(page: Page, name: str) -> Locator:
    """What opens an article of the library page."""
    return page.get_by_role("button", name=name, exact=True).last


def filters(page: Page) -> Locator:
    """What opens the choice of articles."""
    return page.get_by_role("button", name=re.compile(r"^In .*articles"))


def translate(page: Page) -> None:
    """Ask for the translation of the quote that is open."""
    page.get_by_role("button", name=re.compile("^" + WORDS.translate.split("{")[0])).last.click()
