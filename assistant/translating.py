"""The translation of a quote by a chat model: made on demand, and kept. The verbatim original stays what is cited."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant import wording
from assistant.answers import Excerpt, Piece, Translation, Usage
from assistant.chat_model import ChatModel
from assistant.errors import ChatModelError, NoTranslation, RecordsError
from assistant.language import other_language
from assistant.stepping import run_to_end

if TYPE_CHECKING:
    from assistant.records import Records

_MOST_TIMES = 4
_FEWEST_BYTES = 20
"""A translation has at most so many times the bytes of its quote, which counts as so many bytes at least.

In bytes, since a Chinese character says as much as three or four letters, and is three bytes long.
"""

_TRY_ANOTHER = "Try again, or set another ASSISTANT_CHAT_MODEL."


def needs_translation(original: str | None, language: str) -> bool:
    """Whether a quote is in another language than its reader's.

    Args:
        original: language of the quote, ISO 639-1; None where unknown, which nothing is said of.
        language: of the reader, ISO 639-1.
    """
    return original is not None and original != language


class Translator:
    """Translates quotes, each once for a language and a model.

    Args:
        model: translates.
        records: keep what it wrote.
    """

    def __init__(self, model: ChatModel, records: Records) -> None:
        self._model = model
        self._records = records

    def kept(self, quote: str, language: str) -> Translation | None:
        """The translation that was kept; None where there is none, or the records cannot be read.

        No server is asked, so where only the server knows the model, that of any model counts.

        Args:
            quote: letter by letter.
            language: to have it in, ISO 639-1.
        """
        author = self._model.known_author()
        with suppress(RecordsError):
            return self._records.find_translation(quote, language, author.model if author else None)
        return None

    def translate(self, quote: str, original: str, language: str) -> Generator[Piece, None, Translation]:
        """The translation that was kept, or else a new one; empty pieces come while the model writes.

        Nothing of it is shown before it is whole and was looked at. Closing the generator ends its request.

        Args:
            quote: letter by letter.
            original: language of the quote, ISO 639-1.
            language: to translate into, ISO 639-1.

        Raises:
            NoTranslation: when what the model writes is no translation.
            ChatModelError: when the model fails.
        """
        author = self._model.author()
        if (kept := self.kept(quote, language)) is not None:
            return kept
        written = yield from self._write(quote, original, language)
        if fault := _fault_of(written, quote, language):
            raise NoTranslation(f"{author.model} {fault}", _TRY_ANOTHER)
        translation = Translation(written, language, author)
        try:
            self._records.keep_translation(quote, translation)
        except RecordsError as error:
            return replace(translation, unkept=str(error))
        return translation

    def _write(self, quote: str, original: str, language: str) -> Generator[Piece, None, str]:
        # LangChain's prompts take half a second that a page without translations does not need
        from assistant.prompts import render_translation_prompt

        written = ""
        with closing(self._model.stream(render_translation_prompt(quote, original, language))) as steps:
            for step in steps:
                if not isinstance(step, Usage):
                    written += step
                    yield Piece("")
                if _is_too_long(written, quote):
                    break
        return _cleaned(written)


class QuoteTranslator:
    """Translates the quotes of one answer for a reader who waits for each.

    A server that fails is not asked for the next quote. What went wrong is told once.

    Args:
        translator: translates.

    Attributes:
        notes: what went wrong, a sentence or two each.
    """

    def __init__(self, translator: Translator) -> None:
        self.notes: list[str] = []
        self._translator = translator
        self._has_failed = False

    def translate(self, excerpt: Excerpt, language: str) -> Translation | None:
        """The translation of a quote; None where it needs none, or has none.

        Args:
            excerpt: whose quote is translated.
            language: of the reader, ISO 639-1.
        """
        original = excerpt.language
        if original is None or not needs_translation(original, language):
            return None
        if self._has_failed:
            return self._translator.kept(excerpt.quote, language)
        try:
            translation = run_to_end(self._translator.translate(excerpt.quote, original, language))
        except ChatModelError as error:
            self._has_failed = not isinstance(error, NoTranslation)
            self._note(f"A quote is not translated: {error}")
            return None
        self._note(translation.unkept)
        return translation

    def _note(self, note: str) -> None:
        if note and note not in self.notes:
            self.notes.append(note)


def _cleaned(written: str) -> str:
    """What a model wrote without the bars that it may have copied, and of whole characters."""
    lines = (line.strip().removeprefix("|").strip() for line in written.splitlines())
    text = "\n".join(line for line in lines if line)
    # A character that was sent in two halves comes as two.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _fault_of(written: str, quote: str, language: str) -> str | None:
    """Why what a model wrote cannot be a translation; None where it can."""
    if not written:
        return "wrote nothing."
    if _is_too_long(written, quote):
        return "wrote much more than a translation."
    if " ".join(written.split()).casefold() == " ".join(quote.split()).casefold():
        return "gave the quote back as it is."
    if other := other_language(written, language):
        names = (wording.language_in_english(each) for each in (other, language))
        return "translated into {}, not into {}.".format(*names)
    return None


def _is_too_long(written: str, quote: str) -> bool:
    return _bytes(written) > _MOST_TIMES * max(_bytes(quote), _FEWEST_BYTES)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
