import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import MeasuringError
from ingest.material import ARTICLE_CHARS, choose, gather_texts, join


@given(st.lists(st.text("ab", min_size=1, max_size=900), min_size=1, max_size=60))
def test_paragraphs_are_joined_in_order_to_about_the_length_of_an_article(paragraphs: list[str]) -> None:
    texts = list(join(paragraphs))
    assert "\n\n".join(texts) == "\n\n".join(paragraphs)
    assert all(len(text) < 2.5 * ARTICLE_CHARS for text in texts)
    assert all(len(text) >= ARTICLE_CHARS / 2 for text in texts[:-1])


def test_texts_are_chosen_from_all_and_repeated_where_they_are_too_few() -> None:
    assert choose(list("abcdef"), 3) == ["a", "c", "e"]
    assert choose(list("ab"), 4) == ["a", "a", "b", "b"]


def test_the_public_sets_are_added_to_the_sample_with_the_paragraphs_of_an_article_joined(tmp_path: Path) -> None:
    (tmp_path / "xquad").mkdir()
    rows = [{"id": f"xquad-en-{id_}", "text": f"Paragraph {id_} of it."} for id_ in ("00-0", "00-1", "01-0")]
    (tmp_path / "xquad" / "corpus.en.jsonl").write_text("\n".join(map(json.dumps, rows)))
    sample, texts = gather_texts(None), gather_texts(tmp_path)
    assert len(sample) > 30
    assert texts == [*sample, "Paragraph 00-0 of it.\n\nParagraph 00-1 of it.", "Paragraph 01-0 of it."]


def test_a_folder_without_the_sets_is_named(tmp_path: Path) -> None:
    with pytest.raises(MeasuringError, match="There are no public sets in"):
        gather_texts(tmp_path)
