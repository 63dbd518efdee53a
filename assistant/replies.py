"""Pure: what a chat model writes, parted into the answer and what it says is missing.

A model that cannot answer, or not all of it, says so behind a word of ours, in capitals. What
stands before that word is the answer; where nothing does, the passages do not answer.
"""

from textwrap import shorten

CANNOT_TELL = "NOT IN THE PASSAGES"
"""What the model is to begin with when the passages do not answer."""

MISSING = "MISSING:"
"""What it is to put before the part of a question that they do not answer."""

_WORDS = (CANNOT_TELL, MISSING)
_MOST_CHARS = 300
"""What a model says behind such a word is cut here."""


class ReplyReader:
    """Takes a reply in pieces, and passes on what belongs to the answer.

    Attributes:
        lacks: whether one of the two words has come.
        cannot_tell: whether one has come, and before it no answer.
    """

    def __init__(self) -> None:
        self.lacks = False
        self.cannot_tell = False
        self._held = ""
        self._begun = False
        self._answers = False
        self._missing = ""

    @property
    def missing(self) -> str:
        """What the model says that the passages do not say, in one line; empty where it says nothing of that."""
        return shorten(self._missing.lstrip(" \n:.,;–-"), _MOST_CHARS, placeholder=" …")

    @property
    def is_over(self) -> bool:
        """Whether nothing that still comes will be used."""
        return len(self._missing) > 2 * _MOST_CHARS

    def feed(self, piece: str) -> str:
        """Take the next piece; give what of it belongs to the answer."""
        if self.lacks:
            self._missing += piece
            return ""
        self._held += piece
        at, word = min(((self._held.find(word), word) for word in _WORDS if word in self._held), default=(-1, ""))
        if word:
            self.lacks = True
            self._missing = self._held[at + len(word) :]
            return self._take(at)
        return self._take(len(self._held) - _perhaps(self._held))

    def finish(self) -> str:
        """Give what was held back because such a word might have followed."""
        return "" if self.lacks else self._take(len(self._held))

    def _take(self, end: int) -> str:
        """The held text up to there, without the white space before an answer."""
        ready, self._held = self._held[:end], self._held[end:]
        if not self._begun:
            ready = ready.lstrip()
        self._begun = self._begun or bool(ready)
        self._answers = self._answers or any(each.isalnum() for each in ready)
        self.cannot_tell = self.lacks and not self._answers
        return ready


def _perhaps(text: str) -> int:
    """How many of its last characters may be the beginning of such a word."""
    return max((size for word in _WORDS for size in range(len(word)) if text.endswith(word[:size])), default=0)
