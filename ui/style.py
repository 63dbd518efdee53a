"""The page's look, and the few lines of script that scroll."""

import streamlit as st

ACCENT = "#7a2e1d"
CSS = """<style>
:root{--serif:Charter,"Iowan Old Style",Georgia,"DejaVu Serif",serif;--pane:min(44vw,38rem)}
.stMainBlockContainer{max-width:46rem;padding-top:4rem}
.st-key-conversations{gap:.5rem}
.st-key-conversations [class*="st-key-head-"]{border-radius:.4rem;padding:0 .1rem 0 .5rem}
.st-key-conversations [class*="st-key-head-shown-"]{background:light-dark(#e7e0d1,#33302a);font-weight:600}
.st-key-conversations [class*="st-key-open-"]{min-width:0;flex:1 1 0!important}
.st-key-conversations [class*="st-key-open-"] button{justify-content:flex-start;padding-left:0!important}
.st-key-conversations [class*="st-key-open-"] button p{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
/* what the icon says is there for who hears it */
.st-key-conversations [class*="st-key-more-"] [data-testid="stMarkdownContainer"]{position:absolute;width:1px;
  height:1px;overflow:hidden;clip-path:inset(50%)}
.st-key-conversations [class*="st-key-more-"] button>div>:last-child:not(:first-child)
  [data-testid="stIconMaterial"]{display:none}
/* the language that is shown is no choice, but not a lesser one */
.st-key-languages button:disabled *{color:light-dark(#22201c,#e8e4da)!important;font-weight:600}
.st-key-choices{min-height:2rem}
@media (max-width:1500px){.stApp:has(.st-key-reader) .stSidebar{display:none}}
.st-key-live{min-height:50vh}
/* Streamlit's bar is above */
[class*="st-key-user-"]{scroll-margin-top:4.5rem}
[class*="st-key-user-"] .stText{font-weight:600}
.st-key-asker{position:absolute!important;height:0!important;overflow:hidden}
.st-key-chat [data-testid="stChatMessage"]{padding:.25rem 0;background:none}
.st-key-chat [data-testid^="stChatMessageAvatar"]{display:none}
.prose,.prose p{font-family:var(--serif);font-size:1.06rem;line-height:1.62;max-width:65ch}
.note{font-size:.85rem;opacity:.78;max-width:65ch;line-height:1.45}
.failure{border-left:3px solid #b3261e;padding:.6rem .9rem;background:color-mix(in srgb,#b3261e 12%,transparent);
  overflow-wrap:anywhere;white-space:pre-line}
.label{font-size:.78rem;font-weight:600;letter-spacing:.01em}
.notice{border-left:3px solid currentColor;padding:.1rem 0 .1rem .8rem;font-size:.9rem;opacity:.85;max-width:65ch}
.notice code{font-size:.85em;overflow-wrap:anywhere}
.cite-live{font:600 .76rem/1.2 system-ui,sans-serif;vertical-align:.28em;padding:.2rem .45rem;margin:0 .1rem;
  border-radius:.35rem;background:light-dark(#0001,#fff2)}
.live p{margin:0 0 1rem}
.live p:last-child::after{content:" ▍";opacity:.6}
[class*="st-key-row-"] button{justify-content:flex-start!important;text-align:left!important;
  padding-left:0!important;min-height:1.6rem!important}
/* the reading pane: beside the page, over it on narrow screens */
.st-key-reader{--paper:light-dark(#f4f0e7,#211f1b);--line:light-dark(#ddd6c7,#3b372f);--measure:35rem;
  position:fixed;z-index:999991;inset:0 0 0 auto;width:var(--pane);height:100dvh;overflow-y:auto;
  overscroll-behavior:contain;display:block!important;background:var(--paper);container:pane/inline-size;
  border-left:1px solid var(--line);padding:0 2rem 40vh}
.st-key-reader>:has(>.st-key-reader-top){position:sticky;top:0;z-index:2;background:var(--paper);
  border-bottom:1px solid var(--line);margin:0 -2rem 1.75rem;padding:.45rem 2rem;
  width:calc(100% + 4rem)!important;max-width:none!important}
.st-key-reader-top{flex-wrap:wrap;row-gap:0!important}
.st-key-reader-top>*{width:auto!important;flex:0 0 auto!important}
.st-key-reader-top button{min-height:2rem!important;padding:0 .5rem!important}
.st-key-reader-top .st-key-close,.st-key-reader-top .st-key-close *{width:auto!important;max-width:none!important;
  overflow:visible!important}
.st-key-reader-top .st-key-close button{margin-left:-.5rem}
.st-key-reader-top>.st-key-pane{margin-left:auto}
.st-key-steps button{width:2.25rem!important}
.st-key-steps [data-testid="stMarkdownContainer"]{position:absolute;
  width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.st-key-steps kbd,.st-key-new kbd{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.st-key-steps{align-items:center;gap:0!important}
.st-key-steps>*{width:auto!important;flex:0 0 auto!important}
.st-key-steps [role=status]{font-size:.85rem;font-variant-numeric:tabular-nums;padding:0 .15rem}
.st-key-reader article{position:relative;font-family:var(--serif);font-size:1.1rem;line-height:1.66;
  hyphens:auto;overflow-wrap:break-word}
.st-key-reader article>*,.st-key-reader .pair>*{max-width:var(--measure)}
.st-key-reader article .pair{max-width:none}
.st-key-reader article h2{font-size:1.75rem;line-height:1.2;letter-spacing:-.012em;margin:0 0 .5rem;padding:0;
  hyphens:manual;text-wrap:balance}
.st-key-reader article h2:focus{outline:none}
.st-key-reader article h2+.note{margin:0 0 1.6rem;padding-bottom:.9rem;border-bottom:1px solid var(--line)}
.st-key-reader article h3{font-size:1.18rem;line-height:1.3;margin:2rem 0 .4rem;padding:0;hyphens:manual}
.st-key-reader article p{font-size:inherit;margin:0 0 1.05rem}
.st-key-reader .note{font-family:system-ui,sans-serif;hyphens:manual}
.st-key-reader .notes{display:grid;gap:.6rem;margin:-.3rem 0 1.3rem;align-content:start}
.st-key-reader .notes p{margin:0 0 .2rem}
@container pane (min-width:45rem){
  .st-key-reader .pair{display:grid;grid-template-columns:minmax(0,var(--measure)) minmax(10rem,1fr);column-gap:1.75rem}
  .st-key-reader .notes{margin:.2rem 0 1.3rem}
}
.st-key-reader a{color:inherit!important;text-underline-offset:.2em}
[class*="st-key-translate-"] button{padding:0!important;min-height:1.4rem!important}
[class*="st-key-translate-"] button:enabled{color:light-dark(#7a2e1d,#e0a08c)}
[class*="st-key-translate-"] button p{font-size:.85rem!important}
.translation{border-left:2px solid light-dark(#ddd6c7,#3b372f);padding-left:.8rem;max-width:65ch}
.translation p{font-family:var(--serif);font-size:1rem;line-height:1.55;opacity:.85;margin:0 0 .15rem}
mark{background:light-dark(#ffe08a,#6b5412);color:light-dark(#22201c,#fff4d6);padding:.1em .14em;border-radius:.15em;
  box-decoration-break:clone;  -webkit-box-decoration-break:clone;box-shadow:inset 0 -.11em light-dark(#b97e00,#e8c25a)}
mark:focus{outline:none}
mark.other{background:light-dark(#ffe08a40,#ffe08a17);color:inherit;box-shadow:none;
  text-decoration:underline dotted;text-decoration-thickness:.09em;text-underline-offset:.22em}
.ask-selection{position:absolute;z-index:1;font:600 .85rem/1 system-ui,sans-serif;padding:.6rem .8rem;border:0;
  border-radius:.4rem;cursor:pointer;background:light-dark(#22201c,#e8e4da);color:light-dark(#fbf9f4,#181714);
  box-shadow:0 .15rem .7rem #0004;hyphens:manual;white-space:nowrap}
.ask-selection:focus-visible,.copy-link:focus-visible{outline:2px solid light-dark(#7a2e1d,#e0a08c);outline-offset:2px}
.copy-link{font:inherit;font-size:.875rem;color:inherit;background:none;border:0;border-radius:.35rem;cursor:pointer;
  min-height:2rem;padding:0 .5rem;white-space:nowrap}
.copy-link:hover{background:color-mix(in srgb,currentColor 8%,transparent)}
.st-key-reader-more{max-width:var(--measure);gap:.1rem!important}
.st-key-reader-more:has(h3){border-top:1px solid var(--line);margin-top:2.5rem;padding-top:1rem}
.st-key-reader-more h3{font-size:1rem;margin:.6rem 0 .2rem;padding:0}
.st-key-reader-more button{justify-content:flex-start!important;text-align:left!important;padding:.15rem 0!important;
  min-height:1.8rem!important}
.stApp:has(.st-key-reader) .stMain{padding-right:var(--pane)}
@media (min-width:1500px){.stApp:has(.st-key-reader){--pane:min(46vw,52rem)}}
@media (max-width:900px){
  .st-key-reader{width:100vw;border:0;padding:0 1.15rem 40vh}
  .st-key-reader>:has(>.st-key-reader-top){margin:0 -1.15rem 1.25rem;padding:.35rem 1.15rem;
    width:calc(100% + 2.3rem)!important}
  .st-key-reader article h2{font-size:1.5rem}
  .st-key-reader-top{gap:.15rem!important}
  .st-key-reader-top kbd{display:none}
  /* what is below the pane can be neither seen nor reached */
  .stApp:has(.st-key-reader){visibility:hidden}
  .stApp:has(.st-key-reader) .stMain{padding-right:0}
  .st-key-reader{visibility:visible}
}
@media (prefers-reduced-motion:no-preference){
  .st-key-reader{animation:pane-opens .16s ease-out}
  @keyframes pane-opens{from{opacity:0;transform:translateX(.75rem)}}
}
/* the library page */
.st-key-shelf [data-testid="stExpander"] details{border:0;background:none}
.st-key-shelf [data-testid="stExpander"] summary{padding-left:0}
.st-key-finding{flex-wrap:wrap}
.st-key-finding>div:has(.stTextInput){flex:1 1 14rem}
[class*="st-key-row-"]{padding:.55rem 0 .35rem;border-top:1px solid light-dark(#e6e0d3,#302d29)}
.st-key-shelf [class*="st-key-open-"] button p{font-family:var(--serif);font-size:1.16rem;font-weight:600;
  line-height:1.3}
.beginning,.found{font-family:var(--serif);font-size:1rem;line-height:1.5;max-width:65ch;margin:.2rem 0 0!important;
  overflow-wrap:anywhere}
.beginning{display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden;opacity:.88}
.found{border-left:2px solid light-dark(#7a2e1d,#e0a08c);padding-left:.7rem}
[class*="st-key-actions-"]{gap:1rem!important;margin-top:.15rem}
[class*="st-key-actions-"] button,.st-key-show-hidden button{padding:0!important;min-height:1.75rem!important}
[class*="st-key-actions-"] button p,.st-key-show-hidden button p{font-size:.85rem!important}
.taken{border-left:3px solid light-dark(#7a2e1d,#e0a08c);padding:.2rem 0 .2rem .9rem;font-size:.9rem;line-height:1.55;
  overflow-wrap:anywhere}
.st-key-adding [data-testid="stFileUploaderDropzoneInstructions"]{display:none}
.st-key-adding .note,.notice{overflow-wrap:anywhere}
.taken .file{font-weight:600}
.nothing{font-family:var(--serif);font-size:1.06rem}
.st-key-undo{border-left:3px solid currentColor;padding-left:.8rem}
.overview{display:grid;gap:1.1rem 2rem;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));font-size:.85rem}
.overview .times{grid-column:1/-1}
.overview .columns{display:flex;align-items:flex-end;gap:2px;height:4.5rem;max-width:40rem;
  border-bottom:1px solid light-dark(#b9b1a1,#57524b)}
.overview .columns span{flex:1;min-height:1px;background:light-dark(#7a2e1d,#c98672)}
.overview .ends{display:flex;justify-content:space-between;max-width:40rem;opacity:.78}
.overview [role="listitem"]{display:grid;grid-template-columns:8.5rem 1fr 3.5rem;gap:.6rem;align-items:center;
  line-height:1.6}
.overview [role="listitem"]>span:first-child{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.overview [role="listitem"]>span:last-child{text-align:right;font-variant-numeric:tabular-nums}
.overview .bar{display:block;height:.55rem;background:light-dark(#ece6d9,#2c2925)}
.overview .bar span{display:block;height:100%;min-width:1px;background:light-dark(#7a2e1d,#c98672)}
.stApp button[kind="primary"],.stApp button[kind="primary"] *{color:light-dark(#fff,#1d1a16)!important}
/* Streamlit darkens what is pointed at, in the dark theme too, where it cannot be read then */
.stApp button:is([kind="tertiary"],[data-testid="stPopoverButton"]):is(:hover,:active,:focus,[aria-expanded="true"]){
  color:light-dark(#7a2e1d,#e0a08c)!important}
</style>"""

_SCROLL_TO_QUESTION = """
let moved = null;

/* Ctrl or Cmd and K lead to the question box from anywhere. */
addEventListener('keydown', event => {
  if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  const box = document.querySelector('[data-testid="stChatInputTextArea"]');
  if (!box) return;
  event.preventDefault();
  box.focus();
});

/* Keep a new question at the top of the page while its answer grows, until the reader moves anything; an empty page at
   its beginning. Streamlit goes to the end of what has grown, a moment later than it grew. */
export default function({data}) {
  if (window.scrolledToTurn === data.turn) return;
  window.scrolledToTurn = data.turn;
  moved?.abort();
  moved = new AbortController();
  const {signal} = moved;
  const target = data.turn ? '.st-key-user-' + data.turn : '.stMainBlockContainer';
  let until = performance.now() + 2000, runs = false;
  const go = () => {
    runs = !signal.aborted && performance.now() < until;
    if (!runs) return;
    document.querySelector(target)?.scrollIntoView({block: 'start'});
    requestAnimationFrame(go);
  };
  const sizes = new ResizeObserver(() => {
    until = Math.max(until, performance.now() + 500);
    if (!runs) go();
  });
  sizes.observe(document.querySelector('.stMainBlockContainer'));
  signal.addEventListener('abort', () => sizes.disconnect());
  for (const name of ['wheel', 'touchmove', 'keydown', 'pointerdown'])
    addEventListener(name, () => moved.abort(), {signal, capture: true, passive: true});
  go();
}
"""

_question_scroller = st.components.v2.component("scroll_to_question", js=_SCROLL_TO_QUESTION, isolate_styles=False)


def scroll_to_question(turn: int) -> None:
    """Bring a new question to the top of the page, once for each number, and keep it there; 0 for none."""
    _question_scroller(key="asker", data={"turn": turn}, height=1)
