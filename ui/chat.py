"""The conversation page."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from time import sleep

import streamlit as st

from assistant.assembly import Libraries
from assistant.citing import MARK, numbers_in
from assistant.conversation import MAX_QUESTION_CHARS
from assistant.entries import Entry
from assistant.errors import AssistantError, LibraryEmpty, LibraryMissing, ingest_command
from assistant.related import related
from assistant.standing import changed_since
from assistant.translating import Translator
from ui.answer import render_answer
from ui.choices import render_choices
from ui.plain import plain_label, show_failure, to_html
from ui.reader import render_reader
from ui.session import Session
from ui.style import scroll_to_question
from ui.translations import follow_translations, running_translations
from ui.turns import Turn
from ui.wording import LANGUAGES, Words, words_for

_EXAMPLES = 3
RELATED = 4
"""So many related articles stand below an article."""

_SECONDS_BEFORE_SEARCHING = 0.3
"""What quotes take as a rule: who waits for them draws the page once, not twice."""

_SECONDS_UNTIL_SLOW = 8
"""After so long without a word of the chat model the page says so."""

_WITH_A_MODEL = """OPENAI_API_KEY=… make chat
OPENAI_BASE_URL=http://localhost:11434/v1 ASSISTANT_CHAT_MODEL=llama3.1:8b make chat"""
_SECONDS_BETWEEN_LOOKS = 0.15
_SECONDS_BETWEEN_DRAWINGS = 0.04


def render_chat(
    session: Session,
    libraries: Libraries,
    words: Words,
    translator: Translator | None = None,
    *,
    on_add: Callable[[], None] | None = None,
) -> None:
    """Draw the conversation; returns when what is being written or translated has come.

    Args:
        session: asks and answers.
        libraries: hold the articles.
        words: of the interface.
        translator: translates quotes; None where nothing is translated.
        on_add: shows where articles are added; None for no such button.
    """
    conversation = session.conversation
    turns = conversation.turns
    if turns:
        turns[-1].wait_for_words(_SECONDS_BEFORE_SEARCHING)
    running = turns[-1] if turns and turns[-1].status == "running" else None
    if conversation.trouble:
        show_failure(conversation.trouble, words.language)
    if turns:
        # Something must stand in the examples' place, or they stay while an answer streams.
        st.empty()
    else:
        _render_start(session, libraries, words, on_add)
    slot = None
    with st.container(key="chat"):
        for turn in turns:
            with st.chat_message("user"), st.container(key=f"user-{turn.number}"):
                if conversation.editing and turn is turns[-1]:
                    _render_editor(session, turn, words)
                else:
                    st.text(turn.question)
            with st.chat_message("assistant"):
                if turn is running:
                    with st.container(key="live"):
                        slot = st.empty()
                else:
                    _render_turn(turn, session, words, translator)
                    _render_standing(turn, libraries, words)
    with st.bottom:
        if running:
            _render_running(running, session, words)
        else:
            _render_choices(libraries, words)
    st.chat_input(words.question, key="question", max_chars=MAX_QUESTION_CHARS, on_submit=_ask_typed, args=(session,))
    render_reader(
        libraries,
        words,
        translator,
        on_ask=lambda text, _: session.ask(words.about_selection.format(text=text)),
        related=partial(related, most=RELATED),
        citing=session.citing,
        on_conversation=session.open,
    )
    scroll_to_question(turns[-1].number if turns else 0)
    if running and slot is not None:
        _follow(running, slot, words, writes=session.writes)
    follow_translations()


def _ask_typed(session: Session) -> None:
    session.ask(st.session_state["question"] or "")


def _render_choices(libraries: Libraries, words: Words) -> None:
    # What is wrong with the library is said elsewhere on the page.
    with suppress(AssistantError):
        if entries := libraries.current().entries():
            render_choices(entries, words)


def _render_editor(session: Session, turn: Turn, words: Words) -> None:
    """The last question, to be asked in other words."""
    key = f"edited-{turn.number}"
    st.text_area(words.edit, turn.question, key=key, max_chars=MAX_QUESTION_CHARS, label_visibility="collapsed")
    with st.container(horizontal=True, gap="small", key="editing"):
        st.button(words.chat, key="ask-edited", type="primary", on_click=_ask_edited, args=(session, key))
        st.button(words.cancel, key="cancel-editing", type="tertiary", on_click=session.leave)


def _ask_edited(session: Session, key: str) -> None:
    session.ask_again(st.session_state.get(key))


def _render_running(turn: Turn, session: Session, words: Words) -> None:
    """What can be done with a question that is being answered."""
    with st.container(key="running", horizontal=True, gap="small"):
        # Esc closes an article that is open.
        shortcut = None if st.session_state.get("opened") else "Esc"
        st.button(words.stop, key="stop", icon=":material/stop:", shortcut=shortcut, on_click=turn.stop)
        if session.writes and not turn.quotes_only:
            st.button(
                words.quotes_instead, key="quotes-instead", type="tertiary", icon=":material/format_quote:",
                on_click=partial(session.ask_again, quotes_only=True),
            )  # fmt: skip


def _render_start(
    session: Session, libraries: Libraries, words: Words, on_add: Callable[[], None] | None = None
) -> None:
    with st.container(key="start"):
        st.title(words.heading, anchor=False)
        try:
            library = libraries.current()
            entries = library.entries()
        except (LibraryEmpty, LibraryMissing) as error:
            show_failure(str(error), words.language)
            _render_adding(on_add, words)
            return
        except AssistantError as error:
            show_failure(str(error), words.language)
            st.button(words.again, key="start-again", icon=":material/refresh:")
            return
        if not entries:
            st.html(f'<p class="notice">{to_html(words.empty_library.format(command=ingest_command()))}</p>')
            _render_adding(on_add, words)
            return
        st.html(f'<p class="note">{to_html(words.introduction)}</p>')
        for index, example in enumerate(words.sample_examples if library.sample else _examples(entries, words)):
            st.button(plain_label(example), key=f"example-{index}", on_click=session.ask, args=(example,))
        if not session.writes:
            _render_no_model(words)


def _examples(entries: Sequence[Entry], words: Words) -> list[str]:
    """Questions about the newest article of each language, then about other new ones, each in its own language."""
    newest = sorted(entries, key=lambda entry: entry.published or "", reverse=True)
    first = {entry.language: entry for entry in reversed(newest)}
    in_order = [entry for entry in newest if first[entry.language] is entry]
    in_order += [entry for entry in newest if first[entry.language] is not entry]
    return [
        (words_for(entry.language) if entry.language in LANGUAGES else words).about_article.format(title=entry.title)
        for entry in in_order[:_EXAMPLES]
    ]


def _render_adding(on_add: Callable[[], None] | None, words: Words) -> None:
    if on_add is not None:
        st.button(words.add_articles, key="start-add", type="primary", icon=":material/add:", on_click=on_add)


def _render_no_model(words: Words) -> None:
    with st.popover(words.no_model, type="tertiary", icon=":material/edit_note:", key="no-model"):
        st.html(f"<p>{to_html(words.no_model_how)}</p>")
        st.code(_WITH_A_MODEL, language="sh", wrap_lines=True)
        st.html(f'<p class="note">{to_html(words.no_model_sent)}</p>')


def _render_turn(turn: Turn, session: Session, words: Words, translator: Translator | None) -> None:
    is_last = turn is session.conversation.turns[-1]
    if turn.answer is not None and turn.status == "done":
        render_answer(
            turn.number,
            turn.answer,
            words,
            translator=translator,
            opinion=turn.opinion,
            on_judge=session.judging(turn),
            on_retry=session.ask_again if is_last else None,
            on_edit=session.edit if is_last else None,
        )
        return
    if (failure := turn.failure) is not None:
        show_failure(str(failure), words.language)
    else:
        if turn.text.strip():
            st.html(f'<div class="prose">{_to_live_html(turn.text)}</div>')
        st.caption(words.stopped)
    if is_last:
        _render_actions(turn, session, words)


def _render_standing(turn: Turn, libraries: Libraries, words: Words) -> None:
    """Say which articles have changed or left since an answer that was kept."""
    if turn.answer is None or not turn.was_kept:
        return
    if turn.standings is None:
        # What is wrong with the library is said elsewhere on the page.
        with suppress(AssistantError):
            turn.standings = changed_since(turn.answer, libraries.holding(sample=turn.answer.sample))
    standings = turn.standings or {}
    for state, line in (("changed", words.article_changed), ("gone", words.article_gone)):
        cited = [each for each in turn.answer.citations if each.number in standings]
        titles = dict.fromkeys(each.excerpt.title for each in cited if standings[each.number] == state)
        if titles:
            st.html(f'<p class="note">{to_html(line.format(titles="; ".join(titles)))}</p>')


def _render_actions(turn: Turn, session: Session, words: Words) -> None:
    """What can be done with the last question."""
    with st.container(key=f"actions-{turn.number}", horizontal=True, gap="small"):
        for name, label, icon, do in (
            ("again", words.again, ":material/refresh:", session.ask_again),
            ("edit", words.edit, ":material/edit:", session.edit),
        ):
            st.button(plain_label(label), key=f"{name}-{turn.number}", icon=icon, type="tertiary", on_click=do)


def _follow(turn: Turn, slot: "st.delta_generator.DeltaGenerator", words: Words, *, writes: bool) -> None:
    """Show what comes until the answer is whole, or a translation. At each drawing a click may interrupt."""
    translations = running_translations()
    while turn.status == "running" and all(job.running for job in translations):
        if text := _to_live_html(turn.text):
            slot.html(f'<div class="prose live">{text}</div>')
        else:
            is_slow = writes and not turn.quotes_only and turn.seconds >= _SECONDS_UNTIL_SLOW
            line = words.slow.format(seconds=int(turn.seconds)) if is_slow else words.searching
            slot.html(f'<p class="note">{to_html(line)}</p>')
        turn.wait(_SECONDS_BETWEEN_LOOKS)
        if turn.status == "running":
            sleep(_SECONDS_BETWEEN_DRAWINGS)
    st.rerun()


def _to_live_html(text: str) -> str:
    return "".join(
        f"<p>{MARK.sub(lambda match: _live_marks(numbers_in(match.group())), to_html(paragraph))}</p>"
        for paragraph in _paragraphs(text)
    )


def _live_marks(numbers: Sequence[int]) -> str:
    return "".join(f'<span class="cite-live">{number}</span>' for number in numbers)


def _paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in re.split(r"\n\s*\n|\n(?=\s*[-*•])", text) if paragraph.strip()]
