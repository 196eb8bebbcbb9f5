"""Writes ../vectors/sam2.json: SAM2's preprocessing and the upsampling of its masks, at a few hundred places.

    pip install numpy torch && python tests/parity/scripts/make_sam2_vectors.py

torchvision's Resize of a float tensor is torch's interpolate with antialias (sam2, utils/transforms.py).
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

SIZES = [(1500, 900), (97, 61), (1024, 700), (50, 2000), (1025, 1023), (2048, 1), (1, 1), (5, 3)]
SIDE = 1024
PLACES = 60


def picture(width, height):
    """The one of make_resize_vectors.py."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    channels = [(x * 7 + y * 13 + c * 101 + ((x * y) ^ (x >> 1))) & 255 for c in range(3)]
    return np.stack(channels, axis=-1).astype(np.uint8)


def preprocess(image):
    pixels = torch.from_numpy(image).permute(2, 0, 1).float().div(255)
    square = F.interpolate(pixels[None], (SIDE, SIDE), mode="bilinear", align_corners=False, antialias=True)
    mean = torch.tensor([0.485, 0.456, 0.406]).view(-1, 1, 1)
    std = torch.tensor([0.229, 0.224, 0.225]).view(-1, 1, 1)
    return (square[0] - mean) / std


def logits():
    """Integers, so that every float is exact."""
    i = np.arange(256 * 256)
    return (((i * 7919 + (i >> 8) * 104729) % 257) - 128).astype(np.float32).reshape(256, 256)


def main():
    images, masks = [], []
    for number, (width, height) in enumerate(SIZES):
        random = np.random.default_rng(number)
        pixels = preprocess(picture(width, height)).numpy().ravel()
        at = np.concatenate([[0, pixels.size - 1], random.integers(0, pixels.size, PLACES)])
        images.append({"source": [width, height], "at": at.tolist(), "values": [round(float(v), 6) for v in pixels[at]]})
        full = F.interpolate(torch.from_numpy(logits())[None, None], (height, width), mode="bilinear", align_corners=False)
        area = [int((full > t).sum()) for t in (0, 1, -1)]
        masks.append({"size": [width, height], "area": area[0], "above": area[1], "aboveNegative": area[2]})
    target = Path(__file__).resolve().parent.parent / "vectors" / "sam2.json"
    made_by = f"torch {torch.__version__}, numpy {np.__version__}"
    target.write_text(json.dumps({"madeBy": made_by, "images": images, "masks": masks}) + "\n")


main()
