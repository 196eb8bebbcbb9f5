"""Writes ../vectors/rle.json: masks made by a formula, and what pycocotools says of them.

    pip install numpy pycocotools && python tests/parity/scripts/make_rle_vectors.py
"""

import json
from pathlib import Path

import numpy as np
from pycocotools import mask as coco

# width, height, a, b, c, m, t: a pixel is set where (a x + b y + c x y) mod m < t
FORMULAS = [
    (1, 1, 1, 1, 0, 2, 1),
    (1, 1, 1, 1, 0, 2, 0),
    (7, 5, 1, 1, 0, 2, 1),
    (5, 7, 3, 5, 1, 7, 3),
    (64, 48, 1, 0, 0, 64, 20),
    (64, 48, 0, 1, 0, 48, 9),
    (33, 100, 0, 0, 0, 1, 1),
    (33, 100, 0, 0, 0, 1, 0),
    (120, 90, 1, 2, 1, 11, 4),
    (301, 203, 0, 1, 1, 997, 500),
    (640, 480, 1, 1, 0, 331, 120),
    (1, 5000, 0, 1, 0, 5000, 4999),
    (3000, 4000, 0, 0, 0, 1, 1),
    (3000, 2000, 1, 0, 0, 2999, 17),
]


def bitmap(formula):
    width, height, a, b, c, m, t = formula
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    return np.asfortranarray(((a * x + b * y + c * x * y) % m < t).astype(np.uint8))


def main():
    masks = []
    for formula in FORMULAS:
        rle = coco.encode(bitmap(formula))
        masks.append(
            {
                "formula": list(formula),
                "counts": rle["counts"].decode("ascii"),
                "area": int(coco.area(rle)),
                "bbox": [int(v) for v in coco.toBbox(rle)],
            }
        )
    pairs = []
    for first, second in [((64, 48, 1, 0, 0, 64, 20), (64, 48, 0, 1, 0, 48, 9)),
                          ((640, 480, 1, 1, 0, 331, 120), (640, 480, 1, 2, 0, 257, 100)),
                          ((33, 100, 0, 0, 0, 1, 1), (33, 100, 0, 0, 0, 1, 0)),
                          ((33, 100, 0, 0, 0, 1, 0), (33, 100, 0, 0, 0, 1, 0))]:
        iou = coco.iou([coco.encode(bitmap(first))], [coco.encode(bitmap(second))], [0])[0][0]
        pairs.append({"first": list(first), "second": list(second), "iou": float(iou)})
    from importlib.metadata import version
    vectors = {"madeBy": f"pycocotools {version('pycocotools')}, numpy {np.__version__}", "masks": masks, "pairs": pairs}
    target = Path(__file__).resolve().parent.parent / "vectors" / "rle.json"
    target.write_text(json.dumps(vectors, indent=1) + "\n")


if __name__ == "__main__":
    main()
