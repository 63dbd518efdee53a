"""The built-in model with weights of eight bits: measured by ``make bench-ingest``, not used to answer.

It is faster, and its vectors are near those of the network in use but not the same: libraries hold those,
and the confidence was fitted on them.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.engine import OnnxEngine, open_weights, to_session
from assistant.network import to_network

_FLOAT = 1
"""ONNX's number for float32, the type of what ONNX Runtime's own operators put out."""


def open_quantised(variant: str) -> OnnxEngine:
    """The model as ONNX Runtime quantises it: weights of eight bits, one scale a column.

    Args:
        variant: of the models inside the package.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    weights = open_weights(variant)
    with TemporaryDirectory(prefix="article-assistant-") as folder, _quiet():
        whole, quantised = Path(folder, "whole.onnx"), Path(folder, "quantised.onnx")
        whole.write_bytes(to_network(weights))
        quantize_dynamic(
            whole,
            quantised,
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": _FLOAT},
        )
        return OnnxEngine(weights, to_session(quantised.read_bytes()))


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the advice to simplify the network first, which its fused operators have no need of."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
