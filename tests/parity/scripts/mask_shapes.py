"""Small masks that the mask vectors are made from: the odd cases, noise and blobs. Seeded; needs numpy alone."""

import base64

import numpy as np


def pack(mask):
    """Height, width and the pixels, row-major, eight a byte."""
    bits = base64.b64encode(np.packbits(np.asarray(mask, np.uint8).ravel()).tobytes()).decode("ascii")
    return {"size": list(mask.shape), "bits": bits}


def blobs(rng, height, width, count=6):
    y, x = np.mgrid[0:height, 0:width]
    mask = np.zeros((height, width), np.uint8)
    for i in range(count):
        cx, cy, r = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0, max(height, width) / 3)
        mask[(x - cx) ** 2 + (y - cy) ** 2 <= r * r] = 0 if i % 3 == 2 else 1
    return mask


def shapes(seed=0):
    rng = np.random.default_rng(seed)
    made = {
        "empty": np.zeros((9, 7), np.uint8),
        "full": np.ones((9, 7), np.uint8),
        "one pixel, set": np.ones((1, 1), np.uint8),
        "one pixel, not set": np.zeros((1, 1), np.uint8),
        "one pixel in a corner": np.pad(np.ones((1, 1), np.uint8), ((0, 10), (0, 12))),
        "one pixel in the last corner": np.pad(np.ones((1, 1), np.uint8), ((10, 0), (12, 0))),
        "a row": (rng.random((1, 40)) < 0.5).astype(np.uint8),
        "a column": (rng.random((40, 1)) < 0.5).astype(np.uint8),
        "a full row": np.ones((1, 33), np.uint8),
        "a full column": np.ones((33, 1), np.uint8),
        "a frame at all borders": np.pad(np.zeros((11, 13), np.uint8), 1, constant_values=1),
        "a chequered board": (np.indices((12, 10)).sum(0) % 2).astype(np.uint8),
    }
    for i, (height, width) in enumerate([(24, 32), (31, 17), (40, 40), (5, 64), (64, 6), (33, 47)]):
        made[f"noise {i}"] = (rng.random((height, width)) < [0.5, 0.1, 0.9][i % 3]).astype(np.uint8)
        made[f"blobs {i}"] = blobs(rng, height, width)
    return made
