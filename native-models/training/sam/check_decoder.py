"""Compares the rebuilt decoder with the ONNX file it was built from, and measures it.

    python native-models/training/sam/check_decoder.py [--embeddings DIR] [--threads T]

DIR is a folder that encode.py has been through; without it the embedding is noise. Prints the largest differences of
logits and predicted IoUs for a click, two clicks, a box and tokens of the kind that a model would make, shared by an
image and not; the same under bfloat16; the gradient of a token against finite differences; and the milliseconds a prompt.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from sam.geometry import EmbeddingFolder, scaled_size
from sam.mask_decoder import Decoder
from sam.weights import DECODER

LOW_RES, IOU, SPARSE = "/Reshape_9_output_0", "/iou_prediction_head/layers.2/Gemm_output_0", "/Concat_2"
SIZE = (480, 320)
LIMIT = 2e-3


def open_graph(threads):
    """The file with its four masks as outputs, and a second input that joins the prompt's tokens (facts of its graph)."""
    model = onnx.load(str(DECODER))
    for name, shape in ((LOW_RES, ["b", 4, 256, 256]), (IOU, ["b", 4])):
        model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def reference(graph, embedding, xy, labels):
    """The file's answer to points in pixels; labels as SAM has them, the padding point among them."""
    scale = np.array(scaled_size(*SIZE), np.float32) / np.array(SIZE, np.float32)
    feeds = {
        "image_embeddings": embedding,
        "point_coords": (np.array(xy, np.float32) * scale)[None],
        "point_labels": np.array(labels, np.float32)[None],
        "mask_input": np.zeros((1, 1, 256, 256), np.float32),
        "has_mask_input": np.zeros(1, np.float32),
        "orig_im_size": np.array([64, 64], np.float32),
    }
    logits, iou = graph.run([LOW_RES, IOU], feeds)
    return torch.from_numpy(logits[0]), torch.from_numpy(iou[0])


def cases(decoder):
    """(name, tokens, points, labels) of what the file can be asked too."""
    prompts = decoder.prompts
    one = [[240.0, 170.0]]
    two = [[240.0, 170.0], [100.0, 60.0]]
    box = [[200.0, 120.0], [300.0, 230.0]]
    at = torch.tensor
    yield "a click", prompts.point_tokens(at(one), at([1]), SIZE), [*one, [0, 0]], [1, -1]
    yield "two clicks", prompts.point_tokens(at(two), at([1, 0]), SIZE), [*two, [0, 0]], [1, 0, -1]
    yield "a box", prompts.box_tokens(at(box).flatten(), SIZE), box, [2, 3]
    clicked = prompts._tokens(at(one), at([1]), SIZE)
    yield "a click and a box", torch.cat([clicked, prompts.box_tokens(at(box).flatten(), SIZE)]), one + box, [1, 2, 3]


def differences(decoder, graph, embeddings):
    worst = {}
    for embedding in embeddings:
        for name, tokens, xy, labels in cases(decoder):
            logits, iou = reference(graph, embedding.numpy(), xy, labels)
            for mode in ("float32", "bfloat16"):
                with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=mode == "bfloat16"):
                    ours, ours_iou = decoder.decode(embedding, tokens[None], True)
                change = ((ours[0] > 0) ^ (logits > 0)).float().mean().item()
                found = (
                    (ours[0].float() - logits).abs().max().item(),
                    (ours_iou[0].float() - iou).abs().max().item(),
                    change,
                )
                worst[name, mode] = np.maximum(worst.get((name, mode), 0), found)
    return worst


def shared_difference(decoder, embeddings):
    """Several prompts of several images at once against one at a time, and a part of the rows against all."""
    torch.manual_seed(0)
    batch = torch.cat(embeddings[:2])
    sparse = torch.randn(len(batch), 3, 3, 256) * 0.3
    with torch.no_grad():
        together, iou = decoder.decode(batch, sparse, True)
        single, _ = decoder.decode(batch, sparse[:, 0], False, rows=43)
        worst = (single[:, 0] - together[:, 0, 0, :172]).abs().max().item()
        for image, prompt in np.ndindex(len(batch), 3):
            alone, alone_iou = decoder.decode(batch[image : image + 1], sparse[image : image + 1, prompt], True)
            worst = max(worst, (alone[0] - together[image, prompt]).abs().max().item())
            worst = max(worst, (alone_iou[0] - iou[image, prompt]).abs().max().item())
    return worst


def gradient_error(decoder, embedding):
    """Relative difference of a directional derivative to central differences, in float64."""
    torch.manual_seed(0)
    exact = Decoder().double()
    tokens = next(cases(decoder))[1].double()[None]
    direction = torch.randn_like(tokens)
    score = lambda values: exact.decode(embedding.double(), values, False)[0].square().mean()
    tokens.requires_grad_(True)
    (gradient,) = torch.autograd.grad(score(tokens), tokens)
    with torch.no_grad():
        step = 1e-5
        numeric = (score(tokens + step * direction) - score(tokens - step * direction)) / (2 * step)
    return abs(((gradient * direction).sum() - numeric) / numeric).item()


def milliseconds(decoder, embedding, prompts, multimask, train, bfloat16):
    batch = embedding.expand(1 if not train else prompts, -1, -1, -1)
    sparse = torch.randn(len(batch), prompts // len(batch), 3, 256) * 0.3
    sparse.requires_grad_(train)
    times = []
    for _ in range(4):
        start = time.perf_counter()
        with torch.set_grad_enabled(train), torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
            logits, _ = decoder.decode(batch, sparse, multimask, rows=43)
        if train:
            torch.autograd.grad(logits.float().square().mean(), sparse)
        times.append(time.perf_counter() - start)
    return min(times) * 1000 / prompts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--embeddings", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    decoder, graph = Decoder(), open_graph(args.threads)
    if args.embeddings:
        folder = EmbeddingFolder(args.embeddings)
        names = [file.stem for file in sorted(folder.folder.glob("*.npy")) if file.stem != "padding"][:3]
        embeddings = [torch.from_numpy(folder.full(name))[None] for name in names]
    else:
        embeddings = [torch.randn(1, 256, 64, 64, generator=torch.Generator().manual_seed(seed)) for seed in (0, 1)]

    failed = False
    for (name, mode), (logits, iou, pixels) in differences(decoder, graph, embeddings).items():
        print(f"{name:18} {mode:8} logits {logits:.2e}  IoU {iou:.2e}  pixels that change {pixels:.2e}")
        failed |= mode == "float32" and max(logits, iou) > LIMIT
    shared = shared_difference(decoder, embeddings)
    gradient = gradient_error(decoder, embeddings[0])
    print(f"together against alone {shared:.2e}; gradient against finite differences {gradient:.2e}")
    for train, multimask, prompts in ((False, True, 8), (True, False, 8)):
        for bfloat16 in (False, True):
            spent = milliseconds(decoder, embeddings[0], prompts, multimask, train, bfloat16)
            what = "forward and backward, mask 0, an image each" if train else "forward, four masks, one image"
            print(f"{spent:6.1f} ms a prompt: {what}, {'bfloat16' if bfloat16 else 'float32'}, {prompts} prompts")
    return 1 if failed or shared > LIMIT or gradient > 1e-4 else 0


if __name__ == "__main__":
    sys.exit(main())
