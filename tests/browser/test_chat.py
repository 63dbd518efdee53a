import json
import os
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.pages import close_reader
from tests.browser.running import ROOT, ingest
from tests.news import COMET, LIGHTHOUSE, write_news

SHARED = ROOT.parent / "shared" / "seeds"


def ask(page: Page, question: str) -> None:
    page.get_by_test_id("stChatInputTextArea").fill(question)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stChatMessage").filter(has_text=question).last).to_be_visible()


def answer(page: Page) -> Any:
    return page.get_by_test_id("stChatMessage").last


def cited(page: Page, number: int = 1) -> Any:
    """The number of a citation."""
    return page.locator(".answer").last.get_by_role("button", name=re.compile(f"^(Source|Quelle) {number}:")).first


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_citation_opens_the_article_at_the_marked_sentence(page: Page, serve: Serve, tmp_path: Path) -> None:
    ingest(tmp_path, str(write_news(tmp_path / "news")))
    page.goto(serve(tmp_path, {}))
    ask(page, "Why does a human count birds in the lighthouse?")
    cited(page).click()
    mark = page.locator("mark:not(.other)")
    expect(mark).to_be_visible()
    expect(mark).to_be_in_viewport()
    assert words(mark.inner_text()) in words(LIGHTHOUSE)
    assert words(mark.inner_text()) in words(answer(page).inner_text())
    close_reader(page)


def test_another_citation_of_the_same_article_moves_the_mark_into_view(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    filler = "\n\n".join(f"Im Absatz {number} steht nichts, worauf es ankommt." for number in range(60))
    first, last = "Die Fähre Undine ist im Hafen von Lüdersiel gesunken.", "Der Kapitän der Undine heißt Ole Brodersen."
    (tmp_path / "undine.txt").write_text(f"{first}\n\n{filler}\n\n{last}")
    ingest(tmp_path, "undine.txt")
    page.goto(serve(tmp_path, {}))
    ask(page, "Wie heißt der Kapitän der Fähre Undine?")
    for number in (1, 2, 1):
        cited(page, number).click()
        quote = page.locator(".answer blockquote", has=page.get_by_role("button", name=re.compile(rf"^\w+ {number}:")))
        expected = re.sub(r"\s*\d$", "", words(quote.inner_text()))
        expect(page.locator("mark:not(.other)")).to_have_text(expected)
        expect(page.locator("mark:not(.other)")).to_be_in_viewport()


@pytest.mark.shared
def test_the_real_article_answers_why_putin_visits_pyongyang(page: Page, serve: Serve, tmp_path: Path) -> None:
    if not SHARED.is_dir() and not os.environ.get("CI"):
        pytest.skip("The article of the corpus is not beside the checkout, so it was not asked in the browser.")
    ingest(tmp_path, str(SHARED))
    page.goto(serve(tmp_path, {}))
    ask(page, "why is Putin visiting Pyongyang")
    cited(page).click()
    expect(page.locator("mark:not(.other)")).to_be_in_viewport()
    text = words(next(SHARED.iterdir()).read_text())
    assert words(page.locator("mark:not(.other)").inner_text()) in text
    assert re.search("Zusammenarbeit|Munition|Kooperationsverträgen", answer(page).inner_text())


def test_an_open_app_follows_what_another_process_takes_in_and_removes(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    news = write_news(tmp_path / "news")
    ingest(tmp_path, str(news))
    page.goto(serve(tmp_path, {}))
    ask(page, "Who paid for the bridge?")
    expect(cited(page)).to_be_visible()

    (news / "komet.txt").write_text(COMET)
    assert ingest(tmp_path, str(news))["added"] == 1
    ask(page, "Wer hat den Kometen Brandis entdeckt?")
    expect(answer(page)).to_contain_text("Jale Yücel")

    (news / "komet.txt").unlink()
    assert ingest(tmp_path, str(news))["removed"] == 1
    ask(page, "Mit welchem Gerät wurde der Komet Brandis entdeckt?")
    expect(answer(page)).to_contain_text("Dazu steht nichts in der Bibliothek")
    expect(answer(page)).not_to_contain_text("Yücel")


def test_the_library_page_opens_an_article_and_the_conversation_is_still_there(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    ingest(tmp_path, str(write_news(tmp_path / "news")))
    page.goto(serve(tmp_path, {}))
    ask(page, "Who paid for the bridge?")
    expect(cited(page)).to_be_visible()
    page.get_by_role("link", name="Library").click()
    expect(page.get_by_role("heading", name="Library")).to_be_visible()  # the answer has a button of that name too
    page.get_by_role("button", name="Bridge over the Tarn reopens", exact=True).last.click()
    expect(page.get_by_role("heading", name="Who paid")).to_be_visible()
    close_reader(page)
    page.get_by_role("link", name="Ask").click()
    expect(cited(page)).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_test_id("stChatMessage")).to_have_count(0)


class SlowModel(BaseHTTPRequestHandler):
    """A chat server that writes a word every tenth of a second."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for word in ["Harms ", "counts ", "birds ", "[1]. ", *["And ", "so ", "on. "] * 200]:
            delta = {"index": 0, "delta": {"role": "assistant", "content": word}}
            chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "slow", "choices": [delta]}
            try:
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
                self.wfile.flush()
            except OSError:
                self.server.closed_by_client = True  # type: ignore[attr-defined]
                return
            time.sleep(0.1)

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def slow_model() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), SlowModel) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_an_answer_streams_in_and_can_be_stopped(
    page: Page, serve: Serve, tmp_path: Path, slow_model: ThreadingHTTPServer
) -> None:
    ingest(tmp_path, str(write_news(tmp_path / "news")))
    url = f"http://127.0.0.1:{slow_model.server_address[1]}/v1"
    page.goto(serve(tmp_path, {"OPENAI_BASE_URL": url, "ASSISTANT_CHAT_MODEL": "slow"}))
    ask(page, "Why does a human count birds in the lighthouse?")
    expect(answer(page)).to_contain_text("Harms counts birds")
    page.get_by_role("button", name="Stop").click()
    expect(answer(page)).to_contain_text("Stopped.")
    expect(answer(page)).to_contain_text("Harms counts birds")
    for _ in range(100):
        if getattr(slow_model, "closed_by_client", False):
            return
        time.sleep(0.1)
    raise AssertionError("The request went on after it was stopped.")
