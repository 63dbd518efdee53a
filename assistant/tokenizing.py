"""Parts texts into the tokens that the built-in model knows.

A tokenizer of all 250,000 pieces takes half a second to build, a fifth of what one question on the
command line takes in all. A text is only ever parted into pieces that stand in it, so that for a
few texts a tokenizer of those gives the same tokens, and is built in hundredths of a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from assistant.weights import Vocabulary

Parts = Sequence[str]
"""A text in pieces, one after the other, with a space between them."""

_FEW_CHARS = 30_000
"""So many characters, all texts so far together, are parted without the whole vocabulary: a question and the passages
found have half as many. Of more, the tokenizers of a few pieces would take longer than the one of all."""

_SPACES = re.compile(" {2,}")
_SPACE = "▁"
"""As it stands in pieces, of which each belongs to one word: only its first character can be a space."""


class TextTokenizer:
    """Parts texts into tokens. Several threads may use one.

    Args:
        vocabulary: the pieces that there are.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._building = Lock()
        self._whole: Tokenizer | None = None
        self._chars = 0

    def prepare(self) -> None:
        """Build what many texts need, so that none of them waits for it."""
        self._of_all_pieces()

    def encode(self, texts: Sequence[Parts]) -> list[tuple[list[int], list[int]]]:
        """For each text its tokens, without those that mark its ends, and for each token the index of its part."""
        words = [[self._normalise(part) for part in parts] for parts in texts]
        self._chars += sum(len(part) for parts in words for part in parts)
        if self._whole is None and self._chars <= _FEW_CHARS:
            pieces = self._pieces_in(part for parts in words for part in parts)
            encoded = _encode(self._build(pieces), words)
            return [([pieces[token] for token in tokens], part_of) for tokens, part_of in encoded]
        return _encode(self._of_all_pieces(), words)

    def _normalise(self, text: str) -> str:
        return _SPACES.sub(" ", text.translate(self._vocabulary.normal))

    def _of_all_pieces(self) -> Tokenizer:
        with self._building:
            if self._whole is None:
                self._whole = self._build(range(len(self._vocabulary.pieces)))
            return self._whole

    def _pieces_in(self, texts: Iterable[str]) -> list[int]:
        """All pieces that stand somewhere in texts, and those without which a tokenizer is not the same."""
        found = {self._vocabulary.unknown, self._rarest}
        for word in {_SPACE + word for text in texts for word in text.split(" ")}:
            for start in range(len(word)):
                ends = range(start + 1, min(start + self._longest, len(word)) + 1)
                found.update(self._tokens[word[start:end]] for end in ends if word[start:end] in self._tokens)
        return sorted(found)

    @cached_property
    def _tokens(self) -> dict[str, int]:
        return {piece: token for token, piece in enumerate(self._vocabulary.pieces)}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._vocabulary.pieces))

    @cached_property
    def _rarest(self) -> int:
        """The piece by whose score a tokenizer reckons what an unknown character costs."""
        scores = self._vocabulary.scores
        return scores.index(min(scores))

    def _build(self, pieces: Sequence[int]) -> Tokenizer:
        """A tokenizer of some of the pieces, whose tokens are their places among them."""
        from tokenizers import Tokenizer, models, pre_tokenizers

        vocabulary = self._vocabulary
        known = [(vocabulary.pieces[piece], vocabulary.scores[piece]) for piece in pieces]
        tokenizer = Tokenizer(models.Unigram(known, unk_id=pieces.index(vocabulary.unknown), byte_fallback=False))
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
        return tokenizer


def _encode(tokenizer: Tokenizer, texts: Sequence[Sequence[str]]) -> list[tuple[list[int], list[int]]]:
    encoded = tokenizer.encode_batch(texts, is_pretokenized=True, add_special_tokens=False)
    # Only what marks the ends of a text belongs to no part, and it is not added.
    return [(each.ids, cast("list[int]", each.word_ids)) for each in encoded]
