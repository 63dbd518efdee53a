"""Taking articles in on the library page: files that are dropped, texts that are pasted, and what became of them.

Files are first kept, then taken in one by one. What is kept and not yet taken in waits in the
session, so that a click meanwhile costs nothing but the file that was being read.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assistant.assembly import Libraries
from assistant.errors import AssistantError
from assistant.phrasing import shown_in
from assistant.wording import language_name
from ingest.dates import is_date
from ingest.receipt import Receipt, Rejection
from ingest.uploads import MAX_FILE_MB, MAX_FILES, Pasted, Uploads, uploads_folder
from ui.plain import show_failure, to_html
from ui.wording import Words

_SHOWN_REJECTIONS = 20
_SECONDS_BETWEEN_DRAWINGS = 0.2
_LANGUAGES = ("de", "en", "fr", "it", "es", "pt", "nl", "pl", "ru", "uk", "tr")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file or text.

    Attributes:
        name: as its owner calls it.
        receipt: of taking it in; None where it was not even kept.
        reason: why it was not kept.
    """

    name: str
    receipt: Receipt | None = None
    reason: str = ""


def open_uploads(libraries: Libraries) -> Uploads:
    """The uploaded articles of the user's own library, which is made where there is none."""
    return Uploads(libraries.own(), libraries.embeddings)


def render_adding(libraries: Libraries, words: Words, *, begins: bool, sample: bool) -> None:
    """Draw where articles are added; takes in what waits, and then draws the page anew.

    Args:
        libraries: of which the user's own is added to.
        words: of the interface.
        begins: whether there are no articles yet, and this is what to do.
        sample: whether the sample is shown in place of the user's own library.
    """
    with st.expander(words.add_articles, expanded=begins, icon=":material/add:", key="adding"):
        if sample:
            st.html(f'<p class="note">{to_html(words.adding_to_own)}</p>')
        _render_files(libraries, words)
        _render_pasting(libraries, words)
    slot = st.empty()
    if _queue() and "adding_failure" not in st.session_state:
        _take_in(libraries, words, slot)
        st.rerun()
    _render_taken(words, slot)


def _render_files(libraries: Libraries, words: Words) -> None:
    # Another key is another widget, which is empty; what it held is kept by then.
    number = st.session_state.get("adding_round", 0)
    files = st.file_uploader(
        words.files_to_add, accept_multiple_files=True, key=f"files-{number}", max_upload_size=MAX_FILE_MB
    )
    folder = uploads_folder(libraries.own_name)
    read = words.files_that_are_read.format(files=MAX_FILES, size=MAX_FILE_MB, folder=folder)
    st.html(f'<p class="note">{to_html(read)}</p>')
    if not files:
        return
    st.session_state["adding_round"] = number + 1
    with _telling():
        _keep(files, open_uploads(libraries), words)
    st.rerun()


def _keep(files: Sequence[UploadedFile], uploads: Uploads, words: Words) -> None:
    for file in files[:MAX_FILES]:
        kept = uploads.keep(file.name, file.getvalue())
        if isinstance(kept, Rejection):
            _taken().append(Taken(file.name, reason=kept.reason))
        else:
            _queue().append((file.name, kept))
    if len(files) > MAX_FILES:
        note = words.too_many_files.format(count=len(files), most=MAX_FILES)
        _taken().append(Taken(files[MAX_FILES].name, reason=note))
    waiting = {path for _, path in _queue()}
    _queue().extend((path.name, path) for path in uploads.waiting() if path not in waiting)


def _render_pasting(libraries: Libraries, words: Words) -> None:
    if not st.session_state.get("pasting"):
        st.button(words.paste, key="paste", icon=":material/content_paste:", type="tertiary", on_click=_begin_pasting)
        return
    number = st.session_state.get("pasting_round", 0)
    with st.container(key="pasting", gap="small"):
        title = st.text_input(words.pasted_title, key=f"pasted-title-{number}", max_chars=300)
        text = st.text_area(words.pasted_text, key=f"pasted-text-{number}", height=220, max_chars=1_000_000)
        date, source, language = st.columns(3)
        published = date.text_input(
            words.pasted_date, key=f"pasted-date-{number}", placeholder=words.date_example, max_chars=40
        )
        name = source.text_input(words.pasted_source, key=f"pasted-source-{number}", max_chars=200)
        code = language.selectbox(
            words.pasted_language,
            ("", *_LANGUAGES),
            key=f"pasted-language-{number}",
            format_func=lambda code: language_name(code, words.language) if code else words.language_is_told,
        )
        asked = st.button(words.take_in, key="take-in", type="primary")
    if not asked:
        return
    if not text.strip():
        show_failure(words.nothing_pasted, words.language)
    elif published.strip() and not is_date(published.strip(), code):
        show_failure(words.no_date.format(date=published.strip()), words.language)
    else:
        with _telling():
            path = open_uploads(libraries).keep_pasted(Pasted(title, text, published, name, code or ""))
            _queue().append((" ".join(title.split()) or path.stem, path))
            st.session_state["pasting_round"] = number + 1
            st.session_state["pasting"] = False
        st.rerun()


def _begin_pasting() -> None:
    st.session_state["pasting"] = True


def _take_in(libraries: Libraries, words: Words, slot: "st.delta_generator.DeltaGenerator") -> None:
    """Take in all that waits, saying for each file how far it is."""
    with _telling():
        uploads = open_uploads(libraries)
        while queue := _queue():
            name, path = queue[0]
            drawn = 0.0

            def show(done: int, total: int) -> None:
                nonlocal drawn
                if monotonic() - drawn >= _SECONDS_BETWEEN_DRAWINGS:
                    drawn = monotonic()
                    text = _progress_html(words, int(100 * done / max(total, 1)))
                    slot.html(f'<div class="taken" role="status">{text}</div>')

            show(0, 1)
            receipt = uploads.take_in(path, show)
            if receipt.added or receipt.updated or receipt.unchanged or receipt.rejected:
                _taken().append(Taken(name, receipt))
            queue.pop(0)


@contextmanager
def _telling() -> Iterator[None]:
    """Keep a failure for the page that is drawn next."""
    st.session_state.pop("adding_failure", None)
    try:
        yield
    except AssistantError as error:
        st.session_state["adding_failure"] = str(error)


def _render_taken(words: Words, slot: "st.delta_generator.DeltaGenerator") -> None:
    failure = st.session_state.get("adding_failure")
    if not (_taken() or failure):
        return
    with slot.container(key="receipt", gap="small"):
        if failure:
            show_failure(failure, words.language)
            if _queue():
                st.button(words.continue_taking_in, key="continue", on_click=_continue)
        if _taken():
            text = _taken_html(words)
            st.html(f'<div class="taken" role="status">{text}</div>')
        st.button(words.dismiss, key="dismiss", type="tertiary", icon=":material/check:", on_click=_dismiss)


def _continue() -> None:
    st.session_state.pop("adding_failure", None)


def _dismiss() -> None:
    st.session_state.pop("adding_failure", None)
    _taken().clear()


def _progress_html(words: Words, percent: int) -> str:
    """Each file with what became of it, the one that is being read with its percentage."""
    lines = [_line(each.name, _outcomes(each, words)) for each in _taken()]
    for index, (name, _) in enumerate(_queue()):
        state = words.waiting if index else words.being_taken_in.format(percent=percent)
        lines.append(_line(name, [to_html(state)]))
    return "".join(lines)


def _taken_html(words: Words) -> str:
    counts = [
        (form, sum(getattr(each.receipt, kind) for each in _taken() if each.receipt))
        for kind, form in (("added", words.added), ("updated", words.updated), ("unchanged", words.unchanged))
    ]
    refused = sum(len(each.receipt.rejected) if each.receipt else 1 for each in _taken())
    told = [form.format(count=count) for form, count in [*counts, (words.rejected, refused)] if count]
    head = f'<div class="label">{to_html(words.receipt)}: {to_html(", ".join(told))}</div>'
    return head + "".join(_line(each.name, _outcomes(each, words)) for each in _taken())


def _outcomes(taken: Taken, words: Words) -> Iterator[str]:
    """What became of a file, as HTML."""
    receipt = taken.receipt
    if receipt is None:
        yield _reason(words.file_rejected, taken.reason, words)
        return
    for kind, form in (("added", words.added), ("updated", words.updated), ("unchanged", words.unchanged)):
        if count := getattr(receipt, kind):
            yield to_html(form.format(count=count))
    for form, told in (("{reason}", receipt.noted), (words.file_rejected, receipt.rejected)):
        for each in told[:_SHOWN_REJECTIONS]:
            place = form
            if each.line is not None and _has_several(receipt):
                place = words.row_rejected.format(line=each.line, reason="{reason}")
            member = "" if each.member is None else f"{to_html(each.member)}: "
            yield member + _reason(place, each.reason, words)
        if (more := len(told) - _SHOWN_REJECTIONS) > 0:
            yield to_html(words.more_rejected.format(count=more))


def _has_several(receipt: Receipt) -> bool:
    return receipt.added + receipt.updated + receipt.unchanged + len(receipt.rejected) > 1


def _reason(form: str, reason: str, words: Words) -> str:
    before, _, after = form.partition("{reason}")
    text, spoken = shown_in(reason, words.language, otherwise=words.language)
    return f'{to_html(before)}<span lang="{to_html(spoken)}">{to_html(text)}</span>{to_html(after)}'


def _line(name: str, outcomes: Iterator[str] | Sequence[str]) -> str:
    return f'<div><span class="file">{to_html(name)}</span> – {"; ".join(outcomes)}</div>'


def _queue() -> list[tuple[str, Path]]:
    queue: list[tuple[str, Path]] = st.session_state.setdefault("adding_queue", [])
    return queue


def _taken() -> list[Taken]:
    taken: list[Taken] = st.session_state.setdefault("adding_taken", [])
    return taken
