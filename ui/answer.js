// Draws one answer. What it is given is text and nothing else: it becomes text nodes, never markup.

const SVG = 'http://www.w3.org/2000/svg';
const ICONS = {
  copy: 'M9 8h11v12H9zM5 16V4h11',
  up: 'M7 11v9H4v-9zM7 11l4-8c1.6 0 2.6 1.1 2.2 2.7L12.5 9H18a2 2 0 0 1 2 2.4l-1.4 7a2 2 0 0 1-2 1.6H7',
  down: 'M17 13V4h3v9zM17 13l-4 8c-1.6 0-2.600-1.100-2.2-2.7l.7-3.300H6a2 2 0 0 1-2-2.4l1.4-7a2 2 0 0 1 2-1.6H17',
  retry: 'M4.5 12a7.5 7.5 0 1 0 2.5-5.6L4.5 8.5M4.5 4v4.5H9',
  edit: 'M4 20l1-4.200L16 4.800l3.200 3.200L8.200 19z',
};
const OPEN_AFTER_MS = 120;
const CLOSE_AFTER_MS = 200;
const SAID_FOR_MS = 4000;
const EDGE = 12;

/** The one card that is shown, of all answers; null for none. */
let shown = null;

export default function ({ parentElement, data, setTriggerValue }) {
  const before = parentElement.querySelector(':scope > .answer');
  const held = before && hold(before);
  if (shown && before && before.contains(shown.card)) hide();
  const root = new Drawing(data, setTriggerValue).draw();
  if (before) before.replaceWith(root);
  else parentElement.append(root);
  if (held) giveBack(root, held);
  return () => {
    if (shown && root.contains(shown.card)) hide();
  };
}

/** What a reader has opened, written or reached, to be kept where an answer is drawn anew. */
function hold(root) {
  const active = root.contains(document.activeElement) ? document.activeElement : null;
  return {
    open: [...root.querySelectorAll('details[open]')].map((each) => each.dataset.key),
    comment: root.querySelector('textarea')?.value,
    focus: active?.dataset.key,
  };
}

function giveBack(root, held) {
  for (const each of root.querySelectorAll('details')) each.open = held.open.includes(each.dataset.key);
  const box = root.querySelector('textarea');
  if (box && held.comment !== undefined) box.value = held.comment;
  const focus = held.focus && [...root.querySelectorAll('[data-key]')].find((each) => each.dataset.key === held.focus);
  if (focus) focus.focus({ preventScroll: true });
}

/** An element with a class, a text or children, and attributes. */
function make(tag, classes, content, attributes = {}) {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  if (typeof content === 'string') element.textContent = content;
  else element.append(...(content || []).filter(Boolean));
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== '') element.setAttribute(name, value);
  }
  return element;
}

function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** A text in the language that the answer's own sentences are in; nothing for an empty one. */
function note(text, language, classes = 'note') {
  return text ? make('p', classes, text, { lang: language }) : null;
}

class Drawing {
  constructor(data, send) {
    Object.assign(this, data);
    this.send = send;
    this.cards = new Map();
  }

  draw() {
    const { view } = this;
    const { ours } = view;
    const root = make('article', 'answer', [
      ...view.notes.map((each) => note(each.text, each.language)),
      ...this.blocks(),
      note(view.missing, ours),
      this.doubts(),
      note(view.nearest_line, ours, 'note lead'),
      ...view.nearest.map((key) => this.figure([key])),
      this.sources(),
      note(view.incomplete, view.speaks),
      note(view.author, view.speaks),
      this.actions(),
    ], { lang: view.speaks });
    root.append(...this.cards.values());
    return root;
  }

  id(name) {
    return `answer-${this.number}-${name}`;
  }

  button(classes, key, content, attributes, click) {
    const button = make('button', classes, content, { type: 'button', 'data-key': key, ...attributes });
    button.addEventListener('click', click);
    return button;
  }

  // the text

  blocks() {
    const drawn = [];
    let list = null;
    for (const [place, block] of this.view.blocks.entries()) {
      if (block.kind === 'quotes') {
        drawn.push(this.figure(block.quotes));
      } else if (block.kind === 'item') {
        if (!list) drawn.push((list = make('ul', 'prose', [], { lang: this.view.language })));
        list.append(make('li', '', this.runs(block.runs, place)));
      } else {
        drawn.push(make('p', 'prose', this.runs(block.runs, place), { lang: this.view.language }));
      }
      if (block.kind !== 'item') list = null;
    }
    return drawn;
  }

  runs(runs, place) {
    return runs.map((run, index) => {
      if (run.mark) return this.mark(run.mark, `mark-${place}-${index}`);
      if (run.sign !== undefined) return this.sign(run.sign);
      if (run.doubt === undefined) return document.createTextNode(run.text);
      return make('span', `doubt ${this.view.doubts[run.doubt].state}`, run.text);
    });
  }

  /** The number of a citation. */
  mark(key, id) {
    const excerpt = this.view.excerpts[key];
    const card = this.cardOf(key);
    const button = this.button('cite', id, [make('span', '', excerpt.number)], {
      'aria-label': excerpt.name, 'aria-describedby': card.id, lang: this.view.speaks,
    }, () => this.open(key));
    showsCard(button, card);
    return button;
  }

  /** What stands behind a statement that is not fully supported. */
  sign(index) {
    const doubt = this.view.doubts[index];
    const name = [doubt.label, ...doubt.reasons.map((each) => each.text)].join('; ');
    const card = this.card(`doubt-${index}`, [
      make('strong', '', doubt.label, { lang: this.view.speaks }),
      ...doubt.reasons.map((each) => make('span', 'known', each.text, { lang: each.language })),
    ]);
    const button = this.button(`sign ${doubt.state}`, `sign-${index}`,
      [make('span', '', doubt.state === 'partly' ? '~' : '?')], { 'aria-label': name, lang: this.view.speaks },
      () => (shown?.card === card && shown.pinned ? hide() : show(button, card, true)));
    showsCard(button, card);
    return button;
  }

  doubts() {
    const { doubts, doubts_line: line, language, speaks } = this.view;
    if (!doubts.length) return null;
    const items = doubts.map((each) => make('li', '', [
      make('span', '', `${each.label}: `, { lang: speaks }),
      make('q', '', each.text, { lang: language }),
      ...each.reasons.map((reason) => make('span', 'reason', reason.text, { lang: reason.language })),
    ]));
    return make('details', 'doubts note', [make('summary', '', line, { lang: speaks, 'data-key': 'doubts' }),
      make('ul', '', items)], { 'data-key': 'doubts-list' });
  }

  // quotes and what is known of them

  /** Quotes that the same articles print: each with its number, and their article below the last one. */
  figure(keys) {
    const last = keys[keys.length - 1];
    const parts = keys.flatMap((key) => [
      this.pair(key), key === last ? null : this.known('times', this.view.excerpts[key].times),
    ]);
    return make('figure', 'quotes', [...parts, make('figcaption', '', this.source(last))]);
  }

  /** A quote, and its translation beside it. */
  pair(key) {
    const excerpt = this.view.excerpts[key];
    const said = this.view.said;
    const translation = this.translations[key];
    const quote = make('blockquote', '', [document.createTextNode(excerpt.quote)], { lang: excerpt.language });
    if (excerpt.number) quote.append(this.mark(key, `quote-${key}`));
    if (!translation) return quote;
    if (translation.state !== 'done') return make('div', '', [quote, ...this.offer(key, translation)]);
    const heading = (what, name) => make('p', 'label', name ? `${what} · ${name}` : what);
    return make('div', 'pair', [
      make('div', '', [heading(said.original, excerpt.language_name), quote]),
      make('div', 'translation', [
        heading(said.translation, translation.language_name),
        make('p', 'prose', translation.text, { lang: translation.language }),
        ...translation.notes.map((each) => note(each, this.view.ours)),
      ]),
    ]);
  }

  offer(key, { state, label, failure }) {
    const again = state === 'failed' ? `${this.view.said.again}: ` : '';
    const button = this.button('quiet translate', `translate-${key}`, again + label, {
      'aria-disabled': state === 'running' ? 'true' : null, 'aria-busy': state === 'running' ? 'true' : null,
    }, () => state !== 'running' && this.send('translate', { excerpt: key }));
    return [failure ? make('p', 'note failed', failure, { role: 'status' }) : null, button];
  }

  source(key) {
    const { title, known, times, language } = this.view.excerpts[key];
    return [
      this.known('times', times),
      this.button('source', `source-${key}`, title, { lang: language }, () => this.open(key)),
      this.known('known', known),
      this.copies(key),
    ];
  }

  known(classes, text) {
    return text ? make('div', `note ${classes}`, text, { lang: this.view.ours }) : null;
  }

  copies(key) {
    const { copies, copies_line: line, language } = this.view.excerpts[key];
    if (!copies.length) return null;
    return make('div', 'note copies', [
      make('span', '', line, { lang: this.view.ours }),
      ...copies.map((each, index) => this.button('quiet', `copy-${key}-${index}`, each, { lang: language },
        () => this.open(key, index))),
    ]);
  }

  /** What a written answer cites, but for the quotes that stand in it. */
  sources() {
    const { listed, said } = this.view;
    if (!listed.length) return null;
    const items = listed.map(({ keys, name }) => {
      const { title, brief, language } = this.view.excerpts[keys[0]];
      const label = keys.length > 1 ? said.quotes : said.quote;
      const numbers = keys.map((key) => make('span', 'number', this.view.excerpts[key].number));
      return make('li', '', [
        this.button('source', `source-${keys[0]}`, [...numbers, make('span', '', title, { lang: language })],
          { 'aria-label': name }, () => this.open(keys[0])),
        this.known('known', brief),
        make('details', '', [
          make('summary', 'note', label, { 'aria-label': `${label}: ${title}`, 'data-key': `quotes-of-${keys[0]}` }),
          ...keys.flatMap((key) => [this.pair(key), this.known('times', this.view.excerpts[key].times)]),
          this.copies(keys[0]),
        ], { 'data-key': `details-${keys[0]}` }),
      ]);
    });
    return make('section', 'sources', [make('p', 'label', said.sources), make('ol', '', items)],
      { 'aria-label': said.sources });
  }

  // cards

  cardOf(key) {
    if (this.cards.has(key)) return this.cards.get(key);
    const { quote, title, brief, language } = this.view.excerpts[key];
    const translation = this.translations[key];
    const translated = translation?.state === 'done';
    const card = this.card(key, [
      make('span', 'quote', quote, { lang: language }),
      translated ? make('span', 'quote translated', translation.text, { lang: translation.language }) : null,
      translated ? make('span', 'known', translation.notes[0], { lang: this.view.ours }) : null,
      make('strong', '', title, { lang: language }),
      brief ? make('span', 'known', brief, { lang: this.view.ours }) : null,
      make('span', 'known opens', this.view.said.opens),
    ]);
    card.classList.add('opening');
    card.addEventListener('click', () => {
      if (getSelection().isCollapsed) this.open(key);
    });
    return card;
  }

  card(key, content) {
    const card = make('div', 'card', content, { id: this.id(`card-${key}`), role: 'tooltip', popover: 'manual' });
    card.addEventListener('pointerenter', () => stay());
    card.addEventListener('pointerleave', () => hideSoon());
    this.cards.set(key, card);
    return card;
  }

  open(key, copy = null) {
    hide();
    this.send('open', { excerpt: key, copy });
  }

  // what can be done with an answer

  actions() {
    const { said, markdown } = this.view;
    const status = make('span', 'note', '', { role: 'status' });
    const copy = this.button('quiet', 'copy', [icon('copy'), make('span', '', said.copy_answer)], {}, async () => {
      try {
        await navigator.clipboard.writeText(markdown);
        status.textContent = said.copied;
      } catch {
        status.textContent = said.not_copied;
      }
      setTimeout(() => (status.textContent = ''), SAID_FOR_MS);
    });
    const others = { retry: said.ask_again, edit: said.edit };
    return make('div', 'actions', [
      copy, ...(this.offered.includes('judge') ? [this.thumb('up', said.helpful), this.thumb('down', said.unhelpful)] : []),
      ...this.offered.filter((name) => name in others).map((name) =>
        this.button('quiet', name, [icon(name), make('span', '', others[name])], {}, () => this.send(name, {}))),
      status, this.comment(),
    ]);
  }

  thumb(name, label) {
    const { thumb, comment } = this.judgement;
    const chosen = thumb === name;
    return this.button('quiet thumb', name, [icon(name)], { 'aria-label': label, title: label, 'aria-pressed': chosen },
      () => this.send('judge', { thumb: chosen ? null : name, comment }));
  }

  /** Room for a comment, once a thumb was given. */
  comment() {
    const { thumb, comment } = this.judgement;
    const { said } = this.view;
    if (!thumb) return null;
    if (comment) return make('p', 'note', said.comment_kept, { role: 'status' });
    const id = this.id('comment');
    const box = make('textarea', '', '', { id, rows: 2, maxlength: this.most_comment_chars, 'data-key': 'comment' });
    return make('div', 'comment', [
      make('label', 'note', said.comment, { for: id }), box,
      this.button('quiet', 'send', said.send, {}, () => box.value.trim() && this.send('judge', { thumb, comment: box.value })),
    ]);
  }
}

// The card that is shown beside its button. It is in the top layer, so that nothing cuts it off.

let opening = 0;
let closing = 0;

function showsCard(button, card) {
  button.addEventListener('pointerenter', (event) => {
    if (event.pointerType === 'touch') return;
    stay();
    clearTimeout(opening);
    opening = setTimeout(() => show(button, card, false), OPEN_AFTER_MS);
  });
  button.addEventListener('pointerleave', () => {
    clearTimeout(opening);
    if (shown?.button === button) hideSoon();
  });
  button.addEventListener('focus', () => {
    if (button.matches(':focus-visible')) show(button, card, true);
  });
  button.addEventListener('blur', () => shown?.button === button && hide());
}

/** Show a card; a pinned one stays when the pointer leaves, since the keyboard or a finger asked for it. */
function show(button, card, pinned) {
  clearTimeout(opening);
  if (!button.isConnected || !card.showPopover) return;
  if (shown?.card === card) {
    stay();
    shown.pinned ||= pinned;
    return;
  }
  hide();
  const watching = new AbortController();
  const { signal } = watching;
  shown = { button, card, pinned, watching };
  card.showPopover();
  place(button, card);
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    // Only the card is closed, not what lies below it.
    event.stopImmediatePropagation();
    event.preventDefault();
    hide();
  }, { signal, capture: true });
  addEventListener('pointerdown', (event) => {
    if (!card.contains(event.target) && !button.contains(event.target)) hide();
  }, { signal, capture: true });
  addEventListener('scroll', (event) => event.target !== card && place(button, card), { signal, capture: true });
  addEventListener('resize', () => place(button, card), { signal });
}

function stay() {
  clearTimeout(closing);
}

function hideSoon() {
  stay();
  closing = setTimeout(() => shown && !shown.pinned && hide(), CLOSE_AFTER_MS);
}

function hide() {
  stay();
  clearTimeout(opening);
  if (!shown) return;
  const { card, watching } = shown;
  shown = null;
  watching.abort();
  if (card.isConnected) card.hidePopover();
}

/** Below its button, or above it where there is more room; never beyond the edge of the window. */
function place(button, card) {
  const at = button.getBoundingClientRect();
  if (at.bottom < 0 || at.top > innerHeight) {
    hide();
    return;
  }
  const below = innerHeight - at.bottom - 2 * EDGE;
  const above = at.top - 2 * EDGE;
  card.style.maxHeight = 'none';
  const isBelow = card.offsetHeight <= below || below >= above;
  card.style.maxHeight = `${Math.max(isBelow ? below : above, 0)}px`;
  const top = isBelow ? at.bottom + EDGE / 2 : at.top - EDGE / 2 - card.offsetHeight;
  const most = document.documentElement.clientWidth - card.offsetWidth - EDGE;
  card.style.top = `${Math.max(EDGE, top)}px`;
  card.style.left = `${Math.max(EDGE, Math.min(at.left - 2 * EDGE, most))}px`;
}
