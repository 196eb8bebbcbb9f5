"""Candidates of our own discovery, with their overlaps, for training the evaluator.

    python candidates.py --discovered FILE.jsonl --folder DIR --perceived FILE.npz --out FILE.npz

Input: what discover-candidates.mjs wrote. The candidates of all questions of a scene are put together: for another
question of the same scene they are as good, the IoU with its answer is known.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F
from PIL import Image
from pycocotools import mask as coco

from evaluator import overlaps
from frame import MASK_CELL, PICTURE, SLOTS, TRAIN_ROWS


class Candidates:
    """group(): a group of masks for a question; half of it leans to masks that show the answer."""

    def __init__(self, path):
        cache = np.load(path)
        self.between, self.stats, self.iou, self.first = (cache[k] for k in ("between", "stats", "iou", "first"))
        self.at = {name: i for i, name in enumerate(cache["names"])}

    def has(self, data, pick):
        name = data.names[data.scene[pick]]
        return name in self.at and self.first[self.at[name] + 1] - self.first[self.at[name]] >= 5

    def group(self, data, pick, random, size):
        at = self.at[data.names[data.scene[pick]]]
        begin, end = self.first[at], self.first[at + 1]
        iou = self.iou[begin:end, data.target[pick]]
        if random is None:
            random = np.random.default_rng(pick)
        good = iou > 0.3
        # Where masks of the answer are many, they must not be rare in groups; where there are none, groups have none.
        weight = np.where(good, 0.6 / max(good.sum(), 1), 0.4 / max((~good).sum(), 1)) + 1e-6
        weight /= weight.sum()
        count = end - begin
        chosen = random.choice(count, size, replace=count < size, p=weight)
        rows = begin + chosen
        return self.between[rows].astype(np.float32), self.stats[rows], iou[chosen]


def planes(rles, size):
    """Masks as a graph sees them: float [n, 128, 128], each value the part of its cell that is covered."""
    height, width = size
    scale = PICTURE / max(size)
    side = (int(height * scale + 0.5), int(width * scale + 0.5))
    full = torch.from_numpy(np.stack([coco.decode(rle) for rle in rles])).float()[:, None]
    out = torch.zeros(len(rles), 1, PICTURE, PICTURE)
    out[..., : side[0], : side[1]] = F.interpolate(full, size=side, mode="area" if side[0] <= height else "nearest")
    return F.avg_pool2d(out, MASK_CELL)[:, 0]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--discovered", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--perceived", required=True)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    by_scene = {}
    for line in open(args.discovered):
        item = json.loads(line)
        scene = by_scene.setdefault(Path(item["image"]).stem, {})
        # A dictionary, as questions of a scene find the same masks; its order is that of the file.
        scene.update({c["rle"]: item["size"][::-1] for c in item["candidates"]})
    cache = np.load(args.perceived)
    fine = np.load(Path(args.perceived).with_suffix(".fine.npy"), mmap_mode="r")
    rows = {name: i for i, name in enumerate(cache["names"])}
    names, first, between, stats, ious = [], [0], [], [], []
    for name, rles in sorted(by_scene.items()):
        if name not in rows or not rles:
            continue
        ids = np.asarray(Image.open(Path(args.folder) / f"{name}_id.png"))
        truths = [coco.encode(np.asfortranarray((ids == i + 1).astype(np.uint8))) for i in range(SLOTS)]
        encoded = [{"size": size, "counts": rle.encode()} for rle, size in rles.items()]
        iou = coco.iou(encoded, truths, [0] * SLOTS)
        share = torch.from_numpy(np.asarray(fine[rows[name]])).float() / 255
        mask = planes(encoded, ids.shape)[:, : TRAIN_ROWS // MASK_CELL]
        one, two = overlaps(mask[None], share[None])
        # The exported graph sees the whole square: sizes are parts of 128 x 128 cells.
        two[..., 0] *= (TRAIN_ROWS / PICTURE) ** 0.5
        names.append(name)
        first.append(first[-1] + len(rles))
        between.append(one[0].numpy().astype(np.float16))
        stats.append(two[0].numpy())
        ious.append(iou.astype(np.float32))
    np.savez(
        args.out,
        names=np.array(names),
        first=np.array(first),
        between=np.concatenate(between),
        stats=np.concatenate(stats),
        iou=np.concatenate(ious),
    )
    print(f"{len(names)} scenes, {first[-1]} candidates")


if __name__ == "__main__":
    main()
