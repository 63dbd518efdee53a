"""RSS and Atom: an article an entry, its whole text where it has it, and XML that can do no harm."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.receipt import Rejection
from ingest.sources import Reading
from tests.unit.files import articles_in, read, read_one, reject, rejections_in

TEXT = "The stone bridge at Aldermoor reopened on Friday after repairs that took seven months."
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
)
ITEM = f"""<item><title>Bridge &amp;amp; lottery</title><link>https://example.org/bridge</link>
<guid isPermaLink="false">b-1</guid><pubDate>Tue, 18 Jun 2024 10:30:00 +0200</pubDate>
<media:title>A picture</media:title><media:content url="https://example.org/p.jpg">Caption</media:content>
<description>In short.</description>
<content:encoded><![CDATA[<p>{TEXT}</p><script>planted()</script><p>A <b>lottery</b> paid.</p>]]></content:encoded>
</item>"""
ENTRY = f"""<entry><title type="html">Bridge &amp;lt;1&amp;gt; is &lt;b&gt;open&lt;/b&gt;</title><id>urn:b-1</id>
<link rel="self" href="https://example.org/self"/><link href="https://example.org/bridge"/>
<updated>2025-01-01T00:00:00Z</updated><published>2024-06-18T10:30:00Z</published><summary>In short.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><h1>Open.</h1><p>{TEXT}</p></div></content></entry>"""


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return tmp_path / "news.xml"


def rss(items: str) -> str:
    head = "<title>The Tarn Courier</title><link>https://example.org</link><language>en-GB</language>"
    return f'<?xml version="1.0"?>\n<rss version="2.0" {SPACES}><channel>{head}\n{items}</channel></rss>'


def atom(entries: str) -> str:
    head = '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Tarn Courier</title>'
    return f"{head}<id>urn:feed</id>{entries}</feed>"


def test_an_item_of_rss_is_an_article_with_its_whole_text(feed: Path) -> None:
    (reading,) = read(feed, rss(ITEM))
    assert isinstance(reading, Reading)
    article = reading.article
    assert (article.id, reading.row, reading.line) == ("b-1", "b-1", 3)
    assert (article.title, article.text) == ("Bridge & lottery", f"{TEXT}\n\nA lottery paid.")
    assert (article.published, article.language) == ("2024-06-18T10:30:00+02:00", "en")
    assert (article.source, article.url) == ("The Tarn Courier", "https://example.org/bridge")


def test_an_entry_of_atom_is_an_article_with_its_whole_text(feed: Path) -> None:
    article = read_one(feed, atom(ENTRY))
    assert (article.id, article.title, article.text) == ("urn:b-1", "Bridge <1> is open", f"Open\n\n{TEXT}")
    assert (article.published, article.language) == ("2024-06-18T10:30:00+00:00", "en")
    assert (article.source, article.url) == ("The Tarn Courier", "https://example.org/bridge")


def test_an_item_of_rss_1_stands_beside_its_channel(feed: Path) -> None:
    spaces = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    item = f"<item><title>A</title><link>https://example.org/a</link><description>{TEXT}</description>"
    date = '<dc:date xmlns:dc="http://purl.org/dc/elements/1.1/">2024-06</dc:date></item>'
    content = f"<rdf:RDF {spaces}><channel><title>Courier</title></channel>{item}{date}</rdf:RDF>"
    article = read_one(feed, content)
    assert (article.id, article.text, article.published) == ("https://example.org/a", TEXT, "2024-06")
    assert article.source == "Courier"


@pytest.mark.parametrize("name", ["news.rss", "news.atom", "NEWS.XML"])
def test_every_ending_reads_either_kind(tmp_path: Path, name: str) -> None:
    assert read_one(tmp_path / name, atom(ENTRY)).id == "urn:b-1"
    assert read_one(tmp_path / name, rss(ITEM)).id == "b-1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "<description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two &amp;amp; a half.&lt;/p&gt;</description>",
            "One.\n\nTwo & a half.",
        ),
        ("<description>One.\n\nTwo &amp; a half.</description>", "One.\n\nTwo & a half."),
        ("<description>In short.</description><content:encoded> </content:encoded>", "In short."),
        ('<atom:summary type="text">Write &lt;b&gt; for bold.</atom:summary>', "Write <b> for bold."),
    ],
)
def test_a_text_is_words_however_it_is_written(feed: Path, text: str, said: str) -> None:
    assert read_one(feed, rss(f"<item><guid>1</guid>{text}</item>")).text == said


def test_an_item_without_a_guid_is_known_by_its_address(feed: Path) -> None:
    item = f"<item><link>https://example.org/a</link><description>{TEXT}</description></item>"
    assert read_one(feed, rss(item)).id == "https://example.org/a"


def test_an_entry_that_was_taken_from_another_feed_names_it(feed: Path) -> None:
    item = f'<item><guid>1</guid><source url="x">Agency</source><description>{TEXT}</description></item>'
    entry = ENTRY.replace("<summary>", "<source><title>Agency</title></source><summary>")
    assert read_one(feed, rss(item)).source == read_one(feed, atom(entry)).source == "Agency"


@pytest.mark.parametrize("date", ["yesterday", "Tue, 32 Jun 2024", "", "06/07/2024"])
def test_a_date_that_cannot_be_read_is_none(feed: Path, date: str) -> None:
    item = f"<item><guid>1</guid><pubDate>{date}</pubDate><description>{TEXT}</description></item>"
    assert read_one(feed, rss(item)).published is None


def test_a_bad_entry_is_named_by_its_line_and_costs_no_other(feed: Path) -> None:
    bad = f"<item><description>{TEXT}</description></item>\n<item><guid>2</guid></item>\n"
    readings = read(feed, rss(bad + ITEM))
    assert [each.id for each in articles_in(readings)] == ["b-1"]
    assert [(each.line, each.reason) for each in rejections_in(readings)] == [
        (3, "has no guid, id or link; an entry needs one to be known by."),
        (4, "holds no text."),
    ]


def test_xml_that_is_no_feed_is_rejected(feed: Path) -> None:
    assert reject(feed, "<urlset><url/></urlset>").reason.startswith("is XML, but no RSS or Atom feed;")


@pytest.mark.parametrize("content", ["", "no xml", "<rss><channel>", b"\xff\xfe\x00", rss("&nbsp;")])
def test_what_is_not_well_formed_is_rejected(feed: Path, content: str | bytes) -> None:
    rejection = reject(feed, content)
    assert rejection.reason.startswith("is not well-formed XML")
    assert rejection.reason.endswith("; save it anew.")


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "declared",
    [
        f'<!ENTITY a0 "ha">{LAUGHS}',
        '<!ENTITY a11 SYSTEM "file:///etc/passwd">',
        '<!ENTITY a11 SYSTEM "http://planted.invalid/">',
        '<!ENTITY % other SYSTEM "http://planted.invalid/"> %other; <!ENTITY a11 "x">',
    ],
)
@pytest.mark.parametrize("place", ["<description>&a11;</description>", '<description a="&a11;">x</description>'])
def test_a_feed_that_declares_entities_is_refused(feed: Path, declared: str, place: str) -> None:
    content = rss(f"<item><guid>1</guid>{place}</item>").replace("<rss", f"<!DOCTYPE rss [{declared}]><rss", 1)
    rejection = reject(feed, content)
    assert "entit" in rejection.reason.lower()
    assert "root:" not in rejection.reason


def test_a_feed_whose_type_is_only_named_is_read(feed: Path) -> None:
    kind = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://planted.invalid/rss-0.91.dtd"><rss'
    assert read_one(feed, rss(ITEM).replace("<rss", kind, 1)).id == "b-1"


PARTS = ["<item>", "</item>", "<guid>1</guid>", "<description>", "</description>", "<link>", "&amp;", "&lt;p&gt;", "x"]
PARTS += ["<pubDate>1</pubDate>", "<![CDATA[", "]]>", "\x00", "<!-- -->", "<?a b?>", "<title>t</title>"]


@given(content=st.binary(max_size=200) | st.lists(st.sampled_from(PARTS)).map(lambda each: rss("".join(each)).encode()))
def test_any_bytes_are_articles_or_rejections(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    for reading in read(tmp_path_factory.getbasetemp() / "any.xml", content):
        assert isinstance(reading, Rejection) or reading.article.text.strip()


@given(st.lists(st.tuples(st.sampled_from(["pubDate", "link", "title", "guid", "description"]), st.text(max_size=9))))
def test_any_words_in_an_item_are_an_article_or_a_rejection(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[str, str]]
) -> None:
    item = "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in parts)
    path = tmp_path_factory.getbasetemp() / "words.xml"
    (reading,) = read(path, rss(f"<item>{item}</item>").encode("utf-8", "replace"))
    assert isinstance(reading, (Reading, Rejection))
