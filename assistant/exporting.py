"""Pure: an answer and a conversation as files for others to read: Markdown, a page of HTML, JSON."""

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from assistant import wording
from assistant.answers import Answer, Excerpt, Statement
from assistant.citing import MARK, numbers_in, to_mark
from assistant.phrasing import reasons_in, shown_in
from assistant.turns import KeptTurn, whole_characters

JSON_VERSION = 1
"""Counts what a reader of the JSON must know of; a field that is added does not count."""

_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, halves of characters, and what would turn the direction of our words beside a text."""

_MARKUP = re.compile(r"[\\`*_\[\]<>~$#]|&(?=#?\w+;)|:(?=//|\w+:)|(?<=www)\.|@", re.IGNORECASE)
_BLOCK = re.compile(r"\s*(?:[-+]|\d{1,9}[.)])")
_OPENS_BLOCK = re.compile(r"[-+.)]")
_PARAGRAPHS = re.compile(r"\n\s*\n|\n(?=\s*[-*•])")

_STYLE = """
:root{color-scheme:light dark;--page:#fbf9f4;--ink:#22201c;--quiet:#5f5a51;--line:#ddd6c7;--link:#7a2e1d;--mark:#f1e2b8}
@media (prefers-color-scheme:dark){
  :root{--page:#181714;--ink:#e9e4d9;--quiet:#a9a294;--line:#3b372f;--link:#e0a08c;--mark:#3a3421}}
body{margin:0;background:var(--page);color:var(--ink);
  font:1.06rem/1.62 Charter,"Iowan Old Style",Georgia,"DejaVu Serif",serif}
main{max-width:65ch;margin:0 auto;padding:2rem 1.25rem 30vh;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25}
h2{font-size:1.15rem;line-height:1.35;margin:2.5rem 0 .25rem;padding-top:1.25rem;border-top:1px solid var(--line)}
.note,.known{font:.85rem/1.45 system-ui,sans-serif;color:var(--quiet)}
.note{margin:.35rem 0}
.known{display:block}
ol,ul{padding-left:1.6rem}
li{margin-bottom:.75rem}
li:target{background:var(--mark);outline:.3rem solid var(--mark)}
a{color:var(--link)}
sup{line-height:0}
sup a{font:600 .8em system-ui,sans-serif;padding:.2em .25em}
a:focus-visible{outline:2px solid var(--link)}
"""
_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; "
    f"style-src 'sha256-{b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"
)


@dataclass(frozen=True, slots=True)
class _Said:
    """A paragraph of an answer, and the numbers that are marks in it."""

    text: str
    language: str
    numbers: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class _Note:
    """A line that no answer wrote, and the language that it is in."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class _Quoted:
    """A quote, its number where it is cited, and what is known of it; without the quote where that stands above."""

    excerpt: Excerpt
    number: int | None
    known: tuple[str, ...]
    stands_above: bool = False


_Block = _Said | _Note | tuple[_Quoted, ...]


def answer_to_markdown(answer: Answer, language: str) -> str:
    """An answer with its numbers, and below it what they stand for.

    Args:
        answer: whose texts are shown as they are written: nothing in them is Markdown.
        language: of our own words, ISO 639-1; English for any but German.
    """
    return "\n\n".join(_to_markdown(block, language) for block in _blocks(answer, language)) + "\n"


def conversation_to_markdown(title: str, turns: Sequence[KeptTurn], language: str) -> str:
    """A conversation, a section for each question.

    Args:
        title: of the conversation.
        turns: in order.
        language: of our own words, ISO 639-1; English for any but German.
    """
    lines = [f"# {_escape_markdown(title)}"]
    for turn in turns:
        lines.append(f"## {_escape_markdown(turn.question)}")
        lines += [_to_markdown(block, language) for block in _turn_blocks(turn, language)]
    return "\n\n".join(lines) + "\n"


def conversation_to_html(title: str, turns: Sequence[KeptTurn], language: str) -> str:
    """A conversation as a page that needs nothing else, and runs and loads nothing.

    Args:
        title: of the conversation.
        turns: in order.
        language: of our own words, ISO 639-1; English for any but German.
    """
    sections = []
    for turn in turns:
        own = f' lang="{_escape(turn.answer.language)}"' if turn.answer else ' lang=""'
        blocks = "\n".join(_to_html(block, turn.number, language) for block in _turn_blocks(turn, language))
        sections.append(f"<section>\n<h2{own}>{_escape(turn.question)}</h2>\n{blocks}\n</section>\n")
    return (
        f'<!doctype html>\n<html lang="{wording.interface_language(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f'<body>\n<main>\n<h1 lang="">{_escape(title)}</h1>\n{"".join(sections)}</main>\n</body>\n</html>\n'
    )


def conversation_to_json(title: str, turns: Sequence[KeptTurn]) -> str:
    """A conversation as one JSON object: ``version``, ``title`` and ``turns``, with each answer as ``--json`` has it.

    Args:
        title: of the conversation.
        turns: in order.
    """
    content = {"version": JSON_VERSION, "title": title, "turns": [_turn_to_json(turn) for turn in turns]}
    return whole_characters(json.dumps(content, ensure_ascii=False, indent=2)) + "\n"


def _turn_to_json(turn: KeptTurn) -> dict[str, Any]:
    answer = turn.answer
    return {
        "number": turn.number,
        "asked": turn.asked.isoformat(),
        "question": turn.question,
        "text": turn.text,
        "sample": answer.sample if answer else None,
        "author": asdict(answer.author) if answer and answer.author else None,
        "answer": answer.to_json() if answer else None,
    }


def _turn_blocks(turn: KeptTurn, language: str) -> Iterator[_Block]:
    """When a question was asked, how its answer came about, and the answer, or what there is of one."""
    yield _Note(wording.shown_date(turn.asked.isoformat(), language), language)
    if turn.answer is None:
        yield from (_Said(each, "") for each in filter(str.strip, _PARAGRAPHS.split(turn.text)))
        yield _Note(wording.unfinished_line(language), language)
        return
    if turn.answer.resolved:
        yield _Note(wording.resolved_line(turn.answer.resolved, language), language)
    own = wording.interface_language(turn.answer.language)
    yield from (_Note(*shown_in(note, language, otherwise=own)) for note in turn.answer.notes)
    yield from _blocks(turn.answer, language)


def _blocks(answer: Answer, language: str) -> Iterator[_Block]:
    """An answer from its first paragraph to what it cites."""
    numbers = {each.number for each in answer.citations}
    languages = {f"{each.excerpt.quote} {to_mark((each.number,))}": each.excerpt.language for each in answer.citations}
    for paragraph in filter(str.strip, _PARAGRAPHS.split(answer.text)):
        yield _Said(paragraph, languages.get(paragraph, answer.language) or "", numbers)
    after = [wording.unfinished_line(language) if answer.incomplete else ""]
    after += [_state_line(each, language) for each in answer.statements if each.state != "supported"]
    after += [wording.missing_line(answer.missing, language) if answer.missing and not answer.refused else ""]
    after += [wording.filter_line(answer.filter, language)]
    after += [wording.written_line(answer.author, language) if answer.author else ""]
    after += [wording.nearest_line(language) if answer.nearest else ""]
    yield from (_Note(line, language) for line in after if line)
    above = {number for each in answer.statements if each.quoted for number in each.citations}
    cited = [(each.excerpt, each.number, each.number in above) for each in answer.citations]
    if quotes := [*cited, *((each, None, False) for each in answer.nearest)]:
        yield tuple(
            _Quoted(excerpt, number, _known(excerpt, answer, language), stands_above)
            for excerpt, number, stands_above in quotes
        )


def _state_line(statement: Statement, language: str) -> str:
    """A statement that is not supported, or not wholly, and why."""
    reasons = "; ".join(text for text, _ in reasons_in(statement, language))
    why = f" ({reasons})" if reasons else ""
    return f"{wording.verdict_label(statement, language)}: {wording.quoted(statement.text, language)}{why}"


def _known(excerpt: Excerpt, answer: Answer, language: str) -> tuple[str, ...]:
    """What is known of a quote: title, source and date; what its relative times mean; who else printed it."""
    date = wording.shown_date(excerpt.published, language)
    sample = wording.sample_label(language) if answer.sample else None
    lines = [", ".join(part for part in (excerpt.title, excerpt.source, date, sample) if part)]
    lines.append(wording.times_line((time.text, time.wording) for time in excerpt.times))
    if excerpt.copies:
        names = "; ".join(wording.byline([copy.title, copy.source]) for copy in excerpt.copies)
        lines.append(f"{wording.copies_line(len(excerpt.copies), language)} {names}")
    return tuple(line for line in lines if line)


def _pieces(text: str, numbers: Collection[int]) -> Iterator[str | tuple[int, ...]]:
    """A paragraph as texts and marks in turn; what looks like a mark and stands for nothing is text."""
    position = 0
    for match in MARK.finditer(text):
        found = numbers_in(match.group())
        if set(found) <= set(numbers):
            yield text[position : match.start()]
            yield found
            position = match.end()
    yield text[position:]


def _to_markdown(block: _Block, language: str) -> str:
    if isinstance(block, _Note):
        return _escape_markdown(block.text)
    if isinstance(block, _Said):
        pieces = list(_pieces(block.text, block.numbers))
        # Behind a mark, a bracket or a colon would make a link of it.
        return "".join(
            to_mark(piece) if isinstance(piece, tuple) else re.sub(r"^[(:]", r"\\\g<0>", _escape_markdown(piece))
            for piece in pieces
        ).strip()
    return "\n".join(_quoted_to_markdown(each, language) for each in block)


def _quoted_to_markdown(quoted: _Quoted, language: str) -> str:
    mark = to_mark((quoted.number,)) if quoted.number else ""
    quote = "" if quoted.stands_above else f"{wording.quoted(_escape_markdown(quoted.excerpt.quote), language)} —"
    known = wording.byline(_escape_markdown(line) for line in quoted.known)
    return "- " + " ".join(part for part in (mark, quote, known) if part)


def _to_html(block: _Block, turn: int, language: str) -> str:
    if isinstance(block, _Note):
        return f'<p class="note" lang="{_escape(block.language)}">{_escape(block.text)}</p>'
    if isinstance(block, _Said):
        text = "".join(
            _links(piece, turn, language) if isinstance(piece, tuple) else _escape(piece)
            for piece in _pieces(block.text, block.numbers)
        )
        beside = re.sub(r"\s+(?=<sup>)", "", text)
        return f'<p lang="{_escape(block.language)}">{beside}</p>'
    name = "ul" if block[0].number is None else "ol"
    return f"<{name}>\n{''.join(_quoted_to_html(each, turn, language) for each in block)}</{name}>"


def _links(numbers: tuple[int, ...], turn: int, language: str) -> str:
    label = wording.citation_label(language)
    return "".join(
        f'<sup><a href="#{_anchor(turn, number)}" aria-label="{label} {number}">{number}</a></sup>'
        for number in numbers
    )


def _quoted_to_html(quoted: _Quoted, turn: int, language: str) -> str:
    number = f' id="{_anchor(turn, quoted.number)}" value="{quoted.number}"' if quoted.number else ""
    quote = wording.quoted(_escape(quoted.excerpt.quote), language)
    text = "" if quoted.stands_above else f'<span lang="{_escape(quoted.excerpt.language or "")}">{quote}</span>'
    known = "".join(f'<span class="known">{_escape(line)}</span>' for line in quoted.known)
    return f"<li{number}>{text}{known}</li>\n"


def _anchor(turn: int, number: int) -> str:
    return f"citation-{turn}-{number}"


def _escape(text: str) -> str:
    """A text as HTML that is nothing but text, also between quotation marks."""
    return escape(_shown(text))


def _escape_markdown(text: str) -> str:
    """A text as Markdown that is nothing but text, also at the beginning of a line."""
    text = _MARKUP.sub(r"\\\g<0>", _shown(text))
    return _OPENS_BLOCK.sub(r"\\\g<0>", text, count=1) if _BLOCK.match(text) else text


def _shown(text: str) -> str:
    """A text in one line, without what cannot be seen and turns what can."""
    return _UNSHOWN.sub("", re.sub(r"\s+", " ", text))
