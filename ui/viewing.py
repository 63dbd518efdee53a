"""Pure: what is to be seen of a finished answer, as plain data for the component that draws it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from assistant.answers import Answer, Excerpt, Statement
from assistant.citing import MARK, numbers_in, to_mark
from assistant.exporting import answer_to_markdown
from assistant.phrasing import reasons_in, shown_in
from assistant.wording import (
    byline,
    copies_line,
    filter_line,
    interface_language,
    known_of,
    language_name,
    missing_line,
    nearest_line,
    resolved_line,
    sample_label,
    shown_date,
    times_line,
    usage_line,
    verdict_label,
)
from ui.plain import to_text
from ui.wording import Words

View = dict[str, Any]
"""Texts, numbers, lists and objects of them: what JSON can hold."""

_KEPT_VIEWS = 512
_SPACED_MARK = re.compile(rf"\s*({MARK.pattern})")
_BULLET = re.compile(r"^\s*[-*•]\s+")

_Marks = list[tuple[int, list[str]]]
"""Where marks stand in a text without them, and the keys of what they cite."""


@lru_cache(maxsize=_KEPT_VIEWS)
def to_view(answer: Answer, words: Words) -> View:
    """All that is shown of an answer, in the order of the page. Kept, since a page draws its answers again and again.

    Args:
        answer: finished.
        words: of the interface, in whose language notes and doubts are told; what the answer itself says is in its own.

    Returns:
        What must not be changed: ``blocks`` of ``runs`` (a text, a text with the place of its ``doubt``, a ``mark``,
        the ``sign`` behind a doubted statement) or of quotes, which name ``excerpts`` by the keys of ``excerpts_of``;
        ``listed``, what is cited and stands in no block, by article; notes, doubts, author, and the Markdown to copy.
    """
    blocks = _blocks(answer)
    quoted = {key for block in blocks for key in block.get("quotes", ())}
    doubts = [_to_doubt(each, words) for each in _doubted(answer)]
    counted = words.doubt_one if len(doubts) == 1 else words.doubts.format(count=len(doubts))
    view: View = _inert(
        {
            "language": answer.language,
            "ours": interface_language(answer.language),
            "speaks": words.language,
            "said": _said(words),
            "notes": _notes(answer, words),
            "blocks": blocks,
            "excerpts": {key: _to_excerpt(key, each, answer, words) for key, each in excerpts_of(answer).items()},
            "listed": _listed(answer, quoted, words),
            "doubts": doubts,
            "doubts_line": counted if doubts else "",
            "missing": missing_line(answer.missing, answer.language) if answer.missing and not answer.refused else "",
            "nearest": [_nearest_key(index) for index in range(len(answer.nearest))],
            "nearest_line": nearest_line(answer.language) if answer.nearest else "",
            "incomplete": words.incomplete if answer.incomplete else "",
            "author": _author_line(answer, words),
            "markdown": answer_to_markdown(answer, answer.language),
        }
    )
    return view


def excerpts_of(answer: Answer) -> dict[str, Excerpt]:
    """What an answer quotes, by keys: the numbers of what it cites, and others for what is only near."""
    near = {_nearest_key(index): excerpt for index, excerpt in enumerate(answer.nearest)}
    return {**_cited(answer), **near}


def _cited(answer: Answer) -> dict[str, Excerpt]:
    return {str(citation.number): citation.excerpt for citation in answer.citations}


def _nearest_key(index: int) -> str:
    return f"nearest-{index}"


def _inert(value: Any) -> Any:
    """The same without characters that would turn the direction of what we write beside a text."""
    if isinstance(value, str):
        return to_text(value)
    if isinstance(value, Mapping):
        return {key: _inert(each) for key, each in value.items()}
    return [_inert(each) for each in value] if isinstance(value, list) else value


def _said(words: Words) -> dict[str, str]:
    """The sentences of the interface that stand on the buttons of an answer."""
    names = (
        "again", "ask_again", "comment", "comment_kept", "copied", "copy_answer", "edit", "helpful", "not_copied",
        "opens", "original", "quote", "quotes", "send", "sources", "translation", "unhelpful",
    )  # fmt: skip
    return {name: getattr(words, name) for name in names}


def _listed(answer: Answer, quoted: Collection[str], words: Words) -> list[View]:
    """What a written answer cites, but for the quotes that stand in it: the quotes of the same articles together."""
    if answer.author is None:
        return []
    cited = _cited(answer)
    articles: dict[tuple[str, ...], list[str]] = {}
    for key in cited:
        if key not in quoted:
            articles.setdefault(cited[key].sources, []).append(key)
    return [{"keys": keys, "name": _source_name(", ".join(keys), cited[keys[0]], words)} for keys in articles.values()]


def _source_name(number: str, excerpt: Excerpt, words: Words) -> str:
    """What a source is called for those who do not see where its number stands."""
    named = words.source_name.format(number=number, title=excerpt.title)
    return ", ".join(filter(None, (named, shown_date(excerpt.published, words.language))))


def _notes(answer: Answer, words: Words) -> list[View]:
    """How the answer came about: what was understood, what was searched, what went wrong."""
    resolved = resolved_line(answer.resolved, answer.language) if answer.resolved else ""
    notes = (resolved, *answer.notes, filter_line(answer.filter, answer.language))
    own = interface_language(answer.language)
    return _to_told(shown_in(note, words.language, otherwise=own) for note in notes if note)


def _to_told(told: Iterable[tuple[str, str]]) -> list[View]:
    """Texts with the language that each is in."""
    return [{"text": text, "language": language} for text, language in told]


def _author_line(answer: Answer, words: Words) -> str:
    if answer.author is None:
        return ""
    written_by = words.written_by.format(model=answer.author.model, host=answer.author.host)
    return byline([written_by, usage_line(answer.usage) if answer.usage else None])


def _to_excerpt(key: str, excerpt: Excerpt, answer: Answer, words: Words) -> View:
    """A quote and what a reader needs to judge it."""
    invented = sample_label(answer.language) if answer.sample else None
    date = shown_date(excerpt.published, answer.language)
    return {
        "number": key if key.isdecimal() else "",
        "name": _source_name(key, excerpt, words) if key.isdecimal() else "",
        "title": excerpt.title,
        "quote": excerpt.quote,
        "language": excerpt.language or "",
        "language_name": language_name(excerpt.language, words.language) if excerpt.language else "",
        "known": known_of(excerpt, answer.language, sample=answer.sample),
        "brief": byline([invented, date, excerpt.source]),
        "times": times_line((time.text, time.wording) for time in excerpt.times),
        "copies_line": copies_line(len(excerpt.copies), answer.language) if excerpt.copies else "",
        "copies": [byline([copy.title, copy.source]) for copy in excerpt.copies],
    }


def _doubted(answer: Answer) -> list[Statement]:
    return [each for each in answer.statements if each.state != "supported"]


def _to_doubt(statement: Statement, words: Words) -> View:
    return {
        "state": statement.state,
        "label": verdict_label(statement, words.language),
        "text": statement.text,
        "reasons": _to_told(reasons_in(statement, words.language)),
    }


def _blocks(answer: Answer) -> list[View]:
    """The paragraphs, items of lists and quotes of an answer, in order; quotes of the same articles together."""
    cited = _cited(answer)
    quotes = {f"{each.quote} {to_mark((int(key),))}": key for key, each in cited.items()}
    paragraphs = [each for each in re.split(r"\n\s*\n|\n(?=\s*[-*•])", answer.text) if each.strip()]
    bare = [_without_marks(" ".join(each.split()), cited) for each in paragraphs]
    doubts = _places(answer, [text for text, _ in bare])
    blocks: list[View] = []
    for paragraph, (text, marks), doubted in zip(paragraphs, bare, doubts, strict=True):
        key = quotes.get(paragraph.strip())
        if key is None:
            bullet = _BULLET.match(text)
            runs = list(_runs(text, marks, doubted, bullet.end() if bullet else 0))
            blocks.append({"kind": "item" if bullet else "prose", "runs": runs})
        elif blocks and blocks[-1]["kind"] == "quotes" and _are_alike(cited[blocks[-1]["quotes"][-1]], cited[key]):
            blocks[-1]["quotes"].append(key)
        else:
            blocks.append({"kind": "quotes", "quotes": [key]})
    return blocks


def _are_alike(one: Excerpt, other: Excerpt) -> bool:
    """Whether the same articles print both, so that they need be named but once."""
    return one.sources == other.sources


def _without_marks(paragraph: str, cited: Mapping[str, Excerpt]) -> tuple[str, _Marks]:
    """A paragraph as a reader without footnotes would read it, and where its marks stood."""
    text, position, marks = "", 0, []
    for match in _SPACED_MARK.finditer(paragraph):
        text += paragraph[position : match.start()]
        position = match.end()
        marks.append((len(text), [key for key in map(str, numbers_in(match.group(1))) if key in cited]))
    return text + paragraph[position:], marks


def _places(answer: Answer, paragraphs: Sequence[str]) -> list[list[tuple[int, int, int]]]:
    """For each paragraph where doubted statements begin and end in it, and which of the doubts each is.

    All statements are looked for in their order: the same words may be supported once and not the other time.
    """
    places: list[list[tuple[int, int, int]]] = [[] for _ in paragraphs]
    number, position, doubt = 0, 0, -1
    for statement in answer.statements:
        doubt += statement.state != "supported"
        found = ((index, text.find(statement.text, position if index == number else 0))
                 for index, text in enumerate(paragraphs) if index >= number)  # fmt: skip
        place = next(((index, start) for index, start in found if start >= 0), None)
        if place is None or not statement.text:
            continue
        number, position = place[0], place[1] + len(statement.text)
        if statement.state != "supported":
            places[number].append((place[1], position, doubt))
    return places


def _runs(text: str, marks: _Marks, doubted: Sequence[tuple[int, int, int]], first: int) -> Iterator[View]:
    """A paragraph in pieces, each of which is drawn in one way.

    Args:
        text: without marks.
        marks: in it.
        doubted: where statements begin and end that are not fully supported, and which doubt that is.
        first: character of the text to be shown.
    """
    edges = {edge for start, end, _ in doubted for edge in (start, end)}
    cuts = sorted({first, len(text), *edges, *(place for place, _ in marks)})
    for start, end in pairwise([*cuts, len(text)]):
        yield from ({"mark": key} for place, keys in marks if place == start for key in keys)
        yield from ({"sign": doubt} for _, last, doubt in doubted if last == start)
        if first <= start < end:
            inside = [doubt for begin, last, doubt in doubted if begin <= start < last]
            yield {"text": text[start:end], **({"doubt": inside[0]} if inside else {})}
