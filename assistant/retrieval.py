"""A question as ranked passages with one confidence."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.candidates import Candidate
from assistant.confidence import FEW_PASSAGES, MARGIN_AMONG_FEW, Signals, to_confidence
from assistant.copies import join_copies
from assistant.dating import Event
from assistant.embedding import NamedEmbeddings
from assistant.events import find_event
from assistant.filters import EVERYTHING, Filter
from assistant.language import detect_question_language
from assistant.library import Library
from assistant.narrowing import Named, arrange, to_named
from assistant.parts import split_question
from assistant.reranking import Asked, embed_question, rank_passages
from assistant.smalltalk import asks_nothing

_PART_PASSAGES, _PART_SENTENCES = 10, 20
"""So many of the nearest passages, and of the nearest sentences, each part of a question brings."""

_QUICK_CHARS = 1_200
"""In a hurry so many characters of the best passages are compared token by token, and none for a part."""

_WHOLE = 0.4
"""What a passage scores for the whole question counts so much beside what it scores for a part."""


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What a search found.

    Attributes:
        question: as it was asked.
        language: of the question, ISO 639-1.
        passages: best first, near copies joined; empty from an empty library.
        signals: of the best passage; None where nothing was found, and for a question that asks nothing.
        vector: of the question.
        filter: what every passage's article is; empty for all articles.
        event: that the question tells a time by; None where it does not, or nothing says when it was.
    """

    question: str
    language: str
    passages: tuple[Candidate, ...]
    signals: Signals | None
    vector: tuple[float, ...] = field(repr=False)
    filter: Filter = EVERYTHING
    event: Event | None = None

    @property
    def confidence(self) -> float:
        """The chance that the best passage answers the question, 0 to 1; 0 where there are no signals."""
        return to_confidence(self.signals) if self.signals else 0.0

    @property
    def shown(self) -> tuple[Candidate, ...]:
        """The passages worth a reader's time: none for a question that asks nothing."""
        return self.passages if self.signals else ()


def find_passages(
    question: str,
    library: Library,
    embeddings: NamedEmbeddings,
    wanted: Filter = EVERYTHING,
    *,
    today: date | None = None,
    narrow: bool = True,
    focus: str | None = None,
    quick: bool = False,
) -> Retrieval:
    """Rank the passages of a library by the odds that they answer a question.

    Cosines choose the candidates, and are then brought to the scale of the built-in model. Those in the
    question's language are compared word by word. The best are read for the names and numbers of the
    question, and their tokens compared with the question's.
    Passages in another language than the question's score less throughout, which is made up for. Of a
    question of several parts, each part brings candidates too, and its best article is among the first.

    Args:
        question: any text.
        library: to be searched.
        embeddings: the model that the library was built with.
        wanted: only articles that it matches are searched.
        today: what the times in the question are counted from; None leaves out *last week*.
        narrow: whether a time or a source that the question asks for may be all that is searched.
        focus: the part of the question that is to be answered, where the rest only says what it is
            about; passages and their sentences are ordered by it. None for the whole.
        quick: whether fewer passages are compared token by token, for who reads several of them anyway.
    """
    language = detect_question_language(question, library.languages())
    event = find_event(question, language, library, embeddings, wanted, today) if narrow else None
    period = event.period if event else None
    named = to_named(question, language, library.entries(), wanted, today, period) if narrow else Named(wanted)
    asked = embed_question(question, language, embeddings)
    parts = [embed_question(part, language, embeddings) for part in ([focus] if focus else split_question(question))]
    found = _search(asked, parts, library, named)
    ranked = join_copies(rank_passages(asked, found, embeddings, _QUICK_CHARS if quick else None))
    signals = Signals(ranked[0].score, len(question), _margin(ranked)) if ranked else None
    lanes = [_for_part(part, found, ranked, named, embeddings, 0 if quick else None) for part in parts]
    if focus:
        ranked = tuple(lanes[0])
    else:
        places = {_place(each): each for each in ranked}
        by_part = [[places[_place(each)] for each in lane] for lane in lanes]
        ranked = tuple(arrange(ranked, named, lambda each: each.entry, lambda each: each.score, by_part))
    vector = tuple(asked.embedded.vector.tolist())
    if period and (period.since, period.until) not in {(each.since, each.until) for each in named.searches}:
        event = None
    signals = None if asks_nothing(question) else signals
    return Retrieval(question, language, ranked, signals, vector, named.must, event)


def _search(asked: Asked, parts: Sequence[Asked], library: Library, named: Named) -> list[Candidate]:
    """What is found by any of several filters, or by a part of the question, each passage once."""
    question = asked.embedded.vector
    found = [passage for wanted in named.searches for passage in library.search(question.tolist(), wanted)]
    for part in parts:
        vector = part.embedded.vector.tolist()
        near = library.search(vector, named.must, passages=_PART_PASSAGES, sentences=_PART_SENTENCES)
        found += [passage.seen_from(question) for passage in near]
    distinct = {_place(passage): passage for passage in found}.values()
    return [passage.on(asked.scale, asked.language) for passage in distinct]


def _for_part(
    part: Asked,
    found: Sequence[Candidate],
    ranked: Sequence[Candidate],
    named: Named,
    embeddings: NamedEmbeddings,
    most_chars: int | None,
) -> list[Candidate]:
    """The passages of a ranking as a part of its question finds them, in the order in which they answer it.

    A part seldom says what it is about (*and what did it cost?*), which the whole question does.
    """
    views = (passage.seen_from(part.embedded.vector).on(part.scale, part.language) for passage in found)
    seen = {_place(each): each for each in rank_passages(part, views, embeddings, most_chars)}
    ordered = sorted(ranked, key=lambda each: -seen[_place(each)].score - _WHOLE * each.score - named.worth(each.entry))
    return [replace(seen[_place(each)], copies=each.copies) for each in ordered]


def _place(passage: Candidate) -> tuple[str, int]:
    return passage.entry.id, passage.passage.start


def _margin(ranked: Sequence[Candidate]) -> float:
    """How far the first score stands out from the fifth to twelfth."""
    if len(ranked) < FEW_PASSAGES:
        return MARGIN_AMONG_FEW
    others = [passage.score for passage in ranked[4:12]]
    return ranked[0].score - sum(others) / len(others)
