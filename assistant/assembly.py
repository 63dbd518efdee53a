"""The only wiring: settings into a library, embeddings, a chat model, and the assistant."""

from __future__ import annotations

import logging
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.chat_model import ChatModel, OpenAIChatModel
from assistant.conversation import Assistant
from assistant.drafting import Limits
from assistant.embedding import E5Embeddings, NamedEmbeddings, parse_embedding_model
from assistant.errors import OWN_LIBRARY, LibraryEmpty, LibraryMissing, ingest_command
from assistant.hosted import HostedEmbeddings
from assistant.library import Library, open_library
from assistant.settings import SAMPLE_LIBRARY, Settings

if TYPE_CHECKING:
    from assistant.archive import Archive
    from assistant.translating import Translator


class Libraries:
    """The library that questions go to, chosen anew for each.

    That is the one the settings name. Where they name none, it is the user's own, and the sample
    while their own is empty.

    Args:
        settings: name the library and the embedding model.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened: dict[str, Library] = {}

    def current(self) -> Library:
        """The library to ask.

        Raises:
            LibraryEmpty: when the user's own is empty and there is no sample either.
            LibraryError: when it cannot be used.
        """
        if self._settings.assistant_library or not self.wants_sample():
            return self._open(self.own_location)
        with suppress(LibraryMissing, LibraryEmpty):
            sample = self.sample()
            if not sample.is_empty():
                return sample
        raise LibraryEmpty("The library is empty.", f"Fill it with: {ingest_command()}")

    def wants_sample(self) -> bool:
        """Whether the sample stands in for a library: none is named, and the user's own is empty.

        Raises:
            LibraryError: when the user's own library cannot be used.
        """
        if self._settings.assistant_library:
            return False
        try:
            return self._open(self.own_location).is_empty()
        except (LibraryMissing, LibraryEmpty):
            return True

    @property
    def own_location(self) -> str:
        """Where the user's own library is, or would be: an absolute folder, or an address."""
        location = self._settings.assistant_library or OWN_LIBRARY
        return location if "://" in location else str(Path(location).expanduser().absolute())

    @property
    def own_name(self) -> str:
        """What tells the user's own library from all others, whether or not it is there."""
        return self._settings.access.name_of(self.own_location)

    def own(self, *, create: bool = True) -> Library:
        """The user's own library, which may be written to; never the sample.

        Args:
            create: whether to make it where there is none.

        Raises:
            LibraryMismatch: when the one that the settings name is the sample.
            LibraryError: when it cannot be used.
        """
        library = self._open(self.own_location, create=create)
        library.check(sample=False)
        return library

    @cached_property
    def embeddings(self) -> NamedEmbeddings:
        """The model that the libraries are built with, not yet loaded; one for all who use them."""
        return build_embeddings(self._settings)

    def sample(self) -> Library:
        """The library of the invented articles.

        Raises:
            LibraryError: when it cannot be used.
        """
        return self._open(SAMPLE_LIBRARY)

    def holding(self, *, sample: bool) -> Library:
        """The library that a kept answer is from.

        Args:
            sample: whether the answer is from the invented articles, which are shown no more once there are others.

        Raises:
            LibraryError: when it cannot be used.
        """
        library = self.current()
        return self.sample() if sample and not library.sample else library

    def close(self) -> None:
        """Close every library that was opened."""
        for library in self._opened.values():
            library.close()
        self._opened.clear()

    def _open(self, location: str, *, create: bool = False) -> Library:
        key = location if "://" in location else str(Path(location).absolute())
        if key not in self._opened:
            model, access = self._settings.assistant_embeddings, self._settings.access
            self._opened[key] = open_library(location, model, create=create, access=access)
        return self._opened[key]


def build_embeddings(settings: Settings) -> E5Embeddings | HostedEmbeddings:
    """The embedding model of the settings, not yet loaded and not yet asked."""
    model = parse_embedding_model(settings.assistant_embeddings)
    if model.is_hosted:
        return HostedEmbeddings(model, settings)
    return E5Embeddings(model)


def build_chat_model(settings: Settings) -> ChatModel | None:
    """The chat model of the settings, not yet asked; None where answers are made of quotes."""
    return OpenAIChatModel(settings) if settings.wants_chat_model else None


def build_translator(settings: Settings) -> Translator | None:
    """What translates quotes; None where no chat model is set."""
    if (model := build_chat_model(settings)) is None:
        return None
    # SQLAlchemy takes a fifth of a second that nothing else needs
    from assistant.records import Records
    from assistant.translating import Translator

    return Translator(model, Records(settings.assistant_records))


def build_archive(settings: Settings) -> Archive:
    """What keeps conversations, in the file of the settings, which is not opened yet."""
    from assistant.archive import Archive
    from assistant.records import Records

    return Archive(Records(settings.assistant_records))


def start_logging(settings: Settings) -> None:
    """Write what the assistant logs to standard error, as much of it as the settings want; for entry points."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s: %(message)s"))
    logger = logging.getLogger("assistant")
    logger.setLevel(settings.assistant_log_level.upper())
    logger.handlers = [handler]


def build_assistant(settings: Settings, libraries: Libraries) -> Assistant:
    """An assistant as the settings want it."""
    chat_model, limits = build_chat_model(settings), _limits(settings)
    return Assistant(libraries.current, libraries.embeddings, chat_model, limits, check=settings.assistant_check)


def build_quoting_assistant(settings: Settings, library: Library, embeddings: NamedEmbeddings) -> Assistant:
    """An assistant over one library that answers with quotes, whatever chat model the settings name.

    Args:
        settings: limit the answers.
        library: to be asked.
        embeddings: the model that the library was built with.
    """
    return build_assistant_over(settings, library, embeddings, None)


def build_assistant_over(
    settings: Settings, library: Library, embeddings: NamedEmbeddings, chat_model: ChatModel | None
) -> Assistant:
    """An assistant over one library.

    Args:
        settings: limit the answers.
        library: to be asked.
        embeddings: the model that the library was built with.
        chat_model: writes the answers, whatever the settings name; None for answers made of quotes.
    """
    return Assistant(lambda: library, embeddings, chat_model, _limits(settings))


def build_writing_assistant(settings: Settings, library: Library, embeddings: NamedEmbeddings) -> Assistant:
    """An assistant over one library that answers with the chat model of the settings.

    Args:
        settings: name the chat model and limit the answers.
        library: to be asked.
        embeddings: the model that the library was built with.
    """
    return Assistant(lambda: library, embeddings, build_chat_model(settings), _limits(settings))


def _limits(settings: Settings) -> Limits:
    return Limits(
        refuse_below=settings.assistant_refuse_below,
        quotes=settings.assistant_quotes,
        passages=settings.assistant_passages,
        prompt_chars=settings.assistant_prompt_chars,
    )
