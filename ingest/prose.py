"""Plain text and Markdown as articles."""

import re
from collections.abc import Iterator
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.cleaning import LINE_END, clean_text, decode
from ingest.dates import is_date
from ingest.receipt import Unreadable
from ingest.sources import MAX_TEXT_BYTES, TOO_LONG, Reading, Source, first_line, to_reading

_SEED_DATE = re.compile(
    r"\s*date\s+(\d{4}[-/.]\d[\d:TZ/.+-]*|\d{1,2}(?:[-/]|\.\s?)\d{1,2}(?:[-/]|\.\s?)\d{2,4})(?:\s+|\Z)"
)
_SEED_DATE_IN_WORDS = re.compile(
    r"\s*date\s+(\d{1,2}(?:st|nd|rd|th|\.)?\s[^\W\d]{3,}\.?,?\s\d{4}|"
    r"[^\W\d]{3,}\.?\s(?:\d{1,2}(?:st|nd|rd|th)?,?\s)?\d{4})(?:\s+|\Z)"
)


class _DatesAsText(yaml.SafeLoader):
    """Leaves dates as they are written: one that does not exist must not cost all that stands beside it."""


_DatesAsText.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _FrontMatter(YAMLHandler):
    def load(self, fm: str, **_: object) -> Any:
        return super().load(fm, Loader=_DatesAsText)


_YAML = _FrontMatter()


def read_text(source: Source) -> Iterator[Reading]:
    """Plain text; it may begin with its date."""
    text = decode(source.read_whole(MAX_TEXT_BYTES, TOO_LONG))
    match = _SEED_DATE.match(text) or _SEED_DATE_IN_WORDS.match(text)
    if match is not None and match.re is _SEED_DATE_IN_WORDS and not is_date(match.group(1)):
        match = None  # words: "date palms 2024"
    body = text if match is None else text[match.end() :]
    yield to_reading(source.article_id, clean_text(body), {"date": match and match.group(1)})


def read_markdown(source: Source) -> Iterator[Reading]:
    """Markdown; what is known of the article may stand in YAML front matter.

    Raises:
        Unreadable: when the front matter is no YAML.
    """
    text = LINE_END.sub("\n", decode(source.read_whole(MAX_TEXT_BYTES, TOO_LONG)))
    try:
        data, content = frontmatter.parse(text, handler=_YAML if _YAML.detect(text) else None)
    except (yaml.YAMLError, ValueError) as error:
        raise Unreadable(f"has front matter that is not YAML: {first_line(error)}.") from error
    # Lines between rules that are no front matter are part of the text.
    yield to_reading(source.article_id, clean_text(_to_plain(content if data else text)), data)


def _to_plain(markdown: str) -> str:
    """The words of a Markdown text, blocks parted by blank lines, without marks, links' targets or HTML.

    A heading loses its final stop and an item of a list keeps a dash, by which both are known later. A row of a table
    is a line, bars between its cells.
    """
    text = ""
    tokens = MarkdownIt().enable("table").parse(clean_text(markdown))
    for index, token in enumerate(tokens):
        if token.type == "inline":
            words = _words_of(token)
            opening = [before.type for before in tokens[max(0, index - 2) : index]]
            if "heading_open" in opening:
                text += "\n\n" + words.rstrip(".:;,!… ")
            elif opening == ["list_item_open", "paragraph_open"]:
                text += f"\n- {words}"
            elif opening[-1:] in (["th_open"], ["td_open"]):
                text += words if opening[0] == "tr_open" else f" | {words}"
            else:
                text += "\n\n" + words
        elif token.type in ("fence", "code_block"):
            text += "\n\n" + token.content.strip("\n")
        elif token.type in ("bullet_list_open", "ordered_list_open", "table_open", "tr_open"):
            text += "\n"
        elif token.type == "tr_close":
            text = text.rstrip(" |")  # cells without words
    return text


def _words_of(token: Token) -> str:
    return "".join(
        "\n" if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children or []
        if child.type not in ("html_inline", "image")
    )
