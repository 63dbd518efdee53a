"""Tells whether a file would be read as it was before: a fingerprint of its bytes, and of what reads them."""

import hashlib
import json
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

from ingest.fields import Fields
from ingest.naming import split_ending
from ingest.walking import SourceFile

_PACKAGES = (
    *("babel", "charset-normalizer", "ftfy", "lxml", "markdown-it-py", "py3langid", "pypdf"),
    *("python-docx", "python-frontmatter", "pyyaml", "sentencex", "trafilatura"),
)
"""What our readers read with; another version may read other articles."""

_PROJECT = Path(__file__).parents[1]
_MODULES = ("ingest/*.py", "assistant/days.py", "assistant/language.py")


def fingerprint_file(file: SourceFile, fields: Fields) -> str:
    """The fingerprint of a file; hexadecimal, empty where it cannot be read.

    Args:
        file: of which the bytes count, and the ending.
        fields: what the fields of rows are called.
    """
    try:
        with file.path.open("rb") as stream:
            content = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
    ending = split_ending(file.name)[1].lower()
    return _digest([content, ending, dict(sorted(fields.names.items())), _readers()])


@cache
def _readers() -> str:
    """Tells what reads files here from any other version of it, so that nobody has to count versions."""
    modules = sorted(path for pattern in _MODULES for path in _PROJECT.glob(pattern))
    sources = [hashlib.sha256(path.read_bytes()).hexdigest() for path in modules]
    return _digest([sources, sys.version, *map(version, _PACKAGES)])


def _digest(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
