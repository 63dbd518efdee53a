"""A question as a streamed answer: resolve it, then refuse, write, or quote."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from assistant import wording
from assistant.answers import Answer, Author, Judge, Piece
from assistant.candidates import Candidate
from assistant.chat_model import ChatModel
from assistant.drafting import Draft, Limits
from assistant.embedding import NamedEmbeddings, TokenEmbeddings
from assistant.errors import (
    AssistantError,
    ChatModelError,
    EmbeddingModelError,
    LibraryEmpty,
    QuestionError,
    ingest_command,
)
from assistant.filters import EVERYTHING, Filter, check_filter
from assistant.following import Exchange, Reading, read_question
from assistant.lacking import unanswered_parts
from assistant.language import detect_question_language
from assistant.library import Library
from assistant.likeness import WordVectors
from assistant.names import names_who_is_asked
from assistant.overview import asked_article, asked_overview, asked_subject, asks_how_many, newest_first
from assistant.retrieval import Retrieval, find_passages
from assistant.smalltalk import courtesy_of

if TYPE_CHECKING:
    from assistant.writing import WrittenAnswer

_LOG = logging.getLogger("assistant")

MAX_QUESTION_CHARS = 2_000
"""A longer question is refused as input."""


class Assistant:
    """Answers questions over a library.

    Args:
        library: gives the library to be asked; called for each question.
        embeddings: the model that the library was built with.
        chat_model: writes the answers; None for answers made of quotes.
        limits: how much goes into an answer.
        today: what *last week* in a question is counted from; called for each question.
        check: what judges the statements of written answers: the rules, or the chat model as well.
    """

    def __init__(
        self,
        library: Callable[[], Library],
        embeddings: NamedEmbeddings,
        chat_model: ChatModel | None = None,
        limits: Limits = Limits(),
        today: Callable[[], date] = date.today,
        check: Judge = "rules",
    ) -> None:
        self._library = library
        self._embeddings = embeddings
        self._chat_model = chat_model
        self._limits = limits
        self._today = today
        self._check = check
        self._words = WordVectors(embeddings)

    @property
    def writes(self) -> bool:
        """Whether a chat model writes the answers."""
        return self._chat_model is not None

    def prepare(self) -> None:
        """Load what the first question would wait for: the model, the index, the languages.

        Raises:
            LibraryError: when there is nothing to be asked.
        """
        if isinstance(self._embeddings, TokenEmbeddings):
            self._embeddings.prepare()
        find_passages("news", self._library(), self._embeddings)

    def ask(
        self,
        question: str,
        wanted: Filter = EVERYTHING,
        on_found: Callable[[Retrieval], None] | None = None,
        history: Sequence[Exchange] = (),
        *,
        quotes_only: bool = False,
    ) -> Iterator[Piece | Answer]:
        """Answer a question: pieces of text as they come, then the finished answer.

        The finished answer replaces what was streamed, and begins with it, but for marks that a chat
        model took back when it judged its statements: where it breaks off, what it wrote stays and
        quotes follow. Pieces are empty while it thinks. Closing the iterator ends its request.

        Args:
            question: one to 2,000 characters.
            wanted: only articles that it matches are searched. A question that names a time or a
                source may narrow the search further; where that answers nothing, it does not.
            on_found: called with all that the search found, before the answer begins; None for nobody.
            history: of the conversation, the last exchange last; the question may lean on it.
            quotes_only: whether to answer with quotes though there is a chat model, which is asked nothing.

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
        language = detect_question_language(question, library.languages())
        if (draft := self._tell_of_library(question, language, library, wanted)) is not None:
            yield replace(draft.to_answer(), seconds=monotonic() - started)
            return
        subject = asked_subject(question)
        model = None if quotes_only or subject else self._chat_model
        guesses = yield from _read(subject or question, language, history, model)
        find_again = partial(self._find_first, guesses, language, library, wanted)
        writes = model is not None
        found, notes = find_again(quick=writes)
        if writes and not self._answers(found):
            found, notes = find_again()
        if on_found is not None:
            on_found(found)
        draft = Draft(question, found, self._limits, library, (lambda: find_again()[0]) if writes else None)
        draft.notes += notes
        article = asked_article(question, library.entries(), wanted)
        if courtesy := courtesy_of(question):
            draft.greet(courtesy)
        elif article is not None and not (writes and self._answers(found)):
            draft.tell_beginning(article)
        elif not self._answers(found):
            draft.refuse()
        elif model is None:
            draft.quote(one_each=subject is not None)
            draft.lack(self._unanswered_parts(found, library))
        else:
            yield from self._write(draft, model, library, started)
        yield replace(draft.to_answer(), seconds=monotonic() - started)

    def _tell_of_library(self, question: str, language: str, library: Library, wanted: Filter) -> Draft | None:
        """What there is of a time or a source, or how much in all; None for a question about a subject."""
        entries = library.entries()
        found = Retrieval(question, language, (), None, (), wanted)
        if asks_how_many(question):
            draft = Draft(question, found, self._limits, library)
            draft.count([entry for entry in entries if wanted.matches(entry)])
            return draft
        asked = asked_overview(question, language, entries, wanted, self._today())
        if asked is None:
            return None
        listed = newest_first(entries, asked)
        draft = Draft(question, replace(found, filter=asked) if listed else found, self._limits, library)
        if listed:
            draft.list_articles(listed)
        else:
            draft.tell_none(asked)
        return draft

    def _find_first(
        self,
        guesses: Sequence[Sequence[Reading]],
        language: str,
        library: Library,
        wanted: Filter,
        *,
        quick: bool = False,
    ) -> tuple[Retrieval, list[str]]:
        """What the first guess finds that is answered; a weak model writes what no article answers."""
        every = (self._find_best(readings, language, library, wanted, quick=quick) for readings in guesses)
        first = next(every)
        return first if self._answers(first[0]) else next((each for each in every if self._answers(each[0])), first)

    def _find_best(
        self, readings: Sequence[Reading], language: str, library: Library, wanted: Filter, *, quick: bool
    ) -> tuple[Retrieval, list[str]]:
        """What the reading finds that is answered best; the first of equals."""
        every = [(reading, *self._find(reading, library, wanted, quick=quick)) for reading in readings]
        reading, found, notes = max(every, key=lambda each: each[1].confidence)
        return replace(found, language=reading.language or language), notes

    def _find(self, reading: Reading, library: Library, wanted: Filter, *, quick: bool) -> tuple[Retrieval, list[str]]:
        """What is found, among the articles that the question asks for if they answer; notes on that."""
        find = partial(
            find_passages,
            reading.text,
            library,
            self._embeddings,
            wanted,
            today=self._today(),
            focus=reading.focus,
            quick=quick,
        )
        found = find()
        notes = [wording.event_line(found.event, found.language)] if found.event else []
        if self._answers(found) or found.filter == wanted:
            return found, notes
        others = find(narrow=False)
        if not self._answers(others):
            return found, notes
        return others, [*notes, wording.elsewhere_line(found.filter, others.language)]

    def _unanswered_parts(self, found: Retrieval, library: Library) -> tuple[str, ...]:
        """The parts of a question that the library does not answer by themselves."""

        def search(part: str) -> tuple[Sequence[Candidate], bool]:
            of_part = find_passages(part, library, self._embeddings, found.filter, narrow=False)
            return of_part.passages, self._answers(of_part)

        return unanswered_parts(found.question, found.language, found.passages, library, search)

    def _answers(self, found: Retrieval) -> bool:
        if not found.shown:
            return False
        is_sure = found.confidence >= self._limits.refuse_below
        return is_sure or names_who_is_asked(found.question, found.shown[0].text)

    def _write(self, draft: Draft, model: ChatModel, library: Library, asked: float) -> Iterator[Piece]:
        # LangChain's prompts take half a second that quotes do not need
        from assistant.supporting import Checker
        from assistant.writing import WrittenAnswer, choose_passages

        found, limits = draft.found, self._limits
        passages = choose_passages(found.passages, found.vector, library, limits.passages, limits.prompt_chars)
        checker = Checker(found.language, self._embeddings, self._words)
        written = WrittenAnswer(found.question, found.language, passages, checker)
        author: Author | None = None
        failure: AssistantError | None = None
        started = monotonic()
        draft.own_seconds = started - asked
        try:
            author = model.author()
            yield from written.write(model)
        except (ChatModelError, EmbeddingModelError) as error:
            failure = error
        _log_writing(written, author, failure, monotonic() - started)
        if self._check == "model" and failure is None:
            yield from _judge(written, model, draft)
        if written.cannot_tell:
            draft.refuse(author, written.missing)
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


def _read(
    question: str, language: str, history: Sequence[Exchange], model: ChatModel | None
) -> Generator[Piece, None, list[tuple[Reading, ...]]]:
    """What a question may mean: where it leans on others first by the chat model, then by rule."""
    readings = (Reading(question),) if courtesy_of(question) else read_question(question, language, history)
    leans = len(readings) > 1 or readings[0].text != question
    if model is None or not leans or readings[0].language:
        return [readings]
    from assistant.resolving import resolve_question

    resolved = yield from resolve_question(question, history, model)
    return [(Reading(resolved),), readings] if resolved else [readings]


def _judge(written: WrittenAnswer, model: ChatModel, draft: Draft) -> Generator[Piece, None, None]:
    """Let the chat model judge what it wrote, beside the rules."""
    from assistant.judging import judge_statements, judging_note

    claims, started = written.claims(), monotonic()
    if not claims:
        return
    judgement = yield from judge_statements(list(claims.values()), model)
    written.take_verdicts(judgement.verdicts, judgement.usage)
    if note := judging_note(judgement, len(claims)):
        draft.notes.append(note)
    _LOG.info("judged %d of %d statements in %.1f s", len(judgement.verdicts), len(claims), monotonic() - started)


def _log_writing(written: WrittenAnswer, author: Author | None, failure: AssistantError | None, seconds: float) -> None:
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
