"""Pure: the parts of a question that asks for several things.

No single passage answers *what does The Verge say of the trial, and what did Fortune find in the
books*; each part is looked for by itself too.
"""

import re
from itertools import pairwise

_FEWEST_WORDS = 5
"""A part of fewer words says too little by itself, and stays with the one before it."""

MOST_PARTS = 6

_JOINING = "(?:and|but|or|while|whereas|und|aber|oder|während|sowie|et|mais|ou|tandis|y|pero|o|mientras)"
_JOINT = re.compile(rf"[,;:]\s+|\s+(?={_JOINING}\s)", re.IGNORECASE)
_JOINED = re.compile(rf"{_JOINING}\s+", re.IGNORECASE)


def split_question(question: str) -> tuple[str, ...]:
    """The parts of a question, in order, the first few; none where it asks for one thing.

    Args:
        question: any text.
    """
    ends = [match.end() for match in _JOINT.finditer(question)]
    parts: list[tuple[int, int]] = []
    for start, end in pairwise([0, *ends, len(question)]):
        if parts and min(len(question[slice(*span)].split()) for span in (parts[-1], (start, end))) < _FEWEST_WORDS:
            parts[-1] = parts[-1][0], end
        else:
            parts.append((start, end))
    return tuple(question[slice(*span)].rstrip(" ,;:") for span in parts[:MOST_PARTS]) if len(parts) > 1 else ()


def without_joint(part: str) -> str:
    """A part without the word that joins it to the one before."""
    joint = _JOINED.match(part)
    return part[joint.end() :] if joint else part
