"""Pure: whether cited sentences support a statement of a written answer.

Facts of the statement (numbers, dates, quotations, names) are looked for in what it cites, and the cosine of
statement and cited sentence says whether they speak of the same thing. ``docs/checking.md`` has the rules, the
measurements behind the numbers below, and what cannot be seen: above all a *not*, and who did what to whom.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Protocol

from assistant.answers import State
from assistant.days import Day, to_day, years_of
from assistant.facts import Fact, fold_quotation, is_common, read_facts
from assistant.names import Term, find_terms
from assistant.numerals import WORDED_LANGUAGES
from assistant.places import names_place
from assistant.times import read_times


class Words(Protocol):
    """Compares single words by their vectors, as ``likeness.WordVectors`` does."""

    def compare(
        self, words: Sequence[str], language: str | None, others: Sequence[str], other_language: str | None
    ) -> list[list[float]]:
        """How like words of two languages are, a row for each of the first."""

    def rate_names(self, words: Sequence[str]) -> list[float]:
        """Above 0 where a word is rather a name than a noun."""


SAME_LANGUAGE = (0.81, 0.85)
ACROSS_LANGUAGES = (0.79, 0.82)
"""Below the first cosine no cited sentence says what the statement says, below the second only in part."""

LIKE_NAME = 0.36
"""From this cosine on a word of another language is the same name."""

LIKE_QUOTATION = 0.5
"""From this cosine on a quotation in another language is the same one, translated."""

NAME_RATE, NAME_RATE_AFTER_ARTICLE = -0.2, 0.05
"""A capitalised word that may be a noun counts as a name from this rate on; where an article or an adjective stands
before it, from the second."""

FACT_BONUS = 0.01
"""What it is worth, in cosine, that a sentence has all the facts of a statement."""

NEAR_BEST = 0.08
"""A second sentence carries part of a statement where its cosine is less than the best by so much at the most."""

MOST_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Cited:
    """What a statement leans on.

    Attributes:
        sentences: the cited ones, the best first.
        passage: the text around them.
        title: of the article; empty where there is none.
        published: ISO 8601 with the precision it has; None where unknown.
        language: ISO 639-1; None where unknown.
    """

    sentences: tuple[str, ...]
    passage: str
    title: str = ""
    published: str | None = None
    language: str | None = None

    @property
    def quote(self) -> str:
        """The cited sentences, one behind the other."""
        return "\n".join(self.sentences)

    @property
    def whole(self) -> str:
        """All that facts are looked for in."""
        return "\n".join([self.title, self.quote, self.passage])


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether what is cited supports a statement.

    Attributes:
        state: ``supported``; ``partly``, where a part is not found; ``unsupported``, where no cited sentence
            says it or a fact contradicts.
        reasons: short sentences for people, in English; empty where it is supported.
    """

    state: State
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Doubt:
    state: Literal["partly", "unsupported"]
    reason: str


def check_statement(
    statement: str, language: str, cited: Cited, similarity: float, words: Words | None = None
) -> Verdict:
    """Compare a statement with what it cites.

    Args:
        statement: one sentence of an answer, without marks.
        language: of the statement, ISO 639-1.
        cited: the sentences, and where they stand.
        similarity: highest cosine of the statement, as a question, and a cited sentence, on the scale of
            multilingual-e5-small.
        words: finds names and quotations across languages that no spelling finds; without it they are missing.
    """
    trial = _Trial(statement, language, cited, words)
    doubts = [*trial.numbers(), *trial.dates(), *trial.quotations(), *trial.names()]
    low, high = SAME_LANGUAGE if trial.same_language else ACROSS_LANGUAGES
    if similarity < low:
        doubts.insert(0, _Doubt("unsupported", "no cited sentence says this"))
    elif similarity < high:
        doubts.insert(0, _Doubt("partly", "the cited text says this only in part"))
    states = {doubt.state for doubt in doubts}
    state: State = "unsupported" if "unsupported" in states else "partly" if states else "supported"
    return Verdict(state, tuple(dict.fromkeys(doubt.reason for doubt in doubts)))


def find_support(
    statement: str,
    language: str,
    sentences: Sequence[str],
    similarities: Sequence[float],
    sentence_language: str | None,
) -> tuple[int, ...]:
    """Which sentences of a passage carry a statement: the best one first, then those that add facts to it.

    Args:
        statement: one sentence of an answer, without marks.
        language: of the statement, ISO 639-1.
        sentences: of one passage, in order.
        similarities: cosines of the statement and each of them.
        sentence_language: of the passage, ISO 639-1; None where unknown.

    Returns:
        Indexes, at most three; empty only for a passage without sentences.
    """
    if not sentences:
        return ()
    facts = [fact for fact in read_facts(statement, language) if fact.sure]
    held = [_held(facts, sentence, sentence_language) for sentence in sentences]
    share = FACT_BONUS / max(1, len(facts))
    scores = [similarity + share * len(own) for similarity, own in zip(similarities, held, strict=True)]
    best = max(range(len(sentences)), key=lambda index: scores[index])
    chosen, covered = [best], set(held[best])
    while len(chosen) < MOST_SENTENCES:
        adding = [
            index
            for index in range(len(sentences))
            if held[index] - covered and similarities[index] >= similarities[best] - NEAR_BEST
        ]
        if not adding:
            break
        chosen.append(max(adding, key=lambda index: (len(held[index] - covered), scores[index])))
        covered |= held[chosen[-1]]
    return tuple(chosen)


def _held(facts: Sequence[Fact], sentence: str, language: str | None) -> set[int]:
    """Which facts a sentence has, by their place."""
    found = read_facts(sentence, language)
    folded = fold_quotation(sentence)
    held = set()
    for place, fact in enumerate(facts):
        if fact.kind == "number":
            has = _has(fact, list(_number_values([each for each in found if each.sure])))
        elif fact.day:
            has = any(fact.day.agrees(other.day) for other in found if other.day)
        elif fact.kind == "quotation":
            has = any(value in folded for value in fact.values)
        else:
            has = _is_named(fact, sentence)
        if has:
            held.add(place)
    return held


@dataclass(frozen=True, slots=True)
class _Trial:
    """A statement beside what it cites."""

    statement: str
    language: str
    cited: Cited
    words: Words | None

    @property
    def same_language(self) -> bool:
        return self.language == self.cited.language

    def _own(self, kind: str) -> list[Fact]:
        return [fact for fact in read_facts(self.statement, self.language) if fact.kind == kind]

    def _quoted(self) -> tuple[Fact, ...]:
        return read_facts(self.cited.quote, self.cited.language)

    def _around(self) -> tuple[Fact, ...]:
        return read_facts(self.cited.whole, self.cited.language)

    def numbers(self) -> Iterator[_Doubt]:
        """What is doubtful of the statement's numbers."""
        own = [fact for fact in self._own("number") if fact.sure]
        language, days = self.cited.language, [fact.day for fact in self._own("date") if fact.day]
        best, *others = [_without_days(read_facts(each, language), days) for each in self.cited.sentences or ("",)]
        added = [fact for facts in (*others, read_facts(self.cited.title, language)) for fact in facts]
        unmatched, left = _match_numbers(own, best)
        missing, left_there = _match_numbers(unmatched, added)
        unsure = [fact.values for fact in best if fact.kind == "number" and not fact.sure]
        published = to_day(self.cited.published)
        unsure += [frozenset({str(part)}) for part in ((published.year, published.day) if published else ())]
        quoted = [*unsure, *_number_values(added), *_number_values(best)]
        around = [*quoted, *_number_values(self._around())]
        around += [frozenset({digits}) for digits in re.findall(r"\d+", self.cited.whole)]
        for fact in unmatched:
            spare = left if fact not in missing else [*left, *left_there]
            if not spare and _has(fact, quoted):
                continue
            if _has(fact, around):
                which = f", which has {' and '.join(dict.fromkeys(each.text for each in spare))}" if spare else ""
                yield _Doubt("partly", f"the number {fact.text} is not in the cited sentence{which}")
            elif self._may_be_a_word(fact):
                yield _Doubt("partly", f"the number {fact.text} was not found")
            else:
                yield _Doubt("unsupported", f"the number {fact.text} is not in the cited text")

    def _may_be_a_word(self, fact: Fact) -> bool:
        """Whether a number may stand in the text as a word that cannot be read there."""
        return self.cited.language not in WORDED_LANGUAGES and all(len(value) < len("100") for value in fact.values)

    def dates(self) -> Iterator[_Doubt]:
        """What is doubtful of the statement's dates."""
        quoted = [*(fact.day for fact in self._quoted() if fact.day), *self._dated()]
        around = [fact.day for fact in self._around() if fact.day]
        for fact in self._own("date"):
            day = fact.day or Day(0, 0)
            if any(day.agrees(other) and self._can_be_of(other, day.year) for other in quoted):
                continue
            if any(day.agrees(other) and self._can_be_of(other, day.year) for other in around):
                yield _Doubt("partly", f"the date {fact.text} is not in the cited sentence")
            else:
                yield self._missing_date(fact.text, day)

    def _can_be_of(self, day: Day, year: int) -> bool:
        """Whether a date of the cited text can be of a year: its own, its article's, or one that is told there."""
        published = to_day(self.cited.published)
        if not year or day.year or not day.month or published is None or not published.month:
            return True
        if year in years_of(day, published) or re.search(rf"(?<!\d){year}(?!\d)", self.cited.whole):
            return True
        notes = read_times(self.cited.whole, self.cited.language, self.cited.published)
        told = ((note.earliest, note.latest) for note in notes)
        return any(first.year <= year <= last.year for first, last in told if first and last)

    def _dated(self) -> Iterator[Day]:
        """The article's date, and the days that words like *yesterday* in the cited sentences mean from it."""
        published = to_day(self.cited.published)
        if published:
            yield published
            if published.falls_on() is not None:
                yield Day(0, 0, weekday=published.falls_on())
        for note in read_times(self.cited.quote, self.cited.language, self.cited.published):
            if note.earliest and note.earliest == note.latest:
                yield Day(0, 0, note.earliest.year, note.earliest.month, note.earliest.day)

    def _missing_date(self, text: str, day: Day) -> _Doubt:
        readable = _has_alphabet(self.cited.whole)
        if not readable or (day.weekday is not None and not self._weekdays()):
            return _Doubt("partly", f"the date {text} was not found")
        return _Doubt("unsupported", f"the date {text} is not in the cited text")

    def _weekdays(self) -> bool:
        return any(fact.day and fact.day.weekday is not None for fact in self._around())

    def quotations(self) -> Iterator[_Doubt]:
        """What is doubtful of the statement's quotations."""
        text = fold_quotation(self.cited.whole)
        theirs = [fact.text for fact in self._around() if fact.kind == "quotation"]
        nearby = fold_quotation("\n".join([self.cited.quote, self.cited.title, *theirs]))
        for fact in self._own("quotation"):
            if any(value in nearby for value in fact.values):
                continue
            if any(value in text for value in fact.values):
                # A word or two may stand anywhere without being quoted.
                if len(fold_quotation(fact.text).split()) < _FEWEST_QUOTED:
                    yield _Doubt("partly", f"the cited sentence does not quote “{_shortened(fact.text)}”")
                continue
            if self.same_language:
                yield _Doubt("unsupported", f"the quotation “{_shortened(fact.text)}” is not in the cited text")
            elif not theirs:
                yield _Doubt("unsupported", f"the cited text quotes nothing like “{_shortened(fact.text)}”")
            elif not self._is_like(fact.text, theirs, LIKE_QUOTATION):
                yield _Doubt("partly", f"the quotation “{_shortened(fact.text)}” could not be found in translation")

    def names(self) -> Iterator[_Doubt]:
        """What is doubtful of the statement's names."""
        missing = [fact for fact in self._own("name") if not _is_named(fact, self.cited.whole)]
        doubtful = self._without_translated(self._without_nouns(missing))
        for fact in missing if self.words is None else doubtful:
            replaced_by = self._replaced_by(fact)
            if replaced_by:
                yield _Doubt("unsupported", f"where it says {fact.text}, the cited sentence says {replaced_by}")
            elif fact in doubtful:
                yield _Doubt("partly", f"the name {fact.text} was not found")

    def _replaced_by(self, fact: Fact) -> str | None:
        """The name that stands in the cited sentences, between the same words, where the statement has another."""
        own = _frame(self.statement, self.language, fact)
        # "the … of" stands around many names.
        telling = any(len(word) >= _SHORTEST_TELLING and not is_common(word, self.language) for word in own)
        if not self.same_language or not telling:
            return None
        for other in self._quoted():
            stands_instead = other.kind == "name" and _frame(self.cited.quote, self.cited.language, other) == own
            if stands_instead and not _is_named(other, self.statement):
                return other.text
        return None

    def _without_nouns(self, missing: Sequence[Fact]) -> list[Fact]:
        """Without capitalised words that are rather nouns, or the first of a sentence."""
        unsure = [fact.text for fact in missing if not fact.sure]
        if self.words is None or not unsure:
            return [fact for fact in missing if fact.sure]
        rates = dict(zip(unsure, self.words.rate_names(unsure), strict=True))
        least = {True: NAME_RATE_AFTER_ARTICLE, False: NAME_RATE}
        return [fact for fact in missing if fact.sure or rates[fact.text] >= least[fact.determined]]

    def _without_translated(self, missing: Sequence[Fact]) -> list[Fact]:
        words = sorted(_words_of(self.cited.whole))
        return [fact for fact in missing if not self._is_like(fact.text, words, LIKE_NAME)]

    def _is_like(self, text: str, others: Sequence[str], least: float) -> bool:
        if self.words is None or self.same_language or not others:
            return False
        return max(self.words.compare([text], self.language, others, self.cited.language)[0]) >= least


def _number_values(facts: Sequence[Fact]) -> Iterator[frozenset[str]]:
    for fact in facts:
        if fact.kind == "number":
            yield fact.values
        elif fact.day:
            yield frozenset(str(part) for part in (fact.day.year, fact.day.day) if part)


def _has(fact: Fact, every: Sequence[frozenset[str]]) -> bool:
    return any(fact.values & values for values in every)


def _without_days(facts: Sequence[Fact], days: Sequence[Day]) -> list[Fact]:
    """Facts without the dates that a statement has as dates: their numbers are used up."""
    return [fact for fact in facts if not (fact.day and any(fact.day.agrees(day) for day in days))]


def _match_numbers(own: Sequence[Fact], facts: Sequence[Fact]) -> tuple[list[Fact], list[Fact]]:
    """The numbers of a statement that a text has not, and the sure ones of the text that are left over."""
    left = [fact for fact in facts if fact.kind == "number" and fact.sure]
    spare = list(_number_values([fact for fact in facts if fact.day]))
    unmatched = []
    for fact in own:
        match = next((other for other in left if fact.values & other.values), None)
        if match:
            left.remove(match)
        elif not _has(fact, spare):
            unmatched.append(fact)
    return unmatched, left


def _is_named(fact: Fact, text: str) -> bool:
    if fact.is_place:
        found = names_place(fact.values, text)
    else:
        term = Term(fact.text, fact.values, is_number=False, may_be_noun=False)
        found = bool(find_terms([term], _without_possessives(text), None).found)
    return found or fold_quotation(fact.text) in fold_quotation(text)


@lru_cache(maxsize=256)
def _without_possessives(text: str) -> str:
    return re.sub(r"(?<=\w)['’]s?(?!\w)", " ", text)


def _frame(text: str, language: str | None, name: Fact) -> tuple[str, str]:
    """The words before and behind a name of one or several words."""
    start, end = name.start, name.end
    names = [fact for fact in read_facts(text, language) if fact.kind == "name"]
    for fact in reversed(names):
        if fact.end < start and text[fact.end : start] == " ":
            start = fact.start
    for fact in names:
        if fact.start > end and text[end : fact.start] == " ":
            end = fact.end
    before, behind = re.findall(r"\w+", text[:start].casefold()), re.findall(r"\w+", text[end:].casefold())
    return before[-1] if before else "", behind[0] if behind else ""


@lru_cache(maxsize=256)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"[^\W\d_]{3,}", text))


def _has_alphabet(text: str) -> bool:
    return bool(re.search(r"[A-Za-zА-Яа-яΑ-Ωα-ω]{3}", text))


_FEWEST_QUOTED = 3
_SHORTEST_TELLING = 4
_LONGEST_SHOWN = 60


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1].rstrip()}…"
