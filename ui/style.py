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
.st-key-choices{min-height:2rem}
@media (max-width:1500px){.stApp:has(.st-key-reader) .stSidebar{display:none}}
.st-key-live{min-height:50vh}
[class*="st-key-user-"]{scroll-margin-top:1rem}
[class*="st-key-user-"] .stText{font-weight:600}
.st-key-asker,.st-key-scroller{position:absolute!important;height:0!important;overflow:hidden}
.st-key-chat [data-testid="stChatMessage"]{padding:.25rem 0;background:none}
.st-key-chat [data-testid^="stChatMessageAvatar"]{display:none}
.prose,.prose p{font-family:var(--serif);font-size:1.06rem;line-height:1.62;max-width:65ch}
.doubt{text-decoration:underline dotted;text-underline-offset:.22em;text-decoration-thickness:.08em}
.note{font-size:.85rem;opacity:.78;max-width:65ch;line-height:1.45}
.failure{border-left:3px solid #b3261e;padding:.6rem .9rem;background:color-mix(in srgb,#b3261e 12%,transparent);
  overflow-wrap:anywhere;white-space:pre-line}
.label{font-size:.78rem;font-weight:600;letter-spacing:.01em}
.notice{border-left:3px solid currentColor;padding:.1rem 0 .1rem .8rem;font-size:.9rem;opacity:.85;max-width:65ch}
.notice code{font-size:.85em;overflow-wrap:anywhere}
/* text and citation numbers in one line: the blocks of such a container are laid out inline */
[class*="st-key-flow-"]{display:block!important;max-width:65ch}
[class*="st-key-flow-"] :is(div,p,span){display:inline!important;width:auto!important}
[class*="st-key-flow-"] p{margin:0!important}
[class*="st-key-flow-"] .stHtml{font-family:var(--serif);font-size:1.06rem;line-height:1.62}
[class*="st-key-cite-"] button{display:inline-flex!important;width:auto!important;vertical-align:.2em;
  min-height:1.4rem!important;min-width:1.4rem;padding:0 .3rem!important;margin:-.35rem .15rem!important;
  border-radius:.35rem;background:color-mix(in srgb,currentColor 10%,transparent)!important;
  color:light-dark(#7a2e1d,#e0a08c);line-height:1.2!important}
[class*="st-key-cite-"] button p{font:600 .76rem/1.2 system-ui,sans-serif!important}
[class*="st-key-cite-"] button:focus-visible{outline:2px solid currentColor;outline-offset:2px}
@media (pointer:coarse){[class*="st-key-cite-"] button{min-height:1.75rem!important;min-width:1.75rem}}
.cite-live{font:600 .76rem/1.2 system-ui,sans-serif;vertical-align:.28em;padding:.2rem .45rem;margin:0 .1rem;
  border-radius:.35rem;background:light-dark(#0001,#fff2)}
.live p{margin:0 0 1rem}
.live p:last-child::after{content:" ▍";opacity:.6}
[class*="st-key-quote-"]{gap:.35rem!important;margin-bottom:.5rem}
[class*="st-key-row-"] button{justify-content:flex-start!important;text-align:left!important;
  padding-left:0!important;min-height:1.6rem!important}
/* the reading pane: beside the page, over it on narrow screens */
.st-key-reader{position:fixed;z-index:99;inset:0 0 0 auto;width:var(--pane);height:100dvh;overflow-y:auto;
  overscroll-behavior:contain;display:block!important;background:light-dark(#f1ede3,#23211d);
  border-left:1px solid light-dark(#ddd6c7,#3b372f);padding:1rem 1.75rem 45vh}
.st-key-reader>:has(>.st-key-reader-top){position:sticky;top:-1rem;z-index:2;background:light-dark(#f1ede3,#23211d);
  padding:.5rem 0;margin:-1rem 0 0;width:100%!important}
.st-key-close .stButton{display:flex;justify-content:flex-start}
.st-key-close button{width:auto!important}
.st-key-reader article{max-width:62ch;font-family:var(--serif);font-size:1.06rem;line-height:1.65}
.st-key-reader article h2{font-size:1.45rem;line-height:1.25;margin:.2rem 0 .9rem;padding:0}
.st-key-reader article h3{font-size:1.08rem;margin:1.4rem 0 .3rem;padding:0}
.st-key-reader .note{font-family:system-ui,sans-serif}
.st-key-reader .beside{margin:-.6rem 0 1rem}
[class*="st-key-copies-"]{gap:.1rem .75rem!important;max-width:65ch;justify-content:flex-start!important}
[class*="st-key-copies-"]>div{width:auto!important;flex:0 1 auto!important}
[class*="st-key-copies-"] button{padding:0!important;min-height:1.4rem!important;text-align:left!important}
[class*="st-key-copies-"] button p{font-size:.85rem!important}
.st-key-reader a{color:inherit!important}
[class*="st-key-translate-"] button{padding:0!important;min-height:1.4rem!important}
[class*="st-key-translate-"] button:enabled{color:light-dark(#7a2e1d,#e0a08c)}
[class*="st-key-translate-"] button p{font-size:.85rem!important}
.translation{border-left:2px solid light-dark(#ddd6c7,#3b372f);padding-left:.8rem;max-width:65ch}
.translation p{font-family:var(--serif);font-size:1rem;line-height:1.55;opacity:.85;margin:0 0 .15rem}
.st-key-reader .translation{margin:-.4rem 0 1rem}
mark{background:#ffe08a;color:#22201c;padding:.08em .12em;border-radius:.15em}
mark:focus{outline:none}
.stApp:has(.st-key-reader) .stMain{padding-right:var(--pane)}
@media (max-width:900px){
  .st-key-reader{width:100vw;border:0;padding:.75rem 1.1rem 45vh;z-index:999991}
  .stApp:has(.st-key-reader) .stMain{padding-right:0}
}
</style>"""

_SCROLL_TO_MARK = """
export default function({data}) {
  let frames = 0, over = false;
  const go = () => {
    if (over) return;
    const article = document.querySelector('.st-key-reader article[data-opened="' + data.opened + '"]');
    const mark = article && article.querySelector('mark');
    if (mark) {
      mark.scrollIntoView({block: 'center'});
      mark.tabIndex = -1;
      if (matchMedia('(max-width:900px)').matches) mark.focus({preventScroll: true});
    } else if (article) {
      document.querySelector('.st-key-reader').scrollTop = 0;
    } else if (frames++ < 120) {
      requestAnimationFrame(go);
    }
  };
  go();
  return () => { over = true; };
}
"""

_SCROLL_TO_QUESTION = """
export default function({data}) {
  if (!data.turn || window.scrolledToTurn === data.turn) return;
  window.scrolledToTurn = data.turn;
  let frames = 0;
  const go = () => {
    const question = document.querySelector('.st-key-user-' + data.turn);
    if (question) question.scrollIntoView({block: 'start'});
    else if (frames++ < 120) requestAnimationFrame(go);
  };
  go();
}
"""

_mark_scroller = st.components.v2.component("scroll_to_mark", js=_SCROLL_TO_MARK, isolate_styles=False)
_question_scroller = st.components.v2.component("scroll_to_question", js=_SCROLL_TO_QUESTION, isolate_styles=False)


def scroll_to_mark(opened: int) -> None:
    """Bring the marked sentence into view, once for each number."""
    _mark_scroller(key="scroller", data={"opened": opened}, height=1)


def scroll_to_question(turn: int) -> None:
    """Bring a new question to the top of the page, once for each number; 0 for none."""
    _question_scroller(key="asker", data={"turn": turn}, height=1)
