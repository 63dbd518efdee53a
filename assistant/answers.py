"""Values that describe an answer, and their JSON form."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from assistant.filters import EVERYTHING, Filter
from assistant.times import newness

Mode = Literal["quotes", "written"]
State = Literal["supported", "partly", "unsupported"]
STATES: tuple[State, ...] = ("unsupported", "partly", "supported")
"""From the worst to the best."""

Judge = Literal["rules", "model"]
"""Who says whether a statement is supported: the rules of ``checking.py``, or the chat model."""

CITES_NOTHING = "it cites no passage"
"""The reason of a statement without a mark."""

MARK_IS_OURS = "its source was found by the assistant, not by the chat model"
"""The reason of a statement that got its mark from us."""


@dataclass(frozen=True, slots=True)
class Time:
    """A word of a quote such as *tonight*, and when that is.

    Attributes:
        text: ``quote[start:end]``.
        start: first character, in code points of the quote.
        end: one past the last.
        earliest: the first day it can mean, ISO 8601; None where that cannot be told.
        latest: the last one.
        wording: what is shown beside the quote, in the answer's language.
    """

    text: str
    start: int
    end: int
    earliest: str | None
    latest: str | None
    wording: str


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that holds a near copy of the passage a quote is from.

    Attributes:
        article_id: of that article.
        title: of that article.
        published: ISO 8601 with the precision it has; None where unknown.
        source: name of the publication; None where unknown.
        start: where the quote's sentences stand there, in code points of that article's text;
            equal to ``end`` where they do not.
        end: one past their last.
    """

    article_id: str
    title: str
    published: str | None
    source: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A verbatim stretch of an article, with what a reader needs to judge it.

    Attributes:
        article_id: of its article.
        title: of its article.
        published: ISO 8601 with the precision it has; None where unknown.
        language: ISO 639-1; None where unknown.
        source: name of the publication; None where unknown.
        section: the heading above it; None where there is none.
        start: first character, in code points of the article's text.
        end: one past the last.
        quote: ``article.text[start:end]``.
        times: the relative times in it, in order.
        copies: articles that print the same, in order of their rank.
    """

    article_id: str
    title: str
    published: str | None
    language: str | None
    source: str | None
    section: str | None
    start: int
    end: int
    quote: str
    times: tuple[Time, ...] = ()
    copies: tuple[Copy, ...] = ()

    @property
    def dated(self) -> str | None:
        """When the quote was first published, as far as is known: what its relative times are seen from.

        A paper that prints an agency's *tomorrow* a day later does not mean another day.
        """
        holders = (copy.published for copy in self.copies if copy.start < copy.end)
        return min(filter(None, (self.published, *holders)), key=newness, default=None)

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of its article and of those that print the same."""
        return self.article_id, *(copy.article_id for copy in self.copies)


@dataclass(frozen=True, slots=True)
class Citation:
    """An excerpt that an answer leans on, under a number that counts from 1."""

    number: int
    excerpt: Excerpt

    def to_json(self) -> dict[str, Any]:
        """One flat object."""
        return {"number": self.number, **asdict(self.excerpt)}


@dataclass(frozen=True, slots=True)
class Judged:
    """What one judge says of a statement.

    Attributes:
        by: who judges.
        state: whether what the statement cites supports it.
        reasons: short sentences in English. The rules give none for what is supported, a chat model may.
    """

    by: Judge
    state: State
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement beside what it cites, as a judge is given it.

    Attributes:
        text: of the statement, without marks.
        excerpts: that carry it; where the rules find none that does, those nearest to it.
    """

    text: str
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer.

    Attributes:
        text: without marks.
        citations: the numbers of what it leans on; none where that does not support it.
        state: whether what it cites supports it, the worst of the verdicts; quotes support themselves.
        reasons: short sentences that say why it is not supported, or who found its source, in English; those of the
            worst verdict.
        verdicts: on a written statement, that of the rules first, then the chat model's where it judged; none
            on a quote.
        quoted: whether it is a quote that stands by itself, in place of what is written or below it.
    """

    text: str
    citations: tuple[int, ...]
    state: State = "supported"
    reasons: tuple[str, ...] = ()
    verdicts: tuple[Judged, ...] = ()
    quoted: bool = False

    def judged(self, verdicts: tuple[Judged, ...]) -> "Statement":
        """The statement in the state that the worst verdict gives it, for the reasons of all that are as bad.

        Args:
            verdicts: at least one.
        """
        state = min((each.state for each in verdicts), key=STATES.index)
        # That a model finds a statement supported needs no reason.
        telling = [each for each in verdicts if each.state == state and (state != "supported" or each.by == "rules")]
        reasons = dict.fromkeys(reason for each in telling for reason in each.reasons)
        return replace(self, state=state, reasons=tuple(reasons), verdicts=verdicts)

    def to_json(self) -> dict[str, Any]:
        """One flat object."""
        return {
            "text": self.text,
            "citations": list(self.citations),
            "state": self.state,
            "reasons": list(self.reasons),
            "verdicts": [{"by": each.by, "state": each.state, "reasons": list(each.reasons)} for each in self.verdicts],
            "quoted": self.quoted,
        }


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote an answer: a chat model and the host that ran it."""

    model: str
    host: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer took, as its server counts it.

    Attributes:
        prompt_tokens: that the model read.
        completion_tokens: that it wrote, its thinking included.
        dollars: what that costs, in US dollars; None where the prices are not set.
    """

    prompt_tokens: int
    completion_tokens: int
    dollars: float | None = None

    def plus(self, other: "Usage") -> "Usage":
        """What both took together."""
        dollars = None if self.dollars is None or other.dollars is None else round(self.dollars + other.dollars, 12)
        return Usage(
            self.prompt_tokens + other.prompt_tokens, self.completion_tokens + other.completion_tokens, dollars
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """The next words of an answer that is being written, marks included.

    It is empty while the writer thinks: a moment at which a reader may stop.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer.

    Attributes:
        question: as it was asked.
        language: of question and answer, ISO 639-1.
        mode: made of quotes, or written by a chat model.
        refused: whether the library does not answer the question.
        text: the whole answer, with marks such as ``[1]``.
        confidence: that the library answers the question, 0 to 1; 1 where it is asked for all articles of a time or a
            source, or for their number, of which there is no doubt.
        statements: the text, sentence by sentence; empty when refused, and for the number of articles.
        citations: in order of their numbers; likewise.
        nearest: what came nearest to a question that was refused.
        notes: sentences about how the answer came about.
        seconds: from question to finished answer.
        own_seconds: what of them passed before a chat model was asked for the answer; None where none was.
        author: None for an answer made of quotes.
        missing: what of the question the library does not answer, in words of the answer's language; None where
            nothing is known of that.
        resolved: what the question was understood as, after those before it; None where as it was asked.
        incomplete: whether the writing broke off; what was written stays, and quotes follow it.
        usage: what the chat model took; None where it did not write, or its server does not count.
        sample: whether it was answered from the invented sample articles.
        filter: what the articles had to be that it was answered from; empty for all articles.
    """

    question: str
    language: str
    mode: Mode
    refused: bool
    text: str
    confidence: float
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Excerpt, ...]
    notes: tuple[str, ...]
    seconds: float
    own_seconds: float | None = None
    author: Author | None = None
    missing: str | None = None
    resolved: str | None = None
    incomplete: bool = False
    usage: Usage | None = None
    sample: bool = False
    filter: Filter = EVERYTHING

    def to_json(self) -> dict[str, Any]:
        """The answer as one JSON object."""
        return {
            "question": self.question,
            "resolved": self.resolved,
            "language": self.language,
            "mode": self.mode,
            "refused": self.refused,
            "incomplete": self.incomplete,
            "text": self.text,
            "missing": self.missing,
            "confidence": round(self.confidence, 4),
            "statements": [each.to_json() for each in self.statements],
            "citations": [each.to_json() for each in self.citations],
            "nearest": [asdict(each) for each in self.nearest],
            "notes": list(self.notes),
            "filter": self.filter.to_json() if self.filter else None,
            "usage": asdict(self.usage) if self.usage else None,
            "seconds": round(self.seconds, 3),
            "own_seconds": round(self.own_seconds, 3) if self.own_seconds is not None else None,
        }


@dataclass(frozen=True, slots=True)
class Translation:
    """A quote in another language, as a chat model put it. It is no quote: the original counts.

    Attributes:
        text: not empty.
        language: that it is in, ISO 639-1.
        author: who translated it.
        unkept: why it was not kept for the next time; empty where it was.
    """

    text: str
    language: str
    author: Author
    unkept: str = ""

    def to_json(self) -> dict[str, str]:
        """One flat object."""
        return {"text": self.text, "language": self.language, "model": self.author.model, "host": self.author.host}
