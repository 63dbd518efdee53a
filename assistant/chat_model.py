"""The door to OpenAI-compatible chat models."""

from __future__ import annotations

import re
import warnings
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import aclosing, closing
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, cast

from assistant.answers import Author, Usage
from assistant.errors import ChatModelError, PromptTooLong
from assistant.openai_server import Server, reason_of
from assistant.settings import DEFAULT_CHAT_MODEL, Settings
from assistant.stepping import read_in_steps

if TYPE_CHECKING:
    import openai
    from langchain_core.messages import AIMessageChunk, BaseMessage
    from langchain_openai import ChatOpenAI

_MOST_MODELS_LISTED = 12
_LISTING_SECONDS = 10
_WHOLE_SECONDS = 10
"""From so many on, seconds are shown without a fraction."""

_CONTROLS = dict.fromkeys((set(range(0x20)) | set(range(0x7F, 0xA0))) - set(map(ord, "\t\n\r\x85")))
"""A terminal would obey what a model writes with them."""

_TOO_LONG = re.compile(
    r"context[ _](length|size|window)|maximum (model|input|prompt|context) length|prompt (is )?too long|"
    r"ContextWindowExceeded|input tokens exceed",
    re.IGNORECASE,
)
"""How OpenAI, vLLM, llama.cpp, Ollama, LM Studio and LiteLLM say that a prompt is too long."""

_REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)
"""How servers answer a request that asks for what they cannot do."""

_STRUCTURE_NAME = "answer"

Schema = Mapping[str, Any]
"""A JSON schema of an object all of whose properties are required."""


class ChatModel(Protocol):
    """What writes answers."""

    def author(self) -> Author:
        """Who answers. Asks the server where the settings do not name a model."""

    def known_author(self) -> Author | None:
        """Who answers; None where only the server knows, and has not been asked."""

    def stream(
        self, messages: Sequence[BaseMessage], schema: Schema | None = None
    ) -> Generator[str | Usage, None, None]:
        """The words of an answer as they come, empty ones while none come; last what it took, where that is known."""


class OpenAIChatModel:
    """A chat model of OpenAI or of any server that speaks its protocol.

    Args:
        settings: with a key or a base URL.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server = Server(settings, "chat server", "ASSISTANT_CHAT_MODEL")
        self._host = self._server.host
        self._author: Author | None = None
        self._counts_tokens = True
        self._takes_schemas = True

    def author(self) -> Author:
        """Who answers; the server is asked once where the settings do not name a model.

        Raises:
            ChatModelError: when the server offers no model or several, or does not answer.
        """
        if self._author is None:
            self._author = self.known_author() or Author(self._only_model(), self._host)
        return self._author

    def known_author(self) -> Author | None:
        """Who answers; None where only the server knows, and has not been asked."""
        if self._author is not None:
            return self._author
        name = self._settings.assistant_chat_model
        if name is None and self._settings.openai_base_url is not None:
            return None
        return Author(name or DEFAULT_CHAT_MODEL, self._host)

    def stream(
        self, messages: Sequence[BaseMessage], schema: Schema | None = None
    ) -> Generator[str | Usage, None, None]:
        """The words of an answer as they come, empty ones while none come; last what it took, where that is known.

        A server that fails before the first word is asked again. Closing the iterator ends the request
        at once, also while it waits.

        Args:
            messages: that ask for the answer.
            schema: that the answer is to keep to, which the messages have to say too: a server may not know
                schemas. None for free text.

        Raises:
            PromptTooLong: when the messages are more than the model can read.
            ChatModelError: when the server does not answer, not in time, or not to the end.
        """
        import openai

        self.author()
        begun, waited = False, 0.0
        # A connection of its own: one that is kept would belong to an event loop that has ended.
        http = openai.DefaultAsyncHttpxClient()
        client = self._client(http)
        asked = monotonic()
        try:
            with closing(read_in_steps(self._read(client, http, messages, schema))) as steps:
                for step in steps:
                    waited = 0.0 if step else waited + monotonic() - asked
                    begun = begun or bool(step)
                    if waited > self.patience_seconds(begun=begun):
                        raise self._silent(waited, begun=begun)
                    yield step or ""
                    asked = monotonic()
        except openai.APITimeoutError as error:
            raise self._silent(waited + monotonic() - asked, begun=begun) from error
        except (openai.OpenAIError, ValueError) as error:
            raise self._translated(error, begun=begun) from error

    async def _read(
        self,
        client: ChatOpenAI,
        http: openai.DefaultAsyncHttpxClient,
        messages: Sequence[BaseMessage],
        schema: Schema | None,
    ) -> AsyncGenerator[str | Usage, None]:
        """One answer; the connection is closed with it."""
        async with http:
            reason, used = None, None
            async with aclosing(self._chunks(client, messages, schema)) as chunks:
                async for chunk in chunks:
                    if text := chunk.text.translate(_CONTROLS):
                        yield text
                    reason = chunk.response_metadata.get("finish_reason", reason)
                    used = chunk.usage_metadata or used
        if used is not None:
            yield self._to_usage(used["input_tokens"], used["output_tokens"])
        if (failure := self._early_end(reason)) is not None:
            raise failure

    async def _chunks(
        self, client: ChatOpenAI, messages: Sequence[BaseMessage], schema: Schema | None
    ) -> AsyncGenerator[AIMessageChunk, None]:
        """What the server sends.

        One that cannot count tokens, or keep to a schema, is asked anew, and not for that from then on.

        Raises:
            APIStatusError: as from OpenAI's client.
        """
        import openai

        while True:
            body = self._body(schema)
            streamed = client.astream(list(messages), stream_usage=self._counts_tokens, extra_body=body or None)
            try:
                async with aclosing(cast("AsyncGenerator[AIMessageChunk, None]", streamed)) as chunks:
                    async for chunk in chunks:
                        yield chunk
            except openai.APIStatusError as error:
                said = f"{error} {error.body}"
                if self._counts_tokens and "stream_options" in said:
                    self._counts_tokens = False
                elif "response_format" in body and error.status_code in _REFUSALS and not _TOO_LONG.search(said):
                    self._takes_schemas = False
                else:
                    raise
            else:
                return

    def _body(self, schema: Schema | None) -> dict[str, Any]:
        """What a request holds that the client does not put into it."""
        body: dict[str, Any] = {}
        # OpenAI's newer models refuse the name that Ollama still insists on.
        if (most := self._settings.assistant_answer_tokens) is not None and not self._server.is_openai:
            body["max_tokens"] = most
        if schema is not None and self._takes_schemas:
            structure = {"name": _STRUCTURE_NAME, "strict": True, "schema": dict(schema)}
            body["response_format"] = {"type": "json_schema", "json_schema": structure}
        return body

    def _client(self, http: Any) -> ChatOpenAI:
        from langchain_openai import ChatOpenAI

        # LangChain warns of what is then asked for without a schema.
        warnings.filterwarnings("ignore", "This model does not support OpenAI's structured output")
        own = self._server.is_openai
        return ChatOpenAI(
            model=self.author().model,
            base_url=self._server.url,
            api_key=self._server.key,
            timeout=self._settings.assistant_timeout_seconds,
            max_retries=self._settings.assistant_retries,
            temperature=self._settings.assistant_temperature,
            http_async_client=http,
            stream_chunk_timeout=None,  # we wait by our own clock, and this one ends in an error of another tree
            max_completion_tokens=self._settings.assistant_answer_tokens if own else None,
        )

    def patience_seconds(self, *, begun: bool) -> float:
        """How long to wait for the next words: each try has its time before the first, none is made after it.

        Args:
            begun: whether the first has come.
        """
        tries = 1 if begun else 1 + self._settings.assistant_retries
        return tries * self._settings.assistant_timeout_seconds

    def _to_usage(self, prompt_tokens: int, completion_tokens: int) -> Usage:
        prices = self._settings.prices
        dollars = (prompt_tokens * prices[0] + completion_tokens * prices[1]) / 1_000_000 if prices else None
        return Usage(prompt_tokens, completion_tokens, dollars)

    def _only_model(self) -> str:
        import openai

        client = openai.OpenAI(
            base_url=self._server.url,
            api_key=self._server.key.get_secret_value(),
            timeout=min(_LISTING_SECONDS, self._settings.assistant_timeout_seconds),
            max_retries=0,
        )
        try:
            with client:
                names = [model.id for model in client.models.list()]
        except openai.APITimeoutError as error:
            raise ChatModelError(
                f"The chat server at {self._host} did not say which models it has.", "Set ASSISTANT_CHAT_MODEL."
            ) from error
        except openai.OpenAIError as error:
            raise self._translated(error, begun=False) from error
        if len(names) == 1:
            return names[0]
        if not names:
            raise ChatModelError(f"The server at {self._host} offers no model.")
        listed = ", ".join(names[:_MOST_MODELS_LISTED]) + (", …" if len(names) > _MOST_MODELS_LISTED else "")
        raise ChatModelError(
            f"The server at {self._host} offers several models: {listed}.", "Set ASSISTANT_CHAT_MODEL to one of them."
        )

    def _early_end(self, reason: str | None) -> ChatModelError | None:
        """What is wrong with an end; None for one that is whole.

        A connection without a stated length ends in the middle just as it does at the end.

        Args:
            reason: that the server gave for ending.
        """
        most = self._settings.assistant_answer_tokens
        if reason is None:
            return ChatModelError(f"{self._host} ended the answer without saying that it is whole.", "Ask again.")
        if reason == "length" and most is not None:
            return ChatModelError(f"The answer reached the limit of {most:,} tokens.", "Raise ASSISTANT_ANSWER_TOKENS.")
        if reason == "length":
            return ChatModelError(
                f"The answer reached the most tokens that {self._host} allows.", "Give the model a longer context."
            )
        if reason == "content_filter":
            return ChatModelError(f"{self._host} withholds the rest of the answer (content_filter).")
        return None

    def _silent(self, seconds: float, *, begun: bool) -> ChatModelError:
        what = "sent nothing more for" if begun else "has not begun to answer after"
        shown = f"{seconds:.0f}" if seconds >= _WHOLE_SECONDS else f"{seconds:.1f}"
        return ChatModelError(
            f"The chat server at {self._host} {what} {shown} s.", "Raise ASSISTANT_TIMEOUT_SECONDS to wait longer."
        )

    def _translated(self, error: openai.OpenAIError | ValueError, *, begun: bool) -> ChatModelError:
        """A failure of the client as ours.

        Args:
            error: what the client raised.
            begun: whether words of the answer had come.
        """
        import openai

        host, name = self._host, self._author.model if self._author else "the chat model"
        if begun and isinstance(error, openai.OpenAIError):
            cause = "" if isinstance(error, openai.APIConnectionError) else f": {reason_of(error).rstrip('.')}"
            return ChatModelError(f"The connection to {host} broke off{cause}.", "Ask again.")
        if isinstance(error, openai.OpenAIError) and _TOO_LONG.search(f"{error} {getattr(error, 'body', '')}"):
            return PromptTooLong(
                f"The passages are more than {name} at {host} can read.",
                "Lower ASSISTANT_PROMPT_CHARS, or give the model a longer context.",
            )
        return self._server.failure(error, name, ChatModelError)
