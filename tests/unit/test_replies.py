import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.replies import ReplyReader


def read(*pieces: str) -> tuple[str, ReplyReader]:
    reader = ReplyReader()
    return "".join([*map(reader.feed, pieces), reader.finish()]), reader


@pytest.mark.parametrize(
    ("written", "answer", "missing", "cannot_tell"),
    [
        ("Es regnet [1].", "Es regnet [1].", "", False),
        ("\n Es regnet [1].", "Es regnet [1].", "", False),
        ("NOT IN THE PASSAGES", "", "", True),
        (" NOT IN THE PASSAGES.", "", "", True),
        ("NOT IN THE PASSAGES: Wer zahlt.", "", "Wer zahlt.", True),
        ("NOT IN THE PASSAGES\n\nWer\nzahlt.", "", "Wer zahlt.", True),
        ("MISSING: Wer zahlt.", "", "Wer zahlt.", True),
        ("Es regnet [1].\nMISSING: Wer zahlt.", "Es regnet [1].\n", "Wer zahlt.", False),
        ("Es regnet [1]. NOT IN THE PASSAGES: Wer zahlt.", "Es regnet [1]. ", "Wer zahlt.", False),
        ("NOT IN vain: es regnet.", "NOT IN vain: es regnet.", "", False),
        ("The MISSING man. MISS", "The MISSING man. MISS", "", False),
    ],
)
def test_what_is_missing_is_parted_from_the_answer(written: str, answer: str, missing: str, cannot_tell: bool) -> None:
    for pieces in ([written], list(written)):
        shown, reader = read(*pieces)
        assert (shown, reader.missing, reader.cannot_tell) == (answer, missing, cannot_tell)


@given(st.lists(st.sampled_from(["NOT IN", " THE PASSAGES", "MISSING", ":", "M", " a", "\n", "[1]"]), max_size=8))
def test_it_does_not_matter_how_a_reply_is_cut(pieces: list[str]) -> None:
    (whole, first), (parts, second) = read("".join(pieces)), read(*pieces)
    assert (whole, first.missing, first.cannot_tell) == (parts, second.missing, second.cannot_tell)


def test_what_is_missing_is_kept_short_and_reasons_without_an_end_are_given_up() -> None:
    _, reader = read("NOT IN THE PASSAGES: ", "wer zahlt " * 100)
    assert len(reader.missing) <= 302
    assert reader.missing.endswith(" …")
    assert reader.is_over
