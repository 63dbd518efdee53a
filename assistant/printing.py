"""Answers, articles and scores as a terminal shows them."""

from __future__ import annotations

import json
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from assistant import wording
from assistant.answers import Answer, Excerpt, Piece
from assistant.articles import Article, Passage
from assistant.citing import text_after
from assistant.entries import Entry
from assistant.library import Library
from assistant.tables import report_lines
from assistant.turns import Feedback

if TYPE_CHECKING:
    from assistant.evaluation import Report
    from assistant.translating import QuoteTranslator

_WIDEST = 100


class AnswerPrinter:
    """Prints an answer while it comes, or as one JSON object when it is finished.

    Args:
        as_json: whether to print JSON, and nothing else on standard output.
        translator: adds translations to quotes in another language than the question's; None for none.
        stands_in: whether an answer from the sample is so because the user's own library is empty.
    """

    def __init__(self, *, as_json: bool, translator: QuoteTranslator | None = None, stands_in: bool = False) -> None:
        self._as_json = as_json
        self._stands_in = stands_in
        self._translator = translator
        self._streamed = ""

    def take(self, step: Piece | Answer) -> None:
        """Print the next words, or the finished answer with its citations."""
        if isinstance(step, Piece):
            if not self._as_json:
                self._streamed += step.text
                print(step.text, end="", flush=True)
            return
        if self._streamed:
            print(flush=True)
        notes = _notes_of(step, stands_in=self._stands_in)
        if step.resolved is not None:
            print(wording.resolved_line(step.resolved, step.language), file=sys.stderr)
        for note in notes:
            print(note, file=sys.stderr)
        if self._as_json:
            self._print_json(step, notes)
        else:
            self._print(step)
        for failure in self._translator.notes if self._translator else ():
            print(failure, file=sys.stderr)
        if step.usage is not None and not self._as_json:
            print(wording.usage_line(step.usage), file=sys.stderr)

    def _print_json(self, answer: Answer, notes: Sequence[str]) -> None:
        shown = {**answer.to_json(), "notes": [*notes]}
        if self._translator is not None:
            excerpts = [*(each.excerpt for each in answer.citations), *answer.nearest]
            for item, excerpt in zip([*shown["citations"], *shown["nearest"]], excerpts, strict=True):
                translation = self._translator.translate(excerpt, answer.language)
                item["translation"] = translation.to_json() if translation else None
            shown["notes"] += self._translator.notes
        _print_json(shown)

    def _print(self, answer: Answer) -> None:
        if answer.author is not None and not answer.refused:
            if rest := text_after(answer.text, self._streamed.strip()).strip():
                print(f"\n{rest}" if self._streamed else rest)
            _print_states(answer)
            print(f"\nwritten by {answer.author.model} at {answer.author.host}")
        else:
            if self._streamed:
                print()
            print(answer.text.split("\n\n")[0])
        if line := wording.filter_line(answer.filter, answer.language):
            print(line)
        for citation, following in zip_longest(answer.citations, answer.citations[1:]):
            print()
            is_last = following is None or following.excerpt.sources != citation.excerpt.sources
            with_source = is_last or answer.sample
            self._print_excerpt(citation.excerpt, answer, f"[{citation.number}] ", with_source=with_source)
        if answer.missing and not answer.refused:
            print(f"\n{wording.missing_line(answer.missing, answer.language)}")
        if answer.nearest:
            print(f"\n{wording.nearest_line(answer.language)}")
            for excerpt in answer.nearest:
                print()
                self._print_excerpt(excerpt, answer, "  – ", with_source=True)

    def _print_excerpt(self, excerpt: Excerpt, answer: Answer, lead: str, *, with_source: bool) -> None:
        width = min(_WIDEST, get_terminal_size().columns)
        quote = " ".join(excerpt.quote.split())
        indent = " " * len(lead)
        print(textwrap.fill(quote, width, initial_indent=lead, subsequent_indent=indent, break_on_hyphens=False))
        sys.stdout.flush()
        below = _lines_below(excerpt, answer, with_source=with_source)
        for line in chain(self._translated_lines(excerpt, answer.language), below):
            wrapped = textwrap.fill(line, width - len(lead), break_on_hyphens=False)
            print(textwrap.indent(wrapped, indent))

    def _translated_lines(self, excerpt: Excerpt, language: str) -> Iterator[str]:
        """The translation of a quote, and below it whose it is; nothing where none is wanted or had."""
        translation = self._translator.translate(excerpt, language) if self._translator else None
        if translation is not None:
            yield " ".join(translation.text.split())
            yield wording.translated_line(translation.author, language)


def _print_states(answer: Answer) -> None:
    """The statements that what they cite does not support, or not wholly, with the reasons."""
    for each in answer.statements:
        if each.state != "supported":
            reasons = f" ({'; '.join(each.reasons)})" if each.reasons else ""
            print(f"\n{wording.verdict_label(each, answer.language)}: {each.text}{reasons}")


def print_entries(entries: Sequence[Entry], *, as_json: bool) -> None:
    """All articles, one a line; in JSON a list of objects without texts."""
    if as_json:
        _print_json([_entry_to_json(entry) for entry in entries])
        return
    for entry in entries:
        known = wording.byline([entry.published, entry.language, entry.source])
        print(f"{entry.id}\t{known}\t{entry.title}")


def print_article(article: Article, passages: Sequence[Passage], *, as_json: bool) -> None:
    """One article: its title, what is known of it, and its text as quotes refer to it."""
    if as_json:
        _print_json(
            {
                "article_id": article.id,
                "title": article.title,
                "published": article.published,
                "language": article.language,
                "source": article.source,
                "url": article.url,
                "text": article.text,
                "passages": [{"start": each.start, "end": each.end, "section": each.section} for each in passages],
            }
        )
        return
    print(article.title)
    print(wording.byline([article.published, article.language, article.source, article.url]))
    print(f"\n{article.text}")


def print_stats(library: Library, *, as_json: bool) -> None:
    """How much is in the library, by language, source and year."""
    entries = library.entries()
    stats: dict[str, Any] = {
        "library": library.location,
        "sample": library.sample,
        "articles": len(entries),
        "hidden": len(library.hidden()),
        "passages": sum(len(entry.layout) for entry in entries),
        "sentences": sum(sum(entry.layout) for entry in entries),
        "characters": sum(entry.chars for entry in entries),
        "languages": _counted(entry.language for entry in entries),
        "sources": _counted(entry.source for entry in entries),
        "years": _counted(entry.published[:4] if entry.published else None for entry in entries),
    }
    if as_json:
        _print_json(stats)
        return
    for name, value in stats.items():
        shown = ", ".join(f"{key} {count}" for key, count in value.items()) if isinstance(value, dict) else value
        print(f"{name:<12}{shown}")


def print_feedback(feedback: Sequence[Feedback], *, as_json: bool) -> None:
    """What readers thought of answers, each with its question and what was answered; in JSON a list of objects."""
    if as_json:
        _print_json([_feedback_to_json(each) for each in feedback])
        return
    if not feedback:
        print("There is no feedback yet.")
    for index, each in enumerate(feedback):
        if index:
            print()
        author = f"written by {each.model}" if each.model else each.mode or "not finished"
        print(f"{each.given.astimezone():%Y-%m-%d %H:%M} · thumb {each.opinion.thumb} · {_plain(author)}")
        width = min(_WIDEST, get_terminal_size().columns)
        for name, text in (("question", each.question), ("answer", each.text), ("comment", each.opinion.comment)):
            if plain := _plain(text):
                print(textwrap.fill(plain, width, initial_indent=f"{name:<10}", subsequent_indent=" " * 10))


def _plain(text: str) -> str:
    """A text in one line, without what a terminal obeys: whoever uses the app may have written it."""
    return "".join(each for each in " ".join(text.split()) if each.isprintable())


def _feedback_to_json(feedback: Feedback) -> dict[str, Any]:
    return {
        "given": feedback.given.isoformat(),
        "thumb": feedback.opinion.thumb,
        "comment": feedback.opinion.comment,
        "question": feedback.question,
        "text": feedback.text,
        "mode": feedback.mode,
        "model": feedback.model,
    }


def print_reports(reports: Mapping[str, Report], *, as_json: bool) -> None:
    """What question sets showed, as tables; in JSON one object, or by name where the sets have names.

    Args:
        reports: by the name of the question set; one alone may have an empty name.
        as_json: whether to print JSON.
    """
    if as_json:
        named = {name: report.to_json() for name, report in reports.items()}
        _print_json(named.get("", named))
        return
    for line in report_lines(reports):
        print(line)


def _counted(values: Any) -> dict[str, int]:
    return dict(Counter(value or "unknown" for value in values).most_common())


def _notes_of(answer: Answer, *, stands_in: bool) -> list[str]:
    sample = wording.sample_line(answer.language, stands_in=stands_in)
    return [*answer.notes, *([sample] if answer.sample and (answer.citations or answer.nearest) else [])]


def _lines_below(excerpt: Excerpt, answer: Answer, *, with_source: bool) -> Iterator[str]:
    """What stands below a quote: its relative times, what is known of its article, and who else printed it."""
    if times := wording.times_line((time.text, time.wording) for time in excerpt.times):
        yield times
    if with_source:
        known = wording.known_of(excerpt, answer.language, sample=answer.sample)
        yield wording.byline([excerpt.title, known, excerpt.article_id])
        yield from _copies(excerpt, answer)
    elif day := wording.shown_date(excerpt.published, answer.language):
        yield day


def _copies(excerpt: Excerpt, answer: Answer) -> Iterator[str]:
    if excerpt.copies:
        names = (wording.byline([copy.title, copy.source]) for copy in excerpt.copies)
        yield f"{wording.copies_line(len(excerpt.copies), answer.language)} {'; '.join(names)}"


def _entry_to_json(entry: Entry) -> dict[str, Any]:
    return {
        "article_id": entry.id,
        "title": entry.title,
        "published": entry.published,
        "language": entry.language,
        "source": entry.source,
        "url": entry.url,
        "characters": entry.chars,
        "passages": len(entry.layout),
        "sentences": sum(entry.layout),
        "path": entry.origin.path,
        "row": entry.origin.row,
        "root": entry.origin.root,
    }


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
