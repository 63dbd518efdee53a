"""Pure: what the fields of rows are called, where they have other names than ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from assistant.errors import SettingsError

KNOWN = ("id", "text", "title", "date", "language", "source", "url")
"""What is known of an article, under our names."""

_EXAMPLE = "Write it as title=headline,text=body."


@dataclass(frozen=True, slots=True)
class Fields:
    """What the fields of rows are called.

    Attributes:
        names: the name that rows have for each of ours; what is missing is called as we call it.
    """

    names: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, known: str) -> str:
        """What rows call one of our fields."""
        return self.names.get(known, known)

    def pick(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """What a row says, under our names; None where it says nothing."""
        picked = {known: _value_at(row, self.name_of(known)) for known in KNOWN}
        if "language" not in self.names:
            picked["language"] = picked["language"] or row.get("lang")
        return picked


def parse_fields(given: str) -> Fields:
    """Read names as they are given on a command line, such as ``title=headline,text=content.body``.

    Raises:
        SettingsError: when they cannot be used.
    """
    names: dict[str, str] = {}
    for pair in given.split(","):
        known, equals, name = (part.strip() for part in pair.partition("="))
        if not (known and equals and name):
            raise SettingsError(f"--fields has {pair.strip()!r}, which names no field.", _EXAMPLE)
        if known not in KNOWN:
            near = get_close_matches(known, KNOWN, 1)
            hint = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(KNOWN)}."
            raise SettingsError(f"--fields has {known!r}, which no article has.", hint)
        if known in names:
            raise SettingsError(f"--fields has {known!r} twice.", "Name it once.")
        names[known] = name
    return Fields(names)


def _value_at(row: Mapping[str, Any], name: str) -> Any:
    """What stands under a name; dots lead into objects inside."""
    if name in row:
        return row[name]
    first, dot, rest = name.partition(".")
    inner = row.get(first) if dot else None
    return _value_at(inner, rest) if isinstance(inner, dict) else None
