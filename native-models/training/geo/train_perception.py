"""Stage 1: perception. See native-models/training/README.md for the command."""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from checkpoints import Log, load_latest, save_atomic, seeded
from frame import CELL, COLORS, MASK_CELL, PICTURE, PIXEL_MEAN, PIXEL_STD, SHAPES, TRAIN_ROWS, field
from perception import Perception, objects
from scenes_data import Scenes
from schedule import set_rate

ROWS, COLUMNS = TRAIN_ROWS // CELL, PICTURE // CELL


def vary(pixels, random):
    """Photometric variation of float pixels 0..1 [B,3,H,W]: gains, gamma, contrast, saturation, noise, blur."""
    batch = pixels.shape[0]

    def draw(low, high, channels=1):
        return torch.from_numpy(random.uniform(low, high, (batch, channels, 1, 1)).astype(np.float32))

    x = pixels.clamp(1e-4, 1) ** torch.exp(draw(-0.35, 0.35))
    x = x * draw(0.8, 1.2) * torch.exp(draw(-0.08, 0.08, 3))
    x = (x - 0.45) * draw(0.8, 1.25) + 0.45 + draw(-0.06, 0.06)
    gray = x.mean(1, keepdim=True)
    x = gray + (x - gray) * draw(0.7, 1.3)
    if random.random() < 0.3:
        soft = F.avg_pool2d(x, 3, 1, 1)
        x = x + (soft - x) * draw(0, 1)
    x = x + torch.randn_like(x) * draw(0, 0.03)
    return x.clamp(0, 1)


def batch_of(items, random, train):
    """Tensors of a batch; pixels normalised, with 0 where there is no image."""
    raw = np.stack([item["pixels"] for item in items])
    pixels = torch.from_numpy(raw).permute(0, 3, 1, 2).float() / 255
    filled = (pixels.sum(1, keepdim=True) > 0).float()
    if train:
        pixels = vary(pixels, random)
    pixels = (pixels - PIXEL_MEAN) / PIXEL_STD * filled
    embedding = torch.from_numpy(np.stack([item["embedding"] for item in items])).float()
    if train:
        embedding = embedding + torch.randn_like(embedding) * 0.02
        keep = torch.from_numpy((random.random((len(items), 1, 1, 1)) > 0.1).astype(np.float32))
        embedding = embedding * keep
    return pixels, embedding


def batch_targets(items, held_out):
    """`targets` of a batch; each scene's are made once and kept with it."""
    for item in items:
        if "targets" not in item:
            item["targets"] = {key: value.half() if value.is_floating_point() else value for key, value in targets([item], held_out).items()}
    parts = {key: torch.cat([item["targets"][key] for item in items]) for key in items[0]["targets"]}
    return {key: value.float() if value.is_floating_point() else value for key, value in parts.items()}


def open_pairs(held_out):
    """[colours, shapes]: 0 for the pairs that training never shows."""
    seen = np.ones((len(COLORS), len(SHAPES)), np.float32)
    for color, shape in held_out:
        seen[COLORS.index(color), SHAPES.index(shape)] = 0
    return seen


def targets(items, held_out):
    """Dense targets of each cell from the object that it shows.

    `shapeOpen` and `colorOpen` are 0 for what training never shows together with the object's colour or shape: where the
    answer is among the others anyway, nothing is to be learnt against those."""
    count = len(items)
    seen = open_pairs(held_out)
    out = {
        "heat": np.zeros((count, ROWS, COLUMNS), np.float32),
        "weight": np.zeros((count, ROWS, COLUMNS), np.float32),
        "size": np.zeros((count, ROWS, COLUMNS), np.int64),
        "shape": np.zeros((count, ROWS, COLUMNS), np.int64),
        "color": np.zeros((count, len(COLORS), ROWS, COLUMNS), np.float32),
        "material": np.zeros((count, ROWS, COLUMNS), np.int64),
        "shapeOpen": np.ones((count, len(SHAPES), ROWS, COLUMNS), np.float32),
        "colorOpen": np.ones((count, len(COLORS), ROWS, COLUMNS), np.float32),
        "numbers": np.zeros((count, 11, ROWS, COLUMNS), np.float32),
        "vote": np.zeros((count, 2, 2 * ROWS, 2 * COLUMNS), np.float32),
        "fg": np.zeros((count, 2 * ROWS, 2 * COLUMNS), np.float32),
    }
    cy, cx = np.mgrid[0:ROWS, 0:COLUMNS] + 0.5
    my, mx = (np.mgrid[0 : 2 * ROWS, 0 : 2 * COLUMNS] + 0.5) * MASK_CELL / CELL
    for b, item in enumerate(items):
        out["fg"][b] = item["masks"] > 0
        for one in item["objects"]:
            x, y = one["middle"][0] / CELL, one["middle"][1] / CELL
            box = [v / CELL for v in one["box"]]
            sigma = max(0.6, 0.12 * math.sqrt(one["area"]) / CELL)
            near = np.exp(-(((np.floor(x) + 0.5 - cx) ** 2 + (np.floor(y) + 0.5 - cy) ** 2) / (2 * sigma**2)))
            out["heat"][b] = np.maximum(out["heat"][b], near.astype(np.float32))
            own = item["cells"] == one["index"] + 1
            peak = near > 0.3
            place = own | peak & (item["cells"] == 0)
            column, row = int(x), int(y)
            place[min(row, ROWS - 1), min(column, COLUMNS - 1)] = True
            weight = 1 / math.sqrt(max(place.sum(), 1)) + 1.0 * near
            out["weight"][b][place] = weight[place]
            for name in ("size", "shape", "material"):
                out[name][b][place] = one[name]
            shares = np.asarray(one["colors"], np.float32) * seen[:, one["shape"]]
            out["color"][b][:, place] = (shares / shares.sum())[:, None]
            out["shapeOpen"][b][:, place] = seen[int(shares.argmax())][:, None]
            out["colorOpen"][b][:, place] = seen[:, one["shape"]][:, None]
            px, py = one["pixel"][0] / CELL, one["pixel"][1] / CELL
            numbers = [
                np.full_like(cx, one["ground"][0]),
                np.full_like(cx, one["ground"][1]),
                px - cx,
                py - cy,
                np.full_like(cx, one["depth"]),
                cx - box[0],
                cy - box[1],
                box[2] - cx,
                box[3] - cy,
                x - cx,
                y - cy,
            ]
            out["numbers"][b][:, place] = np.stack(numbers)[:, place]
            mask = item["masks"] == one["index"] + 1
            out["vote"][b, 0][mask] = (x - mx)[mask]
            out["vote"][b, 1][mask] = (y - my)[mask]
    return {key: torch.from_numpy(value) for key, value in out.items()}


ATTRIBUTES_AT = {"size": slice(1, 3), "shape": slice(3, 6), "color": slice(6, 14), "material": slice(14, 16)}
NUMBER_SCALE = torch.tensor([8.0, 8.0, 1, 1, 8, 0.7, 0.7, 0.7, 0.7, 1, 1])


def loss_of(cells, masks, goal):
    """Sum of: focal loss of the heat (CenterNet, arXiv 1904.07850), cross-entropies, L1 of numbers, mask terms."""
    cells, masks = cells.float(), masks.float()
    p = torch.sigmoid(cells[:, 0]).clamp(1e-4, 1 - 1e-4)
    hit = (goal["heat"] > 0.999).float()
    focal = -(hit * (1 - p) ** 2 * p.log() + (1 - hit) * (1 - goal["heat"]) ** 4 * p**2 * (1 - p).log())
    heat = focal.sum() / hit.sum().clamp(min=1)
    weight = goal["weight"]
    total = weight.sum().clamp(min=1)
    parts = {"heat": heat}
    for name, at in ATTRIBUTES_AT.items():
        closed = (1 - goal[f"{name}Open"]) * -1e4 if f"{name}Open" in goal else 0
        parts[name] = (F.cross_entropy(cells[:, at] + closed, goal[name], reduction="none") * weight).sum() / total
    off = F.smooth_l1_loss(cells[:, 16:], goal["numbers"], reduction="none", beta=0.1)
    parts["numbers"] = (off * NUMBER_SCALE.view(1, -1, 1, 1) * weight[:, None]).sum() / total / 8
    fg = goal["fg"]
    parts["fg"] = F.binary_cross_entropy_with_logits(masks[:, 0], fg) * 4
    parts["vote"] = (F.smooth_l1_loss(masks[:, 1:], goal["vote"], reduction="none", beta=0.1).sum(1) * fg).sum() / fg.sum()
    return sum(parts.values()), parts


@torch.no_grad()
def measure(model, data):
    """Found and false objects, attribute accuracy, errors of places, IoU of the object masks, over a data set."""
    model.eval()
    counts = {"objects": 0, "found": 0, "false": 0, "size": 0, "shape": 0, "color": 0, "material": 0}
    ground, pixel, depth, box, overlap = [], [], [], [], []
    for item in data.items:
        pixels, embedding = batch_of([item], None, False)
        with torch.autocast("cpu", torch.bfloat16):
            cells, masks, _ = model(pixels, embedding)
        token, valid, share = objects(cells.float(), masks.float())
        token, valid, share = token[0].numpy(), valid[0].numpy(), share[0].numpy()
        used = set()
        for one in item["objects"]:
            counts["objects"] += 1
            mask = item["masks"] == one["index"] + 1
            inter = (share * mask).sum((1, 2))
            iou = inter / (share.sum((1, 2)) + mask.sum() - inter + 1e-6) * valid
            best = int(iou.argmax())
            overlap.append(float(iou[best]))
            if iou[best] < 0.3:
                continue
            used.add(best)
            counts["found"] += 1
            for name in ("size", "shape", "color", "material"):
                counts[name] += int(token[best, field(name)].argmax() == one[name])
            ground.append(np.abs(token[best, field("ground")] - one["ground"]) * 3)
            pixel.append(np.abs(token[best, field("pixel")] * PICTURE - one["pixel"]))
            depth.append(np.abs(token[best, field("depth")][0] - one["depth"]) * 3)
            box.append(np.abs(token[best, field("box")] * PICTURE - one["box"]).mean())
        counts["false"] += int(valid.sum()) - len(used)
    model.train()
    found = max(counts["found"], 1)
    figures = {name: round(counts[name] / found, 4) for name in ("size", "shape", "color", "material")}
    return {
        "objects": counts["objects"],
        "recall": round(counts["found"] / counts["objects"], 4),
        "false": counts["false"],
        **figures,
        "ground": np.round(np.mean(ground, 0), 3).tolist(),
        "pixel": np.round(np.mean(pixel, 0), 2).tolist(),
        "depth": round(float(np.mean(depth)), 3),
        "box": round(float(np.mean(box)), 2),
        "maskIou": round(float(np.mean(overlap)), 4),
    }


@torch.no_grad()
def forget_attributes(model):
    """What was read off for shapes and colours may have been learnt against pairs that were never shown."""
    last = model.heads[-1]
    for name in ("shape", "color"):
        last.weight[ATTRIBUTES_AT[name]] = torch.randn_like(last.weight[ATTRIBUTES_AT[name]]) * 0.02
        last.bias[ATTRIBUTES_AT[name]] = 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", nargs="+", required=True)
    parser.add_argument("--val", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--words", required=True, help="what words.mjs wrote: it names the held-out pairs")
    parser.add_argument("--begin", default=None, help="a checkpoint whose weights are the start; shapes and colours are read off anew")
    parser.add_argument("--stop", type=int, default=None, help="scenes of each folder, from the first")
    args = parser.parse_args()
    random = seeded(args.seed)
    model = Perception()
    if args.begin:
        model.load_state_dict(torch.load(args.begin, weights_only=True)["model"])
        forget_attributes(model)
    held_out = json.loads(Path(args.words).read_text())["heldOutPairs"]
    model = model.to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(model.parameters(), lr=args.rate, weight_decay=0.02)
    begin = load_latest(args.out, model, optimiser)
    log = Log(args.out, vars(args))
    data, val = Scenes(args.train, stop=args.stop), Scenes([args.val], stop=60)
    log.write({"scenes": len(data), "val": len(val), "parameters": sum(p.numel() for p in model.parameters())})
    clock = time.time()
    for step in range(begin, args.steps):
        set_rate(optimiser, args.rate, step, args.steps, rise=100)
        items = [data.items[i] for i in random.integers(0, len(data), args.batch)]
        pixels, embedding = batch_of(items, random, True)
        with torch.autocast("cpu", torch.bfloat16):
            cells, masks, _ = model(pixels.contiguous(memory_format=torch.channels_last), embedding)
        loss, parts = loss_of(cells, masks, batch_targets(items, held_out))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        if step % 50 == 49:
            log.write({"step": step + 1, "seconds": round(time.time() - clock), **{k: round(float(v), 4) for k, v in parts.items()}})
        if step % 500 == 499 or step + 1 == args.steps:
            save_atomic(args.out, step + 1, model, optimiser)
            log.write({"step": step + 1, "val": measure(model, val)})


if __name__ == "__main__":
    main()
