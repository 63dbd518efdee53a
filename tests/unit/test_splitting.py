import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.articles import Passage
from ingest.cleaning import clean_text
from ingest.splitting import MAX_PASSAGE_CHARS, MAX_TITLE_CHARS, split, to_title
from tests.unit.real import read_real_article, skip_without_seeds

LANGUAGES = ("de", "en", "fr", "es", "ru", "ar", "he", "zh", "ja", "xx", None)

PIECES = (
    *("a", "Ä", "ß", "straße ", "Ein Wort ", "e\u0301", "é", "A\u0308", "Pjöngjang "),
    *("Do\u00adnau\u00addampf", "10\u00a0Mio. ", "z. B. ", "18. Juni ", "(40). ", "1", "2", "3.5"),
    *("„", "“", "»", "«", "„Ja.“ ", "»Nein!« ", "(", ")", "'", '"'),
    *("👩\u200d👩\u200d👧 ", "🇦🇹", "👍🏽 ", "\u200d", "\u200f", "\u202b"),
    *("שלום. ", "مرحبا؟ ", "بخير ", "今天天气好。", "他来了！", "한국어. ", "नमस्ते। "),
    *(".", "!", "?", "…", ":", ";", ",", "-", "–", ". ", "! ", "? "),
    *(" ", "  ", "\t", "\u00a0", "\u3000", "\n", "\n", "\n\n", "\n\n", "\n \t\n", "\u2028"),
    "x" * 900,
    "ü" * 2_100,
    "Wort " * 230,
    "Die Bürgermeisterin sprach am Do., 13.6., in Graz. " * 12,
    "Kurz. " * 70,
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=80).map("".join).filter(clean_text)


def slices(text: str, passages: tuple[Passage, ...]) -> list[str]:
    return [text[each.start : each.end] for passage in passages for each in passage.sentences]


@given(TEXTS, st.sampled_from(LANGUAGES))
@example("x" * 5_000, None)
@example("Nur eine Zeile", "de")
@example("Kopf\n\nEin Satz.\n\nFuß", "de")
def test_passages_tile_the_text_and_are_bounded(raw: str, language: str | None) -> None:
    text = clean_text(raw)
    passages = split(text, language)

    assert "".join(text[each.start : each.end] for each in passages) == text
    assert all(text[each.start : each.end].strip() for each in passages)
    assert max((len(text[each.start : each.end].rstrip()) for each in passages), default=0) <= MAX_PASSAGE_CHARS


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_sentences_lie_in_their_passage_in_order_and_without_outer_white_space(raw: str, language: str | None) -> None:
    text = clean_text(raw)
    for passage in split(text, language):
        position = passage.start
        for sentence in passage.sentences:
            assert position <= sentence.start < sentence.end <= passage.end
            quoted = text[sentence.start : sentence.end]
            assert quoted == quoted.strip()
            position = sentence.end


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_all_words_stand_in_a_sentence_or_in_a_heading_at_the_head_of_a_passage(raw: str, language: str | None) -> None:
    text = clean_text(raw)
    for passage in split(text, language):
        position = passage.sentences[0].start if passage.sentences else passage.end
        for line in text[passage.start : position].strip().split("\n"):
            assert len(line.strip()) <= 100, "only short lines may stand above the first sentence"
        for sentence in passage.sentences:
            assert not text[position : sentence.start].strip(), "between two sentences there is white space alone"
            position = sentence.end
        assert not passage.sentences or not text[position : passage.end].strip()


@st.composite
def documents(draw: st.DrawFn) -> list[tuple[str, bool]]:
    """Blocks of a text, each with whether it is a heading; never three headings in a row, at least one paragraph."""
    heading = st.lists(st.sampled_from(("Protest", "des", "Westens", "Größe", "2024", "„Nein“", "שלום")), min_size=1)
    sentence = st.sampled_from(
        (
            "Es ist eine weite Reise.",
            "Am 18. Juni kam er (40).",
            "„Wir kommen“, sagte sie!",
            "Eine\nZeile bricht um.",
            "Der Schaden liegt bei 3 Mio. Euro und er wächst weiter.",
        )
    )
    paragraph = st.lists(sentence, min_size=1, max_size=40).map(" ".join)
    blocks: list[tuple[str, bool]] = []
    for _ in range(draw(st.integers(1, 6))):
        headings = draw(st.lists(heading, max_size=2))
        blocks.extend((" ".join(words)[:60].strip(), True) for words in headings)
        blocks.extend((each, False) for each in draw(st.lists(paragraph, min_size=1, max_size=3)))
    return blocks


@given(documents())
def test_a_heading_names_its_section_heads_a_passage_and_is_never_quoted(blocks: list[tuple[str, bool]]) -> None:
    text = "\n\n".join(block for block, _ in blocks)
    passages = split(text, "de")
    assert "".join(text[each.start : each.end] for each in passages) == text

    section = None
    position = 0
    for index, (block, is_heading) in enumerate(blocks):
        end = position + len(block)
        inside = [each for each in passages if each.start < end and position < each.end]
        quoted = [each for passage in inside for each in passage.sentences if each.start < end and position < each.end]
        if is_heading:
            section = block
            assert not quoted
            if index == 0 or not blocks[index - 1][1]:
                assert [each.start for each in inside] == [position]
            assert len(inside) == 1
            assert inside[0].sentences, "a heading stands in the passage of the text below it"
        else:
            assert {each.section for each in inside} == {section}
            assert "".join(text[each.start : each.end] for each in quoted).split() != []
            assert quoted[0].start == position
            assert quoted[-1].end == end
        position = end + 2


@given(documents())
def test_a_long_paragraph_is_cut_between_sentences_only(blocks: list[tuple[str, bool]]) -> None:
    text = "\n\n".join(block for block, _ in blocks)
    for passage in split(text, "de"):
        before = text[: passage.start].rstrip()
        assert not before or re.search(r"[.!“]$", before), "a passage begins behind a whole sentence"


def test_a_paragraph_of_1500_characters_makes_two_passages_of_like_length() -> None:
    text = "Das ist ein Satz von fünfzig Zeichen, der so endet. " * 29
    lengths = [each.end - each.start for each in split(text.strip(), "de")]
    assert len(lengths) == 2
    assert min(lengths) > 600


def test_short_paragraphs_share_a_passage_and_long_ones_do_not() -> None:
    short = "\n\n".join(["Ein kurzer Absatz steht hier."] * 3)
    long = "\n\n".join(["Ein Satz mit fünfzig Zeichen, der immer so endet. " * 9] * 3)
    assert len(split(short, "de")) == 1
    assert len(split(clean_text(long), "de")) == 3


def test_a_heading_begins_a_new_passage_however_short_the_one_before_is() -> None:
    text = "Erster Absatz.\n\nSeltener Besuch\n\nZweiter Absatz."
    first, second = split(text, "de")
    assert (first.section, second.section) == (None, "Seltener Besuch")
    assert text[second.start :].startswith("Seltener Besuch")
    assert slices(text, (first, second)) == ["Erster Absatz.", "Zweiter Absatz."]


def test_of_two_headings_the_lower_one_names_the_section_and_both_head_the_passage() -> None:
    text = "Vorspann.\n\nTeil eins\n\nDer Anfang\n\nEs begann."
    passage = split(text, "de")[-1]
    assert passage.section == "Der Anfang"
    assert text[passage.start : passage.end] == "Teil eins\n\nDer Anfang\n\nEs begann."


def test_a_heading_without_text_below_stays_in_the_text_unquoted() -> None:
    text = "Ein Satz.\n\nMehr zum Thema"
    passages = split(text, "de")
    assert "".join(text[each.start : each.end] for each in passages) == text
    assert slices(text, passages) == ["Ein Satz."]


def test_three_short_lines_in_a_row_are_a_list_that_can_be_quoted() -> None:
    text = "Das wurde beschlossen.\n\nMehr Lehrer\n\nKleinere Klassen\n\nNeue Schulen"
    assert slices(text, split(text, "de"))[1:] == ["Mehr Lehrer", "Kleinere Klassen", "Neue Schulen"]


def test_a_text_of_one_short_line_can_be_quoted() -> None:
    assert slices("Putin in Pjöngjang", split("Putin in Pjöngjang", "de")) == ["Putin in Pjöngjang"]


@pytest.mark.parametrize(
    "line",
    ["Ein Satz.", "Er sagte „ja.“", "So geht das:", "Weg damit!", "x" * 101, "***", "Eine\nUnterschrift", "好。"],
)
def test_a_line_that_is_no_heading_opens_no_section_and_can_be_quoted(line: str) -> None:
    text = f"Vorher steht das.\n\n{line}\n\nNachher steht das."
    passages = split(text, "de")
    assert {each.section for each in passages} == {None}
    assert line in slices(text, passages)


@pytest.mark.parametrize(
    "sentences",
    [
        ["Das Treffen ist am 18. Juni in Wien.", "Danach reist er ab."],
        ["Verletzt wurde der Lenker (40).", "Seine Tochter blieb heil."],
        ["Es traf z. B. Graz und Wien.", "Auch Linz litt."],
        ["Der Schaden liegt bei 3 Mio. Euro.", "Das ist viel."],
        ["„Das ist gut“, sagte sie.", "„Wir kommen wieder.“", "Dann ging sie."],
        ["Das Spiel beginnt um 19.30 Uhr.", "Karten gibt es noch."],
        ["Der frühere Präsident George W. Bush sprach in Wien.", "Viele hörten zu."],
        ["Sie kommt am Do., 13.6., nach Graz.", "Alle warten."],
        ["Er sagte: „Wir kommen. Wir bleiben.“", "Dann ging er."],
        ["Dr. Huber kam ca. um 5 Uhr.", "Er blieb bzw. schlief."],
    ],
)
def test_hard_german_sentences_end_where_they_end(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert slices(text, split(text, "de")) == sentences


def test_offsets_count_code_points_also_behind_emoji_and_combining_marks() -> None:
    text = "Das 👩\u200d👩\u200d👧 lacht über A\u0308pfel. Schluss damit."
    assert slices(text, split(text, "de"))[1] == "Schluss damit."


def test_a_sentence_too_long_for_a_passage_is_cut_at_a_space() -> None:
    text = "Wort " * 500
    quoted = slices(text.strip(), split(text.strip(), "de"))
    assert len(quoted) > 2
    assert set(" ".join(quoted).split()) == {"Wort"}


def test_a_million_characters_without_a_space_are_split_and_none_is_lost() -> None:
    text = "x" * 1_000_000
    passages = split(text, "de")
    assert sum(each.end - each.start for each in passages) == len(text)
    assert sum(len(each) for each in slices(text, passages)) == len(text)


def test_an_unknown_language_still_gives_sentences() -> None:
    text = "One is here. Two is there."
    for language in (None, "xx"):
        assert slices(text, split(text, language)) == ["One is here.", "Two is there."]


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_white_space_alone_has_no_passages(text: str) -> None:
    assert split(text, "de") == ()


def test_headings_and_the_space_below_them_count_against_the_limit() -> None:
    text = f"{'A' * 100}\n\n{'B' * 100}\n\n{'x' * 900}"
    assert max(len(text[each.start : each.end].rstrip()) for each in split(text, "de")) <= MAX_PASSAGE_CHARS


def test_the_title_of_a_text_is_its_first_heading_or_sentence() -> None:
    assert to_title("Protest des Westens\n\nEs regnet.", "de") == "Protest des Westens"
    assert to_title("Es regnet am 18. Juni. Dann nicht.", "de") == "Es regnet am 18. Juni."
    assert to_title("Es regnet\nin Graz. Dann nicht.", "de") == "Es regnet in Graz."
    assert to_title("", "de") == ""


@given(st.lists(st.sampled_from(("Wort", "und", "Größe,", "Kirchenverwaltung", "–", "x" * 40)), min_size=30))
def test_a_long_title_is_shortened_between_words_and_says_so(words: list[str]) -> None:
    title = to_title(" ".join(words) + ".", "de")
    kept = title.removesuffix(" …")
    assert kept != title
    assert len(kept) <= MAX_TITLE_CHARS
    assert len(kept) > MAX_TITLE_CHARS - 55
    assert " ".join(words).startswith(kept)
    assert kept[-1] not in ",;:–- "
    assert {*kept.split()} <= {*words, *(word.rstrip(",") for word in words)}


@pytest.mark.shared
@skip_without_seeds
def test_the_real_article_has_its_two_sections_and_whole_sentences() -> None:
    article = read_real_article()
    passages = split(article.text, article.language)
    assert "".join(article.text[each.start : each.end] for each in passages) == article.text
    assert [each.section for each in passages].count(None) >= 1
    assert list(dict.fromkeys(each.section for each in passages)) == [None, "Protest des Westens", "Seltener Besuch"]

    quoted = slices(article.text, passages)
    assert quoted[0].startswith("Es ist eine weite Reise")
    assert any(each.startswith("Bereits angekündigt") and each.endswith("Kooperationsverträgen.") for each in quoted)
    assert not {"Protest des Westens", "Seltener Besuch"} & set(quoted)
    assert all(each[-1] in ".“" for each in quoted)
    assert len(quoted) == 26
