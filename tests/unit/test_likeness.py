import numpy
import pytest

from assistant.likeness import _NAMES, _NOUNS, WordVectors
from tests.doors.fakes import WordEmbeddings


class Placed(WordEmbeddings):
    """Names lie in one direction, nouns in another, two words of two languages in a third; all share a fourth."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += len(texts)
        return [self._place(text) for text in texts]

    def _place(self, text: str) -> list[float]:
        own = {"Lombards": 2, "Langobarden": 2, "Musk": 0, "Tisch": 1}
        place = own.get(text, 0 if text in _NAMES.split() else 1 if text in _NOUNS.split() else 3)
        vector = numpy.zeros(5)
        vector[place] += 1
        vector[4] += 3
        return [float(each) for each in vector]


def test_words_that_mean_the_same_are_alike_once_the_common_part_is_gone() -> None:
    words = WordVectors(Placed())
    ((same, other),) = words.compare(["Lombards"], "en", ["Langobarden", "Tisch"], "de")
    assert same > 0.99
    assert other < 0.6


def test_a_word_is_rated_by_whether_it_is_nearer_to_names_or_to_nouns() -> None:
    name, noun = WordVectors(Placed()).rate_names(["Musk", "Tisch"])
    assert name == pytest.approx(0.5, abs=0.01)
    assert noun == pytest.approx(-0.5, abs=0.01)
    assert WordVectors(Placed()).rate_names([]) == []


def test_a_word_is_embedded_once() -> None:
    embeddings = Placed()
    words = WordVectors(embeddings)
    words.compare(["Lombards"], "en", ["Langobarden"], "de")
    before = embeddings.embedded
    words.compare(["Lombards"], "en", ["Langobarden"], "de")
    assert embeddings.embedded == before
