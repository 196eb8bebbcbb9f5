"""Writes ../vectors/masks-coco.json: small masks and polygons, and what pycocotools says of them.

    pip install numpy pycocotools && python tests/parity/scripts/make_coco_mask_vectors.py
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from pycocotools import mask as coco

from mask_shapes import blobs, pack, shapes


def encode(mask):
    return coco.encode(np.asfortranarray(mask))


def text(rle):
    return {"size": [int(v) for v in rle["size"]], "counts": rle["counts"].decode("ascii")}


def single_masks():
    for name, mask in shapes().items():
        rle = encode(mask)
        assert (coco.decode(rle) == mask).all()
        yield {"name": name, **pack(mask), "counts": text(rle)["counts"], "area": int(coco.area(rle)),
               "bbox": [int(v) for v in coco.toBbox(rle)]}


def groups(rng):
    """Masks of one size: blobs, noise, and the two extremes."""
    for height, width in [(24, 32), (37, 21), (1, 50), (50, 1)]:
        masks = [blobs(rng, height, width) for _ in range(5)]
        masks += [(rng.random((height, width)) < share).astype(np.uint8) for share in (0.5, 0.05)]
        masks += [np.zeros((height, width), np.uint8), np.ones((height, width), np.uint8)]
        yield [encode(mask) for mask in masks]


def iou_of(rles, rng):
    crowd = [int(v) for v in rng.random(len(rles)) < 0.5]
    plain = coco.iou(rles, rles, [0] * len(rles))
    crowded = coco.iou(rles, rles, crowd)
    return {"masks": [text(rle) for rle in rles], "crowd": crowd, "plain": plain.tolist(), "crowded": crowded.tolist()}


def merges(rles, rng):
    for count in (1, 2, 3, 5, len(rles)):
        chosen = [int(v) for v in rng.choice(len(rles), count, replace=False)]
        parts = [rles[i] for i in chosen]
        yield {"masks": chosen, "union": text(coco.merge(parts, intersect=False))["counts"],
               "intersection": text(coco.merge(parts, intersect=True))["counts"]}


def polygons(rng):
    fixed = [
        ([[1, 1, 5, 1, 5, 4, 1, 4]], 10, 8),
        ([[0, 0, 8, 0, 8, 10, 0, 10]], 10, 8),
        ([[-5, -5, 20, -5, 20, 20, -5, 20]], 10, 8),
        ([[2.5, 2.5, 6.5, 2.5, 6.5, 7.5, 2.5, 7.5]], 10, 8),
        ([[3, 3, 3, 3, 3, 3]], 10, 8),
        ([[1, 1, 6, 6, 1, 6, 6, 1]], 10, 8),
        ([[1, 4, 7, 4, 1, 4]], 10, 8),
        ([[100, 100, 120, 100, 110, 130]], 10, 8),
        ([[0.4, 0, 0.4, 30, 0.6, 30, 0.6, 0]], 30, 1),
    ]
    for parts, height, width in fixed:
        yield [[float(v) for v in part] for part in parts], height, width
    for i in range(90):
        height, width = (int(v) for v in rng.integers(1, 80, 2))
        parts = []
        for _ in range(int(rng.integers(1, 4))):
            corners = int(rng.integers(3, 10))
            spread = [1.0, 1.0, 1.6, 6.0][i % 4]
            x = rng.uniform(-width * (spread - 1), width * spread, corners)
            y = rng.uniform(-height * (spread - 1), height * spread, corners)
            points = np.round(np.stack([x, y], 1).ravel(), [0, 1, 2, 4][i % 3])
            parts.append([float(v) for v in points])
        yield parts, height, width


def uncompressed(rng):
    for counts, size in [([0, 6], [2, 3]), ([6], [2, 3]), ([2, 1, 3], [2, 3]), ([3, 0, 3], [2, 3]), ([6, 0], [2, 3])]:
        yield counts, size
    for _ in range(10):
        cuts = np.sort(rng.choice(np.arange(1, 600), 9, replace=False))
        yield [int(v) for v in np.diff(np.concatenate([[0], cuts, [600]]))], [20, 30]


def main():
    rng = np.random.default_rng(20)
    made = {"madeBy": f"pycocotools {version('pycocotools')}, numpy {np.__version__}", "masks": list(single_masks())}
    made["groups"] = [{**iou_of(rles, rng), "merges": list(merges(rles, rng))} for rles in groups(rng)]
    made["polygons"] = [
        {"polygons": parts, "size": [height, width],
         "counts": text(coco.merge(coco.frPyObjects(parts, height, width)))["counts"]}
        for parts, height, width in polygons(rng)
    ]
    made["uncompressed"] = [
        {"counts": counts, "size": size, "compressed": text(coco.frPyObjects({"counts": counts, "size": size}, *size))["counts"]}
        for counts, size in uncompressed(rng)
    ]
    target = Path(__file__).resolve().parent.parent / "vectors" / "masks-coco.json"
    target.write_text(json.dumps(made, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
