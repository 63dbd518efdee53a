"""An answer written by a chat model from numbered passages, streamed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

import numpy

from assistant.answers import Citation, Piece
from assistant.chat_model import ChatModel
from assistant.citing import MarkReader
from assistant.embedding import NamedEmbeddings
from assistant.errors import ChatModelError
from assistant.library import Candidate
from assistant.names import find_terms, to_terms
from assistant.prompts import CANNOT_TELL, render_answer_prompt
from assistant.quoting import to_excerpt

_NAMED_BONUS = 0.05
"""What it is worth, in cosine, that a sentence holds all names and numbers of a statement."""


class WrittenAnswer:
    """One answer while it is being written, and what it came to.

    Args:
        question: as it was asked.
        language: to answer in, ISO 639-1.
        passages: that the model may use, best first.
        embeddings: of the library.

    Attributes:
        citations: in order of their numbers.
        unknown: numbers that the model used and that no passage has.
        cannot_tell: whether the model said that the passages do not answer.
    """

    def __init__(
        self, question: str, language: str, passages: Sequence[Candidate], embeddings: NamedEmbeddings
    ) -> None:
        self._question = question
        self._language = language
        self._passages = passages
        self._embeddings = embeddings
        self._reader = MarkReader(self._resolve, language)
        self.citations: list[Citation] = []
        self.unknown: list[int] = []
        self.cannot_tell = False

    @property
    def text(self) -> str:
        """What was written so far, with a reader's marks."""
        return self._reader.text.strip()

    def write(self, model: ChatModel) -> Iterator[Piece]:
        """Ask the model and pass its words on as they come.

        Raises:
            ChatModelError: when the model fails.
        """
        messages = render_answer_prompt(self._question, self._language, self._passages)
        held, may_be_refusal = "", True
        with closing(model.stream(messages)) as words:
            for piece in words:
                if may_be_refusal:
                    held += piece
                    if held.lstrip().startswith(CANNOT_TELL):
                        self.cannot_tell = True
                        return
                    if CANNOT_TELL.startswith(held.lstrip()):
                        continue
                    may_be_refusal = False
                    yield from self._shown(self._reader.feed(held))
                else:
                    yield from self._shown(self._reader.feed(piece))
        if may_be_refusal:
            yield from self._shown(self._reader.feed(held))
        yield from self._shown(self._reader.finish())
        if not self.text:
            raise ChatModelError(f"{model.author().model} wrote nothing.")

    def _shown(self, text: str) -> Iterator[Piece]:
        if text:
            yield Piece(text)

    def _resolve(self, number: int, statement: str) -> int | None:
        """The reader's number for the sentence that a model's mark stands for."""
        if not 1 <= number <= len(self._passages):
            self.unknown.append(number)
            return None
        passage = self._passages[number - 1]
        if not passage.passage.sentences:
            return None
        sentence = passage.passage.sentences[self._best_sentence(passage, statement)]
        excerpt = to_excerpt(passage, sentence.start, sentence.end)
        for citation in self.citations:
            if citation.excerpt == excerpt:
                return citation.number
        self.citations.append(Citation(len(self.citations) + 1, excerpt))
        return len(self.citations)

    def _best_sentence(self, passage: Candidate, statement: str) -> int:
        """The sentence of a passage that supports a statement best."""
        vector = numpy.asarray(self._embeddings.embed_query(statement), dtype=numpy.float32)
        scores = passage.sentence_vectors @ vector
        terms = to_terms(statement, self._language)
        for index, sentence in enumerate(passage.passage.sentences):
            evidence = find_terms(terms, passage.between(sentence.start, sentence.end), passage.entry.language)
            scores[index] += _NAMED_BONUS * evidence.balance
        return int(numpy.argmax(scores))
