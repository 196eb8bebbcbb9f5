"""Stage 5: the trained models as a pack. See native-models/training/README.md.

    python export_pack.py --lexicon DIR --perception CKPT --segmenter CKPT --connection CKPT --evaluator CKPT \
        --settings pack-settings.json --folder SCENES --out assets/packs/geo-tiny --examples DIR

Weights are stored as float16, computed with as float32; --folder gives the scenes that the graphs are compared on;
--examples stores inputs and PyTorch's answers for export/parity.mjs.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from connection_module import ConnectionModule  # noqa: E402
from evaluator import GROUP, REASON, Evaluator  # noqa: E402
from export.graph import compare, examples_of, export_graph, write_examples  # noqa: E402
from export.half_weights import SMALLEST_TENSOR, to_fp16_with_casts  # noqa: E402
from export.write_manifest import write_manifest  # noqa: E402
from frame import PICTURE, PIXEL_MEAN, PIXEL_STD, TOKEN  # noqa: E402
from graphs import Look, Say, Segment, Weigh  # noqa: E402
from lexicon import SAID, SCORE_TOKENS, SCORES, Lexicon  # noqa: E402
from perception import Perception  # noqa: E402
from scenes_data import load_embedding, load_pixels, names  # noqa: E402
from segmenter import Segmenter  # noqa: E402
from train_perception import batch_of  # noqa: E402

QUESTIONS = ["What is the big red cube?", "the third shiny thing from the left that is behind the small ball"]


def halved(module):
    """Rounds the weights that the file will hold in half precision, so that PyTorch answers as the file does."""
    module.eval()
    for value in [*module.parameters(), *module.buffers()]:
        if value.is_floating_point() and value.numel() >= SMALLEST_TENSOR:
            value.data = value.data.half().float()
    return module


def load(module, path, key="model"):
    state = torch.load(path, map_location="cpu", weights_only=True)
    module.load_state_dict(state[key] if key in state else state)
    return halved(module)


def picture(folder, name):
    pixels, _, _ = load_pixels(Path(folder) / f"{name}.png", PICTURE)
    item = {"pixels": pixels, "embedding": load_embedding(folder, name, 64)}
    return batch_of([item], None, False)


def write_graph(module, examples, inputs, outputs, axes, path, examples_folder):
    print(path.name, "before halving", export_graph(module, examples, inputs, outputs, axes, path, tolerance=2e-3))
    onnx.save(to_fp16_with_casts(onnx.load(str(path))), str(path))
    print(path.name, "halved", compare(module, examples, inputs, outputs, path), path.stat().st_size)
    write_examples(Path(examples_folder) / f"{path.stem}.json", examples_of(module, examples, inputs, outputs))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("lexicon", "perception", "segmenter", "connection", "evaluator", "settings", "folder", "out", "examples"):
        parser.add_argument(f"--{name}", required=True)
    args = parser.parse_args()
    torch.manual_seed(0)
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    Path(args.examples).mkdir(parents=True, exist_ok=True)
    lexicon = Lexicon(args.lexicon)
    lexicon_half = lexicon.vectors.astype(np.float16).astype(np.float32)
    look = Look(load(Perception(), args.perception))
    segment = Segment(
        load(Segmenter(lexicon_half, len(SAID)), args.segmenter), load(ConnectionModule(), args.connection)
    )
    say = Say(load(Evaluator(lexicon_half, len(SAID)), args.evaluator))
    scenes = [picture(args.folder, name) for name in names(args.folder)[:2]]
    seen = []
    with torch.no_grad():
        for pixels, embedding in scenes:
            seen.append(look(pixels, embedding))
    # Of another shape than those that training knows: no size may be frozen.
    tall = tuple(value.transpose(2, 3).contiguous() for value in scenes[0])
    square = (torch.randn(1, 3, PICTURE, PICTURE), scenes[1][1])
    write_graph(look, [*scenes, tall, square], ["pixels", "image_embeddings"], ["objects", "valid", "shares"], {}, out / "look.onnx", args.examples)
    ids = [torch.tensor([lexicon.encode(q)]) for q in QUESTIONS]
    write_graph(
        segment,
        [(i, *s) for i, s in zip(ids, seen)],
        ["input_ids", "objects", "valid", "shares"],
        ["prompt_tokens", "attention"],
        {"input_ids": {1: "tokens"}},
        out / "segment.onnx",
        args.examples,
    )
    masks = [(torch.rand(1, n, 128, 128) > 0.7).float() for n in (5, 3)]
    weigh_inputs = [(m, s[2]) for m, s in zip(masks, seen)]
    weigh = Weigh()
    axes = {"masks": {1: "group"}, "between": {1: "group"}, "stats": {1: "group"}}
    write_graph(weigh, weigh_inputs, ["masks", "shares"], ["between", "stats"], axes, out / "weigh.onnx", args.examples)
    with torch.no_grad():
        weighed = [weigh(*pair) for pair in weigh_inputs]
    spoken = [torch.cat([i, torch.tensor([[REASON, 120, 7, 90, 91][:n]])], 1) for i, n in zip(ids, (1, 5))]
    axes = {"input_ids": {1: "tokens"}, "between": {1: "group"}, "stats": {1: "group"}, "logits": {1: "tokens"}}
    write_graph(
        say,
        [(i, s[0], s[1], *w) for i, s, w in zip(spoken, seen, weighed)],
        ["input_ids", "objects", "valid", "between", "stats"],
        ["logits"],
        axes,
        out / "say.onnx",
        args.examples,
    )
    (out / "tokenizer.json").write_text((Path(args.lexicon) / "tokenizer.json").read_text())
    manifest = manifest_of(json.loads(Path(args.settings).read_text()))
    whole = write_manifest(out, manifest)
    print(sum(f["bytes"] for f in whole["files"].values()), "bytes in all")


def manifest_of(settings):
    pixels = {
        "width": PICTURE,
        "height": PICTURE,
        "fit": "pad",
        "mean": [PIXEL_MEAN] * 3,
        "std": [PIXEL_STD] * 3,
    }
    image = {
        "graph": "look.onnx",
        "inputs": {"imageEmbeddings": "image_embeddings", "pixels": "pixels"},
        "outputs": ["objects", "valid", "shares"],
    }
    return {
        **settings["pack"],
        "segmenter": {
            "kind": "onnx",
            "graph": "segment.onnx",
            "tokenizer": "tokenizer.json",
            "maxTokens": 90,
            "grid": [PICTURE // TOKEN, PICTURE // TOKEN],
            "inputs": {"inputIds": "input_ids"},
            "image": image,
            "pixels": pixels,
            "outputs": {"promptTokens": "prompt_tokens", "attention": "attention"},
        },
        "evaluator": {
            "kind": "onnx",
            "graph": "say.onnx",
            "tokenizer": "tokenizer.json",
            "prompts": {"plain": "{question} [PLAIN]", "cot": "{question} [REASON]"},
            "groupSize": GROUP,
            "cot": True,
            "inputs": {"inputIds": "input_ids"},
            "image": image,
            "context": {"graph": "weigh.onnx", "inputs": {"masks": "masks"}, "outputs": ["between", "stats"]},
            "pixels": pixels,
            "maskSize": [128, 128],
            "outputs": {"logits": "logits"},
            "scoreTokens": dict(zip(SCORE_TOKENS, SCORES)),
            "endToken": "[END]",
            "maxNewTokens": 110,
        },
        "discovery": settings["discovery"],
    }


if __name__ == "__main__":
    main()
