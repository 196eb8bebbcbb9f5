"""Writes ../vectors/masks-opencv.json: what OpenCV 4.8 (LISA's) draws, labels, grows and shrinks.

    pip install "opencv-python-headless==4.8.1.78" "numpy<2"
    python tests/parity/scripts/make_opencv_mask_vectors.py

The version matters for cv2.fillPoly alone. OpenCV 5.0.0 draws other polygons: of 8,000 random ones (1 to 11 corners,
sides of 1 to 59 pixels) 2,877 differ from 4.8.1, among 300 star-shaped ones of 400 x 400 pixels 215 differ, in 0.01 % of
their pixels. cv2.polylines, connectedComponentsWithStats, dilate, erode and resize gave the same with both. LISA asks
for opencv-python 4.8.0, so 4.8 is what "the numbers that LISA's code prints" means.
"""

import json
from pathlib import Path

import cv2
import numpy as np

from mask_shapes import pack, shapes


def corners(rng, width, height, count, spread):
    x = rng.integers(int(-width * (spread - 1)) - 1, int(width * spread) + 2, count)
    y = rng.integers(int(-height * (spread - 1)) - 1, int(height * spread) + 2, count)
    return np.stack([x, y], 1).astype(np.int32)


def polygons(rng):
    fixed = [
        [(3, 3)], [(-1, 4)], [(2, 2), (7, 5)], [(7, 5), (2, 2)], [(-4, 3), (30, 9)], [(4, 4), (4, 4), (4, 4)],
        [(1, 5), (9, 5), (4, 5)], [(1, 1), (10, 10), (1, 10), (10, 1)], [(0, 0), (15, 0), (15, 11), (0, 11)],
        [(-50, -50), (60, -50), (60, 60), (-50, 60)], [(100, 100), (120, 110), (130, 140)], [(-3, -3), (-3, 20), (-1, 8)],
        [(2, 9), (8, 0), (14, 9), (0, 3), (15, 3)], [(-100000, 5), (100000, 6), (8, 200000)],
    ]
    for points in fixed:
        yield np.array(points, np.int32), 16, 12
    for i in range(120):
        width, height = (int(v) for v in rng.integers(1, 50, 2))
        yield corners(rng, width, height, int(rng.integers(1, 12)), [1.0, 1.6, 4.0, 60.0][i % 4]), width, height


def drawn(points, width, height):
    filled = np.zeros((height, width), np.uint8)
    cv2.fillPoly(filled, np.array([points]), 1)
    outline = np.zeros((height, width), np.uint8)
    cv2.polylines(outline, np.array([points]), True, 1, 1)
    return {"points": points.tolist(), **pack(filled), "outline": pack(outline)["bits"]}


def lisa_files(rng):
    """Shapes with fractions, points outside, equal areas, every kind of label."""
    labels = ["target", "ignore", "flag", "Flag", "target", "IGNORE region", "a target"]
    for i in range(14):
        width, height = (int(v) for v in rng.integers(8, 48, 2))
        made = []
        for _ in range(int(rng.integers(0, 8))):
            points = rng.uniform(-0.3, 1.3, (int(rng.integers(1, 9)), 2)) * [width, height]
            made.append({"label": labels[int(rng.integers(len(labels)))], "points": np.round(points, 2).tolist()})
        if i % 2 == 0:
            # Equal areas, the one over the other.
            for label, at in (("target", 1), ("ignore", 3), ("target", 5)):
                made.append({"label": label, "points": [[at, 1], [at + 6, 1], [at + 6, 5], [at, 5]]})
        yield made, width, height


def lisa_mask(made, width, height):
    """LISA, utils/data_processing.py, in our words: areas of fill and outline, the largest first, of equal ones the later first."""
    def draw(canvas, shape, value):
        points = np.array([shape["points"]]).astype(np.int32)
        cv2.polylines(canvas, points, True, value, 1)
        cv2.fillPoly(canvas, points, value)
        return canvas

    kept = [shape for shape in made if shape["label"].lower() != "flag"]
    areas = [int(draw(np.zeros((height, width), np.uint8), shape, 1).sum()) for shape in kept]
    canvas = np.zeros((height, width), np.uint8)
    for i in reversed(np.argsort(areas, kind="stable")):
        draw(canvas, kept[i], 255 if "ignore" in kept[i]["label"].lower() else 1)
    return {"shapes": made, **pack(canvas == 1), "ignore": pack(canvas == 255)["bits"]}


def components(mask):
    made = {}
    for connectivity in (4, 8):
        count, labels, stats, centroids = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
        made[str(connectivity)] = {"labels": labels.ravel().tolist(), "stats": stats[1:].tolist(),
                                   "centroids": np.round(centroids[1:], 9).tolist()}
    return made


def kernel(kind, radius):
    side = 2 * radius + 1
    if kind == "square":
        return np.ones((side, side), np.uint8)
    if kind == "cross":
        return cv2.getStructuringElement(cv2.MORPH_CROSS, (side, side))
    y, x = np.mgrid[-radius:radius + 1, -radius:radius + 1]
    return (x * x + y * y <= radius * radius).astype(np.uint8)


def morphology(mask):
    for kind in ("square", "cross", "disk"):
        for radius in (0, 1, 2, 3, 7, 45):
            yield {"kind": kind, "radius": radius, "dilated": pack(cv2.dilate(mask, kernel(kind, radius)))["bits"],
                   "eroded": pack(cv2.erode(mask, kernel(kind, radius)))["bits"]}


def boundary(mask, distance):
    """Boundary IoU: one pixel of background around, eroded by 3 x 3 as many times as the boundary is wide."""
    padded = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    inner = cv2.erode(padded, np.ones((3, 3), np.uint8), iterations=distance)
    return pack(mask - inner[1:-1, 1:-1])["bits"]


def main():
    rng = np.random.default_rng(48)
    small = {name: mask for name, mask in shapes(3).items() if mask.size <= 1100}
    made = {"madeBy": f"opencv {cv2.__version__}, numpy {np.__version__}"}
    made["polygons"] = [drawn(*case) for case in polygons(rng)]
    made["lisa"] = [lisa_mask(*case) for case in lisa_files(rng)]
    made["masks"] = [
        {"name": name, **pack(mask), "components": components(mask), "morphology": list(morphology(mask)),
         "boundaries": [{"distance": d, "bits": boundary(mask, d)} for d in (1, 2, 5)],
         "resized": [pack(cv2.resize(mask, (w, h), interpolation=cv2.INTER_NEAREST))
                     for w, h in [(1, 1), (13, 29), (50, 7), (mask.shape[1] * 3, mask.shape[0] * 2)] if w * h < 2500]}
        for name, mask in small.items()
    ]
    target = Path(__file__).resolve().parent.parent / "vectors" / "masks-opencv.json"
    target.write_text(json.dumps(made, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
