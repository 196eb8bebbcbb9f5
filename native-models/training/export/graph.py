"""A PyTorch module as an ONNX graph that onnxruntime answers like PyTorch."""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

OPSET = 17
TOLERANCE = 2e-4


def export_graph(module, example_inputs, input_names, output_names, dynamic_axes, path, *, tolerance=TOLERANCE):
    """Writes `path` and answers {output name: largest difference between onnxruntime and PyTorch}.

    `example_inputs` is a list of tuples of tensors: the first traces the graph, all are compared, so that at least two
    with different dynamic sizes show that no size was frozen. Raises ValueError where they differ by more than
    `tolerance` (absolute, or relative for numbers above 1), or an input has no place in the graph.

    torch.nn.MultiheadAttention, and what is built of it, freezes its sizes in this exporter: write attention with
    Linears, `unflatten` and `scaled_dot_product_attention`.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    was_training = module.training
    module.eval()
    # The exporter knows the parts of torch.nn's attention, not the fused kernel that takes their place in eval().
    fused = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    with torch.no_grad():
        torch.onnx.export(
            module, tuple(example_inputs[0]), str(path), input_names=list(input_names), output_names=list(output_names),
            dynamic_axes=dynamic_axes, opset_version=OPSET, do_constant_folding=True, dynamo=False,
        )  # fmt: skip
    torch.backends.mha.set_fastpath_enabled(fused)
    onnx.checker.check_model(onnx.load(str(path)))
    worst = compare(module, example_inputs, input_names, output_names, path)
    module.train(was_training)
    wrong = {name: difference for name, difference in worst.items() if not difference <= tolerance}
    if wrong:
        raise ValueError(f"{path.name} answers otherwise than PyTorch: {wrong}")
    return worst


def compare(module, examples, input_names, output_names, path):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
    present = {value.name for value in session.get_inputs()}
    lost = [name for name in input_names if name not in present]
    if lost:
        raise ValueError(f"{path.name} has lost its inputs {lost}: nothing depends on them")
    worst = dict.fromkeys(output_names, 0.0)
    for example in examples:
        expected = outputs_of(module, example)
        feeds = {name: value.numpy() for name, value in zip(input_names, example, strict=True)}
        try:
            answers = session.run(list(output_names), feeds)
        except Exception as problem:  # noqa: BLE001 (onnxruntime has a class for each kind of failure)
            sizes = {name: value.shape for name, value in feeds.items()}
            raise ValueError(f"{path.name} cannot run on {sizes}: {str(problem)[-300:]}") from problem
        for name, theirs, ours in zip(output_names, answers, expected, strict=True):
            if theirs.shape != ours.shape:
                raise ValueError(f"{name} has the shape {theirs.shape}, in PyTorch {ours.shape}")
            difference = np.abs(theirs.astype(np.float64) - ours) / np.maximum(1, np.abs(ours))
            # maximum, unlike max(), lets a number that is none through.
            worst[name] = float(np.maximum(worst[name], difference.max(initial=0)))
    return worst


def outputs_of(module, example):
    with torch.no_grad():
        answer = module(*example)
    return [value.numpy() for value in (answer if isinstance(answer, (tuple, list)) else (answer,))]


def write_examples(path, examples):
    """Stores [(inputs, outputs)], each {name: array}, for parity.mjs: `path` (JSON) and beside it a `.bin` of the numbers."""
    path = Path(path)
    numbers, listed = bytearray(), []

    def store(named):
        entry = {}
        for name, value in named.items():
            value = np.ascontiguousarray(value)
            kind = {"f": "float32", "i": "int64", "u": "int64", "b": "bool"}[value.dtype.kind]
            little = value.astype(np.dtype(kind).newbyteorder("<"))
            numbers.extend(bytes(-len(numbers) % 8))
            entry[name] = {"type": kind, "dims": list(value.shape), "offset": len(numbers)}
            numbers.extend(little.tobytes())
        return entry

    for inputs, outputs in examples:
        listed.append({"inputs": store(inputs), "outputs": store(outputs)})
    path.write_text(json.dumps({"examples": listed}, indent=1) + "\n")
    path.with_suffix(".bin").write_bytes(numbers)


def examples_of(module, example_inputs, input_names, output_names):
    """What `write_examples` stores: PyTorch's own answers."""
    module.eval()
    for example in example_inputs:
        inputs = {name: value.numpy() for name, value in zip(input_names, example, strict=True)}
        yield inputs, dict(zip(output_names, outputs_of(module, example), strict=True))
