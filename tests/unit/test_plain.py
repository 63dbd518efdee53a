import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.plain import plain_label, shortened, to_html

_WORD_JOINER = "\u2060"


@given(st.text(max_size=200))
def test_html_of_any_text_has_no_character_that_begins_or_ends_markup(text: str) -> None:
    html = to_html(text)
    assert not set(html) & set("<>\"'")
    assert re.sub(r"&(amp|lt|gt|quot|#x27);", "", html).count("&") == 0


@given(st.text(st.sampled_from("[]()!*_`$:<>#-+|~\\/.&a1 \n"), max_size=60))
def test_in_a_label_every_sign_of_markdown_is_escaped_and_nothing_else_is_changed(text: str) -> None:
    label = plain_label(text)
    assert "\n" not in label
    assert re.fullmatch(r"(?:\\[!-/:-@\[-`{-~]|[^!-/:-@\[-`{-~])*", label)
    assert re.sub(r"\\(.)", r"\1", label).replace(_WORD_JOINER, "") == " ".join(text.split())


@pytest.mark.parametrize("word", [":streamlit:", ":material/add:", "a -> b", "a <- b", "a -- b", "a >= b", "a <-> b"])
def test_what_streamlit_replaces_even_in_escaped_text_is_parted(word: str) -> None:
    assert word not in re.sub(r"\\(.)", r"\1", plain_label(word))


def test_the_direction_of_what_we_write_beside_a_text_is_not_turned_by_it() -> None:
    assert to_html("ab\u202ecd\u2066") == "abcd"
    assert plain_label("ab\u202ecd\u2069") == "abcd"


def test_a_selection_is_one_line_and_ends_at_a_word_where_it_is_too_long() -> None:
    assert shortened(" seven\n\n months ", 300) == "seven months"
    assert shortened("one two three", 8) == "one two…"
    assert shortened("one two three", 9) == "one two…"
    assert len(shortened("x" * 400, 300)) == 300
