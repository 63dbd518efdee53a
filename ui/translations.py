"""Translations of quotes, below each that is in another language than its reader's."""

import threading
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from time import sleep
from typing import Any

import streamlit as st

from assistant.answers import Piece, Translation
from assistant.errors import AssistantError
from assistant.phrasing import in_language
from assistant.translating import Translator, needs_translation
from assistant.wording import language_name, translated_line
from ui.plain import plain_label, to_html, to_text
from ui.turns import failure_of
from ui.wording import Words, into

_SECONDS_BETWEEN_LOOKS = 0.1


@dataclass(frozen=True, slots=True)
class Quote:
    """What a reader may want translated.

    Attributes:
        text: letter by letter.
        original: its language, ISO 639-1; None where unknown.
        language: that its reader wants, ISO 639-1.
    """

    text: str
    original: str | None
    language: str


class Job:
    """A translation that is being made in the background. Its thread touches nothing of Streamlit."""

    def __init__(self, steps: Generator[Piece, None, Translation]) -> None:
        self.translation: Translation | None = None
        self.running = True
        self.drawn_as_running = False
        self._error: BaseException | None = None
        self._steps = steps
        threading.Thread(target=self._work, daemon=True, name="translation").start()

    def stop(self) -> None:
        """Ask for no more."""
        self.running = False

    @property
    def failure(self) -> AssistantError | None:
        """What a reader can be told of the error.

        Raises:
            BaseException: an error that is a bug passes through here, into the page that shows it.
        """
        return failure_of(self._error)

    def _work(self) -> None:
        try:
            with closing(self._steps):
                while self.running:
                    next(self._steps)
        except StopIteration as end:
            self.translation = end.value
        except BaseException as error:  # noqa: BLE001 - carried to the page's thread, which raises it
            self._error = error
        self.running = False


def render_translation(key: str, quote: Quote, translator: Translator | None, words: Words) -> None:
    """Draw the translation of a quote; where there is none yet, a button that makes one.

    Args:
        key: unique on the page.
        quote: as it stands above.
        translator: translates; None for neither.
        words: of the interface.
    """
    if translator is None or not needs_translation(quote.original, quote.language):
        return
    if (translation := translation_of(quote, translator)) is not None:
        st.html(translation_html(translation))
        return
    job = _jobs().get(quote)
    is_running = _is_running(job)
    # The same button says that it works: one that goes away stays on the page until the script ends.
    st.button(
        plain_label(words.translating if is_running else _offer(quote, words)),
        key=f"translate-{key}",
        type="tertiary",
        disabled=is_running,
        on_click=start_translation,
        args=(quote, translator),
    )
    if job is not None and job.failure is not None:
        st.html(f'<div class="note">{to_html(in_language(str(job.failure), words.language))}</div>')


def progress_of(quote: Quote, translator: Translator | None, words: Words) -> dict[str, Any] | None:
    """What has come of the translation of a quote, as plain data for a component that draws it.

    Args:
        quote: in any language.
        translator: translates; None for neither.
        words: of the interface.

    Returns:
        Its ``state``, one of ``offered``, ``running``, ``failed`` and ``done``, and the texts that go with it; None
        where the quote needs no translation.
    """
    if translator is None or not needs_translation(quote.original, quote.language):
        return None
    if (translation := translation_of(quote, translator)) is not None:
        return {
            "state": "done",
            "text": to_text(" ".join(translation.text.split())),
            "language": translation.language,
            "language_name": language_name(translation.language, words.language),
            "notes": [to_text(line) for line in _lines_below(translation)],
        }
    job = _jobs().get(quote)
    if _is_running(job):
        return {"state": "running", "label": words.translating}
    if job is not None and job.failure is not None:
        failure = in_language(str(job.failure), words.language)
        return {"state": "failed", "label": _offer(quote, words), "failure": to_text(failure)}
    return {"state": "offered", "label": _offer(quote, words)}


def translation_of(quote: Quote, translator: Translator | None) -> Translation | None:
    """The translation of a quote, if it was made in this session or kept before."""
    if translator is None or not needs_translation(quote.original, quote.language):
        return None
    job = _jobs().get(quote)
    if _is_running(job):
        return None
    if job is not None and job.translation:
        return job.translation
    # Looked for once in a session: a page is drawn anew again and again.
    kept: dict[Quote, Translation | None] = st.session_state.setdefault("kept_translations", {})
    if quote not in kept:
        kept[quote] = translator.kept(quote.text, quote.language)
    return kept[quote]


def translation_html(translation: Translation) -> str:
    """A translation as inert HTML, and below it whose it is."""
    notes = "".join(f'<div class="note">{to_html(line)}</div>' for line in _lines_below(translation))
    text = to_html(" ".join(translation.text.split()))
    return f'<div class="translation"><p lang="{to_html(translation.language)}">{text}</p>{notes}</div>'


def _lines_below(translation: Translation) -> list[str]:
    """Whose a translation is, and why it was not kept, in its own language."""
    language = translation.language
    lines = [translated_line(translation.author, language), in_language(translation.unkept, language)]
    return [line for line in lines if line]


def running_translations() -> list[Job]:
    """The translations that are being made for this session."""
    return [job for job in _jobs().values() if job.running]


def follow_translations() -> None:
    """Draw the page anew when a translation has come; for the end of a page, which stays usable meanwhile."""
    awaited = [job for job in _jobs().values() if job.running or job.drawn_as_running]
    if not awaited:
        return
    slot = st.empty()
    while all(job.running for job in awaited):
        # Each drawing is a point where a click may interrupt.
        slot.empty()
        sleep(_SECONDS_BETWEEN_LOOKS)
    for job in awaited:
        job.drawn_as_running = False
    st.rerun()


def stop_translations() -> None:
    """Ask for no more of what is being translated for this session."""
    for job in running_translations():
        job.stop()


def _is_running(job: Job | None) -> bool:
    """Whether a page draws a translation as one that is being made.

    It has to be drawn anew when that ends, also where another place of the page has already drawn the end.
    """
    if job is None or not job.running:
        return False
    job.drawn_as_running = True
    return True


def _jobs() -> dict[Quote, Job]:
    jobs: dict[Quote, Job] = st.session_state.setdefault("translations", {})
    return jobs


def _offer(quote: Quote, words: Words) -> str:
    return words.translate.format(language=into(language_name(quote.language, words.language), words))


def start_translation(quote: Quote, translator: Translator) -> None:
    """Begin to translate a quote, as a callback; nothing where that is being done, or its language is unknown."""
    job = _jobs().get(quote)
    if quote.original is not None and (job is None or not job.running):
        _jobs()[quote] = Job(translator.translate(quote.text, quote.original, quote.language))
