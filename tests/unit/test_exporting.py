import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.answers import Answer, Author, Citation, Copy, Excerpt, Statement
from assistant.exporting import (
    answer_to_markdown,
    conversation_to_html,
    conversation_to_json,
    conversation_to_markdown,
)
from tests import hostile
from tests.kept import ANSWER, BRIDGE, COMET, QUOTED, REFUSED, make_turn

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PLAIN = {"heading", "paragraph", "bullet_list", "list_item"}
TURNS = [make_turn(1), make_turn(2, QUOTED), make_turn(3, REFUSED), make_turn(4, None, text="Die Schül")]
HOSTILE_LINES = [
    hostile.EVERYTHING, hostile.ARTICLE_ID, "# Titel #", "- a", "+ b", "12. Juni", "3) c", "> d", "    e", "---", "===",
    "| a | b |", "```", "~~~", "[1]: https://planted.invalid", "[x]: <y>", "&lt;b&gt; &#x3c;", "a\\", "\\[b\\]", "**",
    "__a__", "&amp", "<!-- -->", "<?x?>", "![", "](", "x\x00y\x1b[31m", "*", "\u2028a", "\ud83d", "1.", "-", "#",
]  # fmt: skip


def words(text: str) -> str:
    """A text in one line, without what is never shown."""
    return re.sub("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "", " ".join(text.split())).strip()


def inline(tokens: list[Token]) -> list[str]:
    """The text of every paragraph, heading and item of Markdown; fails on anything else in it."""
    assert {re.sub("_(open|close)$", "", each.type) for each in tokens} <= PLAIN | {"inline"}
    lines = []
    for token in tokens:
        children = token.children or []
        assert {each.type for each in children} <= {"text", "text_special"}
        if token.type == "inline":
            lines.append("".join(each.content for each in children))
    return lines


def read_markdown(text: str) -> list[str]:
    return inline(MARKDOWN.parse(text))


class Page(HTMLParser):
    """What a browser would make of a page: its elements with their attributes, and the text outside its head."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.style = ""
        self._inside = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self.style = self.style or data
        elif data.strip():
            self.texts.append(data)

    @property
    def text(self) -> str:
        return words(" ".join(self.texts))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def hostile_answer(text: str = hostile.EVERYTHING) -> Answer:
    excerpt = Excerpt(
        article_id=hostile.ARTICLE_ID, title=text, published=None, language='de"><b>', source=text, section=text,
        start=0, end=1, quote=text, copies=(Copy("x", text, None, text, 0, 1),),
    )  # fmt: skip
    return replace(
        ANSWER, question=text, language='de"><b>', text=f"{text} [1]\n\n{text}", resolved=text, missing=text,
        notes=(text,), statements=(Statement(text, (1,), "partly", (text,)),), citations=(Citation(1, excerpt),),
        nearest=(excerpt,), author=Author(text, text),
    )  # fmt: skip


def test_an_answer_is_copied_as_its_text_with_numbers_above_what_they_stand_for() -> None:
    plain = replace(ANSWER, text="Die Schülerin Jale Yücel [1][3].", statements=(), notes=(), missing=None)
    plain = replace(plain, author=None, incomplete=False, sample=False, filter=QUOTED.filter)
    assert answer_to_markdown(plain, "en") == (
        "Die Schülerin Jale Yücel [1][3].\n"
        "\n"
        "- [1] “Entdeckt hat ihn heute Abend die Schülerin Jale Yücel aus Bremerhaven mit einem Fernglas.” — "
        "Der Komet \\[Brandis\\] ist da, Küstenbote, 2 July 2024 · heute Abend: 2. Juli 2024 · "
        "also in 1 copy: Komet entdeckt\n"
        "- [3] “A lottery for villagers raised it.” — Bridge over the Tarn reopens, June 2024\n"
    )
    assert "- [3] „A lottery for villagers raised it.“ — Bridge over the Tarn reopens, Juni 2024\n" in (
        answer_to_markdown(plain, "de")
    )


def test_a_quote_that_is_the_answer_is_not_said_twice() -> None:
    assert answer_to_markdown(QUOTED, "en").splitlines()[-3:] == [
        "A lottery for villagers raised it. [1]",
        "",
        "- [1] Bridge over the Tarn reopens, June 2024",
    ]


def test_what_came_nearest_to_a_refused_question_has_no_number() -> None:
    assert answer_to_markdown(REFUSED, "de").splitlines()[2:] == [
        "Am nächsten kommen:",
        "",
        "- „A lottery for villagers raised it.“ — Bridge over the Tarn reopens, Juni 2024",
    ]


@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_every_export_says_what_is_not_supported_what_is_missing_and_how_the_answer_came_about(language: str) -> None:
    said = {
        "de": ["teilweise belegt: „Eine Lotterie", "nicht belegt, sagt das Sprachmodell: „Sie kostete 5 * 3 Euro.“",
               "Nicht in der Bibliothek: wann", "Nicht zu Ende geschrieben.", "geschrieben von tiny auf 127.0.0.1:1",
               "Beispielartikel (erfunden)", "verstanden als: Wer", "12. März 2025", "Nur Artikel: ab Mai 2024",
               "(der Name Brandis wurde nicht gefunden)", "Die geschriebene Antwort nennt [7], eine Passage, die"],
        "en": ["partly supported: “Eine Lotterie", "not supported, says the chat model: “Sie kostete 5 * 3 Euro.”",
               "Not in the library: wann", "Not written to its end.", "written by tiny at 127.0.0.1:1",
               "Sample article (invented)", "understood as: Wer", "12 March 2025", "Only articles: from May 2024",
               "(the name Brandis was not found)", "The written answer cites [7], a passage it was not given"],
    }  # fmt: skip
    page = Page(conversation_to_html("Komet", [make_turn(1)], language)).text
    markdown = " ".join(read_markdown(conversation_to_markdown("Komet", [make_turn(1)], language)))
    for line in said["de" if language == "de" else "en"]:
        assert line in page
        assert line in markdown


def test_a_conversation_is_its_questions_in_order_with_what_was_streamed_of_those_that_were_stopped() -> None:
    markdown = conversation_to_markdown("Komet & Brücke", TURNS, "en")
    headings = [line for line in markdown.splitlines() if line.startswith("#")]
    assert headings == ["# Komet & Brücke", *[f"## {turn.question}" for turn in TURNS]]
    assert markdown.endswith("\n\nDie Schül\n\nNot written to its end.\n")
    page = Page(conversation_to_html("Komet & Brücke", TURNS, "en"))
    assert len(page.all("h2")) == len(TURNS)
    assert page.text.endswith("Die Schül Not written to its end.")


def test_numbers_of_the_page_lead_to_their_citations_and_keep_their_value() -> None:
    page = Page(conversation_to_html("Komet", TURNS, "de"))
    targets = [each["href"] for each in page.all("a")]
    assert targets == ["#citation-1-1", "#citation-1-3", "#citation-2-1"]
    assert {(each["id"], each["value"]) for each in page.all("li") if "id" in each} == {
        ("citation-1-1", "1"), ("citation-1-3", "3"), ("citation-2-1", "1"),
    }  # fmt: skip
    assert page.all("a")[1]["aria-label"] == "Beleg 3"


def test_each_text_of_the_page_has_its_language() -> None:
    page = conversation_to_html("Komet", [make_turn(1), make_turn(2, replace(QUOTED, language="fr"))], "en")
    assert Page(page).all("html") == [{"lang": "en"}]
    assert '<h2 lang="fr">' in page
    assert '<p lang="de">Die Schülerin' in page
    assert '<p lang="en">A lottery for villagers raised it.<sup>' in page
    assert '<span lang="de">“Entdeckt hat ihn' in page
    assert f'<p class="note" lang="en">{ANSWER.notes[0]}</p>' in page
    german = conversation_to_html("Komet", [make_turn(1)], "de")
    assert '<p class="note" lang="de">Die geschriebene Antwort nennt [7]' in german
    assert ANSWER.notes[0] not in german


def test_a_note_that_is_in_the_language_of_its_answer_keeps_it_on_the_page() -> None:
    noted = replace(ANSWER, notes=("„vor der Wahl“: bis 9. Juni 2024.",))
    page = conversation_to_html("Komet", [make_turn(1, noted)], "en")
    assert '<p class="note" lang="de">„vor der Wahl“: bis 9. Juni 2024.</p>' in page


def test_json_stays_as_it_was_kept() -> None:
    (turn,) = json.loads(conversation_to_json("Komet", [make_turn(1)]))["turns"]
    assert turn["answer"]["notes"] == list(ANSWER.notes)
    assert turn["answer"]["statements"][1]["reasons"] == ["the name Brandis was not found"]


def test_the_page_stands_alone_and_may_run_and_load_nothing_but_its_style() -> None:
    page = Page(conversation_to_html("x", [make_turn(1, hostile_answer())], "de"))
    (policy,) = [each["content"] for each in page.all("meta") if each.get("http-equiv") == "Content-Security-Policy"]
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{digest}'"
    assert "url(" not in page.style
    assert "@import" not in page.style


@pytest.mark.parametrize("text", HOSTILE_LINES)
def test_the_page_shows_hostile_texts_as_they_are_written_and_nothing_in_them_is_markup(text: str) -> None:
    turns = [make_turn(1, hostile_answer(text)), make_turn(2, None, text=text)]
    page = Page(conversation_to_html(text, turns, "de"))
    assert {name for name, _ in page.elements} <= {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "section", "h2", "p", "sup", "a", "ol", "li",
        "ul", "span",
    }  # fmt: skip
    allowed = {"lang", "class", "id", "value", "href", "aria-label", "charset", "http-equiv", "content", "name"}
    assert {name for _, attributes in page.elements for name in attributes} <= allowed
    assert all((each["href"] or "").startswith("#citation-") for each in page.all("a"))
    assert page.text.count(words(text)) >= 10


@pytest.mark.parametrize("text", HOSTILE_LINES)
def test_markdown_shows_hostile_texts_as_they_are_written(text: str) -> None:
    lines = read_markdown(conversation_to_markdown(text, [make_turn(1, hostile_answer(text))], "de"))
    assert lines[:2] == [words(text)] * 2
    (cited,) = [line for line in lines if line.startswith("[1] „")]
    shown = words(text)
    known = f"{shown}, {shown}, Beispielartikel (erfunden) · auch in 1 Abdruck: {shown} · {shown}"
    assert "".join(cited.split()) == "".join(f"[1] „{shown}“ — {known}".split())
    half = read_markdown(conversation_to_markdown("x", [make_turn(1, None, text=text)], "de"))
    assert "".join(half[3:-1]) == shown


def test_addresses_in_markdown_do_not_become_links() -> None:
    markdown = conversation_to_markdown("x", [make_turn(1, hostile_answer())], "de")
    assert re.findall(r"https?://|(?i:www)\.|(?<!\\)@|(?<!\\)[<`]", markdown) == []


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="a1 \n.)(:[]*_#-+`~<>&;!\\=|$@/„“"))
@example("[1](https://planted.invalid)")
@example("[1]: /x")
@example("a [1]\n\n[1]: x")
@example("[9] [1, 9]")
def test_any_text_of_an_answer_is_one_line_a_paragraph_that_reads_as_it_was_written(text: str) -> None:
    answer = replace(QUOTED, text=text, statements=())
    said = read_markdown(answer_to_markdown(answer, "en"))[:-1]
    assert words("".join(said)).replace(" ", "") == words(re.sub(r"\[\s*1\s*\]", "[1]", text)).replace(" ", "")


def test_json_has_each_answer_as_the_command_line_gives_it_and_says_its_version() -> None:
    text = conversation_to_json("Komet", [*TURNS, make_turn(5, None, text="\ud83d")])
    text.encode()
    content = json.loads(text)
    assert (content["version"], content["title"]) == (1, "Komet")
    first, second, third, fourth, _ = content["turns"]
    assert first["answer"] == json.loads(json.dumps(ANSWER.to_json()))
    assert (first["sample"], first["author"]) == (True, {"model": "tiny", "host": "127.0.0.1:1"})
    assert (second["author"], third["answer"]["refused"]) == (None, True)
    assert (fourth["answer"], fourth["text"], fourth["number"]) == (None, "Die Schül", 4)
    assert first["asked"] == "2025-03-12T09:01:00+00:00"


def test_an_empty_conversation_is_its_title() -> None:
    assert conversation_to_markdown("Komet", [], "de") == "# Komet\n"
    assert Page(conversation_to_html("Komet", [], "de")).texts == ["Komet", "Komet"]
    assert json.loads(conversation_to_json("Komet", []))["turns"] == []


def test_excerpts_of_the_kept_answer_are_all_exported() -> None:
    page = Page(conversation_to_html("x", [make_turn(1)], "en")).text
    for excerpt in (COMET, BRIDGE):
        assert words(excerpt.quote) in page
        assert excerpt.title in page
