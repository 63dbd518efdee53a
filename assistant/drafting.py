"""An answer while it is decided what it becomes: a refusal, quotes, or what a chat model wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant import wording
from assistant.answers import CITES_NOTHING, Answer, Author, Citation, Excerpt, Mode, Statement, Time, Usage
from assistant.citing import finished, to_mark, without_marks
from assistant.entries import Entry
from assistant.errors import ArticleMissing, AssistantError, EmbeddingModelError
from assistant.filters import Filter
from assistant.lacking import names_nowhere
from assistant.language import other_language
from assistant.library import Library
from assistant.overview import beginning_of
from assistant.quoting import choose_quotes, nearest_excerpts
from assistant.retrieval import Retrieval
from assistant.smalltalk import Courtesy
from assistant.times import TimeNote, read_times

if TYPE_CHECKING:
    from assistant.writing import WrittenAnswer


_MOST_LISTED = 8
"""So many articles are listed at the most, where a question asks for all of a time or a source."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much goes into an answer.

    Attributes:
        refuse_below: confidence, 0 to 1.
        quotes: most quotes.
        passages: most passages for a chat model.
        prompt_chars: most characters of those passages.
    """

    refuse_below: float = 0.5
    quotes: int = 3
    passages: int = 6
    prompt_chars: int = 8_000


class Draft:
    """An answer while it is decided what it becomes.

    Args:
        question: as it was asked.
        found: by what the question was understood as.
        limits: how much goes into the answer.
        library: that was searched.
        find_again: finds the same with more care, before quotes are chosen; None where it was found so.

    Attributes:
        found: as it was given, or found again.
        notes: sentences about how the answer came about.
        own_seconds: from question to asking the chat model; None where it was not asked.
        usage: what the chat model took; None where it did not write, or its server does not count.
    """

    def __init__(
        self,
        question: str,
        found: Retrieval,
        limits: Limits,
        library: Library,
        find_again: Callable[[], Retrieval] | None = None,
    ) -> None:
        self.found = found
        self._find_again = find_again
        self._question = question
        self.notes: list[str] = []
        self._limits = limits
        self._library = library
        self._mode: Mode = "quotes"
        self.usage: Usage | None = None
        self.own_seconds: float | None = None
        self._author: Author | None = None
        self._incomplete = False
        self._tells_number = False
        self._text = ""
        self._confidence = found.confidence
        self._missing = ""
        self._texts: dict[str, str] = {}
        self._statements: tuple[Statement, ...] = ()
        self._citations: tuple[Citation, ...] = ()
        self._nearest: tuple[Excerpt, ...] = ()

    def refuse(self, author: Author | None = None, missing: str = "") -> None:
        """The library does not answer: say what was searched or what is missing, and show what came nearest.

        Args:
            author: the chat model that found so; None where none was asked.
            missing: what it says is not in the passages; empty where it says nothing of that.
        """
        self._author = author
        self._mode = "written" if author else "quotes"
        self._missing = missing
        language, reasons = self.found.language, [missing] if missing else []
        if not missing and self.found.shown:
            searched = sum(self.found.filter.matches(entry) for entry in self._library.entries())
            nowhere = names_nowhere(self.found.question, language, self.found.passages, self._library)
            reasons = [wording.searched_line(searched, nowhere, language)]
        self._text = " ".join([wording.refusal(language), *reasons])
        self._nearest = tuple(self._true(nearest_excerpts(self.found.shown, self._limits.quotes)))

    def greet(self, courtesy: Courtesy) -> None:
        """Nothing was asked of the articles: a friendly line, and no sources."""
        self._text = wording.courtesy_line(courtesy, self.found.language)

    def count(self, entries: Sequence[Entry]) -> None:
        """Nothing was asked but how many articles there are: a line that says so, and no sources."""
        self._confidence = 1.0
        self._tells_number = True
        self._text = wording.library_line(self.found.language, entries)

    def tell_none(self, wanted: Filter) -> None:
        """Nothing was asked but what articles there are of a kind: a line that says there are none, and no sources."""
        self._text = wording.none_line(wanted, self.found.language)

    def list_articles(self, entries: Sequence[Entry]) -> None:
        """Answer with how articles begin, the first few of them; refuse where none has a sentence.

        Args:
            entries: of the articles asked for, in order.
        """
        leads: dict[str, Excerpt] = {}
        total = 0
        for entry in entries:
            if len(leads) == _MOST_LISTED:
                total = len(entries)
                break
            for lead in self._beginning(entry, 1):
                leads.setdefault(lead.quote, lead)
        if not leads:
            self.refuse()
            return
        self._confidence = 1.0  # what an article is dated or where it is from is no matter of odds
        intro = wording.quotes_line(self.found.language, list(leads.values()), total)
        self._take_quotes(intro, list(leads.values()))

    def tell_beginning(self, entry: Entry) -> None:
        """Answer with how one article begins, which is asked what it is about; refuse where it has just left."""
        if not (quotes := self._beginning(entry, self._limits.quotes)):
            self.refuse()
            return
        self._confidence = 1.0
        self._take_quotes(wording.quotes_line(self.found.language, quotes[:1]), quotes)

    def quote(self, *, one_each: bool = False) -> None:
        """Answer with sentences of the best passages.

        Args:
            one_each: whether each article is quoted once, where articles are asked for.
        """
        quotes = self._chosen(one_each=one_each)
        if not quotes:
            self.refuse()
            return
        articles = {each.article_id: each for each in quotes}
        self._take_quotes(wording.quotes_line(self.found.language, list(articles.values())), quotes)

    def _take_quotes(self, intro: str, quotes: Sequence[Excerpt]) -> None:
        self._citations = tuple(Citation(number, each) for number, each in enumerate(quotes, start=1))
        self._statements = tuple(Statement(each.excerpt.quote, (each.number,), quoted=True) for each in self._citations)
        lines = [f"{each.excerpt.quote} {to_mark((each.number,))}" for each in self._citations]
        self._text = "\n\n".join([intro, *lines])

    def lack(self, parts: Sequence[str]) -> None:
        """Say which parts of the question are not answered."""
        self._missing = "; ".join(parts)

    def take(self, written: WrittenAnswer, author: Author | None, failure: AssistantError | None) -> None:
        """Take what a chat model wrote; quotes follow where it cites nothing or broke off."""
        true = set(self._true([each.excerpt for each in written.citations]))
        self._mode = "written"
        self._author = author
        self._text = written.text
        self._missing = written.missing
        self._statements = written.statements()
        cited = {number for each in self._statements for number in each.citations}
        self._citations = tuple(each for each in written.citations if each.excerpt in true and each.number in cited)
        for number in dict.fromkeys(written.unknown):
            self.notes.append(
                f"The written answer cites [{number}], a passage it was not given; the mark was left out."
            )
        if other := other_language(without_marks(written.text), self.found.language):
            names = (wording.language_in_english(each) for each in (other, self.found.language))
            self.notes.append("The answer was written in {}, not in {}.".format(*names))
        if failure is not None:
            self._incomplete = True
            self._statements = finished(self._statements)
            self.notes.append(f"The written answer is incomplete: {failure}")
            self._add_quotes(wording.broken_line(self.found.language), written.citations)
        elif not self._citations:
            cites = any(CITES_NOTHING not in each.reasons for each in self._statements)
            what = "is not supported by what it cites" if cites else "cites no passage"
            self.notes.append(f"The written answer {what}; quotes from the library follow it.")
            self._add_quotes(wording.uncited_line(self.found.language), written.citations)

    def _add_quotes(self, line: str, streamed: Sequence[Citation]) -> None:
        """Put quotes below what was written; one that it has cited keeps its number, the others get new ones."""
        numbers = {each.excerpt: each.number for each in streamed}
        quotes = self._chosen()
        for excerpt in quotes:
            numbers.setdefault(excerpt, max(numbers.values(), default=0) + 1)
        shown = {*quotes, *(each.excerpt for each in self._citations)}
        self._citations = tuple(Citation(number, excerpt) for excerpt, number in numbers.items() if excerpt in shown)
        self._statements += tuple(Statement(each.quote, (numbers[each],), quoted=True) for each in quotes)
        lines = [f"{each.quote} {to_mark((numbers[each],))}" for each in quotes]
        self._text = "\n\n".join([self._text, line, *lines] if lines else [self._text])

    def to_answer(self) -> Answer:
        """The finished answer; its seconds are still to be set."""
        return Answer(
            question=self._question,
            resolved=self.found.question if self.found.question != self._question else None,
            language=self.found.language,
            mode=self._mode,
            refused=not (self._citations or self._tells_number),
            text=self._text,
            confidence=self._confidence,
            statements=self._statements if self._citations else (),
            missing=self._missing or None,
            citations=tuple(replace(each, excerpt=self._timed(each.excerpt)) for each in self._citations),
            nearest=tuple(self._timed(each) for each in self._nearest),
            notes=tuple(self.notes),
            seconds=0.0,
            own_seconds=self.own_seconds,
            author=self._author,
            incomplete=self._incomplete,
            usage=self.usage,
            sample=self._library.sample,
            filter=self.found.filter,
        )

    def _chosen(self, *, one_each: bool = False) -> list[Excerpt]:
        if self._find_again is not None:
            find_again, self._find_again = self._find_again, None
            with suppress(EmbeddingModelError):  # what was found in a hurry can be quoted too
                self.found = find_again()
        most = _MOST_LISTED if one_each else self._limits.quotes
        return list(self._true(choose_quotes(self.found.question, self.found.passages, most, one_each=one_each)))

    def _beginning(self, entry: Entry, most: int) -> list[Excerpt]:
        """The first sentences of an article; none where it has just left."""
        try:
            article, passages = self._library.article(entry.id)
        except ArticleMissing:
            return []
        self._texts[entry.id] = article.text
        known = (entry.id, entry.title, entry.published, entry.language, entry.source, None)
        return [
            Excerpt(*known, each.start, each.end, article.text[each.start : each.end])
            for each in beginning_of(article, passages, most)
        ]

    def _true(self, excerpts: Sequence[Excerpt]) -> Iterator[Excerpt]:
        """Those that stand in their article as they are shown; the others were changed just now."""
        for excerpt in excerpts:
            if self._text_of(excerpt.article_id)[excerpt.start : excerpt.end] == excerpt.quote:
                yield excerpt
            else:
                self.notes.append(f"The article {excerpt.article_id!r} was changed just now; a quote was left out.")

    def _text_of(self, article_id: str) -> str:
        """An article's text; empty where there is no such article any more."""
        if article_id not in self._texts:
            try:
                self._texts[article_id] = self._library.article(article_id)[0].text
            except ArticleMissing:
                self._texts[article_id] = ""
        return self._texts[article_id]

    def _timed(self, excerpt: Excerpt) -> Excerpt:
        """An excerpt with what its relative times mean."""
        before = self._text_of(excerpt.article_id)[: excerpt.start]
        notes = read_times(excerpt.quote, excerpt.language, excerpt.dated, before)
        return replace(excerpt, times=tuple(self._to_time(note, excerpt.dated or "") for note in notes))

    def _to_time(self, note: TimeNote, published: str) -> Time:
        earliest, latest = (day.isoformat() if day else None for day in (note.earliest, note.latest))
        shown = wording.shown_time(note, published, self.found.language)
        return Time(note.text, note.start, note.end, earliest, latest, shown)
