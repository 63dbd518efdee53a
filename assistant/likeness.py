"""Which words of two languages mean the same, and which words are names, as far as vectors of single words tell.

Vectors of multilingual-e5-small have much in common, more so within a language. Without what the words of a language
have in common, the mean over names of countries and languages in it (CLDR, through Babel), *Wien* is near *Vienna*.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy
from babel import Locale, UnknownLocaleError

from assistant.weights import Vectors

if TYPE_CHECKING:
    from assistant.embedding import NamedEmbeddings

KEPT_WORDS = 20_000
"""Vectors are kept for so many words, at 1.5 KB each."""

_CENTRE_NAMES = 192

_NAMES = """
Putin Merkel Biden Trump Selenskyj Macron Scholz Obama Kirby Johnson Thomas Michael Peter Maria Anna Müller Schmidt
Smith Williams Mohammed Ahmed Kim Lee Nguyen Garcia Rossi Ivanov Kowalski Berlin Wien London Paris Moskau Graz Boston
Chicago Tokio Seoul Kairo Nairobi Mumbai Texas Kalifornien Bayern Sizilien Rhein Donau Alpen Google Microsoft Siemens
Volkswagen Tesla Amazon Reuters Bloomberg Spiegel Harvard Oxford Boeing Netflix Shakespeare Mozart Luther Einstein
Newton Marx
"""
_NOUNS = """
Haus Jahr Zeit Mann Frau Kind Tag Stadt Land Weg Hand Auge Wasser Arbeit Geld Frage Ende Teil Welt Leben Krieg
Regierung Gesetz Recht Ergebnis Entwicklung Gesellschaft Wirtschaft Unternehmen Polizei Schule Buch Film Musik Maschine
Pflanze Tier Krankheit Energie Preis Markt Zahl Gruppe Mitglied Spieler Mannschaft Treffen Bericht Angriff Vertrag
Verteidigung Bevölkerung Möglichkeit Bedeutung Ursache Meinung Gebäude Fläche Insel Küste Fluss Straße Gericht Angebot
Verkehr Technik Wissenschaft Forschung Studium Verfahren Anteil Grenze Sicherheit Freiheit Soldaten Bürger Kosten
Menschen Jahrhundert Mehrheit Opfer Kraft
"""
"""Between the means of these and of the names above, a word is nearer to one of them."""


class WordVectors:
    """Compares words by their vectors, each of which is made once.

    Args:
        embeddings: of the library.
    """

    def __init__(self, embeddings: NamedEmbeddings) -> None:
        self._embeddings = embeddings
        self._kept: dict[str, Vectors] = {}
        self._centres: dict[str, Vectors] = {}
        self._lock = threading.Lock()

    def compare(
        self, words: Sequence[str], language: str | None, others: Sequence[str], other_language: str | None
    ) -> list[list[float]]:
        """Cosines, a row for each of the words, without what words of their language have in common.

        Args:
            words: or short texts, at least one.
            language: of them, ISO 639-1; None for English.
            others: that they are compared with, at least one.
            other_language: of those.
        """
        own = self._vectors(words) - self._centre(language or "en")
        its = self._vectors(others) - self._centre(other_language or "en")
        cosines: list[list[float]] = (_unit(own) @ _unit(its).T).tolist()
        return cosines

    def rate_names(self, words: Sequence[str]) -> list[float]:
        """How much nearer each word is to names than to nouns: above 0 it is rather a name."""
        direction, middle = self._nameward
        return [float(each) for each in (self._vectors(words) - middle) @ direction] if words else []

    @cached_property
    def _nameward(self) -> tuple[Vectors, Vectors]:
        names, nouns = (self._vectors(words.split()).mean(axis=0) for words in (_NAMES, _NOUNS))
        direction = names - nouns
        return direction / float(direction @ direction), (names + nouns) / 2

    def _centre(self, language: str) -> Vectors:
        if language not in self._centres:
            self._centres[language] = self._vectors(_names_in(language)).mean(axis=0)
        return self._centres[language]

    def _vectors(self, words: Sequence[str]) -> Vectors:
        with self._lock:
            known = {word: self._kept[word] for word in words if word in self._kept}
        missing = [word for word in dict.fromkeys(words) if word not in known]
        if missing:
            made = numpy.array(self._embeddings.embed_documents(missing), dtype=numpy.float32)
            known |= dict(zip(missing, made, strict=True))
            with self._lock:
                self._kept |= known
                while len(self._kept) > KEPT_WORDS:
                    self._kept.pop(next(iter(self._kept)))
        return numpy.array([known[word] for word in words])


def _unit(vectors: Vectors) -> Vectors:
    lengths = numpy.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vectors = vectors / numpy.maximum(lengths, 1e-9)
    return unit


@lru_cache(maxsize=32)
def _names_in(language: str) -> list[str]:
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    territories = [name for code, name in sorted(locale.territories.items()) if len(code) == len("DE")]
    languages = [name for code, name in sorted(locale.languages.items()) if len(code) == len("de")]
    return [*territories[: 2 * _CENTRE_NAMES // 3], *languages[: _CENTRE_NAMES // 3]]
