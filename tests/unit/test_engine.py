import struct
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engine import _BATCH_TOKENS, _batches
from assistant.weights import Weights, _to_floats


@given(st.lists(st.integers(1, 512), max_size=90))
def test_batches_hold_each_text_once_and_stay_small_with_their_padding(lengths: list[int]) -> None:
    batches = list(_batches(lengths))
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[index] for index in batch) <= _BATCH_TOKENS
        assert lengths[batch[-1]] == max(lengths[index] for index in batch)
    longest = [max(lengths[index] for index in batch) for batch in batches]
    shortest = [min(lengths[index] for index in batch) for batch in batches]
    assert all(long <= short for long, short in zip(longest, shortest[1:], strict=False))


def test_a_block_of_four_bits_becomes_numbers_low_halves_first() -> None:
    halves = [(high << 4) | low for low, high in zip(range(16), reversed(range(16)), strict=True)]
    packed = numpy.float16(0.5).tobytes() + bytes(halves)
    blocks = numpy.frombuffer(packed, [("scale", "<f2"), ("halves", "u1", 16)]).reshape(1, 1)
    expected = [(number - 8) * 0.5 for number in [*range(16), *reversed(range(16))]]
    assert _to_floats(blocks).tolist() == [expected]


@pytest.mark.parametrize("content", [b"PK\x03\x04 another kind of file", struct.pack("<4sI", b"E5S2", 1)])
def test_another_file_is_no_weights_file(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "weights.bin"
    file.write_bytes(content)
    with pytest.raises(ValueError, match="no weights file"):
        Weights(file)
