"""An answer made of verbatim sentences; needs no chat model.

Candidates are the sentences of the best passages, each scored by its own cosine and its
passage's. A question for a reason prefers sentences that give one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answers import Excerpt
from assistant.candidates import Candidate
from assistant.copies import copies_of

QUOTED_PASSAGES = 4
"""Quotes come from so many of the best passages."""

_CLOSE = 0.09
"""A sentence that scores so much less than the best one is not quoted."""

_CLOSE_ARTICLE = 0.06
"""An article whose best sentence scores so much less than the best one is not listed."""

_REASON_BONUS = 0.06
_LONGEST_PAIR_CHARS = 420
_SHORTEST_NEAREST = 30
_ENDS = frozenset(".!?…)“”\"'’»«")

_ASKS_FOR_REASON = re.compile(
    r"\b(why|for what (reason|purpose)|what(?: is| was|'s) the (reason|purpose|aim)|warum|weshalb|wieso|weswegen|wozu|"
    r"wofür|aus welchem grund|zu welchem zweck|pourquoi|por qué|para qué)\b",
    re.IGNORECASE,
)
_GIVES_REASON = re.compile(
    r"\b(weil|denn|wegen|aufgrund|damit|deshalb|daher|deswegen|grund|gründe|ziel|ziele|zweck|anlass|zur|dient|dienen|"
    r"beitragen|soll|sollen|infolge|ursache|sodass|um\b[^.]{3,80}\bzu|"
    r"because|since|due to|in order to|so that|therefore|reasons?|aims?|aimed|purpose|caused?|as a result|"
    r"parce que|afin|car|raison|grâce à|à cause|porque|debido|con el fin|razón|causa)\b",
    re.IGNORECASE,
)
_LEANS_ON_SENTENCE_BEFORE = re.compile(
    r"\W*(er|sie|ihm|ihn|ihnen|seine?|seine[mnr]|ihre?|ihre[mnr]|dieser|dieses|diesem|diesen|dies|"
    r"dort|daran|darin|dafür|dagegen|damit|danach|dazu|dabei|davon|deshalb|daher|deswegen|dadurch|"
    r"he|she|they|him|his|her|their|this|these|those|therefore|"
    r"il|elle|ils|elles|celui-ci|celle-ci|cela|él|ella|ellos|ellas|eso|esto)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Choice:
    passage: Candidate
    index: int
    score: float

    @property
    def text(self) -> str:
        sentence = self.passage.passage.sentences[self.index]
        return self.passage.between(sentence.start, sentence.end)


def choose_quotes(
    question: str, passages: Sequence[Candidate], most: int, *, one_each: bool = False
) -> tuple[Excerpt, ...]:
    """The sentences that answer a question best, verbatim.

    Args:
        question: as it was asked.
        passages: best first.
        most: how many quotes at the most.
        one_each: whether to quote each article once, and from all passages.

    Returns:
        Best first, no two alike; a quote is one sentence, two where the second cannot stand alone.
    """
    chosen: list[Excerpt] = []
    quoted, close = (passages, _CLOSE_ARTICLE) if one_each else (passages[:QUOTED_PASSAGES], _CLOSE)
    choices = sorted(_choices(question, quoted), key=lambda choice: -choice.score)
    for choice in choices:
        if len(chosen) == most or choice.score < choices[0].score - close:
            break
        quote = _to_quote(choice)
        is_again = one_each and any(quote.article_id == other.article_id for other in chosen)
        if not is_again and not any(_repeats(quote, other) for other in chosen):
            chosen.append(quote)
    return tuple(chosen)


def nearest_excerpts(passages: Sequence[Candidate], most: int) -> tuple[Excerpt, ...]:
    """The best whole sentence of each of the best passages, for a question that is refused."""
    nearest: list[Excerpt] = []
    for passage in passages:
        scores = zip(passage.quote_scores(), passage.passage.sentences, strict=True)
        whole = [(score, each) for score, each in scores if _is_telling(passage.between(each.start, each.end))]
        if len(nearest) < most and whole:
            _, sentence = max(whole, key=lambda scored: scored[0])
            excerpt = to_excerpt(passage, sentence.start, sentence.end)
            if not any(_repeats(excerpt, other) for other in nearest):
                nearest.append(excerpt)
    return tuple(nearest)


def _is_telling(sentence: str) -> bool:
    """Whether a sentence says something by itself; a heading, a row of a table, *In May 2024.* are near to anything."""
    return len(sentence) >= _SHORTEST_NEAREST and sentence[-1] in _ENDS


def to_excerpt(passage: Candidate, start: int, end: int) -> Excerpt:
    """A stretch of a passage as it is shown; offsets are those of the article."""
    entry = passage.entry
    return Excerpt(
        article_id=entry.id,
        title=entry.title,
        published=entry.published,
        language=entry.language,
        source=entry.source,
        section=passage.passage.section,
        start=start,
        end=end,
        quote=passage.between(start, end),
        copies=copies_of(passage, start, end),
    )


def _choices(question: str, passages: Sequence[Candidate]) -> Iterator[_Choice]:
    asks_for_reason = _ASKS_FOR_REASON.search(question) is not None
    for passage in passages:
        for index, score in enumerate(passage.quote_scores()):
            choice = _Choice(passage, index, score)
            if _leans(choice):
                choice = _Choice(passage, index, max(score, passage.pair_score(index)))
            if asks_for_reason and _GIVES_REASON.search(choice.text):
                choice = _Choice(passage, index, choice.score + _REASON_BONUS)
            yield choice


def _leans(choice: _Choice) -> bool:
    """Whether a sentence cannot stand without the one before it, and both are short enough for a quote."""
    sentences = choice.passage.passage.sentences
    if choice.index == 0 or not _LEANS_ON_SENTENCE_BEFORE.match(choice.text):
        return False
    return sentences[choice.index].end - sentences[choice.index - 1].start <= _LONGEST_PAIR_CHARS


def _to_quote(choice: _Choice) -> Excerpt:
    sentences = choice.passage.passage.sentences
    first = sentences[choice.index - 1 if _leans(choice) else choice.index]
    return to_excerpt(choice.passage, first.start, sentences[choice.index].end)


def _repeats(quote: Excerpt, other: Excerpt) -> bool:
    if quote.article_id == other.article_id and quote.start < other.end and other.start < quote.end:
        return True
    words, others = (set(re.findall(r"\w+", each.quote.casefold())) for each in (quote, other))
    return words <= others or others <= words
