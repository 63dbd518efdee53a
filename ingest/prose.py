"""Plain text and Markdown as articles."""

import re
from collections.abc import Iterator

import frontmatter
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.cleaning import LINE_END, clean_text, decode
from ingest.receipt import Unreadable
from ingest.sources import MAX_TEXT_BYTES, TOO_LONG, Reading, Source, first_line, to_published, to_reading

_SEED_DATE = re.compile(r"\s*date\s+(\d{4}-\d[\d:TZ.+-]*)(?:\s+|\Z)")


def read_text(source: Source) -> Iterator[Reading]:
    """Plain text; it may begin with its date."""
    text = decode(source.read_whole(MAX_TEXT_BYTES, TOO_LONG))
    published = None
    if match := _SEED_DATE.match(text):
        published = to_published(match.group(1))
        text = text[match.end() :]
    yield to_reading(source.article_id, clean_text(text), {"date": published})


def read_markdown(source: Source) -> Iterator[Reading]:
    """Markdown; what is known of the article may stand in YAML front matter.

    Raises:
        Unreadable: when the front matter is no YAML.
    """
    text = LINE_END.sub("\n", decode(source.read_whole(MAX_TEXT_BYTES, TOO_LONG)))
    try:
        data, content = frontmatter.parse(text)
    except (yaml.YAMLError, ValueError) as error:
        raise Unreadable(f"has front matter that is not YAML: {first_line(error)}.") from error
    # Lines between rules that are no front matter are part of the text.
    yield to_reading(source.article_id, clean_text(_to_plain(content if data else text)), data)


def _to_plain(markdown: str) -> str:
    """The words of a Markdown text, blocks parted by blank lines, without marks, links' targets or HTML.

    A heading loses its final stop and an item of a list keeps a dash, by which both are known later.
    """
    text = ""
    tokens = MarkdownIt().parse(clean_text(markdown))
    for index, token in enumerate(tokens):
        if token.type == "inline":
            words = _words_of(token)
            opening = [before.type for before in tokens[max(0, index - 2) : index]]
            if "heading_open" in opening:
                text += "\n\n" + words.rstrip(".:;,!… ")
            elif opening == ["list_item_open", "paragraph_open"]:
                text += f"\n- {words}"
            else:
                text += "\n\n" + words
        elif token.type in ("fence", "code_block"):
            text += "\n\n" + token.content.strip("\n")
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            text += "\n"
    return text


def _words_of(token: Token) -> str:
    return "".join(
        "\n" if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children or []
        if child.type not in ("html_inline", "image")
    )
