"""What the reading pane does in the browser: scrolling, focus, copying its link, asking about a selection."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from ui.callbacks import told
from ui.plain import shortened
from ui.wording import Words

_KEY = "pane"
_TRIGGER = "asked"

_HTML = '<button type="button" class="copy-link"></button><span role="status" class="copy-status"></span>'

_CSS = """
.st-key-pane,.st-key-pane>*{width:auto!important}
.copy-status{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
"""

_SCRIPT = """
const NARROW = matchMedia('(max-width:900px)');
let isOpen = false, shown = 0, opener = null, over = null;

export default function({data, parentElement, setTriggerValue}) {
  const pane = parentElement.closest('.st-key-reader');
  if (!pane) return;
  over?.abort();
  over = new AbortController();
  const signal = over.signal;
  if (!isOpen) opener = document.activeElement;
  isOpen = true;
  if (shown !== data.opened) show(pane, data.opened, signal);
  name(pane, data, signal);
  copyLink(parentElement, data, signal);
  if (data.ask) askAbout(pane, data, setTriggerValue, signal);
  return () => {
    over.abort();
    isOpen = false;
    // The button that closed the pane goes with it.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body && opener?.isConnected) opener.focus({preventScroll: true});
    });
  };
}

/* Bring the quote into view, else the beginning, and the focus there unless it is where the reader is at work. */
function show(pane, number, signal) {
  let frames = 0;
  const go = () => {
    if (signal.aborted) return;
    const article = pane.querySelector('article[data-opened="' + number + '"]');
    const failure = pane.querySelector('.failure');
    if (!article && !failure) {
      if (frames++ < 240) requestAnimationFrame(go);
      return;
    }
    shown = number;
    const mark = article?.querySelector('mark:not(.other)');
    const target = mark || article?.querySelector('h2') || failure;
    if (mark) mark.scrollIntoView({block: 'center'});
    else pane.scrollTop = 0;
    const active = document.activeElement;
    const types = !NARROW.matches && active?.matches('input, textarea, [contenteditable]');
    const steps = active?.closest('.st-key-steps') && !active.disabled;
    target.tabIndex = -1;
    if (!types && !steps) target.focus({preventScroll: true});
  };
  go();
}

/* A region beside the page, a dialog over it. */
function name(pane, data, signal) {
  const set = () => {
    pane.setAttribute('role', NARROW.matches ? 'dialog' : 'complementary');
    pane.setAttribute('aria-label', data.label);
  };
  set();
  NARROW.addEventListener('change', set, {signal});
}

function copyLink(parent, data, signal) {
  const button = parent.querySelector('.copy-link'), status = parent.querySelector('.copy-status');
  const link = new URL(location.href);
  link.search = new URLSearchParams(data.address).toString();
  link.hash = '';
  button.textContent = data.copy;
  button.addEventListener('click', async () => {
    const done = await copy(link.href);
    button.textContent = done ? '\\u2713 ' + data.copied : data.notCopied;
    status.textContent = done ? data.copied : data.notCopied;
    setTimeout(() => { button.textContent = data.copy; status.textContent = ''; }, 2500);
  }, {signal});
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without a safe connection there is no clipboard, but the command of old.
    const field = document.createElement('textarea'), before = document.activeElement;
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    before?.focus();
    return done;
  }
}

/* A button below what is selected in the article, next in the order of the keyboard. */
function askAbout(pane, data, setTriggerValue, signal) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'ask-selection';
  button.textContent = data.ask;
  button.lang = data.language;
  let text = '', wait = 0;
  const look = () => {
    const selection = getSelection(), article = pane.querySelector('article');
    const inside = article && !selection.isCollapsed && article.contains(selection.anchorNode)
      && article.contains(selection.focusNode);
    if (!inside) {
      if (document.activeElement !== button) button.remove();
      return;
    }
    const range = selection.getRangeAt(0);
    text = selection.toString().trim().slice(0, data.longest * 4);
    let block = range.endContainer;
    while (block.parentElement !== article && block !== article) block = block.parentElement;
    if (!text || block === article) return;
    block.after(button);
    const place = [...range.getClientRects()].pop(), around = article.getBoundingClientRect();
    const left = Math.min(place.right, around.right) - around.left - button.offsetWidth;
    const top = Math.min(place.bottom + 8, innerHeight - button.offsetHeight - 12);
    button.style.top = top - around.top + 'px';
    button.style.left = Math.max(0, left) + 'px';
  };
  document.addEventListener('selectionchange', () => { clearTimeout(wait); wait = setTimeout(look, 150); }, {signal});
  // The focus may be far from the selection.
  document.addEventListener('keydown', event => {
    const active = document.activeElement, article = pane.querySelector('article');
    const reads = active === document.body || (article?.contains(active) && active !== button);
    if (event.key !== 'Tab' || event.shiftKey || !button.isConnected || !reads) return;
    event.preventDefault();
    button.focus();
  }, {signal});
  button.addEventListener('pointerdown', event => event.preventDefault());
  button.addEventListener('blur', () => setTimeout(look));
  button.addEventListener('click', () => {
    getSelection().removeAllRanges();
    button.remove();
    setTriggerValue('asked', text);
  });
  signal.addEventListener('abort', () => { clearTimeout(wait); button.remove(); });
  look(); // what is selected stays so when the page is drawn anew
}
"""

_component = st.components.v2.component("reading_pane", html=_HTML, css=_CSS, js=_SCRIPT, isolate_styles=False)


@dataclass(frozen=True, slots=True)
class Pane:
    """What the pane in the browser is told.

    Attributes:
        opened: counts what has been opened; a new number is scrolled to and may take the focus.
        label: names the pane.
        address: the parameters that lead to what it shows.
        longest: most characters that are asked about.
    """

    opened: int
    label: str
    address: Mapping[str, str]
    longest: int


def follow_pane(pane: Pane, words: Words, on_ask: Callable[[str], None] | None = None) -> None:
    """Draw the button that copies the pane's link, and let the browser do the rest.

    Args:
        pane: as it is now.
        words: of the interface.
        on_ask: takes what was selected, white space made even; None where nothing can be asked.
    """

    def asked() -> None:
        text = told(_KEY, _TRIGGER)
        if on_ask is not None and isinstance(text, str) and text.strip():
            on_ask(shortened(text, pane.longest))

    data = {
        "opened": pane.opened,
        "label": pane.label,
        "address": dict(pane.address),
        "longest": pane.longest,
        "language": words.language,
        "copy": words.copy_link,
        "copied": words.link_copied,
        "notCopied": words.link_not_copied,
        "ask": words.ask_selection if on_ask is not None else "",
    }
    _component(key=_KEY, data=data, height="content", width="content", on_asked_change=asked)
