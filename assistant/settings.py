"""One frozen ``Settings``, built in the entry points from the environment and ``.env``, and passed in."""

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.access import Access
from assistant.embedding import BUILT_IN, HOSTED, parse_embedding_model
from assistant.errors import OWN_LIBRARY, SettingsError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

DEFAULT_CHAT_MODEL = "gpt-5.4-mini"
"""The model that OPENAI_API_KEY alone asks for."""

SAMPLE_LIBRARY = "library-sample"

_PRICES = re.compile(r"(\d+(?:\.\d+)?)\s*,\s*(\d+(?:\.\d+)?)")


def _checked_embeddings(value: str) -> str:
    try:
        return str(parse_embedding_model(value))
    except SettingsError as error:
        raise ValueError(str(error)) from error


def _checked_url(value: str | None) -> str | None:
    if value is None:
        return None
    parts = urlsplit(value)
    if parts.scheme in ("http", "https") and parts.hostname and not any(each.isspace() for each in value):
        return value
    raise ValueError("it is no address such as http://localhost:11434/v1")


def _checked_prices(value: str | None) -> str | None:
    if value is None or _PRICES.fullmatch(value.strip()):
        return value
    raise ValueError("it is no pair of prices such as 0.25, 2")


class Settings(BaseSettings):
    """What a user can set. Every field is an environment variable of that name in capitals.

    Raises:
        SettingsError: from ``read_settings``; the constructor itself raises pydantic's error.
    """

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    openai_api_key: SecretStr | None = Field(
        default=None, description="Key of OpenAI, or of the server at OPENAI_BASE_URL if it asks for one"
    )
    openai_base_url: Annotated[str | None, AfterValidator(_checked_url)] = Field(
        default=None, description="Any OpenAI-compatible server, such as http://localhost:11434/v1"
    )
    assistant_chat_model: str | None = Field(
        default=None,
        description=f"The model's name as its server knows it; `none` keeps quotes and sends nothing anywhere. "
        f"With a key alone: {DEFAULT_CHAT_MODEL}; with a base URL: the server's only model",
    )
    assistant_embeddings: Annotated[str, AfterValidator(_checked_embeddings)] = Field(
        default=BUILT_IN,
        description="The embedding model, `provider:name`; `openai:NAME` asks OpenAI, or the server at OPENAI_BASE_URL",
    )
    assistant_embedding_price: float | None = Field(
        default=None, ge=0, le=1_000, description="US dollars for a million tokens that are embedded, such as 0.02"
    )
    assistant_library: str | None = Field(
        default=None, description=f"A folder, or the http(s) address of a Chroma server; else `./{OWN_LIBRARY}`"
    )
    chroma_api_key: SecretStr | None = Field(
        default=None, description="Key of Chroma Cloud, or of your own Chroma server if it asks for one"
    )
    chroma_tenant: str | None = Field(
        default=None, description="Whose database on the Chroma server; else that of the key, or Chroma's default"
    )
    chroma_database: str | None = Field(
        default=None, description="The database on the Chroma server; else that of the key, or Chroma's default"
    )
    assistant_refuse_below: float = Field(
        default=0.5, ge=0, le=1, description="Confidence, 0 to 1, below which a question is refused"
    )
    assistant_quotes: int = Field(default=3, ge=1, le=10, description="Most quotes in an answer, 1 to 10")
    assistant_passages: int = Field(
        default=6, ge=1, le=20, description="Most passages given to the chat model, 1 to 20"
    )
    assistant_prompt_chars: int = Field(
        default=8_000, ge=1_000, le=400_000, description="Most characters of passages in a prompt, 1,000 to 400,000"
    )
    assistant_timeout_seconds: float = Field(
        default=60,
        gt=0,
        le=3_600,
        description="Longest wait for the chat model's next words, or for vectors, in seconds, up to 3,600",
    )
    assistant_retries: int = Field(
        default=2,
        ge=0,
        le=5,
        description="How often a server that fails before its first word, or gives no vectors, is asked again, 0 to 5",
    )
    assistant_temperature: float | None = Field(
        default=None,
        ge=0,
        le=2,
        description="How freely the chat model chooses its words, 0 to 2; else its server's own",
    )
    assistant_answer_tokens: int | None = Field(
        default=None, ge=16, le=100_000, description="Most tokens of a written answer, 16 to 100,000; else no limit"
    )
    assistant_check: Literal["rules", "model"] = Field(
        default="rules",
        description="What judges whether a written statement is supported: `rules`, or the chat `model` as well",
    )
    assistant_prices: Annotated[str | None, AfterValidator(_checked_prices)] = Field(
        default=None, description="US dollars for a million tokens of prompt, and of answer, such as `0.25, 2`"
    )
    assistant_log_level: Literal["debug", "info", "warning"] = Field(
        default="warning",
        description="What is logged on standard error: `info` adds a line a written answer, `debug` its question too",
    )

    assistant_records: Path | None = Field(
        default=None,
        description="The file of what is kept between runs, such as conversations; else in your data folder",
    )

    @property
    def wants_chat_model(self) -> bool:
        """Whether anything is set that asks for written answers."""
        if self.assistant_chat_model == "none":
            return False
        return self.openai_api_key is not None or self.openai_base_url is not None

    @property
    def access(self) -> Access:
        """How a Chroma server knows its user."""
        return Access(self.chroma_api_key, self.chroma_tenant, self.chroma_database)

    @property
    def prices(self) -> tuple[float, float] | None:
        """US dollars for a million tokens of prompt, and of answer; None where they are not set."""
        found = _PRICES.fullmatch((self.assistant_prices or "").strip())
        return (float(found[1]), float(found[2])) if found else None

    @property
    def embedding_price(self) -> float | None:
        """US dollars for a million tokens that are embedded: nothing on this machine; None where it is not known."""
        return self.assistant_embedding_price if parse_embedding_model(self.assistant_embeddings).is_hosted else 0.0


def read_settings(**overrides: Any) -> Settings:
    """Settings from the environment and ``.env``, all faults reported at once.

    Args:
        overrides: fields that a command line sets; None leaves a field to the environment.

    Raises:
        SettingsError: names each setting that cannot be used, and a likely name for an unknown one.
    """
    overrides = {name: value for name, value in overrides.items() if value is not None}
    given = _given() | {name.upper(): str(value) for name, value in overrides.items()}
    faults = [*_unknown_names(given), *_models_without_server(given)]
    settings = None
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        faults += [_to_sentence(fault) for fault in error.errors()]
    if settings is None or faults:
        raise SettingsError(" ".join(faults))
    return settings


def _to_sentence(fault: "ErrorDetails") -> str:
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, ValueError) and isinstance(cause.__cause__, SettingsError):
        return str(cause)
    name = str(fault["loc"][0]).upper()
    shown = "…" if name in ("OPENAI_API_KEY", "CHROMA_API_KEY") else fault["input"]
    return f"{name}={shown} cannot be used: {fault['msg'].removeprefix('Value error, ')}."


def _given() -> dict[str, str]:
    """What the environment and ``.env`` set, by name in capitals; what is empty counts as not set.

    Raises:
        SettingsError: when ``.env`` is not UTF-8.
    """
    try:
        from_file = dotenv_values(".env") if Path(".env").is_file() else {}
    except UnicodeDecodeError as error:
        raise SettingsError("The file .env is not UTF-8.", "Save it as UTF-8.") from error
    return {name.upper(): value for name, value in {**from_file, **os.environ}.items() if value}


def _unknown_names(given: Mapping[str, str]) -> list[str]:
    known = [name.upper() for name in Settings.model_fields if name.startswith("assistant_")]
    faults = []
    for name in sorted(given):
        if name.startswith("ASSISTANT_") and name not in known:
            endings = [each.removeprefix("ASSISTANT_") for each in known]
            near = difflib.get_close_matches(name.removeprefix("ASSISTANT_"), endings, n=1)
            meant = f" Did you mean ASSISTANT_{near[0]}?" if near else f" Known are {', '.join(known)}."
            faults.append(f"{name} is not a setting.{meant}")
    return faults


def _models_without_server(given: Mapping[str, str]) -> Iterator[str]:
    if "OPENAI_API_KEY" in given or "OPENAI_BASE_URL" in given:
        return
    asked = [f"ASSISTANT_CHAT_MODEL={given['ASSISTANT_CHAT_MODEL']}"] if _names_chat_model(given) else []
    if (model := given.get("ASSISTANT_EMBEDDINGS", "").strip()).startswith(f"{HOSTED}:"):
        asked.append(f"ASSISTANT_EMBEDDINGS={model}")
    for each in asked:
        yield f"{each} is set, but no server to ask: set OPENAI_API_KEY or OPENAI_BASE_URL too."


def _names_chat_model(given: Mapping[str, str]) -> bool:
    return given.get("ASSISTANT_CHAT_MODEL", "none") != "none"
