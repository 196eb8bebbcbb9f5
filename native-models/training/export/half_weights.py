"""Weights stored in half precision, computed with in single precision: the file halves, the arithmetic stays."""

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

LARGEST = float(np.finfo(np.float16).max)
SMALLEST_TENSOR = 1024


def to_fp16_with_casts(model, smallest=SMALLEST_TENSOR):
    """A copy of the graph whose float32 weights of at least `smallest` numbers are float16 with a Cast behind them.

    onnxruntime folds the Casts when it loads the graph, so that a run costs what it did. Raises ValueError for a weight
    that half precision cannot hold, and where the result isn't, number for number, the model with rounded weights.
    """
    halved = onnx.ModelProto()
    halved.CopyFrom(model)
    graph = halved.graph
    _constants_to_initializers(graph, smallest)
    casts, kept = [], []
    for tensor in graph.initializer:
        if not _is_large(tensor, smallest):
            kept.append(tensor)
            continue
        name = f"{tensor.name}__half"
        kept.append(numpy_helper.from_array(_half(tensor), name))
        casts.append(helper.make_node("Cast", [name], [tensor.name], name=f"{name}/Cast", to=TensorProto.FLOAT))
    halved_names = {cast.output[0] for cast in casts}
    inputs = [value for value in graph.input if value.name not in halved_names]
    nodes = [*casts, *graph.node]
    for field, values in ((graph.initializer, kept), (graph.node, nodes), (graph.input, inputs)):
        copies = [type(value).FromString(value.SerializeToString()) for value in values]
        del field[:]
        field.extend(copies)
    onnx.checker.check_model(halved)
    _assert_rounded(model, halved)
    return halved


def _is_large(tensor, smallest):
    return tensor.data_type == TensorProto.FLOAT and int(np.prod(tensor.dims)) >= smallest


def _half(tensor):
    values = numpy_helper.to_array(tensor)
    if not np.isfinite(values).all() or np.abs(values).max(initial=0) > LARGEST:
        raise ValueError(f"{tensor.name} holds a number that half precision cannot hold")
    return values.astype(np.float16)


def _constants_to_initializers(graph, smallest):
    """Large Constant nodes become initializers; a graph that is nested in a node is left as it is."""
    kept = []
    for node in graph.node:
        value = next((a.t for a in node.attribute if a.name == "value"), None) if node.op_type == "Constant" else None
        if value is None or not _is_large(value, smallest):
            kept.append(onnx.NodeProto.FromString(node.SerializeToString()))
            continue
        tensor = onnx.TensorProto.FromString(value.SerializeToString())
        tensor.name = node.output[0]
        graph.initializer.append(tensor)
    del graph.node[:]
    graph.node.extend(kept)


def weights_of(model):
    """Name -> array of what initializers, Constants and Casts of either give."""
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "Constant":
            values.update((node.output[0], numpy_helper.to_array(a.t)) for a in node.attribute if a.name == "value")
        elif node.op_type == "Cast" and node.input[0].endswith("__half"):
            values[node.output[0]] = values.pop(node.input[0]).astype(np.float32)
    return values


def rounded(model, smallest=SMALLEST_TENSOR):
    """The model as it was, with its large weights rounded to half precision: what the halved one has to equal."""
    copy = onnx.ModelProto.FromString(model.SerializeToString())
    tensors = list(copy.graph.initializer)
    tensors += [a.t for node in copy.graph.node if node.op_type == "Constant" for a in node.attribute if a.name == "value"]
    for tensor in tensors:
        if _is_large(tensor, smallest):
            tensor.CopyFrom(numpy_helper.from_array(_half(tensor).astype(np.float32), tensor.name))
    return copy


def _assert_rounded(model, halved):
    expected, found = weights_of(model), weights_of(halved)
    if expected.keys() != found.keys():
        raise ValueError(f"weights were lost or won: {sorted(expected.keys() ^ found.keys())[:3]}")
    for name, value in expected.items():
        same = np.array_equal(found[name], value)
        if not same and not np.array_equal(found[name], value.astype(np.float16).astype(value.dtype)):
            raise ValueError(f"{name} is not what rounding gives")


def largest_difference(one, other, feeds):
    """Largest difference of the outputs of two models for the same feeds; 0 means bit for bit."""
    answers = []
    for model in (one, other):
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1
        bytes_ = model.SerializeToString()
        answers.append(onnxruntime.InferenceSession(bytes_, options, ["CPUExecutionProvider"]).run(None, feeds))
    pairs = zip(*answers, strict=True)
    return max(float(np.abs(a.astype(np.float64) - b.astype(np.float64)).max(initial=0)) for a, b in pairs)
