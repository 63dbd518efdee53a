"""A server that speaks OpenAI's protocol, and the failures of its client as ours."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import SecretStr

from assistant.errors import AssistantError
from assistant.settings import Settings

if TYPE_CHECKING:
    import openai

OPENAI_HOST = "api.openai.com"
_OPENAI_URL = f"https://{OPENAI_HOST}/v1"
_NO_KEY = SecretStr("none")
"""The client insists on a key; servers without one ignore it."""

_MOST_REASON_CHARS = 200
_NUMBER = re.compile(r"\d+(\.\d+)?")

Failure = TypeVar("Failure", bound=AssistantError)


class Server:
    """What is asked for words or vectors.

    Args:
        settings: with a key or a base URL.
        role: what it is called where it fails.
        setting: the name of what names its model.

    Attributes:
        url: of its API.
        host: of the URL, with the port and without a name and password.
        key: for it.
    """

    def __init__(self, settings: Settings, role: Literal["chat server", "embedding server"], setting: str) -> None:
        self.url = settings.openai_base_url or _OPENAI_URL
        self.host = urlsplit(self.url).netloc.rpartition("@")[2]
        self.key = settings.openai_api_key or _NO_KEY
        self._role = role
        self._setting = setting

    @property
    def is_openai(self) -> bool:
        """Whether it is OpenAI itself."""
        return self.host == OPENAI_HOST

    @property
    def place(self) -> str:
        """Which server it is, without what may be secret."""
        return f"{self.host}{urlsplit(self.url).path}".rstrip("/")

    def failure(self, error: openai.OpenAIError | ValueError, model: str, kind: type[Failure]) -> Failure:
        """A failure of the client as ours.

        Args:
            error: what the client raised; a ``ValueError`` is LangChain's word for a stream without a single chunk,
                and json's for what is no JSON.
            model: what was asked, as a message names it.
            kind: of error that is wanted.
        """
        import openai

        host = self.host
        if isinstance(error, UnicodeEncodeError):
            return kind("OPENAI_API_KEY holds a character that no key has.", "Copy the key again.")
        if isinstance(error, ValueError):
            return kind(f"{host} does not answer as an OpenAI-compatible server.", "Check OPENAI_BASE_URL.")
        if isinstance(error, openai.APIConnectionError):
            return kind(f"The {self._role} at {host} cannot be reached.", "Start it, or check OPENAI_BASE_URL.")
        if isinstance(error, (openai.AuthenticationError, openai.PermissionDeniedError)):
            return kind(f"{host} rejected the key ({error.status_code}).", "Check OPENAI_API_KEY.")
        if isinstance(error, openai.NotFoundError):
            return kind(f"{host} does not know {model} (404).", f"Check {self._setting} and OPENAI_BASE_URL.")
        if is_quota(error):
            return kind(f"The quota of the key at {host} is used up (429).", "Check its plan.")
        if isinstance(error, openai.RateLimitError):
            return kind(f"{host} is limiting requests (429).", when(error) or "Try again later.")
        if isinstance(error, openai.APIStatusError):
            return kind(f"{host} answered with an error ({error.status_code}): {reason_of(error)}", when(error))
        return kind(f"{host} gave no answer: {reason_of(error)}")


def is_quota(error: Exception) -> bool:
    """Whether a key may not ask for anything more, which does not pass by waiting."""
    import openai

    return isinstance(error, openai.RateLimitError) and error.code == "insufficient_quota"


def reason_of(error: openai.OpenAIError) -> str:
    """What the server says of an error, as one sentence; a page meant for a browser says nothing."""
    body = getattr(error, "body", None)
    message = body.get("message") if isinstance(body, dict) else None
    status = getattr(error, "status_code", None)
    if not message and status in set(HTTPStatus):
        message = HTTPStatus(status).phrase
    return " ".join(str(message or error).split())[:_MOST_REASON_CHARS].strip().rstrip(".") + "."


def when(error: openai.APIStatusError) -> str:
    """When to try again, as the server says; empty where it does not."""
    after = error.response.headers.get("retry-after", "")
    if _NUMBER.fullmatch(after):
        return f"Try again in {after} s."
    return f"Try again after {after}." if after else ""


def seconds_until(error: openai.APIStatusError) -> float | None:
    """How long the server wants to be left alone, 0 or more; None where it does not say."""
    after = error.response.headers.get("retry-after", "")
    if _NUMBER.fullmatch(after):
        return float(after)
    try:
        return max(0.0, (parsedate_to_datetime(after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):  # no date, or one without a time zone
        return None
