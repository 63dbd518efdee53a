"""Pure: how many requests may be under way at a server that limits them, and when the next may go."""

from collections.abc import Callable
from time import monotonic

_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0
"""Where a server does not say how long to wait; each pause is twice the one before."""

_RAISE_AFTER = 16
"""So many answers in a row, and one request more may be under way."""


class Pace:
    """The pace of one run: halved when the server asks for less, then raised one by one.

    Args:
        most: requests under way at the most.
        now: a clock, in seconds.

    Attributes:
        allowed: requests that may be under way at present, 1 or more.
    """

    def __init__(self, most: int, now: Callable[[], float] = monotonic) -> None:
        self.allowed = most
        self._most = most
        self._now = now
        self._until = 0.0
        self._lowered = float("-inf")
        self._strained_since: float | None = None
        self._refusals = 0
        self._answers = 0

    def seconds_to_wait(self) -> float:
        """Until the next request may go; 0 where it may go now."""
        return max(0.0, self._until - self._now())

    def limited(self, begun: float, after_seconds: float | None = None) -> float:
        """Take in that the server refused a request for now. No request goes until it wants to be asked again.

        Args:
            begun: when that request went. Of those that went together only the first lowers the pace.
            after_seconds: when the server wants to be asked again; None where it does not say.

        Returns:
            How long it will have kept us waiting then, in seconds since it last answered.
        """
        now = self._now()
        if begun > self._lowered:
            self.allowed = max(1, self.allowed // 2)
            self._lowered = now
            self._refusals += 1
        self._answers = 0
        pause = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2 ** (self._refusals - 1))
        return self.pause(pause if after_seconds is None else after_seconds)

    def pause(self, seconds: float) -> float:
        """Let no request go for some seconds; returns what ``limited`` does."""
        now = self._now()
        if self._strained_since is None:
            self._strained_since = now
        self._until = max(self._until, now + seconds)
        return self._until - self._strained_since

    def answered(self) -> None:
        """Take in that the server answered a request."""
        self._strained_since = None
        self._refusals = 0
        self._answers += 1
        if self._answers >= _RAISE_AFTER:
            self._answers = 0
            self.allowed = min(self._most, self.allowed + 1)
