"""One finished answer on the page: a component that is given plain data and tells what was clicked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from assistant.answers import Answer, Excerpt
from assistant.translating import Translator
from assistant.turns import Opinion
from ui.callbacks import told
from ui.reader import open_excerpt
from ui.translations import Quote, progress_of, start_translation
from ui.viewing import excerpts_of, to_view
from ui.wording import Words

OnJudge = Callable[[Opinion | None], None]

_HERE = Path(__file__)
_MOST_COMMENT_CHARS = 2_000

_component = st.components.v2.component(
    "answer",
    js=_HERE.with_suffix(".js").read_text(encoding="utf-8"),
    css=_HERE.with_suffix(".css").read_text(encoding="utf-8"),
    isolate_styles=False,  # a page of one piece: what reads, prints or searches it finds the answers in it
)


def render_answer(
    number: int,
    answer: Answer,
    words: Words,
    *,
    translator: Translator | None = None,
    opinion: Opinion | None = None,
    on_judge: OnJudge | None = None,
    on_retry: Callable[[], None] | None = None,
    on_edit: Callable[[], None] | None = None,
) -> None:
    """Draw a finished answer.

    Args:
        number: of its turn, unique on the page.
        answer: finished.
        words: of the interface.
        translator: translates quotes; None where nothing is translated.
        opinion: of the reader, as it is kept; None for none.
        on_judge: is given what the reader thinks from now on; None where that is not kept.
        on_retry: asks the question again; None where that is not offered.
        on_edit: lets the question be put in other words; None where that is not offered.
    """
    key = f"answer-{number}"
    excerpts = excerpts_of(answer)
    progress = {name: progress_of(_to_quote(each, answer), translator, words) for name, each in excerpts.items()}
    _component(
        key=key,
        data={
            "number": number,
            "view": to_view(answer, words),
            "translations": {name: each for name, each in progress.items() if each is not None},
            "judgement": {"thumb": opinion.thumb if opinion else None, "comment": opinion.comment if opinion else ""},
            "most_comment_chars": _MOST_COMMENT_CHARS,
            "offered": [name for name, do in (("judge", on_judge), ("retry", on_retry), ("edit", on_edit)) if do],
        },
        on_open_change=partial(_open, key, answer),
        on_translate_change=partial(_translate, key, answer, translator),
        on_judge_change=partial(_judge, key, on_judge),
        on_retry_change=on_retry or _do_nothing,
        on_edit_change=on_edit or _do_nothing,
    )


def _to_quote(excerpt: Excerpt, answer: Answer) -> Quote:
    return Quote(excerpt.quote, excerpt.language, answer.language)


def _said(key: str, event: str) -> dict[str, Any]:
    """What the component says of a click; empty where it says nothing that we know."""
    value = told(key, event)
    return value if isinstance(value, dict) else {}


def _open(key: str, answer: Answer) -> None:
    said = _said(key, "open")
    excerpt = excerpts_of(answer).get(str(said.get("excerpt")))
    if excerpt is None:
        return
    place = said.get("copy")
    copy = excerpt.copies[place] if isinstance(place, int) and 0 <= place < len(excerpt.copies) else None
    among = tuple(each.excerpt for each in answer.citations)
    open_excerpt(excerpt, sample=answer.sample, language=answer.language, copy=copy, among=among)


def _translate(key: str, answer: Answer, translator: Translator | None) -> None:
    excerpt = excerpts_of(answer).get(str(_said(key, "translate").get("excerpt")))
    if excerpt is not None and translator is not None:
        start_translation(_to_quote(excerpt, answer), translator)


def _judge(key: str, on_judge: OnJudge | None) -> None:
    said = _said(key, "judge")
    thumb = said.get("thumb")
    comment = str(said.get("comment") or "").strip()[:_MOST_COMMENT_CHARS]
    if on_judge is not None:
        on_judge(Opinion(thumb, comment) if thumb in ("up", "down") else None)


def _do_nothing() -> None:
    """For what is not offered."""
