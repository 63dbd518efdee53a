"""The conversation page."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from time import sleep

import streamlit as st

from assistant.answers import Answer, Author, Excerpt, Statement
from assistant.assembly import Libraries
from assistant.citing import MARK, numbers_in, to_mark, without_marks
from assistant.conversation import MAX_QUESTION_CHARS
from assistant.errors import AssistantError, ingest_command
from assistant.standing import changed_since
from assistant.translating import Translator
from assistant.wording import (
    byline,
    copies_line,
    filter_line,
    known_of,
    missing_line,
    nearest_line,
    resolved_line,
    sample_label,
    shown_date,
    state_label,
    times_line,
    usage_line,
    verdict_label,
)
from ui.choices import render_choices
from ui.plain import plain_label, show_failure, to_html
from ui.reader import open_excerpt, render_reader
from ui.session import Session
from ui.style import scroll_to_question
from ui.translations import (
    Quote,
    follow_translations,
    render_translation,
    running_translations,
    translation_of,
)
from ui.turns import Turn
from ui.wording import Words

_EXAMPLES = 3
_SECONDS_BETWEEN_LOOKS = 0.15
_SECONDS_BETWEEN_DRAWINGS = 0.04


def render_chat(session: Session, libraries: Libraries, words: Words, translator: Translator | None = None) -> None:
    """Draw the conversation; returns when what is being written or translated has come.

    Args:
        session: asks and answers.
        libraries: hold the articles.
        words: of the interface.
        translator: translates quotes; None where nothing is translated.
    """
    conversation = session.conversation
    turns = conversation.turns
    running = turns[-1] if turns and turns[-1].status == "running" else None
    if conversation.trouble:
        show_failure(conversation.trouble)
    if turns:
        # Something must stand in the examples' place, or they stay while an answer streams.
        st.empty()
    else:
        _render_start(session, libraries, words)
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
            st.button(words.stop, key="stop", icon=":material/stop:", on_click=running.stop)
        else:
            _render_choices(libraries, words)
    st.chat_input(words.question, key="question", max_chars=MAX_QUESTION_CHARS, on_submit=_ask_typed, args=(session,))
    render_reader(
        libraries,
        words,
        translator,
        on_ask=lambda text, _: session.ask(words.about_selection.format(text=text)),
        citing=session.citing,
        on_conversation=session.open,
    )
    scroll_to_question(turns[-1].number if turns else 0)
    if running and slot is not None:
        _follow(running, slot, words)
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
    session.ask_again(st.session_state[key])


def _render_start(session: Session, libraries: Libraries, words: Words) -> None:
    with st.container(key="start"):
        st.title(words.heading, anchor=False)
        try:
            library = libraries.current()
            entries = library.entries()
        except AssistantError as error:
            show_failure(str(error))
            return
        if not entries:
            st.info(words.empty_library.format(command=ingest_command()))
            return
        st.html(f'<p class="note">{to_html(words.introduction)}</p>')
        newest = sorted(entries, key=lambda entry: entry.published or "", reverse=True)[:_EXAMPLES]
        examples = (
            words.sample_examples
            if library.sample
            else tuple(words.about_article.format(title=entry.title) for entry in newest)
        )
        for index, example in enumerate(examples):
            st.button(plain_label(example), key=f"example-{index}", on_click=session.ask, args=(example,))


def _render_turn(turn: Turn, session: Session, words: Words, translator: Translator | None) -> None:
    failure = turn.failure
    if turn.answer is not None and turn.status == "done":
        _render_answer(turn.number, turn.answer, words, translator)
    elif failure is not None:
        show_failure(str(failure))
    else:
        if turn.text.strip():
            st.html(f'<div class="prose">{_to_live_html(turn.text)}</div>')
        st.caption(words.stopped)
    if turn is session.conversation.turns[-1]:
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
        titles = dict.fromkeys(each.excerpt.title for each in cited if standings[each.number].state == state)
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


def _render_answer(number: int, answer: Answer, words: Words, translator: Translator | None) -> None:
    _render_notes(answer)
    sources = _render_body(number, answer, words, translator)
    if answer.missing and not answer.refused:
        _render_known(missing_line(answer.missing, answer.language))
    if answer.nearest:
        st.html(f'<p class="note">{to_html(nearest_line(answer.language))}</p>')
    for index, excerpt in enumerate(answer.nearest):
        with st.container(key=f"quote-{number}-nearest-{index}"):
            _render_quote(excerpt)
            render_translation(f"nearest-{number}-{index}", _to_quote(excerpt, answer), translator, words)
            _render_source(f"nearest-{number}-{index}", excerpt, answer)
    if answer.author is not None:
        _render_author(answer, answer.author, words)
        _render_cards(number, answer, sources, words, translator)


def _render_body(number: int, answer: Answer, words: Words, translator: Translator | None) -> Sequence[Excerpt | None]:
    """The paragraphs of an answer; gives what each of them quotes, None for prose."""
    quoted = {to_mark((each.number,)): each.excerpt for each in answer.citations}
    paragraphs = _paragraphs(answer.text)
    sources = [_only_quote(paragraph, quoted) for paragraph in paragraphs]
    for index, (paragraph, source) in enumerate(zip(paragraphs, sources, strict=True)):
        with st.container(key=f"quote-{number}-{index}"):
            _render_paragraph(f"{number}-{index}", paragraph, answer)
            if source is not None:
                render_translation(f"{number}-{index}", _to_quote(source, answer), translator, words)
            following = sources[index + 1] if index + 1 < len(sources) else None
            if source is not None and following is not None and following.sources == source.sources:
                _render_times(source)
                label = sample_label(answer.language) if answer.sample else None
                _render_known(byline([label, shown_date(source.published, answer.language)]))
            elif source is not None:
                _render_source(f"quoted-{number}-{index}", source, answer)
    return sources


def _render_cards(
    number: int, answer: Answer, sources: Sequence[Excerpt | None], words: Words, translator: Translator | None
) -> None:
    """What a written answer cites, by number, but for the quotes that stand below it."""
    for citation in answer.citations:
        key, excerpt = f"source-{number}-{citation.number}", citation.excerpt
        if excerpt not in sources:
            with st.container(key=f"quote-{key}"):
                _render_source(key, excerpt, answer, lead=f"{citation.number} – ")
                _render_cited_translation(key, excerpt, answer, translator, words)


def _render_author(answer: Answer, author: Author, words: Words) -> None:
    if answer.incomplete:
        st.caption(words.incomplete)
    written_by = words.written_by.format(model=author.model, host=author.host)
    used = usage_line(answer.usage) if answer.usage else None
    st.html(f'<p class="note">{to_html(byline([written_by, used]))}</p>')


def _render_cited_translation(
    key: str, excerpt: Excerpt, answer: Answer, translator: Translator | None, words: Words
) -> None:
    """The translation of a quote that a written answer only names, below the quote itself."""
    quote = _to_quote(excerpt, answer)
    if translation_of(quote, translator) is not None:
        _render_quote(excerpt)
    render_translation(key, quote, translator, words)


def _to_quote(excerpt: Excerpt, answer: Answer) -> Quote:
    return Quote(excerpt.quote, excerpt.language, answer.language)


def _render_quote(excerpt: Excerpt) -> None:
    st.html(f'<div class="prose" lang="{to_html(excerpt.language or "")}">{to_html(excerpt.quote)}</div>')


def _render_notes(answer: Answer) -> None:
    """How the answer came about: what was understood, what was searched, what went wrong."""
    resolved = resolved_line(answer.resolved, answer.language) if answer.resolved else ""
    for note in filter(None, (resolved, *answer.notes, filter_line(answer.filter, answer.language))):
        st.html(f'<p class="note">{to_html(note)}</p>')


def _only_quote(paragraph: str, quoted: Mapping[str, Excerpt]) -> Excerpt | None:
    """The excerpt that a paragraph consists of; None where it is prose."""
    marks = MARK.findall(paragraph)
    excerpt = quoted.get(marks[-1]) if marks else None
    return excerpt if excerpt is not None and paragraph.strip() == f"{excerpt.quote} {marks[-1]}" else None


def _render_paragraph(key: str, paragraph: str, answer: Answer) -> None:
    """One paragraph whose marks are buttons in the line; what is not supported says so."""
    by_number = {citation.number: citation.excerpt for citation in answer.citations}
    doubtful = [each for each in answer.statements if each.state != "supported" and each.text in _plain(paragraph)]
    with st.container(key=f"flow-{key}"):
        position = 0
        for index, match in enumerate(MARK.finditer(paragraph)):
            _render_text(paragraph[position : match.start()], doubtful, answer.language)
            position = match.end()
            for number in numbers_in(match.group()):
                if number in by_number:
                    st.button(
                        str(number),
                        key=f"cite-{key}-{index}-{number}",
                        type="tertiary",
                        on_click=open_excerpt,
                        args=(by_number[number],),
                        kwargs={"sample": answer.sample, "language": answer.language},
                    )
        _render_text(paragraph[position:], doubtful, answer.language)
    for each in doubtful:
        # Where a paragraph is one statement, it need not be said again.
        said = [] if _plain(paragraph) == each.text else [f"“{each.text}”"]
        _render_known(": ".join([verdict_label(each, answer.language), *said, "; ".join(each.reasons)]).rstrip(": "))


def _plain(paragraph: str) -> str:
    return " ".join(without_marks(paragraph).split())


def _render_text(text: str, doubtful: Sequence[Statement], language: str) -> None:
    """Text between marks, a dotted line under what is not supported."""
    if not text.strip():
        return
    text = " ".join(text.split())
    # A mark may stand before the sentence's end.
    states = {each.text if each.text in text else each.text.rstrip(".!?"): each.state for each in doubtful}
    said = "|".join(re.escape(each) for each in sorted(states, key=len, reverse=True))
    html, position = "", 0
    for match in re.finditer(said, text) if said else ():
        title = to_html(state_label(states[match.group()], language))
        html += f'{to_html(text[position : match.start()])}<span class="doubt" title="{title}">'
        html += f"{to_html(match.group())}</span>"
        position = match.end()
    html += to_html(text[position:])
    st.html(f"<span>{html}</span>")


def _render_source(key: str, excerpt: Excerpt, answer: Answer, lead: str = "") -> None:
    with st.container(key=f"row-{key}", gap=None):
        _render_times(excerpt)
        st.button(
            plain_label(lead + excerpt.title),
            key=key,
            type="tertiary",
            on_click=open_excerpt,
            args=(excerpt,),
            kwargs={"sample": answer.sample, "language": answer.language},
        )
        _render_known(known_of(excerpt, answer.language, sample=answer.sample))
        _render_copies(key, excerpt, answer)


def _render_times(excerpt: Excerpt) -> None:
    _render_known(times_line((time.text, time.wording) for time in excerpt.times))


def _render_copies(key: str, excerpt: Excerpt, answer: Answer) -> None:
    """The articles that print the same, each of which opens where the quote stands in it."""
    if not excerpt.copies:
        return
    with st.container(key=f"copies-{key}", horizontal=True, gap="small", vertical_alignment="center"):
        _render_known(copies_line(len(excerpt.copies), answer.language))
        for copy in excerpt.copies:
            st.button(
                plain_label(byline([copy.title, copy.source])),
                key=f"copy-{key}-{copy.article_id}",
                type="tertiary",
                on_click=open_excerpt,
                args=(excerpt,),
                kwargs={"sample": answer.sample, "language": answer.language, "copy": copy},
            )


def _render_known(known: str) -> None:
    if known:
        st.html(f'<div class="note">{to_html(known)}</div>')


def _follow(turn: Turn, slot: "st.delta_generator.DeltaGenerator", words: Words) -> None:
    """Show what comes until the answer is whole, or a translation. At each drawing a click may interrupt."""
    translations = running_translations()
    while turn.status == "running" and all(job.running for job in translations):
        text = _to_live_html(turn.text)
        slot.html(
            f'<div class="prose live">{text}</div>' if text else f'<p class="note">{to_html(words.searching)}</p>'
        )
        turn.wait(_SECONDS_BETWEEN_LOOKS)
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
