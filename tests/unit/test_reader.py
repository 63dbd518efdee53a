from dataclasses import replace

import pytest

from assistant.answers import Copy, Excerpt
from assistant.articles import Article
from ui.article import Opened, article_html
from ui.wording import words_for

OPENED = Opened("a", sample=False, start=4, end=10, number=1)


def drawn(url: str | None) -> str:
    article = Article("a", "Titel <b>", "Die <i>Brücke</i> ist offen.", url=url)
    return article_html(article, (), OPENED, words_for("de"))


def test_a_link_says_which_host_it_leads_to_and_takes_no_referrer() -> None:
    html = drawn('https://bank.example@planted.invalid/?a="b"')
    assert 'href="https://bank.example@planted.invalid/?a=&quot;b&quot;"' in html
    assert 'rel="noopener noreferrer">Original (planted.invalid)</a>' in html


@pytest.mark.parametrize(
    "url", [None, "javascript:alert(1)", "data:text/html,x", "//planted.invalid", "https://[x", "https:", "  "]
)
def test_what_is_no_website_is_no_link(url: str | None) -> None:
    assert "<a " not in drawn(url)


def test_tags_in_an_article_are_text_and_a_quote_inside_one_is_marked() -> None:
    html = drawn(None)
    assert "<h2>Titel &lt;b&gt;</h2>" in html
    assert "<mark>&lt;i&gt;Brü</mark>cke&lt;/i&gt;" in html


def excerpt(text: str, quote: str, article_id: str = "a", copies: tuple[Copy, ...] = ()) -> Excerpt:
    start = text.index(quote)
    return Excerpt(article_id, "", None, None, None, None, start, start + len(quote), quote, copies=copies)


def marked(text: str, quote: str, among: tuple[Excerpt, ...]) -> str:
    start = text.index(quote) if quote else 0
    opened = Opened("a", sample=False, start=start, end=start + len(quote), number=1, among=among)
    return article_html(Article("a", "", text), (), opened, words_for("en")).split("</div>", 1)[1]


TEXT = "One here. Two there.\n\nThree <b>. Four."


def test_all_quotes_of_the_answer_are_marked_the_opened_one_more_strongly() -> None:
    among = tuple(excerpt(TEXT, quote) for quote in ("Three <b>.", "One here.", "Two there."))
    assert marked(TEXT, "Two there.", among) == (
        '<p><mark class="other">One here.</mark> <mark>Two there.</mark></p>'
        '<p><mark class="other">Three &lt;b&gt;.</mark> Four.</p></article>'
    )


def test_quotes_that_overlap_are_marked_once_and_the_opened_one_counts() -> None:
    among = tuple(excerpt(TEXT, quote) for quote in ("One here. Two", "here. Two there.", "Two"))
    assert marked(TEXT, "Two", among).startswith(
        '<p><mark class="other">One here. </mark><mark>Two</mark><mark class="other"> there.</mark></p>'
    )
    assert "".join(marked(TEXT, "", among).split("<p>")[1]).count("<mark") == 2


def test_a_quote_of_an_article_that_prints_the_same_is_marked_and_one_that_left_is_not() -> None:
    copy = Copy("a", "", None, None, TEXT.index("Four."), len(TEXT))
    other = excerpt("Four, he says.", "Four, he says.", "b", (copy,))
    left = replace(excerpt(TEXT, "One here."), quote="Won here.")
    assert marked(TEXT, "", (other, left)).count("<mark") == 1
    assert '<mark class="other">Four.</mark>' in marked(TEXT, "", (other, left))


def test_what_stands_beside_a_quote_stands_with_its_paragraph() -> None:
    article = Article("a", "T", "Alt.\n\nEr kommt morgen.", published="2024-05-01", language="de")
    opened = Opened("a", sample=False, start=6, end=22, number=1)
    html = article_html(article, (), opened, words_for("en"))
    assert html.endswith(
        '<div class="pair"><p><mark>Er kommt morgen.</mark></p><div class="notes">'
        '<div class="note beside" lang="en">morgen: 2 May 2024</div></div></div></article>'
    )
