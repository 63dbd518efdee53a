"""Pure: bytes as text, and text as it is stored."""

import re
import unicodedata
from contextlib import suppress

import ftfy
from charset_normalizer import from_bytes

from assistant.language import language_certainty
from ingest.receipt import Unreadable

LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
"""What ends a line beside a line feed."""

NO_TEXT = "is not text, whatever its ending says."

_PAGE_BREAK = re.compile("[\x0b\x0c\x1c-\x1f]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufeff]")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}


def clean_text(text: str) -> str:
    """A text as it is stored: mojibake mended, NFC, ligatures as letters, line feeds, no control characters."""
    text = _LONE_SURROGATE.sub("\ufffd", text)
    text = LINE_END.sub("\n", ftfy.fix_encoding(text))
    text = _BLANK_LINES.sub("\n\n", _UNPRINTABLE.sub("", _PAGE_BREAK.sub(" ", text)))
    return unicodedata.normalize("NFC", text.translate(_LIGATURES)).strip()


def keep_text(text: str) -> str:
    """A text whose characters stay where they are, so that others who have the row find the same quotes.

    Mojibake is mended; control characters become spaces.
    """
    text = ftfy.fix_encoding(_LONE_SURROGATE.sub("\ufffd", text))
    text = LINE_END.sub(lambda ending: "\n".rjust(len(ending.group())), text)
    return _UNPRINTABLE.sub(" ", _PAGE_BREAK.sub(" ", text)).rstrip()


def without_controls(text: str) -> str:
    """A text that every parser takes: no control characters, no lone surrogates."""
    return _LONE_SURROGATE.sub("\ufffd", _UNPRINTABLE.sub("", _PAGE_BREAK.sub(" ", text)))


def decode(content: bytes) -> str:
    """Bytes as text: UTF-8, else what charset-normalizer finds or Windows-1252, whichever reads like a language.

    Raises:
        Unreadable: for bytes that are no text.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(content).best()
        if best is None:
            raise Unreadable(NO_TEXT) from None
        text = str(best)
        with suppress(UnicodeDecodeError):
            # In a short text charset-normalizer takes the most usual encoding for a rare one.
            western = content.decode("cp1252")
            if language_certainty(western) >= language_certainty(text):
                text = western
    if "\x00" in text:
        raise Unreadable(NO_TEXT)
    return text
