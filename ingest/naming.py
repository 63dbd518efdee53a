"""Pure: names that others gave to files, as names that are safe in one folder of any system."""

import re
import unicodedata
from collections.abc import Callable
from itertools import count
from pathlib import PurePosixPath

_LONGEST_BYTES = 120
"""Of a name without its ending; with a number and an ending it stays below the 255 of most systems."""

_FORBIDDEN = re.compile(r'[<>:"|?*/\\]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.IGNORECASE)
_UNNAMED = "article"


def to_file_name(given: str) -> str:
    """A name for a file in one folder: never hidden, a path, a device, or what a reader takes for another.

    Args:
        given: as a browser or a title has it; of a path only the last part counts.

    Returns:
        The name with its ending, if it has one, in small letters.
    """
    last = given.replace("\\", "/").rstrip("/").rpartition("/")[2]
    visible = "".join(" " if each.isspace() else each for each in unicodedata.normalize("NFC", last) if _is_seen(each))
    line = " ".join(_FORBIDDEN.sub("-", visible).split()).strip(". ")
    path = PurePosixPath(line or _UNNAMED)
    stem, ending = path.stem.rstrip(". "), path.suffix.lower()
    if len(ending.encode()) > _LONGEST_BYTES // 4:
        stem, ending = stem + ending, ""
    stem = stem.encode()[:_LONGEST_BYTES].decode(errors="ignore").rstrip(". ") or _UNNAMED
    if _DEVICE.fullmatch(stem.partition(".")[0].rstrip()):
        stem = f"{_UNNAMED} {stem}"
    return stem + ending


def address_name(address: str) -> str:
    """The address of a server as a name for a file or a folder, such as ``chroma.example-8000``."""
    return re.sub(r"[^a-z0-9.]+", "-", address.partition("://")[2].casefold()).strip("-.")


def free_name(name: str, is_taken: Callable[[str], bool]) -> str:
    """A name, with the first number from 2 on that makes it another where it is taken.

    Args:
        name: of a file, with its ending.
        is_taken: whether a name is.
    """
    stem, ending = split_ending(name)
    numbered = (f"{stem}-{number}{ending}" for number in count(2))
    return name if not is_taken(name) else next(each for each in numbered if not is_taken(each))


def split_ending(name: str) -> tuple[str, str]:
    """The name of a file without its ending, and its ending; what gzip packed has two, such as ``.html.gz``."""
    path = PurePosixPath(name)
    ending = path.suffix
    if ending.lower() == ".gz":
        ending = PurePosixPath(path.stem).suffix + ending
    return name[: len(name) - len(ending)], ending


def _is_seen(character: str) -> bool:
    """Whether a character shows: not one that controls, turns or joins text, or that no system agrees on."""
    return character.isspace() or not unicodedata.category(character).startswith("C")
