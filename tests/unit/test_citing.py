from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Statement
from assistant.citing import (
    MarkReader,
    drop_marks,
    finished,
    numbers_in,
    text_after,
    to_mark,
    to_statements,
    without_marks,
)

PIECES = (
    *("Putin kam am 18. Juni", "Das ist gut. ", "Wort", "ß", "👩\u200d👧", " ", ".", "?", "\n\n", "„Ja“"),
    *("[1]", "[2]", "[9]", "[ 3 ]", "[1, 2]", "[1][2]", "[2;3]", "[12]", "[1234]"),
    *("[", "]", "[[", "[a]", "[]", "[1", "2]", "[,]", ", ", "7"),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
MODEL_PASSAGES = 3


def chunked(text: str, cuts: Sequence[int]) -> list[str]:
    at = [0, *sorted(cut % (len(text) + 1) for cut in cuts), len(text)]
    return [text[first:last] for first, last in pairwise(at)]


class Passages:
    """What a model's numbers stand for: passages 1 to 3, numbered for the reader as they are first used."""

    def __init__(self) -> None:
        self.numbers: dict[int, int] = {}
        self.unknown: list[int] = []
        self.asked: list[tuple[tuple[int, ...], str]] = []

    def resolve(self, numbers: tuple[int, ...], statement: str) -> tuple[int, ...]:
        self.asked.append((numbers, statement))
        self.unknown += [number for number in numbers if number > MODEL_PASSAGES]
        known = [number for number in numbers if number <= MODEL_PASSAGES]
        return tuple(self.numbers.setdefault(number, len(self.numbers) + 1) for number in known)


def read_marks(chunks: Sequence[str], resolve: Callable[[tuple[int, ...], str], tuple[int, ...]] | None = None) -> str:
    reader = MarkReader(resolve or Passages().resolve, "de")
    shown = "".join([*map(reader.feed, chunks), reader.finish()])
    assert shown == reader.text
    return shown


@given(TEXTS, st.lists(st.integers(0, 500), max_size=12))
def test_marks_are_read_alike_however_the_text_is_cut(text: str, cuts: list[int]) -> None:
    whole, pieces = Passages(), Passages()
    assert read_marks([text], whole.resolve) == read_marks(chunked(text, cuts), pieces.resolve)
    assert whole.asked == pieces.asked


@given(TEXTS)
def test_marks_are_read_alike_character_by_character(text: str) -> None:
    assert read_marks([text]) == read_marks(list(text))


@pytest.mark.parametrize("mark", [f"[1,{' ' * 50}2]", f"[{'1, ' * 15}2]"])
def test_a_long_mark_is_read_alike_character_by_character(mark: str) -> None:
    assert read_marks(list(f"Wort {mark}.")) == read_marks([f"Wort {mark}."])


@given(TEXTS, st.lists(st.integers(0, 500), max_size=6))
def test_words_without_marks_are_passed_on_unchanged(text: str, cuts: list[int]) -> None:
    plain = text.replace("[", "(")
    assert read_marks(chunked(plain, cuts)) == plain


def test_text_is_shown_as_it_comes_and_a_mark_when_its_sentence_is_at_its_end() -> None:
    reader = MarkReader(Passages().resolve, "de")
    pieces = ("Es regnet ", "am", " 18", ". Ju", "ni ", "[2", "]", ". So", " geht", " es [so", "].")
    assert [reader.feed(piece) for piece in pieces] == [
        "Es regnet",
        " am",
        " 18",
        "",
        ". Juni",
        "",
        "",
        "",
        " [1]. So geht",
        " es [so",
        "]",
    ]
    assert reader.finish() == "."


class Finder(Passages):
    """Finds a passage for a sentence that says which."""

    def __init__(self) -> None:
        super().__init__()
        self.sought: list[str] = []

    def find(self, statement: str) -> tuple[int, ...]:
        self.sought.append(statement)
        return tuple(
            self.numbers.setdefault(number, len(self.numbers) + 1)
            for number in range(1, MODEL_PASSAGES + 1)
            if f"P{number}" in statement
        )


def find_marks(chunks: Sequence[str]) -> tuple[str, Finder]:
    finder = Finder()
    reader = MarkReader(finder.resolve, "de", finder.find)
    return "".join([*map(reader.feed, chunks), reader.finish()]), finder


def test_a_sentence_without_a_mark_gets_that_of_what_supports_it_in_order_of_first_use() -> None:
    written = "Nach P3 kam am 18. Juni z. B. Kim. Dann schneit es [2]. Das sagt keiner. Zuletzt P2 und P1"
    for chunks in ([written], list(written)):
        shown, finder = find_marks(chunks)
        assert shown == (
            "Nach P3 kam am 18. Juni z. B. Kim. [1] Dann schneit es [2]. Das sagt keiner. Zuletzt P2 und P1 [3][2]"
        )
        assert finder.sought == ["Nach P3 kam am 18. Juni z. B. Kim.", "Das sagt keiner.", "Zuletzt P2 und P1"]


def test_lines_without_full_stops_are_sentences_too() -> None:
    shown, _ = find_marks(list("- Das sagt P1\n- Das sagt P2\n\nDas sagt keiner"))
    assert shown == "- Das sagt P1 [1]\n- Das sagt P2 [2]\n\nDas sagt keiner"


@given(TEXTS, st.lists(st.integers(0, 500), max_size=12))
def test_marks_are_found_alike_however_the_text_is_cut(text: str, cuts: list[int]) -> None:
    assert find_marks([text])[0] == find_marks(chunked(text, cuts))[0]


def test_marks_side_by_side_are_resolved_together_however_they_are_written() -> None:
    for written in ("Es regnet [1][2].", "Es regnet [1] [2].", "Es regnet [1, 2].", "Es regnet [1], "):
        passages = Passages()
        read_marks(list(written), passages.resolve)
        end = "." if written.endswith(".") else ","
        assert passages.asked == [((1,) if "2" not in written else (1, 2), f"Es regnet{end}")]


def test_an_unfinished_mark_at_the_end_is_shown_as_it_stands() -> None:
    assert read_marks(["Es regnet [", "1"]) == "Es regnet [1"


def test_numbers_count_from_one_in_order_of_first_use() -> None:
    assert read_marks(["A [3]. B [1]. C [3]. D [2]."]) == "A [1]. B [2]. C [1]. D [3]."


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("A [3, 1].", "A [1][2]."),
        ("A [3][1].", "A [1][2]."),
        ("A [ 3 ].", "A [1]."),
        ("A [3;1].", "A [1][2]."),
        ("A [1, 1].", "A [1]."),
        ("A [9, 2].", "A [1]."),
    ],
)
def test_every_way_to_write_marks_is_shown_in_one(written: str, shown: str) -> None:
    assert read_marks([written]) == shown


@pytest.mark.parametrize("text", ["A [a].", "A [].", "A [1234].", "A [1", "A 1]", "A [1.5].", "A [Anm. 1]", "A (1)"])
def test_brackets_that_are_no_marks_stay(text: str) -> None:
    passages = Passages()
    assert read_marks([text], passages.resolve) == text
    assert passages.asked == []


def test_unknown_numbers_vanish_and_are_reported_in_order() -> None:
    passages = Passages()
    shown = read_marks(["A [9]. B [7, 2]. C [9]"], passages.resolve)
    assert "9" not in shown
    assert "7" not in shown
    assert "B [1]." in shown
    assert passages.unknown == [9, 7, 9]


def test_an_unknown_mark_leaves_no_space_before_the_stop() -> None:
    assert read_marks(["Es regnet [9]. Dann schneit es."]) == "Es regnet. Dann schneit es."


def test_two_marks_for_one_sentence_are_shown_once() -> None:
    assert read_marks(["Es regnet [1][2]."], lambda numbers, statement: (1, 1)) == "Es regnet [1]."


@pytest.mark.parametrize(
    ("written", "statement"),
    [
        ("Es regnet. Dann schneit es [1].", "Dann schneit es."),
        ("Es regnet. Dann schneit es. [1]", "Dann schneit es."),
        ("Es regnet. Dann schneit es.[1]", "Dann schneit es."),
        ("Es schneit am 18. Juni [1].", "Es schneit am 18. Juni."),
        ("Es schneit z. B. in Graz [1].", "Es schneit z. B. in Graz."),
        ("Es regnet [2], es schneit [1].", "Es regnet, es schneit."),
        ("Es regnet [1], es schneit", "Es regnet, es schneit"),
        ("Es regnet.\n\nDann schneit es [1]", "Dann schneit es"),
        ("[1] Es regnet.", "Es regnet."),
    ],
)
def test_a_mark_is_resolved_against_the_statement_before_it(written: str, statement: str) -> None:
    passages = Passages()
    read_marks(list(written), passages.resolve)
    assert passages.asked[-1] == ((1,), statement)


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("Es regnet [1]. Dann schneit es [2].", [("Es regnet.", (1,)), ("Dann schneit es.", (2,))]),
        ("Es regnet. [1] Dann schneit es. [2]", [("Es regnet.", (1,)), ("Dann schneit es.", (2,))]),
        ("Es regnet.[1] Dann schneit es.[2]", [("Es regnet.", (1,)), ("Dann schneit es.", (2,))]),
        ("Es regnet [1][2]. Ja! [2][3] Nein.", [("Es regnet.", (1, 2)), ("Ja!", (2, 3)), ("Nein.", ())]),
        ("Es regnet [1], es schneit [2].", [("Es regnet, es schneit.", (1, 2))]),
        ("Er kam am 18. Juni [1]. Er blieb.", [("Er kam am 18. Juni.", (1,)), ("Er blieb.", ())]),
        ("Es traf z. B. Graz [1]. Ja.", [("Es traf z. B. Graz.", (1,)), ("Ja.", ())]),
        (
            "Es regnet [1].\n\nEs schneit.\nEs hagelt. [2]",
            [("Es regnet.", (1,)), ("Es schneit.", ()), ("Es hagelt.", (2,))],
        ),
        ("Es regnet.\n[1]\nEs schneit.", [("Es regnet.", (1,)), ("Es schneit.", ())]),
        ("Es regnet [1]. [1]", [("Es regnet.", (1,))]),
        ("Ohne Marken. Ganz ohne.", [("Ohne Marken.", ()), ("Ganz ohne.", ())]),
        ("Ohne Stop", [("Ohne Stop", ())]),
        ("Siehe [a] und [1234].", [("Siehe [a] und [1234].", ())]),
        ("[1]", []),
        ("[1] Es regnet.", [("Es regnet.", (1,))]),
        ("", []),
        (" \n ", []),
    ],
)
def test_statements_are_sentences_without_marks_and_the_numbers_of_those(
    text: str, statements: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert to_statements(text, "de") == tuple(Statement(*each) for each in statements)


@pytest.mark.parametrize("gap", [" ", ""])
def test_a_mark_behind_a_quotation_mark_ends_its_statement(gap: str) -> None:
    assert to_statements(f"Sie sagte: „Es regnet.“{gap}[1] Dann ging sie. [2]", "de") == (
        Statement("Sie sagte: „Es regnet.“", (1,)),
        Statement("Dann ging sie.", (2,)),
    )


@given(TEXTS)
def test_statements_keep_every_word_and_every_number(text: str) -> None:
    shown = read_marks([text])
    statements = to_statements(shown, "de")
    known = {number for each in statements for number in each.citations}
    assert known <= set(range(1, MODEL_PASSAGES + 1))
    assert all(each.text and each.text == " ".join(each.text.split()) for each in statements)
    assert sum(each.text.count("Wort") for each in statements) == text.count("Wort")


def test_a_mark_is_written_as_it_is_read() -> None:
    assert to_mark((3, 1)) == "[3][1]"
    assert to_mark(()) == ""
    assert numbers_in("[ 3, 1;12 ]") == (3, 1, 12)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("It is open [1]. The county", 1),
        ("It is open [1]. The county paid.", 2),
        ("It is open [1]. The county [2]", 2),
        ("It is open [1]. “The county paid.”", 2),
        ("The county", 0),
        ("", 0),
    ],
)
def test_a_last_statement_without_mark_and_end_is_not_finished(text: str, kept: int) -> None:
    statements = to_statements(text, "en")
    assert finished(statements) == statements[:kept]


def test_a_text_without_marks_is_what_is_read_aloud() -> None:
    assert without_marks("It is open [1][2]. The county [3] paid.") == "It is open. The county paid."


@pytest.mark.parametrize(
    ("text", "places", "left"),
    [
        ("One is true [1]. Two is not [2][3]. Three is [4].", {1}, "One is true [1]. Two is not. Three is [4]."),
        ("One is true. [1] Two is not. [2]", {0, 1}, "One is true. Two is not."),
        ("One [1] is half true [2].\n\nTwo is [3].", {0}, "One is half true.\n\nTwo is [3]."),
        ("One is true [1].", set(), "One is true [1]."),
        ("[1]", {0}, "[1]"),
    ],
)
def test_a_statement_loses_its_marks_and_no_other_does(text: str, places: set[int], left: str) -> None:
    assert drop_marks(text, "en", places) == left
    assert [each.text for each in to_statements(left, "en")] == [each.text for each in to_statements(text, "en")]


@pytest.mark.parametrize(
    ("beginning", "text", "rest"),
    [
        ("One [1]. Two [2].", "One [1]. Two [2].", ""),
        ("One [1]. Two [2].", "One [1]. Two.", ""),
        ("One [1]. Two [2]", "One. Two", ""),
        ("One [1]. Two [2].", "One. Two [2].\n\nA quote [3]", "\n\nA quote [3]"),
        ("One [1]. Two [2]", "One [1]. Two\n\nA quote [3]", "\n\nA quote [3]"),
        ("One [1]. Two", "Three.", "Three."),
        ("", "One [1].", "One [1]."),
    ],
)
def test_what_follows_a_text_is_found_though_marks_were_dropped_from_it(beginning: str, text: str, rest: str) -> None:
    assert text_after(text, beginning) == rest


WHOLE_TEXTS = st.lists(st.sampled_from([each for each in PIECES if each.count("[") == each.count("]")]))


@given(WHOLE_TEXTS.map("".join), st.sets(st.integers(0, 5)))
def test_whatever_marks_are_dropped_the_words_stay_and_what_follows_is_found(text: str, places: set[int]) -> None:
    text = text.strip()
    left = drop_marks(text, "de", places)
    assert without_marks(left) == without_marks(text)
    kept = [() if place in places else each.citations for place, each in enumerate(to_statements(text, "de"))]
    assert [each.citations for each in to_statements(left, "de")] == kept
    assert text_after(f"{left}\n\nIn der Bibliothek steht:", text) == "\n\nIn der Bibliothek steht:"
