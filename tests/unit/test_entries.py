from hypothesis import given
from hypothesis import strategies as st

from assistant.articles import Origin
from assistant.entries import ID_OVERHEAD_BYTES, Entry, sentence_ids_of, to_entry, to_entry_data


def entry(title: str, layout: tuple[int, ...]) -> Entry:
    return Entry(
        "id", title, None, "en", None, None, Origin("/news", "/news/id.txt"), "0" * 64, 9, layout, {"1": layout}
    )


def test_an_entry_of_ordinary_length_is_one_value() -> None:
    assert list(to_entry_data(entry("A title", (3, 4)))) == ["entry"]


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.integers(0, 4_000))
def test_a_long_entry_is_read_back_from_values_that_a_server_takes(title: str, passages: int) -> None:
    long = entry(title * 20, (2,) * passages)
    data = to_entry_data(long)
    assert max(len(value.encode()) for value in data.values()) <= 4_096
    assert to_entry("id", data) == long


def test_what_a_longer_entry_left_behind_a_shorter_one_is_not_read() -> None:
    short = entry("[", (1,))
    left = {**to_entry_data(entry("x", (2,) * 4_000)), **to_entry_data(short)}
    assert len(left) > 2
    assert to_entry("id", left) == short


def test_the_id_of_a_late_sentence_of_a_long_article_is_within_what_is_kept_for_it() -> None:
    (*_, last) = sentence_ids_of("id@" + "0" * 16 + "#12345", 1_000)
    assert len(last) - len("id") <= ID_OVERHEAD_BYTES
