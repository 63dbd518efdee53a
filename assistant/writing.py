"""An answer written by a chat model from numbered passages, streamed."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from time import monotonic

from assistant.answers import (
    CITES_NOTHING,
    MARK_IS_OURS,
    STATES,
    Citation,
    Claim,
    Excerpt,
    Judged,
    Piece,
    Statement,
    Usage,
)
from assistant.candidates import Candidate
from assistant.chat_model import ChatModel
from assistant.checking import Verdict
from assistant.citing import MarkReader, drop_marks, to_statements, without_marks
from assistant.entries import Entry
from assistant.errors import ChatModelError, EmbeddingModelError, PromptTooLong
from assistant.library import Library
from assistant.prompts import render_answer_prompt
from assistant.replies import ReplyReader
from assistant.supporting import Checker, Support

_SHORT_SHARE = 0.25
"""An article is short that takes no more of the characters for passages."""


def choose_passages(
    found: Sequence[Candidate], vector: Sequence[float], library: Library, most: int, most_chars: int
) -> list[Candidate]:
    """What a chat model is given: the best passages, and all others of short articles among them.

    Args:
        found: best first.
        vector: of the question.
        library: that they are from.
        most: how many of the best are taken.
        most_chars: of all their texts together; the first is taken even so.

    Returns:
        Best first; the passages of an article that is given whole stand together, in its order.
    """
    best = list(_within(found[:most], most_chars))
    left = most_chars - sum(len(each.text) for each in best)
    short: list[Entry] = []
    for entry in {each.entry.id: each.entry for each in best}.values():
        missing = entry.chars - sum(len(each.text) for each in best if each.entry.id == entry.id)
        if 0 < missing <= left and entry.chars <= _SHORT_SHARE * most_chars:
            short.append(entry)
            left -= missing
    if not short:
        return best
    every = library.passages_of(short, vector)
    known = {_place(each): each for each in best}
    given: dict[tuple[str, int], Candidate] = {}
    for passage in best:
        siblings = [known.get(_place(each), each) for each in every if each.entry.id == passage.entry.id]
        given |= {_place(each): each for each in siblings or [passage]}
    return list(given.values())


def _within(passages: Sequence[Candidate], most_chars: int) -> Iterator[Candidate]:
    """Passages from the first on, as long as they fit; the first always."""
    used = 0
    for index, passage in enumerate(passages):
        used += len(passage.text)
        if index and used > most_chars:
            return
        yield passage


def _place(passage: Candidate) -> tuple[str, int]:
    return passage.entry.id, passage.passage.start


class WrittenAnswer:
    """One answer while it is being written, and what it came to.

    Args:
        question: as it was asked.
        language: to answer in, ISO 639-1.
        passages: that the model may use, best first.
        checker: of statements in that language.

    Attributes:
        question: as it was asked.
        passages: that the model was given; fewer than there were where it cannot read them all.
        citations: in order of their numbers, as they were streamed; some may not be cited any more.
        unknown: numbers that the model used and that no passage has.
        usage: what the model took, also to judge; None where its server does not count.
        seconds_to_begin: until its first word; None before that.
    """

    def __init__(self, question: str, language: str, passages: Sequence[Candidate], checker: Checker) -> None:
        self.question = question
        self._language = language
        self._checker = checker
        self._supports: list[Support] = []
        self._reply = ReplyReader()
        self._reader = MarkReader(self._resolve, language, self._find)
        self.passages = passages
        self.citations: list[Citation] = []
        self._verdicts: dict[int, Judged] = {}
        self.unknown: list[int] = []
        self._unchecked: EmbeddingModelError | None = None
        self.usage: Usage | None = None
        self.seconds_to_begin: float | None = None

    @property
    def text(self) -> str:
        """What was written so far, with a reader's marks; without those that the chat model took back."""
        taken_back = {place for place, verdict in self._verdicts.items() if verdict.state == "unsupported"}
        return drop_marks(self._streamed, self._language, taken_back) if taken_back else self._streamed

    @property
    def _streamed(self) -> str:
        return self._reader.text.strip()

    @property
    def cannot_tell(self) -> bool:
        """Whether the model said that the passages do not answer."""
        return self._reply.cannot_tell

    @property
    def missing(self) -> str:
        """What the model says that the passages do not say; empty where it says nothing of that, or something false."""
        said = without_marks(self._reply.missing)
        return said if said and self._checker.may_be_true(said, self.question, self.passages) else ""

    def statements(self) -> tuple[Statement, ...]:
        """What was written, sentence by sentence, each with the verdicts on what it cites."""
        return tuple(self._judged(place, each) for place, each in enumerate(to_statements(self.text, self._language)))

    def claims(self) -> dict[int, Claim]:
        """The statements that were written with a mark, by their place, each beside what it stands for."""
        claims = {}
        for place, statement in enumerate(to_statements(self._streamed, self._language)):
            own = self._supports_of(statement)
            carrying = [excerpt for each in own for excerpt in each.excerpts]
            shown = carrying or [excerpt for each in own for excerpt in each.nearest]
            if shown:
                claims[place] = Claim(statement.text, tuple(dict.fromkeys(shown)))
        return claims

    def take_verdicts(self, verdicts: Sequence[Judged], usage: Usage | None) -> None:
        """Add a judge's verdicts to those of the rules; a statement that it finds unsupported loses its marks.

        Args:
            verdicts: on the first of ``claims``, in their order.
            usage: what they took; None where that is not known.
        """
        self._verdicts = dict(zip(self.claims(), verdicts, strict=False))
        if usage is not None:
            self.usage = usage if self.usage is None else self.usage.plus(usage)

    def _judged(self, place: int, statement: Statement) -> Statement:
        verdicts = [self._judged_by_rules(statement)]
        if place in self._verdicts:
            verdicts.append(self._verdicts[place])
        return statement.judged(tuple(verdicts))

    def _judged_by_rules(self, statement: Statement) -> Judged:
        """The best verdict on any of what a statement cites."""
        own = [each.verdict for each in self._supports_of(statement)]
        if not own:
            return Judged("rules", "unsupported", (CITES_NOTHING,))
        best = max(own, key=lambda verdict: STATES.index(verdict.state))
        return Judged("rules", best.state, best.reasons)

    def _supports_of(self, statement: Statement) -> list[Support]:
        # Marks came before the sentence was at its end.
        return [each for each in self._supports if each.statement and statement.text.startswith(each.statement)]

    def write(self, model: ChatModel) -> Iterator[Piece]:
        """Ask the model and pass its words on as they come; empty pieces while none come.

        Raises:
            ChatModelError: when the model fails; what it wrote before that stays.
            EmbeddingModelError: when a statement cannot be checked; it stays too, without a mark.
        """
        try:
            with closing(self._words(model)) as words:
                for piece in words:
                    yield Piece(self._reader.feed(self._reply.feed(piece)))
                    if self._unchecked is not None:
                        raise self._unchecked
                    if self._reply.is_over:
                        break  # reasons without an end; what the answer took is not known then
        except (ChatModelError, EmbeddingModelError):
            self._reader.feed(self._reply.finish())
            self._reader.finish(broken=True)
            raise
        yield Piece(self._reader.feed(self._reply.finish()) + self._reader.finish())
        if self._unchecked is not None:
            raise self._unchecked
        if not self.text and not self.cannot_tell:
            raise ChatModelError(f"{model.author().model} wrote nothing.")

    def _words(self, model: ChatModel) -> Generator[str, None, None]:
        """The model's words; it is asked again with half the passages as long as they are too much for it.

        Raises:
            PromptTooLong: when one passage is.
        """
        started = monotonic()
        while True:
            messages = render_answer_prompt(self.question, self._language, self.passages)
            try:
                with closing(model.stream(messages)) as steps:
                    for step in steps:
                        if isinstance(step, Usage):
                            self.usage = step
                            continue
                        if step and self.seconds_to_begin is None:
                            self.seconds_to_begin = monotonic() - started
                        yield step
            except PromptTooLong:
                if len(self.passages) == 1:
                    raise
                self.passages = self.passages[: len(self.passages) // 2]
            else:
                return

    def _resolve(self, numbers: tuple[int, ...], statement: str) -> tuple[int, ...]:
        """The reader's numbers for the sentences that carry a statement; none where they do not support it."""
        self.unknown += [number for number in numbers if not 1 <= number <= len(self.passages)]
        cited = [self.passages[number - 1] for number in numbers if 1 <= number <= len(self.passages)]
        if not cited or self._unchecked is not None:
            return ()
        try:
            return self._carrying(statement, cited)
        except EmbeddingModelError as error:
            self._unchecked = error
            return ()

    def _carrying(self, statement: str, cited: Sequence[Candidate]) -> tuple[int, ...]:
        support = self._best_support(statement, cited)
        if support.verdict.state == "unsupported" and (numbers := self._find(statement)):
            return numbers
        self._supports.append(support)
        return tuple(dict.fromkeys(self._number(excerpt) for excerpt in support.excerpts))

    def _best_support(self, statement: str, cited: Sequence[Candidate]) -> Support:
        """What carries a statement in the passages that it cites, or better in another of the same articles."""
        support = self._checker.support(statement, cited)
        if support.verdict.state == "supported":
            return support
        ids, marked = {each.entry.id for each in cited}, set(map(id, cited))
        siblings = [each for each in self.passages if each.entry.id in ids and id(each) not in marked]
        # The first of equals is what was marked.
        every = [support, *(self._checker.support(statement, [each]) for each in siblings)]
        return max(every, key=lambda each: STATES.index(each.verdict.state))

    def _find(self, statement: str) -> tuple[int, ...]:
        """The reader's numbers for what carries a statement that cites nothing, or the wrong passage."""
        if self._unchecked is not None:
            return ()
        try:
            support = self._checker.find(statement, self.passages)
        except EmbeddingModelError as error:
            self._unchecked = error
            return ()
        if support is None:
            return ()
        self._supports.append(replace(support, verdict=Verdict("supported", (MARK_IS_OURS,))))
        return tuple(dict.fromkeys(self._number(excerpt) for excerpt in support.excerpts))

    def _number(self, excerpt: Excerpt) -> int:
        for citation in self.citations:
            if citation.excerpt == excerpt:
                return citation.number
        self.citations.append(Citation(len(self.citations) + 1, excerpt))
        return len(self.citations)
