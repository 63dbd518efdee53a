"""The door to OpenAI-compatible chat models, and the translation of their errors."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from pydantic import SecretStr

from assistant.answers import Author
from assistant.errors import ChatModelError
from assistant.settings import DEFAULT_CHAT_MODEL, Settings

if TYPE_CHECKING:
    import openai
    from langchain_core.messages import BaseMessage
    from langchain_openai import ChatOpenAI

_OPENAI_URL = "https://api.openai.com/v1"
_NO_KEY = SecretStr("none")
"""The client insists on a key; servers without one ignore it."""

_MOST_MODELS_LISTED = 12


class ChatModel(Protocol):
    """What writes answers."""

    def author(self) -> Author:
        """Who answers. Asks the server where the settings do not name a model."""

    def stream(self, messages: Sequence[BaseMessage]) -> Generator[str, None, None]:
        """The words of an answer as they come."""


class OpenAIChatModel:
    """A chat model of OpenAI or of any server that speaks its protocol.

    Args:
        settings: with a key or a base URL.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._url = settings.openai_base_url or _OPENAI_URL
        self._host = urlsplit(self._url).netloc
        self._key = settings.openai_api_key or _NO_KEY
        self._author: Author | None = None
        self._model: ChatOpenAI | None = None

    def author(self) -> Author:
        """Who answers; the server is asked once where the settings do not name a model.

        Raises:
            ChatModelError: when the server offers no model or several, or does not answer.
        """
        if self._author is None:
            name = self._settings.assistant_chat_model
            if name is None and self._settings.openai_base_url is not None:
                name = self._only_model()
            self._author = Author(name or DEFAULT_CHAT_MODEL, self._host)
        return self._author

    def stream(self, messages: Sequence[BaseMessage]) -> Generator[str, None, None]:
        """The words of an answer as they come; closing the iterator ends the request.

        Raises:
            ChatModelError: when the server does not answer, or not in time.
        """
        import httpx
        import openai

        try:
            for chunk in self._client().stream(list(messages)):
                if chunk.text:
                    yield chunk.text
        except openai.OpenAIError as error:
            raise self._translated(error) from error
        except httpx.HTTPError as error:
            raise ChatModelError(f"The connection to {self._host} broke off ({type(error).__name__}).") from error
        except UnicodeEncodeError as error:
            raise ChatModelError("OPENAI_API_KEY holds a character that no key has.", "Copy the key again.") from error
        except ValueError as error:
            # LangChain's word for a stream without a single chunk.
            raise ChatModelError(
                f"{self._host} does not answer as an OpenAI-compatible server.", "Check OPENAI_BASE_URL."
            ) from error

    def _client(self) -> ChatOpenAI:
        if self._model is None:
            from langchain_openai import ChatOpenAI

            self._model = ChatOpenAI(
                model=self.author().model,
                base_url=self._url,
                api_key=self._key,
                timeout=self._settings.assistant_timeout_seconds,
                max_retries=0,
            )
        return self._model

    def _only_model(self) -> str:
        import openai

        client = openai.OpenAI(
            base_url=self._url,
            api_key=self._key.get_secret_value(),
            timeout=self._settings.assistant_timeout_seconds,
            max_retries=0,
        )
        try:
            names = [model.id for model in client.models.list()]
        except openai.OpenAIError as error:
            raise self._translated(error) from error
        if len(names) == 1:
            return names[0]
        if not names:
            raise ChatModelError(f"The server at {self._host} offers no model.")
        listed = ", ".join(names[:_MOST_MODELS_LISTED]) + (", …" if len(names) > _MOST_MODELS_LISTED else "")
        raise ChatModelError(
            f"The server at {self._host} offers several models: {listed}.", "Set ASSISTANT_CHAT_MODEL to one of them."
        )

    def _translated(self, error: openai.OpenAIError) -> ChatModelError:
        import openai

        host, name = self._host, self._author.model if self._author else "the chat model"
        if isinstance(error, openai.APITimeoutError):
            seconds = self._settings.assistant_timeout_seconds
            return ChatModelError(
                f"The chat server at {host} sent nothing for {seconds:g} s.",
                "Raise ASSISTANT_TIMEOUT_SECONDS to wait longer.",
            )
        if isinstance(error, openai.APIConnectionError):
            return ChatModelError(
                f"The chat server at {host} cannot be reached.", "Start it, or check OPENAI_BASE_URL."
            )
        if isinstance(error, (openai.AuthenticationError, openai.PermissionDeniedError)):
            return ChatModelError(f"{host} rejected the key ({error.status_code}).", "Check OPENAI_API_KEY.")
        if isinstance(error, openai.NotFoundError):
            return ChatModelError(
                f"{host} does not know {name} (404).", "Check ASSISTANT_CHAT_MODEL and OPENAI_BASE_URL."
            )
        if isinstance(error, openai.RateLimitError):
            after = error.response.headers.get("retry-after")
            return ChatModelError(
                f"{host} is limiting requests (429).", f"Try again in {after} s." if after else "Try again later."
            )
        if isinstance(error, openai.APIStatusError):
            return ChatModelError(f"{host} answered with an error ({error.status_code}): {_reason(error)}")
        return ChatModelError(f"{host} gave no answer: {_reason(error)}")


def _reason(error: openai.OpenAIError) -> str:
    body = getattr(error, "body", None)
    message = body.get("message") if isinstance(body, dict) else None
    return str(message or error)[:200].strip().rstrip(".") + "."
