"""Pure: what the fields of rows are called, where they have other names than ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from assistant.errors import SettingsError

KNOWN = ("id", "text", "title", "date", "language", "source", "url")
"""What is known of an article, under our names."""

_EXAMPLE = "Write it as title=headline,text=body."


_NEEDED = ("id", "text")
_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Fields:
    """What the fields of rows are called.

    Attributes:
        names: the name that rows have for each of ours; what is missing is called as we call it.
        can_be_told: whether who takes rows in can say what they call their fields.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    can_be_told: bool = False

    def name_of(self, known: str) -> str:
        """What rows call one of our fields."""
        return self.names.get(known, known)

    def fitting(self, row: Mapping[str, Any], *, needs_id: bool = True) -> "Fields":
        """The names that a row has: a folder may hold files of several makers, and names are given for all.

        A row that lacks what is needed under the name given, and has it under ours, is read by our names alone: what is
        called as it was told may be another thing in it. Else ours serves where the name given is not there.

        Args:
            row: an object, or a table's columns as its keys.
            needs_id: whether it is nothing without an id.
        """
        lacking = [known for known in _NEEDED if known in self.names and not _has(row, self.names[known])]
        if lacking and "text" in row and ("id" in row or not needs_id):
            return Fields({}, self.can_be_told)
        kept = {known: name for known, name in self.names.items() if known in _NEEDED or _has(row, name)}
        return Fields(kept, self.can_be_told)

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
    return Fields(names, can_be_told=True)


def _value_at(row: Mapping[str, Any], name: str) -> Any:
    """What stands under a name; dots lead into objects inside."""
    return _lookup(row, name, None)


def _has(row: Mapping[str, Any], name: str) -> bool:
    return _lookup(row, name, _NOTHING) is not _NOTHING


def _lookup(row: Mapping[str, Any], name: str, otherwise: Any) -> Any:
    if name in row:
        return row[name]
    first, dot, rest = name.partition(".")
    inner = row.get(first) if dot else None
    return _lookup(inner, rest, otherwise) if isinstance(inner, dict) else otherwise
