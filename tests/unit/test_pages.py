"""Pages of HTML: what is the article, what is known of it, and nothing as markup."""

import socket
import sys
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import pages
from ingest.apart import Reader
from ingest.markup import read_article, to_words
from ingest.reading import read_file
from ingest.receipt import Rejection
from ingest.sources import Reading
from tests.unit.files import read, read_one, reject

TEXT = (
    "Die Bürgermeisterin eröffnete am Freitag die neue Brücke über die Mürz. Viele Gäste waren gekommen, darunter die "
    "früheren Stadträte und ihre Familien."
)
HEAD = """<html lang="de-AT"><head><meta charset="utf-8"><title>Neue Brücke - Murtal-Bote</title>
<meta property="og:title" content="Neue Brücke eröffnet"><meta property="og:site_name" content="Murtal-Bote">
<meta property="article:published_time" content="2024-06-18T10:30:00+02:00">
<meta property="article:modified_time" content="2025-01-02T10:30:00+02:00">
<link rel="canonical" href="https://www.example.org/news/bridge"></head>"""
AROUND = """<nav><ul><li><a href="/">Startseite</a></li><li><a href="/sport">Sport und Spiel</a></li></ul></nav>
<div class="cookie-banner">Wir verwenden Kekse. Alle annehmen.</div>"""
BELOW = """<aside><h3>Mehr zum Thema</h3><a href="/a">Unfall fordert drei Verletzte</a></aside>
<footer>© 2026 Murtal-Bote, Impressum, 1. Jänner 2026</footer>"""


def page(article: str, head: str = HEAD) -> str:
    return f"<!DOCTYPE html>\n{head}<body>{AROUND}<article>{article}</article>{BELOW}</body></html>"


@pytest.fixture
def html(tmp_path: Path) -> Path:
    return tmp_path / "bridge.html"


def test_the_article_is_read_without_what_stands_around_it(html: Path) -> None:
    article = read_one(html, page(f"<h1>Neue Brücke eröffnet</h1><p>{TEXT}</p><p>Die Stadt zahlt zwei Drittel.</p>"))
    assert article.text == f"Neue Brücke eröffnet\n\n{TEXT}\n\nDie Stadt zahlt zwei Drittel."


@pytest.mark.parametrize(
    ("menu", "text"), [("div", "Der Hafen von Selwick wurde elf Wochen lang ausgebaggert."), ("nav", "Es regnet.")]
)
def test_a_short_report_is_read_without_the_menu_too(html: Path, menu: str, text: str) -> None:
    links = f"<{menu}><a href='/'>Start</a> <a href='/sport'>Sport</a></{menu}>"
    assert read_one(html, f"<html><body>{links}<p>{text}</p></body></html>").text == text


def test_title_date_source_address_and_language_are_those_of_the_page(html: Path) -> None:
    article = read_one(html, page(f"<p>{TEXT}</p>"))
    assert (article.id, article.title, article.published) == ("id", "Neue Brücke eröffnet", "2024-06-18")
    assert (article.source, article.url) == ("Murtal-Bote", "https://www.example.org/news/bridge")
    assert read_one(html, page(f"<p>{TEXT}</p>", '<html lang="fr-CH">')).language == "fr"


def test_a_date_that_only_stands_somewhere_in_the_page_is_not_the_articles(html: Path) -> None:
    assert read_one(html, page(f"<p>{TEXT} Das war am 3. März 2020.</p>", "<html>")).published is None


@pytest.mark.parametrize(
    ("head", "start"),
    [
        ('<meta name="date" content="2024-06-18">', ""),
        ('<meta name="date" content="gestern"><meta itemprop="datePublished" content="2024-06-18T01:00Z">', ""),
        ('<script type="application/ld+json">{"datePublished": "2024-06-18T10:30:00Z"}</script>', ""),
        ("", '<time datetime="2024-06-18T10:30">18. Juni</time>'),
        ('<meta name="date" content="2024-06-18 10:30 Y">', ""),
    ],
)
def test_a_date_is_found_wherever_pages_name_it(html: Path, head: str, start: str) -> None:
    article = read_one(html, page(f"{start}<p>{TEXT}</p>", f"<html><head>{head}</head>"))
    assert article.published == "2024-06-18"


def test_a_page_that_a_browser_saved_says_where_it_is_from(html: Path) -> None:
    saved = "<html><!-- saved from url=(0035)https://www.example.org/news/bridge -->"
    assert read_one(html, page(f"<p>{TEXT}</p>", saved)).url == "https://www.example.org/news/bridge"


@pytest.mark.parametrize("name", ["a.htm", "A.HTML"])
def test_both_endings_are_read_in_any_case(tmp_path: Path, name: str) -> None:
    assert read_one(tmp_path / name, page(f"<p>{TEXT}</p>")).text == TEXT


def test_nothing_of_a_page_is_kept_as_markup(html: Path) -> None:
    hidden = "<script>planted()</script><style>p{}</style><!-- Notiz --><svg><text>Zeichnung</text></svg>"
    marked = f'<p onclick="planted()">{TEXT} Und <b>fett</b>, <a href="javascript:planted()">hier</a>.</p>'
    assert read_one(html, page(f"{hidden}{marked}<p>5 &lt; 6 &amp; 7.</p>")).text == (
        f"{TEXT} Und fett, hier.\n\n5 < 6 & 7."
    )


def test_headings_lists_and_tables_keep_their_lines(html: Path) -> None:
    parts = "<h2>Wer zahlt.</h2><p>Es zahlt<br>die Stadt.</p><ul><li>Eine Brücke</li><li>Ein Steg</li></ul>"
    table = "<table><tr><td>Jahr</td><td>Kosten</td></tr><tr><td>2024</td><td>3 Mio.</td></tr></table>"
    assert read_one(html, page(f"<p>{TEXT}</p>{parts}<p>{TEXT}</p>{table}")).text == (
        f"{TEXT}\n\nWer zahlt\n\nEs zahlt\ndie Stadt.\n\n- Eine Brücke\n- Ein Steg\n\n{TEXT}\n\n"
        "Jahr | Kosten\n2024 | 3 Mio."
    )


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", ""), ("utf-8", "iso-8859-1"), ("cp1252", "iso-8859-1"), ("cp1250", "windows-1250"), ("utf-16", "")],
)
def test_a_page_is_read_in_the_encoding_it_has_or_names(html: Path, encoding: str, declared: str) -> None:
    text = f"„{TEXT}“"
    head = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head>'
    assert read_one(html, page(f"<p>{text}</p>", head).encode(encoding)).text == text


def test_a_page_that_names_no_encoding_there_is_is_read_all_the_same(html: Path) -> None:
    head = '<html><head><meta charset="klingon"></head>'
    assert read_one(html, page(f"<p>{TEXT}</p>", head).encode("cp1252")).text == TEXT


@pytest.mark.parametrize("content", ["", "<html></html>", "<html><head><title>Nur ein Titel</title></head></html>"])
def test_a_page_without_an_article_is_rejected_and_says_what_to_do(html: Path, content: str) -> None:
    rejection = reject(html, content)
    assert rejection.reason.startswith("holds no article")
    assert rejection.reason.endswith("save its text as .txt.")


def test_a_page_that_is_no_text_is_rejected(html: Path) -> None:
    assert "is not text" in reject(html, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR").reason


def test_pictures_inside_a_page_do_not_count_as_its_length(html: Path) -> None:
    picture = f'<img src="data:image/png;base64,{"A" * 11_000_000}">'
    assert read_one(html, page(f"<p>{TEXT}</p>{picture}")).text == TEXT


@pytest.mark.parametrize("content", ["<p>x" * 100_001, "<!-- " + "x" * 10_000_001 + " -->"])
def test_a_page_with_more_html_than_an_article_has_is_rejected(html: Path, content: str) -> None:
    assert reject(html, content).reason == "holds more HTML than an article has; save its text as .txt."


def test_a_page_over_50_megabytes_is_rejected_without_being_read(html: Path) -> None:
    with html.open("wb") as stream:
        stream.truncate(50_000_001)
    (rejection,) = read_file(html, "id")
    assert isinstance(rejection, Rejection)
    assert "over 50 MB" in rejection.reason


def test_a_page_nested_without_end_does_no_harm(html: Path) -> None:
    (reading,) = read(html, "<div>" * 30_000 + TEXT)
    assert isinstance(reading, (Reading, Rejection))


def test_a_page_that_hangs_its_reader_is_rejected_in_time(html: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Reader((sys.executable, "-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(pages, "read_apart", partial(slow.read, seconds=0.3))
    assert reject(html, page(f"<p>{TEXT}</p>")).reason.startswith("could not be read in 0.3 s; save what it says")


def test_reading_a_page_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a page was to be fetched")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    frames = '<iframe src="https://planted.invalid/"></iframe><img src="https://planted.invalid/a.png">'
    assert read_article(page(f"<p>{TEXT}</p>{frames}"))["text"] == TEXT


MARKUP = st.lists(
    st.sampled_from(
        [*"<>&;\"'/= \n\x00\x0b", "<p>", "</p>", "<html", "<!--", "-->", "<table>", "<script>", "<![CDATA["]
    )
    | st.text(max_size=4)
).map("".join)


@settings(max_examples=30)
@given(st.binary(max_size=300) | MARKUP.map(lambda each: each.encode("utf-8", "replace")))
def test_any_bytes_are_an_article_or_a_rejection(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.html"
    (reading,) = read(path, content)
    assert isinstance(reading, Rejection) or reading.article.text.strip()


@given(MARKUP)
def test_any_piece_of_html_becomes_words(markup: str) -> None:
    assert "<script>" not in to_words(markup)
