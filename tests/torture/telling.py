"""The table that ``make torture`` ends with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """What came of a case.

    Attributes:
        name: what was done.
        said: of it.
        seconds: that it took.
        memory_bytes: the most that the process held; None where it was not measured.
    """

    name: str
    said: str
    seconds: float
    memory_bytes: int | None


CASES: list[Case] = []


def tell(name: str, said: str, seconds: float, memory_bytes: int | None = None) -> None:
    """Put a case into the table."""
    CASES.append(Case(name, said, seconds, memory_bytes))


def to_table() -> list[str]:
    """The cases so far, as lines of a Markdown table."""
    lines = ["| case | said | seconds | memory |", "|---|---|---|---|"]
    for each in CASES:
        memory = "" if each.memory_bytes is None else f"{each.memory_bytes / 1_000_000:,.0f} MB"
        said = each.said.replace("|", "\\|")
        lines.append(f"| {each.name} | {said} | {each.seconds:,.1f} | {memory} |")
    return lines
