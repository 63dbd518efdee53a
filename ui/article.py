"""One article as inert HTML, with quotes marked in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from re import finditer
from urllib.parse import urlsplit

from assistant.answers import Excerpt, Translation
from assistant.articles import Article, Passage
from assistant.times import read_times
from assistant.wording import interface_language, known_of, shown_time, times_line
from ui.links import Link
from ui.plain import to_html
from ui.translations import translation_html
from ui.wording import Words

Span = tuple[int, int]
"""From the first character to one past the last, in code points of the article's text."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the reading pane shows.

    Attributes:
        article_id: of the article.
        sample: whether it is one of the invented sample.
        start: of the quote, in characters of the text; equal to ``end`` for no quote.
        end: one past the quote's last.
        number: counts what has been opened in this session.
        language: of the answer that the quote stands in; None for that of the interface.
        dated: what the quote's relative times are seen from, ISO 8601; None for the article's own date.
        check: tells whether the quote still stands there, as in ``Link``.
        among: what the same answer quotes, in order; empty where nothing is known of it.
        position: of the quote among them, from 0; None where it is none of them.
    """

    article_id: str
    sample: bool
    start: int
    end: int
    number: int
    language: str | None = None
    dated: str | None = None
    check: str = ""
    among: tuple[Excerpt, ...] = ()
    position: int | None = None

    @property
    def link(self) -> Link:
        """What leads here."""
        return Link(self.article_id, self.start, self.end, self.check, self.sample)


def article_html(
    article: Article,
    passages: tuple[Passage, ...],
    opened: Opened,
    words: Words,
    translation: Translation | None = None,
) -> str:
    """An article as inert HTML: all text escaped, headings, paragraphs, and the quote in ``mark``.

    What the same answer quotes elsewhere in the article is marked more weakly.

    Args:
        article: to be shown.
        passages: of it, in order.
        opened: says which quote is marked, where it stands in this text.
        words: of the interface.
        translation: of the quote, to be shown beside the paragraph that it ends in; None for none.
    """
    language = interface_language(opened.language or words.language)
    sections = {passage.section for passage in passages}
    marks = _marks((opened.start, opened.end), spans_in(article, opened.among))
    beside = _times(article, opened, language) + (translation_html(translation) if translation else "")
    blocks = "".join(
        _with_notes(_to_block(article.text, start, end, marks, sections), beside if start < opened.end <= end else "")
        for start, end in _blocks(article.text)
    )
    known = known_of(article, language, sample=opened.sample)
    return (
        f'<article lang="{to_html(article.language or "")}" data-opened="{opened.number}">'
        f"<h2>{to_html(article.title)}</h2>"
        f'<div class="note" lang="{language}">{to_html(known)}{_to_link(article.url, words)}</div>{blocks}</article>'
    )


def spans_in(article: Article, excerpts: Sequence[Excerpt]) -> list[Span]:
    """Where excerpts stand in an article, or in one of it that prints the same; those that stand there no more do not.

    Args:
        article: that is shown.
        excerpts: of this or of other articles.
    """
    spans = []
    for excerpt in excerpts:
        if excerpt.article_id == article.id and article.text[excerpt.start : excerpt.end] == excerpt.quote:
            spans.append((excerpt.start, excerpt.end))
        spans += [(copy.start, copy.end) for copy in excerpt.copies if copy.article_id == article.id]
    return [(start, end) for start, end in spans if start < end <= len(article.text)]


def _blocks(text: str) -> list[Span]:
    breaks = [0, *(match.end() for match in finditer(r"\n[^\S\n]*\n\s*", text)), len(text)]
    blocks = ((start, start + len(text[start:end].rstrip())) for start, end in pairwise(breaks))
    return [(start, end) for start, end in blocks if start < end]


def _marks(quote: Span, others: Sequence[Span]) -> list[tuple[Span, str]]:
    """What is marked, in order and without overlap, each with its tag; where they overlap, the quote counts."""
    marks = [(quote, "<mark>")] if quote[0] < quote[1] else []
    reached = 0
    for begin, end in sorted(others):
        start, reached = max(begin, reached), max(end, reached)
        pieces = (start, min(end, quote[0])), (max(start, quote[1]), end)
        marks += [(piece, '<mark class="other">') for piece in pieces if piece[0] < piece[1]]
    return sorted(marks)


def _to_block(text: str, start: int, end: int, marks: Sequence[tuple[Span, str]], sections: set[str | None]) -> str:
    name = "h3" if " ".join(text[start:end].split()) in sections else "p"
    return f"<{name}>{_marked(text, start, end, marks)}</{name}>"


def _with_notes(block: str, notes: str) -> str:
    """A paragraph, and what stands beside it where there is room, else below it."""
    return f'<div class="pair">{block}<div class="notes">{notes}</div></div>' if notes else block


def _marked(text: str, start: int, end: int, marks: Sequence[tuple[Span, str]]) -> str:
    html, reached = "", start
    for span, tag in marks:
        first, last = max(start, span[0]), min(end, span[1])
        if first < last:
            html += f"{to_html(text[reached:first])}{tag}{to_html(text[first:last])}</mark>"
            reached = last
    return html + to_html(text[reached:end])


def _times(article: Article, opened: Opened, language: str) -> str:
    """What the relative times of the quote mean; nothing where there is no quote."""
    quote, before = article.text[opened.start : opened.end], article.text[: opened.start]
    dated = opened.dated or article.published
    notes = read_times(quote, article.language, dated, before)
    line = times_line((note.text, shown_time(note, dated or "", language)) for note in notes)
    return f'<div class="note beside" lang="{language}">{to_html(line)}</div>' if line else ""


def _to_link(url: str | None, words: Words) -> str:
    """A link to where an article was published, which says whose address that is; empty where that is no website."""
    try:
        address = urlsplit(url or "")
        host = address.hostname
    except ValueError:
        return ""
    if address.scheme not in ("http", "https") or not host:
        return ""
    text = f"{words.open_original} ({to_html(host)})"
    return f' · <a href="{to_html(url or "")}" target="_blank" rel="noopener noreferrer">{text}</a>'
