"""A question as a streamed answer: refuse, write, or quote."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING

from assistant import wording
from assistant.answers import Answer, Author, Citation, Excerpt, Mode, Piece, Statement, Time, Usage
from assistant.chat_model import ChatModel
from assistant.citing import finished, to_mark, to_statements, without_marks
from assistant.embedding import NamedEmbeddings
from assistant.errors import ArticleMissing, ChatModelError, LibraryEmpty, QuestionError, ingest_command
from assistant.filters import EVERYTHING, Filter, check_filter
from assistant.language import other_language
from assistant.library import Library
from assistant.quoting import choose_quotes, nearest_excerpts
from assistant.retrieval import Retrieval, find_passages
from assistant.times import TimeNote, read_times

if TYPE_CHECKING:
    from assistant.writing import WrittenAnswer

_LOG = logging.getLogger("assistant")

MAX_QUESTION_CHARS = 2_000
"""A longer question is refused as input."""


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


class Assistant:
    """Answers questions over a library.

    Args:
        library: gives the library to be asked; called for each question.
        embeddings: the model that the library was built with.
        chat_model: writes the answers; None for answers made of quotes.
        limits: how much goes into an answer.
        today: what *last week* in a question is counted from; called for each question.
    """

    def __init__(
        self,
        library: Callable[[], Library],
        embeddings: NamedEmbeddings,
        chat_model: ChatModel | None = None,
        limits: Limits = Limits(),
        today: Callable[[], date] = date.today,
    ) -> None:
        self._library = library
        self._embeddings = embeddings
        self._chat_model = chat_model
        self._limits = limits
        self._today = today

    def ask(
        self,
        question: str,
        wanted: Filter = EVERYTHING,
        on_found: Callable[[Retrieval], None] | None = None,
    ) -> Iterator[Piece | Answer]:
        """Answer a question: pieces of text as they come, then the finished answer.

        The finished answer replaces what was streamed, and begins with it: where a chat model breaks
        off, what it wrote stays and quotes follow. Pieces are empty while it thinks. Closing the
        iterator ends its request.

        Args:
            question: one to 2,000 characters.
            wanted: only articles that it matches are searched. A question that names a time or a
                source may narrow the search further; where that answers nothing, it does not.
            on_found: called with all that the search found, before the answer begins; None for nobody.

        Raises:
            QuestionError: when there is no question, or one that is too long.
            FilterError: when the filter has a value that no article has.
            FilterLeavesNothing: when it leaves no article.
            LibraryEmpty: when there is nothing to be asked about.
        """
        started = monotonic()
        question = check_question(question)
        library = self._library()
        if library.is_empty():
            raise LibraryEmpty("The library is empty.", f"Fill it with: {ingest_command(library.location)}")
        if wanted:
            wanted = check_filter(wanted, library.entries())
        found, notes = self._find(question, library, wanted)
        if on_found is not None:
            on_found(found)
        draft = _Draft(found, self._limits, library)
        draft.notes += notes
        if not self._answers(found):
            draft.refuse()
        elif self._chat_model is None:
            draft.quote()
        else:
            yield from self._write(draft, self._chat_model, library)
        yield replace(draft.to_answer(), seconds=monotonic() - started)

    def _find(self, question: str, library: Library, wanted: Filter) -> tuple[Retrieval, list[str]]:
        """What is found, among the articles that the question asks for if they answer; notes on that."""
        today = self._today()
        found = find_passages(question, library, self._embeddings, wanted, today=today)
        if self._answers(found) or found.filter == wanted:
            return found, []
        others = find_passages(question, library, self._embeddings, wanted, today=today, narrow=False)
        if not self._answers(others):
            return found, []
        return others, [wording.elsewhere_line(found.filter, found.language)]

    def _answers(self, found: Retrieval) -> bool:
        return bool(found.shown) and found.confidence >= self._limits.refuse_below

    def _write(self, draft: _Draft, model: ChatModel, library: Library) -> Iterator[Piece]:
        # LangChain's prompts take half a second that quotes do not need
        from assistant.writing import WrittenAnswer, choose_passages

        found, limits = draft.found, self._limits
        passages = choose_passages(
            found.question, found.passages, library, self._embeddings, limits.passages, limits.prompt_chars
        )
        written = WrittenAnswer(found.question, found.language, passages, self._embeddings)
        author, failure, started = None, None, monotonic()
        try:
            author = model.author()
            yield from written.write(model)
        except ChatModelError as error:
            failure = error
        _log_writing(written, author, failure, monotonic() - started)
        if written.cannot_tell:
            draft.refuse(author)
        elif failure is not None and not written.text:
            draft.notes.append(f"Quotes instead of a written answer: {failure}")
            draft.quote()
        else:
            if len(written.passages) < len(passages):
                draft.notes.append(
                    f"The chat model can read {len(written.passages)} of the {len(passages)} passages at once; "
                    "the answer is from these."
                )
            draft.take(written, author, failure)
        draft.usage = written.usage


def _log_writing(written: WrittenAnswer, author: Author | None, failure: ChatModelError | None, seconds: float) -> None:
    """One line about a written answer; the question only for who looks for faults."""
    first, usage = written.seconds_to_begin, written.usage
    _LOG.info(
        "%s: first word %s, end after %.1f s, %s%s",
        f"{author.model} at {author.host}" if author else "no chat model",
        "never" if first is None else f"after {first:.1f} s",
        seconds,
        wording.usage_line(usage) if usage else "tokens not counted",
        f": {failure.message}" if failure else "",
    )
    _LOG.debug("asked: %s", written.question)


def check_question(question: str) -> str:
    """A question without outer white space.

    Raises:
        QuestionError: when there is none, or one that is too long.
    """
    question = question.strip()
    if not question:
        raise QuestionError("The question is empty.", "Ask something, such as: why is Putin visiting Pyongyang")
    if len(question) > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"The question has {len(question):,} characters; {MAX_QUESTION_CHARS:,} are the most.", "Shorten it."
        )
    return question


class _Draft:
    """An answer while it is decided what it becomes."""

    def __init__(self, found: Retrieval, limits: Limits, library: Library) -> None:
        self.found = found
        self.notes: list[str] = []
        self._limits = limits
        self._library = library
        self._mode: Mode = "quotes"
        self.usage: Usage | None = None
        self._author: Author | None = None
        self._incomplete = False
        self._text = ""
        self._texts: dict[str, str] = {}
        self._statements: tuple[Statement, ...] = ()
        self._citations: tuple[Citation, ...] = ()
        self._nearest: tuple[Excerpt, ...] = ()

    def refuse(self, author: Author | None = None) -> None:
        """The library does not answer; show what came nearest."""
        self._author = author
        self._mode = "written" if author else "quotes"
        self._text = wording.refusal(self.found.language)
        self._nearest = tuple(self._true(nearest_excerpts(self.found.shown, self._limits.quotes)))

    def quote(self) -> None:
        """Answer with sentences of the best passages."""
        self._citations = tuple(Citation(number, each) for number, each in enumerate(self._chosen(), start=1))
        self._statements = tuple(Statement(each.excerpt.quote, (each.number,)) for each in self._citations)
        if not self._citations:
            self.refuse()
            return
        excerpts = {each.excerpt.article_id: each.excerpt.language for each in self._citations}
        intro = wording.quotes_line(self.found.language, list(excerpts.values()), len(excerpts))
        self._text = "\n\n".join(
            [intro, *(f"{each.excerpt.quote} {to_mark((each.number,))}" for each in self._citations)]
        )

    def take(self, written: WrittenAnswer, author: Author | None, failure: ChatModelError | None) -> None:
        """Take what a chat model wrote; quotes follow where it cites nothing or broke off."""
        true = set(self._true([each.excerpt for each in written.citations]))
        self._mode = "written"
        self._author = author
        self._citations = tuple(each for each in written.citations if each.excerpt in true)
        self._text = written.text
        self._statements = to_statements(written.text, self.found.language)
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
            self._add_quotes(wording.broken_line(self.found.language))
        elif not self._citations:
            self.notes.append("The written answer cites no passage; quotes from the library follow it.")
            self._add_quotes(wording.uncited_line(self.found.language))

    def _add_quotes(self, line: str) -> None:
        """Put quotes below what was written; one that it cites keeps its number."""
        numbers = {each.excerpt: each.number for each in self._citations}
        quotes = self._chosen()
        for excerpt in quotes:
            numbers.setdefault(excerpt, max(numbers.values(), default=0) + 1)
        self._citations = tuple(Citation(number, excerpt) for excerpt, number in numbers.items())
        self._statements += tuple(Statement(each.quote, (numbers[each],)) for each in quotes)
        lines = [f"{each.quote} {to_mark((numbers[each],))}" for each in quotes]
        self._text = "\n\n".join([self._text, line, *lines] if lines else [self._text])

    def to_answer(self) -> Answer:
        """The finished answer; its seconds are still to be set."""
        return Answer(
            question=self.found.question,
            language=self.found.language,
            mode=self._mode,
            refused=not self._citations,
            text=self._text,
            confidence=self.found.confidence,
            statements=self._statements if self._citations else (),
            citations=tuple(replace(each, excerpt=self._timed(each.excerpt)) for each in self._citations),
            nearest=tuple(self._timed(each) for each in self._nearest),
            notes=tuple(self.notes),
            seconds=0.0,
            author=self._author,
            incomplete=self._incomplete,
            usage=self.usage,
            sample=self._library.sample,
            filter=self.found.filter,
        )

    def _chosen(self) -> list[Excerpt]:
        return list(self._true(choose_quotes(self.found.question, self.found.passages, self._limits.quotes)))

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
