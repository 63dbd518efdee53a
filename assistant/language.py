"""Tells the language of articles and of questions."""

import re
from collections.abc import Collection
from functools import lru_cache
from threading import Lock, Thread

from py3langid.langid import MODEL_FILE, LanguageIdentifier

INTERFACE_LANGUAGES = ("de", "en")
"""Languages that our own sentences exist in."""

_MINIMUM_PROBABILITY = 0.5
_DETECTION_CHARS = 4_000
_CERTAIN_RATIO = 2
"""A question is in another language than English when that is so much more likely."""

_CLEAR_LETTERS = 40
_CLEAR_PROBABILITY = 0.8
_CLEAR_RATIO = 1_000
"""A text is clearly not in the language it should be in when it is so much more likely in another."""


_ENGLISH_WORDS = "who whom whose what when where why how which did does hello thanks"
_GERMAN_WORDS = """
wer wem wen wessen wann wo woher wohin womit wofür warum weshalb wieso worum worüber welche welcher welches welchen
welchem wieviel wieviele hallo servus moin danke
"""
_AFTER_WAS = """
he she it there this that these those the a an any anyone anybody anything someone somebody something everyone nobody no
not his her its their our my your one all only really ever
"""
_ENGLISH_OPENINGS, _GERMAN_OPENINGS, _AFTER_ENGLISH_WAS = (
    frozenset(words.split()) for words in (_ENGLISH_WORDS, _GERMAN_WORDS, _AFTER_WAS)
)

_loading = Lock()


def load_ahead() -> None:
    """Begin to load the classifier, which takes half a second, while other things are done."""
    Thread(target=_identifier, daemon=True).start()


def _identifier() -> LanguageIdentifier:
    with _loading:
        return _load()


@lru_cache(maxsize=1)
def _load() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect_language(text: str) -> str | None:
    """The language of an article's text, as ISO 639-1; None where it cannot be told.

    Source: py3langid, a naive Bayes classifier over byte n-grams for 97 languages.
    """
    language, probability = _identifier().classify(text[:_DETECTION_CHARS])
    return str(language) if probability >= _MINIMUM_PROBABILITY else None


def language_certainty(text: str) -> float:
    """How surely a text is in some language, 0 to 1; wrongly decoded text is less so."""
    return float(_identifier().classify(text[:_DETECTION_CHARS])[1])


def detect_question_language(question: str, library_languages: Collection[str]) -> str:
    """The language of a question, as ISO 639-1; English when in doubt.

    A question is too short for a choice among a hundred languages ("why is Putin visiting
    Pyongyang" is taken for Tagalog), so only German, English and the library's own compete, and what
    begins with a question word of German or English is in that language, whatever names follow.

    Args:
        question: any text.
        library_languages: ISO 639-1 codes of the articles in the library.
    """
    if not any(letter.isalpha() for letter in question):
        return "en"
    if opened := _language_of_opening(question, library_languages):
        return opened
    ranked = dict(_identifier().rank(question))
    best = max({*INTERFACE_LANGUAGES, *library_languages}, key=lambda language: ranked.get(language, 0.0))
    return best if ranked.get(best, 0.0) >= _CERTAIN_RATIO * ranked["en"] else "en"


def _language_of_opening(question: str, library_languages: Collection[str]) -> str | None:
    """German or English where a question begins as one in no other language does; None where that tells nothing."""
    words = re.findall(r"[^\W\d_]+", question)
    first, second = (words[index].casefold() if len(words) > index else "" for index in (0, 1))
    if first in _ENGLISH_OPENINGS:
        return "en"
    if first in _GERMAN_OPENINGS:
        return "de"
    if first in ("wie", "was") and "nl" not in library_languages:  # *wie* is *who* in Dutch
        # *Was anyone hurt?*, *was Putin there?* are English: what follows is a pronoun, an article or a name.
        is_german = first == "wie" or (second and second not in _AFTER_ENGLISH_WAS and words[1].islower())
        return "de" if is_german else None
    return None


def other_language(text: str, expected: str) -> str | None:
    """The language that a text is clearly written in, where that is not the one it should be in.

    Args:
        text: a few sentences; of less than forty letters nothing is said.
        expected: ISO 639-1.

    Returns:
        ISO 639-1; None where it is the expected one, or may be.
    """
    ranked = dict(_identifier().rank(text))
    if sum(letter.isalpha() for letter in text) < _CLEAR_LETTERS or expected not in ranked:
        return None
    best = max(ranked, key=lambda language: ranked[language])
    is_clear = ranked[best] >= max(_CLEAR_PROBABILITY, _CLEAR_RATIO * ranked[expected])
    return str(best) if is_clear else None
