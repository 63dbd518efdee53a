"""Scores as tables that a person reads."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.gold import UNKNOWN
from assistant.wording import language_in_english

if TYPE_CHECKING:
    from assistant.evaluation import Finding, Pair, Quoting, Refusing, Report, Scores
    from assistant.writtenscores import Writing

_WIDTH = 100
_WHOLE_SECONDS = 0.01
"""From here on milliseconds are shown without a decimal."""

_OURS = "this assistant"

Row = tuple[str, Sequence[str]]
"""What a line is about, and its cells."""

_FINDING = ("questions", "hit@1", "hit@5", "hit@10", "MRR", "recall@10", "median", "95 %")
_FINDING_LEGEND = (
    "hit@5: an article that answers is among the first five. MRR: mean of 1 divided by the rank of the first such "
    "article. recall@10: share of the articles that answer among the first ten. median, 95\u00a0%: milliseconds in "
    "which half of the questions, and 95\u00a0% of them, were done."
)
_QUOTING = ("answered", "with gold", "1st quote", "first 3", "characters")
_QUOTING_LEGEND = (
    "answered: questions that the articles answer and that were not refused. with gold: those of them whose "
    "expected answer stands in an article that answers, letter by letter. 1st quote, first 3: share of the latter with "
    "the expected answer in the first quote, in one of the first three. characters: mean length of a first quote."
)
_REFUSING = ("answerable", "refused", "unanswerable", "refused", "AUROC", "answered at 5 %", "calibration")
_REFUSING_LEGEND = (
    "refused: share of the questions to the left of it; of the answerable ones it should be small, of the others "
    "large. AUROC: chance that an answerable question has the higher confidence of two. answered at 5\u00a0%: share of "
    "the unanswerable answered at the threshold that refuses 5\u00a0% of the answerable. calibration: by how much "
    "confidence and share of answerable questions differ, over ten bins; 0 is best."
)

_WRITING = (
    "asked",
    "refused",
    "declined",
    "quotes",
    "broken",
    "whole",
    "median",
    "95 %",
    "before",
    "read",
    "written",
)
_WRITING_LEGEND = (
    "refused: the chat model was not asked. declined: it said that the passages do not answer. quotes: it failed "
    "before it wrote a word. broken, whole: it wrote, and all that follows is of these answers. median, 95\u00a0%: "
    "seconds for half of them, and for 95\u00a0%. before: milliseconds until the model is "
    "asked, for 95\u00a0%. read, written: mean tokens, where they are counted."
)
_STATING = ("statements", "supported", "partly", "not supported", "all supported", "in language")
_STATING_LEGEND = (
    "statements: sentences that the chat model wrote. supported, partly, not supported: share of them by what the "
    "check found. all supported: share of answers with nothing else. in language: share of answers not clearly in "
    "another language than the question."
)
_CITING = ("with gold", "citations", "precision", "recall", "expecting", "holding")
_CITING_LEGEND = (
    "with gold: answers to questions whose expected answer stands in a sentence of an article that answers, letter by "
    "letter. citations: sentences that their statements cite. precision: share of the citations that overlap such a "
    "sentence. recall: share of the answers with such a citation. expecting: answers to questions with an expected "
    "answer. holding: share of them whose text holds it."
)


def report_lines(reports: Mapping[str, Report]) -> Iterator[str]:
    """All scores, line by line, each table with its legend.

    Args:
        reports: by the name of the question set; one alone may have an empty name.
    """
    for name, report in reports.items():
        asked = f"{_several(report.total.finding.questions, 'question')} over {_several(report.articles, 'article')}"
        if report.author:
            asked += f", answers written by {report.author.model} at {report.author.host}"
        yield f"{name}: {asked}" if name else asked
    scores = [each for name, report in reports.items() for each in _labelled(name, report)]
    yield from _table("Finding", _FINDING, [(label, _finding(each.finding)) for label, each in scores], _FINDING_LEGEND)
    if quoted := [(label, _quoting(each.quoting)) for label, each in scores if each.quoting]:
        yield from _table("Quoting", _QUOTING, quoted, _QUOTING_LEGEND)
    if written := [(label, each.writing) for label, each in scores if each.writing]:
        yield from _writing_tables(written)
    yield from _table(
        "Refusing", _REFUSING, [(label, _refusing(each.refusing)) for label, each in scores], _REFUSING_LEGEND
    )
    for label, each in scores:
        if each.baselines:
            others = [(name, _finding(found)) for name, found in each.baselines.items()]
            yield from _table(f"Finding, {label}", _FINDING, [(_OURS, _finding(each.finding)), *others], "")


def _writing_tables(written: Sequence[tuple[str, Writing]]) -> Iterator[str]:
    yield from _table("Writing", _WRITING, [(label, _writing(each)) for label, each in written], _WRITING_LEGEND)
    yield from _table("Stating", _STATING, [(label, _stating(each)) for label, each in written], _STATING_LEGEND)
    yield from _table("Citing", _CITING, [(label, _citing(each)) for label, each in written], _CITING_LEGEND)


def _labelled(name: str, report: Report) -> Iterator[tuple[str, Scores]]:
    lead = f"{name}, " if name else ""
    for pair, scores in report.pairs.items():
        yield lead + pair_name(pair), scores
    if len(report.pairs) > 1:
        yield f"{lead}all", report.total


def pair_name(pair: Pair) -> str:
    """A pair of languages in words."""
    return " → ".join(code if code == UNKNOWN else language_in_english(code) for code in pair)


def _table(title: str, columns: Sequence[str], rows: Sequence[Row], legend: str) -> Iterator[str]:
    first = max(len(title), *(len(label) for label, _ in rows))
    widths = [max(len(cell) for cell in column) for column in zip(columns, *(cells for _, cells in rows), strict=True)]
    yield ""
    for label, cells in ((title, columns), *rows):
        yield "  ".join([label.ljust(first), *(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))])
    if legend:
        yield from textwrap.wrap(legend, _WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)


def _finding(found: Finding | None) -> list[str]:
    if found is None:
        return ["–"] * len(_FINDING)
    return [
        _count(found.questions),
        *(_percent(each) for each in (found.hit_at_1, found.hit_at_5, found.hit_at_10)),
        _decimal(found.mrr),
        _percent(found.recall_at_10),
        _milliseconds(found.median_seconds),
        _milliseconds(found.most_seconds),
    ]


def _quoting(quoted: Quoting) -> list[str]:
    return [
        _count(quoted.answered),
        _count(quoted.quotable),
        _percent(quoted.first),
        _percent(quoted.first_three),
        _shown(quoted.chars, "{:.0f}".format),
    ]


def _writing(written: Writing) -> list[str]:
    counts = (written.questions, written.refused, written.declined, written.quotes, written.incomplete, written.whole)
    return [
        *map(_count, counts),
        *(_shown(each, "{:.1f} s".format) for each in (written.median_seconds, written.most_seconds)),
        _milliseconds(written.most_own_seconds),
        *(_shown(each, "{:,.0f}".format) for each in (written.prompt_tokens, written.completion_tokens)),
    ]


def _stating(written: Writing) -> list[str]:
    shares = (written.supported, written.partly, written.unsupported, written.all_supported, written.in_language)
    return [_count(written.statements), *map(_percent, shares)]


def _citing(written: Writing) -> list[str]:
    return [
        _count(written.with_gold),
        _count(written.citations),
        *map(_percent, (written.precision, written.recall)),
        _count(written.expecting),
        _percent(written.holding),
    ]


def _refusing(refused: Refusing) -> list[str]:
    return [
        _count(refused.answerable),
        _percent(refused.wrongly_refused),
        _count(refused.unanswerable),
        _percent(refused.rightly_refused),
        _decimal(refused.auroc),
        _percent(refused.answered_at_5_percent),
        _decimal(refused.calibration_error),
    ]


def _shown(value: float | None, show: Callable[[float], str]) -> str:
    return "–" if value is None else show(value)


def _several(value: int, noun: str) -> str:
    return f"{_count(value)} {noun}{'' if value == 1 else 's'}"


def _count(value: int) -> str:
    return f"{value:,}"


def _percent(share: float | None) -> str:
    return _shown(share, lambda value: f"{100 * value:.1f} %")


def _decimal(value: float | None) -> str:
    return _shown(value, "{:.3f}".format)


def _milliseconds(seconds: float | None) -> str:
    return _shown(seconds, lambda value: f"{1000 * value:.{0 if value >= _WHOLE_SECONDS else 1}f} ms")
