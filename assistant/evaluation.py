"""A question set asked of a library, and what its answers are worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from assistant import scoring
from assistant.answers import Answer, Excerpt
from assistant.writtenscores import Writing, Written, judge, to_writing

if TYPE_CHECKING:
    from assistant.answers import Author
    from assistant.conversation import Assistant
    from assistant.gold import Gold
    from assistant.questions import Question
    from assistant.retrieval import Retrieval

LISTED_ARTICLES = 50
"""So many articles of a ranking are kept."""

LISTED_PASSAGES = 10
"""So many passages of a ranking are kept."""

Pair = tuple[str, str]
"""The language of questions, and that of the articles that answer them."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The articles that one method found for one question.

    Attributes:
        article_ids: best first, distinct.
        gold: the articles that answer; empty where there are none, or none is known.
        seconds: from question to ranking, or to finished answer.
    """

    article_ids: tuple[str, ...]
    gold: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found; a candidate's vectors would fill the memory over a long question set.

    Attributes:
        article_id: of its article.
        start: first character, in code points of the article's text.
        end: one past the last.
        score: that it was ranked by.
    """

    article_id: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one question.

    Attributes:
        question: the row.
        pair: its language, and that of the articles that answer it.
        refused: whether it was refused.
        confidence: 0 to 1.
        ranked: the articles found, also for a question that was refused.
        passages: the best of those found.
        quotes: in the order shown; none where it was refused.
        quotable: whether one of the answers in the row stands in an article that the row names.
        written: what the written answer is worth; None where none was wanted.
    """

    question: Question
    pair: Pair
    refused: bool
    confidence: float
    ranked: Ranked
    passages: tuple[Hit, ...]
    quotes: tuple[Excerpt, ...]
    quotable: bool
    written: Written | None = None

    def answered_by(self, quotes: Iterable[Excerpt]) -> bool:
        """Whether one of these quotes holds one of the answers in the row, letter by letter."""
        return any(answer in each.quote for each in quotes for answer in self.question.answers)

    def to_json(self) -> dict[str, Any]:
        """One flat object, a line of a results file."""
        return {
            "id": self.question.id,
            "refused": self.refused,
            "confidence": round(self.confidence, 6),
            "article_ids": list(self.ranked.article_ids),
            "passages": [{**asdict(each), "score": round(each.score, 6)} for each in self.passages],
            "quotes": [
                {"article_id": each.article_id, "start": each.start, "end": each.end, "quote": each.quote}
                for each in self.quotes
            ],
            "seconds": round(self.ranked.seconds, 6),
            **(self.written.to_json() if self.written else {}),
        }


def ask(question: Question, assistant: Assistant, gold: Gold, *, written: bool = False) -> Result:
    """Ask one question as a user would, and keep what was found on the way.

    Args:
        question: the row.
        assistant: over a library that is not empty.
        gold: of the same library.
        written: whether the answer is to be scored as one that a chat model writes.
    """
    found: list[Retrieval] = []
    *_, answer = assistant.ask(question.text, on_found=found.append)
    assert isinstance(answer, Answer)  # noqa: S101 -- what comes last is the finished answer
    ranked = found[0].passages
    article_ids = tuple(dict.fromkeys(each.entry.id for each in ranked))[:LISTED_ARTICLES]
    asked_in = question.language or answer.language
    return Result(
        question=question,
        pair=(asked_in, gold.language(question)),
        refused=answer.refused,
        confidence=answer.confidence,
        ranked=Ranked(article_ids, question.doc_ids if question.answerable else (), answer.seconds),
        passages=tuple(
            Hit(each.entry.id, each.passage.start, each.passage.end, each.score) for each in ranked[:LISTED_PASSAGES]
        ),
        quotes=tuple(each.excerpt for each in answer.citations),
        quotable=gold.holds_answer(question),
        written=judge(answer, asked_in, question.answers_as_asked, gold.sentences(question)) if written else None,
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """How well articles are found; shares from 0 to 1, None where nothing can be said.

    Attributes:
        questions: all of them.
        ranked: those that name an article that answers them; the shares are of these.
        hit_at_1: the share with a gold article in first place.
        hit_at_5: the same for the first five.
        hit_at_10: for the first ten.
        mrr: the mean of 1 divided by the rank of the first gold article.
        recall_at_10: the mean share of a question's gold articles among the first ten.
        median_seconds: a question.
        most_seconds: what 95 % of the questions do not take longer than.
    """

    questions: int
    ranked: int
    hit_at_1: float | None
    hit_at_5: float | None
    hit_at_10: float | None
    mrr: float | None
    recall_at_10: float | None
    median_seconds: float | None
    most_seconds: float | None


@dataclass(frozen=True, slots=True)
class Quoting:
    """How often a quote holds the answer; shares from 0 to 1, None where nothing can be said.

    Attributes:
        answered: answerable questions that were not refused.
        quotable: those of them whose answer stands in a gold article; the shares are of these.
        first: the share whose first quote holds an answer.
        first_three: the share where one of the first three does.
        chars: mean length of a first quote.
    """

    answered: int
    quotable: int
    first: float | None
    first_three: float | None
    chars: float | None


@dataclass(frozen=True, slots=True)
class Refusing:
    """How well questions without an answer are told; shares from 0 to 1, None where nothing can be said.

    Attributes:
        answerable: questions that the corpus answers.
        wrongly_refused: the share of them that was refused.
        unanswerable: questions that it does not answer.
        rightly_refused: the share of them that was refused.
        auroc: the chance that an answerable question has the higher confidence of two.
        answered_at_5_percent: the share of unanswerable ones answered where 5 % of the answerable are refused.
        calibration_error: by how much confidence and share of answerable questions differ, on average.
        bins: of the confidence, with what came true.
    """

    answerable: int
    wrongly_refused: float | None
    unanswerable: int
    rightly_refused: float | None
    auroc: float | None
    answered_at_5_percent: float | None
    calibration_error: float | None
    bins: tuple[scoring.Bin, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """All scores of some questions.

    Attributes:
        finding: how well articles are found.
        quoting: how often a quote holds the answer; None for answers that a chat model writes.
        refusing: how well questions without an answer are told.
        baselines: how well other methods find articles, by their names; None for one that could not be run.
        writing: what written answers are worth; None for answers made of quotes.
    """

    finding: Finding
    quoting: Quoting | None
    refusing: Refusing
    baselines: Mapping[str, Finding | None] = field(default_factory=dict)
    writing: Writing | None = None

    def to_json(self) -> dict[str, Any]:
        """One object, as nested as the scores are."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Report:
    """What a question set showed.

    Attributes:
        articles: how many the library held.
        pairs: scores by pair of languages, the pair of most questions first.
        total: scores of all questions.
        author: who wrote the answers; None where they are made of quotes, or nothing was written.
    """

    articles: int
    pairs: Mapping[Pair, Scores]
    total: Scores
    author: Author | None = None

    def to_json(self) -> dict[str, Any]:
        """One object; the pairs are a list."""
        return {
            "articles": self.articles,
            "questions": self.total.finding.questions,
            "author": asdict(self.author) if self.author else None,
            "pairs": [
                {"question_language": asked, "article_language": answered, **scores.to_json()}
                for (asked, answered), scores in self.pairs.items()
            ],
            "all": self.total.to_json(),
        }


Rankings = Mapping[str, Sequence[Ranked] | None]
"""By the name of a method its ranking of each question, in order; None for a method that could not be run."""


def to_report(results: Sequence[Result], articles: int, rankings: Rankings) -> Report:
    """Score results, by pair of languages and all together.

    Args:
        results: of all questions, in order.
        articles: how many the library held.
        rankings: of other methods for the same questions.
    """
    pairs = [pair for pair, _ in Counter(result.pair for result in results).most_common()]
    members = {pair: [index for index, result in enumerate(results) if result.pair == pair] for pair in pairs}
    by_pair = {pair: _to_scores(results, rankings, indexes) for pair, indexes in members.items()}
    author = next((each.written.author for each in results if each.written and each.written.author), None)
    return Report(articles, by_pair, _to_scores(results, rankings, range(len(results))), author)


def _to_scores(results: Sequence[Result], rankings: Rankings, indexes: Iterable[int]) -> Scores:
    """The scores of the questions at these indexes."""
    indexes = list(indexes)
    chosen = [results[index] for index in indexes]
    others = {
        name: None if ranked is None else to_finding([ranked[index] for index in indexes])
        for name, ranked in rankings.items()
    }
    written = [each.written for each in chosen if each.written is not None]
    return Scores(
        finding=to_finding([each.ranked for each in chosen]),
        quoting=None if written else to_quoting(chosen),
        refusing=to_refusing(chosen),
        baselines=others,
        writing=to_writing(written) if written else None,
    )


def to_finding(ranked: Sequence[Ranked]) -> Finding:
    """How well articles are found: the score of rankings, one a question."""
    scored = [(each.article_ids, each.gold) for each in ranked if each.gold]
    seconds = [each.seconds for each in ranked]
    return Finding(
        questions=len(ranked),
        ranked=len(scored),
        hit_at_1=scoring.mean([scoring.hit(*each, 1) for each in scored]),
        hit_at_5=scoring.mean([scoring.hit(*each, 5) for each in scored]),
        hit_at_10=scoring.mean([scoring.hit(*each, 10) for each in scored]),
        mrr=scoring.mean([scoring.reciprocal_rank(*each) for each in scored]),
        recall_at_10=scoring.mean([scoring.recall(*each, 10) for each in scored]),
        median_seconds=scoring.percentile(seconds, 50),
        most_seconds=scoring.percentile(seconds, 95),
    )


def to_quoting(results: Sequence[Result]) -> Quoting:
    """How often a quote holds the answer."""
    answered = [each for each in results if each.question.answerable and not each.refused]
    quotable = [each for each in answered if each.quotable]
    return Quoting(
        answered=len(answered),
        quotable=len(quotable),
        first=scoring.mean([each.answered_by(each.quotes[:1]) for each in quotable]),
        first_three=scoring.mean([each.answered_by(each.quotes[:3]) for each in quotable]),
        chars=scoring.mean([len(each.quotes[0].quote) for each in results if each.quotes]),
    )


def to_refusing(results: Sequence[Result]) -> Refusing:
    """How well questions without an answer are told; a row that does not say which it is does not count."""
    yes = [each for each in results if each.question.answerable is True]
    no = [each for each in results if each.question.answerable is False]
    certain, doubtful = [each.confidence for each in yes], [each.confidence for each in no]
    bins = scoring.to_bins([*certain, *doubtful], [True] * len(yes) + [False] * len(no))
    return Refusing(
        answerable=len(yes),
        wrongly_refused=scoring.mean([each.refused for each in yes]),
        unanswerable=len(no),
        rightly_refused=scoring.mean([each.refused for each in no]),
        auroc=scoring.auroc(certain, doubtful),
        answered_at_5_percent=scoring.answered_at(certain, doubtful),
        calibration_error=scoring.calibration_error(bins),
        bins=bins,
    )
