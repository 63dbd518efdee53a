"""Pure: the network of a BERT encoder, such as multilingual-e5-small, as an ONNX graph.

What enters is a vector a token (``embeds``, float32, (texts, tokens, width)) and the
number of tokens of each text (``lengths``, int32); what leaves is a vector a token (``tokens``, the
same shape). Looking up the vectors of the words is left to the caller: their table is most of a
model, nine tenths of ours, and ours stays on disk in four bits.
"""

from typing import Any, Protocol

import numpy
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from assistant.weights import Sizes, Vectors

_FUSED = "com.microsoft"
"""ONNX Runtime's own operators: the whole of attention, and sums with what follows them, in one."""


class Tensors(Protocol):
    """A model's weights by the names that ``Weights`` has for them."""

    @property
    def sizes(self) -> Sizes:
        """Of the network."""

    def vector(self, name: str) -> Vectors:
        """A tensor, flat."""

    def matrix(self, name: str, columns: int) -> Vectors:
        """A tensor as (rows, columns); a row a number that it puts out."""


def to_network(weights: Tensors) -> bytes:
    """The graph with all its weights as float32, serialised."""
    network: bytes = _Graph(weights).to_model().SerializeToString()
    return network


class _Graph:
    def __init__(self, weights: Tensors) -> None:
        self._weights = weights
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []

    def to_model(self) -> ModelProto:
        sizes = self._weights.sizes
        shape: list[str | int | None] = ["texts", "tokens", sizes.width]
        rows = self._add_positions("embeds")
        for layer in range(sizes.layers):
            rows = self._add_layer(f"l{layer}.", rows)
        graph = helper.make_graph(
            [*self._nodes, helper.make_node("Identity", [rows], ["tokens"])],
            "encoder",
            [
                helper.make_tensor_value_info("embeds", TensorProto.FLOAT, shape),
                helper.make_tensor_value_info("lengths", TensorProto.INT32, ["texts"]),
            ],
            [helper.make_tensor_value_info("tokens", TensorProto.FLOAT, shape)],
            self._constants,
        )
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)

    def _add_positions(self, rows: str) -> str:
        width = self._weights.sizes.width
        positions = self._weights.vector("emb.pos").reshape(-1, width) + self._weights.vector("emb.type")[:width]
        start = self._constant("start", numpy.zeros(1, numpy.int64))
        count = self._node("Shape", [rows], start=1, end=2)
        placed = self._node("Slice", [self._constant("positions", positions), start, count, start])
        return self._node(
            "LayerNormalization",
            [self._node("Add", [rows, placed]), self._stored("emb.ln.w"), self._stored("emb.ln.b")],
            epsilon=self._weights.sizes.epsilon,
        )

    def _add_layer(self, layer: str, rows: str) -> str:
        sizes = self._weights.sizes
        joined = [self._weights.matrix(f"{layer}{part}.w", sizes.width).T for part in "qkv"]
        biases = [self._weights.vector(f"{layer}{part}.b") for part in "qkv"]
        attended = self._node(
            "Attention",
            [
                rows,
                self._constant(f"{layer}qkv.w", numpy.concatenate(joined, axis=1)),
                self._constant(f"{layer}qkv.b", numpy.concatenate(biases)),
                "lengths",
            ],
            _FUSED,
            num_heads=sizes.heads,
        )
        rows = self._add_and_normalise(self._product(attended, f"{layer}ao", sizes.width), rows, layer, "ao", "aln")
        inner = self._product(rows, f"{layer}fi", sizes.width)
        inner = self._node("BiasGelu", [inner, self._stored(f"{layer}fi.b")], _FUSED)
        return self._add_and_normalise(self._product(inner, f"{layer}fo", sizes.inner), rows, layer, "fo", "oln")

    def _product(self, rows: str, name: str, columns: int) -> str:
        matrix = self._constant(f"{name}.w", self._weights.matrix(f"{name}.w", columns).T)
        return self._node("MatMul", [rows, matrix])

    def _add_and_normalise(self, rows: str, before: str, layer: str, bias: str, norm: str) -> str:
        stored = [self._stored(layer + name) for name in (f"{norm}.w", f"{norm}.b", f"{bias}.b")]
        epsilon = self._weights.sizes.epsilon
        return self._node("SkipLayerNormalization", [rows, before, *stored], _FUSED, epsilon=epsilon)

    def _stored(self, name: str) -> str:
        return self._constant(name, self._weights.vector(name))

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        self._constants.append(numpy_helper.from_array(numpy.ascontiguousarray(values), name))
        return name

    def _node(self, operator: str, inputs: list[str], domain: str = "", **attributes: Any) -> str:
        output = f"{len(self._nodes)}.{operator}"
        self._nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output
