import pytest

from assistant.articles import Article
from ui.reader import Opened, article_html
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
