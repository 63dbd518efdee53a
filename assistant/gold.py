"""What the library holds of the articles that a question set names."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.errors import ArticleMissing

if TYPE_CHECKING:
    from assistant.articles import Sentence
    from assistant.library import Library
    from assistant.questions import Question
    from assistant.writtenscores import Place

UNKNOWN = "unknown"
"""Stands for the language of articles whose language is not known."""


class Gold:
    """What the library holds of the articles that rows name.

    Args:
        library: that is asked; its articles are read once.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._languages = {entry.id: entry.language or UNKNOWN for entry in library.entries()}
        self._articles: dict[str, tuple[str, tuple[Sentence, ...]]] = {}

    def language(self, question: Question) -> str:
        """Of the articles that answer a question; where it names none, the one most common in the library."""
        named = [self._languages[each] for each in question.doc_ids if each in self._languages]
        return Counter(named).most_common(1)[0][0] if named else self._most_common

    def holds_answer(self, question: Question) -> bool:
        """Whether an article that a question names holds one of its answers, letter by letter."""
        texts = [self._article(article_id)[0] for article_id in question.doc_ids] if question.answers else []
        return any(answer in text for text in texts for answer in question.answers)

    def sentences(self, question: Question) -> tuple[Place, ...]:
        """The sentences that hold one of a question's answers, letter by letter, of the articles that it names."""
        return tuple(
            (article_id, sentence.start, sentence.end)
            for article_id in question.doc_ids
            for text, sentences in [self._article(article_id)]
            for sentence in sentences
            if any(answer in text[sentence.start : sentence.end] for answer in question.answers)
        )

    def lacks(self, question: Question) -> bool:
        """Whether a question names an article that the library does not hold."""
        return any(article_id not in self._languages for article_id in question.doc_ids)

    @cached_property
    def _most_common(self) -> str:
        return Counter(self._languages.values()).most_common(1)[0][0]

    def _article(self, article_id: str) -> tuple[str, tuple[Sentence, ...]]:
        """An article's text and sentences; empty where the library does not hold it."""
        if article_id not in self._articles:
            try:
                article, passages = self._library.article(article_id)
                self._articles[article_id] = (article.text, tuple(each for part in passages for each in part.sentences))
            except ArticleMissing:
                self._articles[article_id] = ("", ())
        return self._articles[article_id]
