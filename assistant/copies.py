"""Pure: near copies of one report, such as an agency's that several papers printed.

A passage is a near copy of an article's where most of it stands there word by word, and where
nothing that differs tells of another stage of the story: other numbers, other days, a *not*.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, product

from babel import Locale

from assistant.answers import Copy
from assistant.articles import Sentence
from assistant.candidates import Candidate
from assistant.times import newness

_SHINGLE_WORDS = 3
_SHARED = 0.6
"""A copy has so much of its shingles in common with the other article."""

_FEWEST_WORDS = 12
"""A shorter passage may be the same by chance."""

_SAME_SENTENCE = 0.5
"""Sentences that share so many of their words, of all they have, tell of the same thing."""

_KEY_CHARS = 24
_AS_NEAR = 0.005
"""So much less a sentence's cosine may be for it to answer as well."""

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_DATELINE = re.compile(r"\A[^()]{0,60}\([^()]{2,30}\)\s*[-–—]\s*")

_FROM_TWO_ON = """
zwei two deux dos, drei three trois tres, vier four quatre cuatro, fünf five cinq cinco, sechs six seis, sieben seven
sept siete, acht eight huit ocho, neun nine neuf nueve, zehn ten dix diez, elf eleven onze once, zwölf twelve douze doce
"""
_SMALL_NUMBERS = {
    word: str(number) for number, words in enumerate(_FROM_TWO_ON.split(","), start=2) for word in words.split()
}
_LARGE_NUMBER = re.compile(
    r"(?:ein|zwei|drei|vier|fünf|sechs?|sieben|sieb|acht|neun|zehn|elf|zwölf|und|zig|ßig|hundert|tausend){2,}"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)(?:ty|teen)|hundert|tausend|hundreds?|thousands?|dutzende?|dozens?"
)
_NO = """
nicht kein keine keinen keinem keiner keines nie niemand not no never nobody pas jamais
"""
_NEGATIONS = frozenset(_NO.split())


@lru_cache(maxsize=1)
def _names_of_days() -> frozenset[str]:
    """Names of weekdays and months; read from CLDR when first asked for, which takes a tenth of a second."""
    return frozenset(
        name.casefold()
        for language in ("de", "en", "fr", "es")
        for names in (Locale(language).days["format"]["wide"], Locale(language).months["format"]["wide"])
        for name in names.values()
    )


def join_copies(ranked: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Passages without the near copies of better ones; those are the ``copies`` of what leads them.

    Of a passage and its copies the first published leads, where all are dated to the day and it
    answers as well; else the best ranked. It takes the place and the score of the best ranked.

    Args:
        ranked: passages, best first.
    """
    neighbours = _neighbours(ranked)
    if not neighbours:
        return tuple(ranked)
    told = _Told(ranked, neighbours)
    links = set(told.links())
    groups = [[index] for index in neighbours]
    # First those that tell the same, so that a copy without its numbers then goes to where most of its kind are.
    for differences in (0, 1):
        groups = _merge(groups, links, told, differences)
    groups += [[index] for index in range(len(ranked)) if index not in neighbours]
    return tuple(_led([ranked[index] for index in group]) for group in sorted(groups))


def copies_of(passage: Candidate, start: int, end: int) -> tuple[Copy, ...]:
    """The articles that hold copies of a passage, in order of their rank, each at the same sentences.

    Args:
        passage: as ``join_copies`` gave it.
        start: of the sentences looked for, in characters of the passage's article.
        end: of them.
    """
    articles: dict[str, list[Candidate]] = defaultdict(list)
    for each in passage.copies:
        if each.entry.id != passage.entry.id:
            articles[each.entry.id].append(each)
    sought = [_said(passage, each) for each in passage.passage.sentences if start <= each.start and each.end <= end]
    return tuple(_to_copy(pieces, sought) for pieces in articles.values())


class _Told:
    """What those passages tell that have something in common with others, by their place in the ranking.

    A sentence is told by its words, folded by case, with a space between them.
    """

    def __init__(self, ranked: Sequence[Candidate], neighbours: Mapping[int, Sequence[int]]) -> None:
        self._ranked = ranked
        self._neighbours = neighbours
        self._sentences: dict[int, list[str]] = {}
        self._articles: dict[str, dict[str, None]] = defaultdict(dict)
        articles = {ranked[index].entry.id for index in neighbours}
        for index, passage in enumerate(ranked):
            if passage.entry.id in articles:
                self._sentences[index] = [_said(passage, sentence) for sentence in passage.passage.sentences]
                self._articles[passage.entry.id].update(dict.fromkeys(self._sentences[index]))
        self._numbers = {article_id: _numbers_of(told) for article_id, told in self._articles.items()}

    def links(self) -> Iterator[tuple[int, int]]:
        """Pairs of a passage and a worse one, most of which stands in the better one's article.

        The passages of copies may begin and end at other sentences, so all that were found of an article count.
        """
        for index, neighbours in self._neighbours.items():
            own = set(self._sentences[index])
            in_common = {each: len(own.intersection(self._sentences[each])) for each in neighbours}
            pieces: dict[str, list[int]] = defaultdict(list)
            for each in neighbours:
                pieces[self._ranked[each].entry.id].append(each)
            for article_id, others in pieces.items():
                nearest = max(others, key=in_common.__getitem__)
                if nearest < index and self._holds(article_id, others, index):
                    yield nearest, index

    def _holds(self, article_id: str, others: Sequence[int], index: int) -> bool:
        """Whether most of a passage stands in an article, by whole sentences or by words in a row."""
        own = _shingles(self._ranked[index].text)
        if len(own) < _FEWEST_WORDS:
            return False
        told = self._articles[article_id]
        words = [(len(said), said in told) for said in self._sentences[index]]
        if sum(count for count, shared in words if shared) >= _SHARED * sum(count for count, _ in words):
            return True
        theirs = chain.from_iterable(_shingles(self._ranked[each].text) for each in others)
        return len(own.intersection(theirs)) >= _SHARED * len(own)

    def difference(self, one: int, other: int) -> int:
        """How far two passages differ.

        Returns:
            0 where they tell the same; 1 where one of them has numbers that the other's article lacks;
            2 where both have, or where sentences that are alike do not agree: two stages of a story.
        """
        articles = [self._ranked[each].entry.id for each in (one, other)]
        here, there = (self._articles[each] for each in articles)
        own_numbers, their_numbers = (self._numbers[each] for each in articles)
        changed_here = [said for said in self._sentences[one] if said not in there]
        changed_there = [said for said in self._sentences[other] if said not in here]
        for said in changed_here:
            like = max(there, key=lambda each: _likeness(said, each))
            if _likeness(said, like) >= _SAME_SENTENCE and not _agree(said, like):
                return 2
        return bool(_numbers_of(changed_here) - their_numbers) + bool(_numbers_of(changed_there) - own_numbers)


def _said(passage: Candidate, sentence: Sentence) -> str:
    return _to_words(passage.between(sentence.start, sentence.end))


@lru_cache(maxsize=2_048)
def _to_words(sentence: str) -> str:
    return " ".join(_WORD.findall(_DATELINE.sub("", sentence, count=1).casefold()))


@lru_cache(maxsize=2_048)
def _words(said: str) -> frozenset[str]:
    return frozenset(said.split())


@lru_cache(maxsize=2_048)
def _numbers(said: str) -> tuple[str, ...]:
    """The numbers of a sentence in order, small ones as digits; negations among them."""
    return tuple(number for word in said.split() if (number := _to_number(word)))


@lru_cache(maxsize=2_048)
def _days(said: str) -> tuple[str, ...]:
    """The weekdays and months that a sentence names, in order."""
    return tuple(word for word in said.split() if word in _names_of_days())


def _to_number(word: str) -> str | None:
    if word[0].isdigit():
        return re.sub(r"\D", "", word)
    if word in _SMALL_NUMBERS:
        return _SMALL_NUMBERS[word]
    return word if word in _NEGATIONS or _LARGE_NUMBER.fullmatch(word) else None


def _agree(said: str, other: str) -> bool:
    """Whether two sentences on the same thing tell the same of it."""
    days, other_days = _days(said), _days(other)
    return _numbers(said) == _numbers(other) and (days == other_days or not days or not other_days)


def _likeness(said: str, other: str) -> float:
    """The share of the words of two sentences that both have, 0 to 1."""
    own, others = _words(said), _words(other)
    both = len(own & others)
    return both / (len(own) + len(others) - both) if both else 0.0


def _numbers_of(told: Iterable[str]) -> set[str]:
    return {number for said in told for number in _numbers(said)}


@lru_cache(maxsize=512)
def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return frozenset(zip(*(words[skipped:] for skipped in range(_SHINGLE_WORDS)), strict=False))


def _neighbours(ranked: Sequence[Candidate]) -> dict[int, list[int]]:
    """Passages of other articles that have a sentence's beginning or end in common with each; quick to tell."""
    holders: dict[str, list[int]] = defaultdict(list)
    for index, passage in enumerate(ranked):
        for key in set(_keys(passage)):
            holders[key].append(index)
    neighbours: dict[int, set[int]] = defaultdict(set)
    for indexes in holders.values():
        for index in indexes if len(indexes) > 1 else ():
            neighbours[index].update(each for each in indexes if ranked[each].entry.id != ranked[index].entry.id)
    return {index: sorted(others) for index, others in neighbours.items()}


def _keys(passage: Candidate) -> Iterator[str]:
    for sentence in passage.passage.sentences:
        text = passage.between(sentence.start, sentence.end).strip("\"'„“”«»‚‘’ .!?").replace("\n", " ").casefold()
        yield text[:_KEY_CHARS]
        yield text[-_KEY_CHARS:]


def _merge(groups: Sequence[list[int]], links: set[tuple[int, int]], told: _Told, differences: int) -> list[list[int]]:
    """Groups put together where two of their passages are linked and all tell the same, the largest first."""
    merged: list[list[int]] = []
    for group in sorted(groups, key=lambda group: (-len(group), group)):
        for other in merged:
            pairs = [(min(pair), max(pair)) for pair in product(group, other)]
            if not links.isdisjoint(pairs) and all(told.difference(*pair) <= differences for pair in pairs):
                other[:] = sorted([*other, *group])
                break
        else:
            merged.append(list(group))
    return merged


def _led(group: Sequence[Candidate]) -> Candidate:
    """The passage that leads a group, with the others as its copies."""
    best = group[0]
    if len(group) == 1:
        return best
    leader = best
    if all(len(each.entry.published or "") >= len("2024-06-18") for each in group):
        earliest = min(group, key=lambda each: newness(each.entry.published))
        if max(earliest.sentence_cosines) >= max(best.sentence_cosines) - _AS_NEAR:
            leader = earliest
    others = tuple(each for each in group if each is not leader)
    return replace(leader, copies=others, bonus=leader.bonus + best.score - leader.score)


def _to_copy(pieces: Sequence[Candidate], sought: Sequence[str]) -> Copy:
    """An article with a copy, at the sentences sought; at its beginning where it lacks one of them."""
    entry = pieces[0].entry
    places = {_said(piece, each): each for piece in reversed(pieces) for each in reversed(piece.passage.sentences)}
    found = [places[said] for said in sought if said in places]
    whole = bool(found) and len(found) == len(sought)
    start = min(sentence.start for sentence in found) if whole else 0
    end = max(sentence.end for sentence in found) if whole else 0
    return Copy(entry.id, entry.title, entry.published, entry.source, start, end)
