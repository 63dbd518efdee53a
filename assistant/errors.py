"""Everything that can stop a command or a page, as one tree.

AssistantError            .remedy: what to type next; .exit_code: of a command line
├── SettingsError         a setting has a value that cannot be used (2)
├── QuestionError         the question is empty or too long (2)
├── MeasuringError        a corpus, a question set or a results file cannot be used (2)
├── FilterError           a filter names what no article of the library is (2)
├── FilterLeavesNothing   no article is all that a filter asks for (1)
├── LibraryError
│   ├── LibraryMissing    no library at that place (2)
│   ├── LibraryEmpty      a library without articles (1)
│   ├── LibraryUnusable   the place cannot be read or written, or holds something else (2)
│   ├── LibraryMismatch   built with another embedding model, or of another kind (2)
│   ├── LibraryBusy       something else is being taken in (1)
│   ├── LibraryUnreachable  the Chroma server does not answer (1)
│   └── ArticleMissing    no article of that id (1)
├── RecordsError          the file of what is kept between runs cannot be used; nothing is kept (1)
├── ConversationMissing   its reader has no such conversation, or no such turn in it (1)
├── EmbeddingModelError   the server of the embedding model gave no vectors, or none that can be used (1)
└── ChatModelError        the chat model gave no answer, or half of one; quotes take its place (1)
    ├── PromptTooLong     the passages are more than the model can read; fewer may do (1)
    └── NoTranslation     what it wrote for a quote is no translation (1)

A message says what happened, with the value; the remedy says what to do. Both are whole sentences.
"""

from pathlib import Path
from shlex import quote


class AssistantError(Exception):
    """What a user can do something about.

    Args:
        message: what happened, with the value that caused it.
        remedy: what to do about it; empty where the message says it all.
    """

    exit_code = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class SettingsError(AssistantError):
    """A setting has a value that cannot be used."""

    exit_code = 2


class QuestionError(AssistantError):
    """The question is empty or too long."""

    exit_code = 2


class MeasuringError(AssistantError):
    """What is needed to measure is not there: a corpus, a question set, a results file, a package."""

    exit_code = 2


class FilterError(AssistantError):
    """A filter has a value that is none, or that no article of the library has."""

    exit_code = 2


class FilterLeavesNothing(AssistantError):
    """Each value of a filter is one of the library's, but no article has them all."""


class LibraryError(AssistantError):
    """The library cannot be used as asked."""


class LibraryMissing(LibraryError):
    """There is no library at the place that was named."""

    exit_code = 2


class LibraryEmpty(LibraryError):
    """The library holds no article."""


class LibraryUnusable(LibraryError):
    """The place cannot be read or written, or holds something that is not a library."""

    exit_code = 2


class LibraryMismatch(LibraryError):
    """The library was built with other settings than those in force.

    Args:
        message: as in ``AssistantError``.
        remedy: as in ``AssistantError``.
        of_sample: whether it holds nothing but the sample, which can be made anew.
    """

    exit_code = 2

    def __init__(self, message: str, remedy: str = "", *, of_sample: bool = False) -> None:
        super().__init__(message, remedy)
        self.of_sample = of_sample


class LibraryUnreachable(LibraryError):
    """The Chroma server does not answer."""


class LibraryBusy(LibraryError):
    """Something else is being taken into the library."""


class ArticleMissing(LibraryError):
    """The library holds no article of that id."""


class EmbeddingModelError(AssistantError):
    """The server of the embedding model gave no vectors, or none that can be used."""


class ChatModelError(AssistantError):
    """The chat model gave no answer, or not all of it."""


class PromptTooLong(ChatModelError):
    """The chat model cannot read as much as it was given."""


class NoTranslation(ChatModelError):
    """What the chat model wrote is no translation of the quote it was given."""


class RecordsError(AssistantError):
    """The file of what is kept between runs cannot be used."""


class ConversationMissing(AssistantError):
    """There is no such conversation, or it is somebody else's, which makes no difference."""

    def __init__(self) -> None:
        super().__init__("There is no such conversation.", "Open another, or begin a new one.")


OWN_LIBRARY = "library"
"""The library of a user who names none, in the folder where they stand."""


def ingest_with(option: str, library: str) -> str:
    """The command that does something else with a library than take articles in.

    Args:
        option: such as ``--rebuild``.
        library: its folder or address.
    """
    return f"python -m ingest {option}" + ("" if _is_own(library) else f" --library {quote(library)}")


def ingest_command(library: str = OWN_LIBRARY) -> str:
    """The command that fills a library, as it works where the user stands: in a checkout with make.

    Args:
        library: its folder or address.
    """
    is_own = _is_own(library)
    if Path("Makefile").is_file() and Path("ingest", "__main__.py").is_file():
        return "make ingest ARTICLES=FOLDER" + ("" if is_own else f" LIBRARY={quote(library)}")
    return "python -m ingest FOLDER" + ("" if is_own else f" --library {quote(library)}")


def _is_own(library: str) -> bool:
    """Whether a library is the one that commands use where none is named."""
    return "://" not in library and Path(library).absolute() == Path(OWN_LIBRARY).absolute()
