"""Writes ../vectors/resize.json: SAM's reference preprocessing (Pillow's bilinear resize, then numpy in 32 bits).

    pip install numpy pillow==10.4.0 && python tests/parity/scripts/make_resize_vectors.py

Pillow is pinned: version 13 resizes narrow, tall pictures columns first, which rounds some values by one differently;
segment-anything was published with a Pillow that always does rows first.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import PIL
from PIL import Image

SIZES = [(1500, 900), (97, 61), (3000, 2000), (1024, 700), (50, 2000), (1025, 1023), (2048, 1), (640, 480), (5, 3)]
SIDE = 1024


def picture(width, height):
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    channels = [(x * 7 + y * 13 + c * 101 + ((x * y) ^ (x >> 1))) & 255 for c in range(3)]
    return np.stack(channels, axis=-1).astype(np.uint8)


def target_size(width, height):
    """segment-anything, ResizeLongestSide.get_preprocess_shape (a side of 0 becomes 1, as Pillow wants)."""
    scale = SIDE * 1.0 / max(width, height)
    return max(1, int(width * scale + 0.5)), max(1, int(height * scale + 0.5))


def preprocess(scaled):
    """segment-anything, Sam.preprocess."""
    mean = np.array([123.675, 116.28, 103.53], dtype=np.float32)
    std = np.array([58.395, 57.12, 57.375], dtype=np.float32)
    pixels = ((scaled.astype(np.float32) - mean) / std).transpose(2, 0, 1)
    padded = np.zeros((3, SIDE, SIDE), dtype=np.float32)
    padded[:, : scaled.shape[0], : scaled.shape[1]] = pixels
    return padded


def main():
    vectors = []
    for width, height in SIZES:
        size = target_size(width, height)
        scaled = np.asarray(Image.fromarray(picture(width, height)).resize(size, Image.BILINEAR))
        vectors.append(
            {
                "source": [width, height],
                "target": list(size),
                "sha256": hashlib.sha256(scaled.tobytes()).hexdigest(),
                "firstRow": scaled[0].ravel()[:24].tolist(),
                "preprocessedSha256": hashlib.sha256(preprocess(scaled).astype("<f4").tobytes()).hexdigest(),
            }
        )
    made_by = f"Pillow {PIL.__version__}, numpy {np.__version__}"
    target = Path(__file__).resolve().parent.parent / "vectors" / "resize.json"
    target.write_text(json.dumps({"madeBy": made_by, "images": vectors}, indent=1) + "\n")


if __name__ == "__main__":
    main()
