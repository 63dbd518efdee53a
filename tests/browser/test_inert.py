"""In a real browser: nothing that an article or an answer says runs, loads or leads anywhere."""

from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Serve
from tests.browser.pages import close_reader
from tests.browser.running import ingest
from tests.browser.test_chat import answer, ask, cited
from tests.doors import scripted
from tests.doors.scripted import serving
from tests.hostile import EVERYTHING, HOST, MARKDOWN, MARKUP, QUESTION, write_hostile

SAID = f"Odo Pracht heißt er {MARKUP} [1].\n\n{MARKDOWN} {EVERYTHING} [1] [77].\n\n- ![x](https://{HOST}/z) :red[rot]"

OUR_PAGES = {"", "library"}
TITLES = ".st-key-shelf [class*='st-key-open-'] button"


def assert_inert(page: Page) -> None:
    """No planted address is an attribute, no element is one that we do not draw, and no script ran."""
    page.wait_for_timeout(500)
    assert page.evaluate("window.planted") is None
    addresses = page.evaluate(
        """() => [...document.querySelectorAll('*')].flatMap(each => [...each.attributes])
            .filter(each => ['href', 'src', 'srcset', 'action', 'data', 'formaction', 'poster', 'style', 'xlink:href']
                .includes(each.name) || each.name.startsWith('on'))
            .map(each => each.value)"""
    )
    assert [each for each in addresses if HOST in each or "javascript:" in each or "planted" in each] == []
    drawn = page.locator(".stMain :is(iframe, script, object, embed, form, .katex, .stMarkdownColoredText)")
    assert drawn.count() == 0
    assert page.locator(".stMain img").count() == 0
    leads_to = page.locator(".stMain a").evaluate_all("all => all.map(each => each.getAttribute('href'))")
    assert set(leads_to) <= OUR_PAGES


def test_nothing_of_an_article_or_an_answer_runs_loads_or_leads_anywhere(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    ingest(tmp_path, str(write_hostile(tmp_path / "news")))
    with serving(scripted.saying(SAID), models=(f"m ![x](https://{HOST}/n) :streamlit:",)) as server:
        page.goto(serve(tmp_path, {"OPENAI_BASE_URL": f"http://{server.host}/v1"}))
        expect(page.get_by_role("heading", name="Ask your articles")).to_be_visible()
        expect(page.get_by_role("button", name="„Wahl")).to_be_visible()
        ask(page, QUESTION)
        expect(answer(page)).to_contain_text("written by m ![x]")
    expect(answer(page)).to_contain_text(f"![Bild](https://{HOST}/m.png)")
    expect(answer(page)).to_contain_text("<script>window.planted = 1</script>")
    expect(answer(page)).to_contain_text("cites [77]")
    expect(answer(page)).to_contain_text("a -> b")
    assert_inert(page)
    cited(page).click()
    expect(page.locator(".st-key-reader article h2")).to_contain_text(f"<https://{HOST}/a>")
    expect(page.locator("mark:not(.other)")).to_be_visible()
    assert_inert(page)
    close_reader(page)
    page.get_by_role("link", name="Library").click()
    titles = page.locator(TITLES)
    expect(titles).to_have_count(1)  # all three have nearly the same text
    expect(page.locator(".st-key-shelf [class*='st-key-copy-'] button")).to_have_count(2)
    assert_inert(page)
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("combobox", name="Sources").click()
    expect(page.get_by_role("option", name="Bote")).to_contain_text(f"![Bild](https://{HOST}/m.png)")
    page.get_by_role("option", name="Bote").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("status").filter(has_text="1 of 3 articles")).to_contain_text("Bote <script>")
    assert_inert(page)
    titles.first.click()
    expect(page.locator(".st-key-reader article")).to_contain_text("leser@")
    assert_inert(page)


def test_an_error_about_an_article_names_it_as_text(page: Page, serve: Serve, tmp_path: Path) -> None:
    news = write_hostile(tmp_path / "news")
    ingest(tmp_path, str(news))
    page.goto(serve(tmp_path, {}))
    page.get_by_role("link", name="Library").click()
    expect(page.locator(TITLES)).to_have_count(1)
    (news / "wahl.jsonl").unlink()
    ingest(tmp_path, str(news))
    page.locator(TITLES).filter(has_text="Wahl").click()
    expect(page.get_by_role("alert")).to_contain_text(f"www.{HOST}")
    assert_inert(page)


def test_an_uploaded_file_is_nothing_but_text_by_its_name_and_by_what_is_wrong_with_it(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    page.goto(f"{serve(tmp_path, {'ASSISTANT_LIBRARY': str(tmp_path / 'library')})}/library")
    name = f"<img src=x onerror='window.planted=1'> ![x](www.{HOST}) :streamlit:"
    text = f"Die Feuerwehr übt. {EVERYTHING}"
    files = [(f"{name}.txt", text), (f"{name}.pdf", text), (f"{name}.jsonl", '{"id": "a", "text": "x", "date": "<b>"}')]
    payloads: list[FilePayload] = [
        {"name": each, "mimeType": "text/plain", "buffer": content.encode()} for each, content in files
    ]
    page.locator("input[type=file]").set_input_files(payloads)
    receipt = page.locator(".st-key-receipt")
    expect(receipt).to_contain_text("2 added, 1 not taken in")
    expect(receipt).to_contain_text("<img src=x")
    expect(receipt).to_contain_text("'<b>'")
    expect(page.locator(TITLES)).to_have_count(2)
    assert_inert(page)
    page.locator("[class*='st-key-remove-'] button").first.click()
    expect(page.locator(".st-key-undo")).to_contain_text("is removed")
    assert_inert(page)
