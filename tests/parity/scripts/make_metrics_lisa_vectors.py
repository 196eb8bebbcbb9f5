"""Writes ../vectors/metrics-lisa.json: a small ReasonSeg folder, predictions, and the figures that LISA prints of them.

    pip install "opencv-python-headless==4.8.1.78" "numpy<2" pycocotools
    python tests/parity/scripts/make_metrics_lisa_vectors.py

From the annotation files on: the masks by LISA's `utils/data_processing.py` (get_mask_from_json), transcribed, the
figures by lisa_figures.py. `lens` turns the ignore region into background first. OpenCV is of the version that LISA
asks for, since newer ones fill some polygons otherwise (make_opencv_mask_vectors.py).
"""

import base64
import json
from pathlib import Path

import cv2
import numpy as np
from lisa_figures import IGNORE, dataset_figures, rle_of

COUNT = 24


def label_map(annotation, height, width):
    def draw(canvas, points, value):
        polygon = np.array([points], dtype=np.int32)
        cv2.polylines(canvas, polygon, True, value, 1)
        cv2.fillPoly(canvas, polygon, value)

    shapes = [shape for shape in annotation["shapes"] if shape["label"].lower() != "flag"]
    areas = []
    for shape in shapes:
        scratch = np.zeros((height, width), np.uint8)
        draw(scratch, shape["points"], 1)
        areas.append(scratch.sum())
    mask = np.zeros((height, width), np.uint8)
    for index in np.argsort(areas)[::-1].astype(np.int32):
        shape = shapes[index]
        draw(mask, shape["points"], IGNORE if "ignore" in shape["label"].lower() else 1)
    return mask


def polygon(rng, height, width):
    """Around a centre, with fractions, now and then over the image's edge or crossing itself."""
    corners = int(rng.integers(3, 12))
    angles = rng.random(corners) * 2 * np.pi
    if rng.integers(3):
        angles.sort()
    radius = rng.uniform(2, max(3, min(height, width) * 0.6))
    centre = rng.uniform(0, [width, height])
    reach = rng.uniform(0.3, 1, corners) * radius
    points = centre + np.stack([np.cos(angles) * reach, np.sin(angles) * reach], axis=1)
    return np.round(points, 2).tolist()


def annotation_of(rng, index, height, width):
    labels = ["target", "target", "ignore", "Target 2", "IGNORE region", "flag"]
    shapes = [
        {"label": labels[int(rng.integers(len(labels)))], "points": polygon(rng, height, width), "shape_type": "polygon"}
        for _ in range(int(rng.integers(0, 6)))
    ]
    if index == 0:
        shapes = []
    if index == 1:
        # Of equal areas the later one of the file is drawn first.
        box = [[2, 2], [9, 2], [9, 9], [2, 9]]
        shapes = [{"label": "target", "points": box}, {"label": "ignore", "points": [[x + 3, y] for x, y in box]}]
    return {"text": [f"Question {index}: which caf\u00e9?"], "is_sentence": bool(index % 2), "shapes": shapes}


def prediction_of(rng, index, mask):
    if index == 0:
        return np.zeros_like(mask)
    if index % 7 == 6:
        return None
    prediction = (mask == 1).astype(np.uint8)
    if index % 3 == 0:
        prediction |= (mask == IGNORE).astype(np.uint8)
    shift = int(rng.integers(0, 4))
    prediction = np.roll(prediction, shift, axis=int(rng.integers(2)))
    cv2.circle(prediction, (int(rng.integers(mask.shape[1])), int(rng.integers(mask.shape[0]))), 4, 1, -1)
    return prediction


def main():
    rng = np.random.default_rng(7)
    samples, pairs = [], []
    for index in range(COUNT):
        height, width = (int(side) for side in rng.integers(16, 60, 2))
        annotation = annotation_of(rng, index, height, width)
        mask = label_map(annotation, height, width)
        prediction = prediction_of(rng, index, mask)
        # LISA falls back to cp1252 where a file is no UTF-8.
        text = json.dumps(annotation, ensure_ascii=False).encode("cp1252" if index % 5 == 4 else "utf-8")
        samples.append(
            {
                "id": f"{index:03d}",
                "width": width,
                "height": height,
                "file": base64.b64encode(text).decode(),
                "prediction": None if prediction is None else rle_of(prediction),
            }
        )
        output = np.zeros_like(mask) if prediction is None else prediction
        pairs.append((output.astype(np.int64), mask.astype(np.int64)))
    as_background = [(output, (mask == 1).astype(np.int64)) for output, mask in pairs]
    vectors = {
        "samples": samples,
        "lisa": dataset_figures(pairs, 1e-10),
        "lens": dataset_figures(as_background, 1e-8),
    }
    target = Path(__file__).parent.parent / "vectors" / "metrics-lisa.json"
    target.write_text(json.dumps(vectors, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
