"""Rendered scenes as tensors: pixels, embeddings, and what perception has to find."""

import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from frame import CELL, COLORS, MASK_CELL, MATERIALS, PICTURE, SHAPES, SIZES, TRAIN_ROWS


def names(folder, start=0, stop=None):
    """Names of the scenes of a folder that are rendered and encoded, in order."""
    folder = Path(folder)
    found = sorted(p.stem for p in (folder / "emb").glob("[0-9]*.npy"))
    return [n for n in found[start:stop] if (folder / f"{n}.png").exists() and (folder / f"{n}.json").exists()]


def load_pixels(path, rows=TRAIN_ROWS):
    """uint8 [rows, PICTURE, 3] and the number of rows and columns that hold image."""
    image = Image.open(path).convert("RGB")
    scale = PICTURE / max(image.size)
    width, height = (int(side * scale + 0.5) for side in image.size)
    out = np.zeros((rows, PICTURE, 3), np.uint8)
    resized = np.asarray(image.resize((width, height), Image.BILINEAR))
    out[:height, :width] = resized[:rows]
    return out, height, width


def load_embedding(folder, name, rows=TRAIN_ROWS // CELL):
    """float16 [256, rows, 64]; rows below the image come from the folder's padding file."""
    found = np.load(Path(folder) / "emb" / f"{name}.npy")
    if found.shape[1] >= rows:
        return found[:, :rows]
    padding = np.load(Path(folder) / "emb" / "padding.npy")
    missing = rows - found.shape[1]
    start = padding.shape[1] - (64 - found.shape[1])
    return np.concatenate([found, padding[:, start : start + missing]], 1)


def load_objects(folder, name):
    """Per visible object: attributes as indices, and places in pixels of the picture; also the id map [rows, PICTURE]."""
    folder = Path(folder)
    scene = json.loads((folder / f"{name}.json").read_text())
    ids = np.asarray(Image.open(folder / f"{name}_id.png")).astype(np.int64)
    height, width = ids.shape
    scale = PICTURE / max(ids.shape)
    right, front = (np.array(scene["directions"][d][:2]) for d in ("right", "front"))
    found = []
    for index, item in enumerate(scene["objects"]):
        rows, columns = np.nonzero(ids == index + 1)
        if len(rows) == 0:
            continue
        spot = np.array([item["x"], item["y"]])
        middle = np.array([columns.mean() + 0.5, rows.mean() + 0.5])
        # The middle of a crescent lies on what hides it: take the object's own pixel nearest to it.
        nearest = np.argmin((columns + 0.5 - middle[0]) ** 2 + (rows + 0.5 - middle[1]) ** 2)
        found.append(
            {
                "index": index,
                "size": SIZES.index(item["size"]),
                "shape": SHAPES.index(item["shape"]),
                "color": COLORS.index(item["color"]),
                "colors": item.get("colors", np.eye(len(COLORS))[COLORS.index(item["color"])]),
                "material": MATERIALS.index(item["material"]),
                "ground": [float(spot @ right) / 3, float(spot @ front) / 3],
                "pixel": [item["pixel"][0] * scale, item["pixel"][1] * scale],
                "depth": (item["pixel"][2] - 10) / 3,
                "box": [v * scale for v in (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)],
                "middle": [(columns[nearest] + 0.5) * scale, (rows[nearest] + 0.5) * scale],
                "area": len(rows) * scale * scale,
            }
        )
    return found, ids, scale


def sample_ids(ids, scale, cell, rows, columns):
    """The object (0 none) under the middle of each cell of a grid over the picture."""
    y = ((np.arange(rows) + 0.5) * cell / scale).astype(int)
    x = ((np.arange(columns) + 0.5) * cell / scale).astype(int)
    out = np.zeros((rows, columns), np.int64)
    inside_y, inside_x = y < ids.shape[0], x < ids.shape[1]
    out[np.ix_(inside_y, inside_x)] = ids[np.ix_(y[inside_y], x[inside_x])]
    return out


class Scenes(torch.utils.data.Dataset):
    """All scenes of folders in memory (about 2 MB each)."""

    def __init__(self, folders, start=0, stop=None):
        self.items = []
        for folder in folders:
            for name in names(folder, start, stop):
                pixels, _, _ = load_pixels(Path(folder) / f"{name}.png")
                objects, ids, scale = load_objects(folder, name)
                self.items.append(
                    {
                        "folder": str(folder),
                        "name": name,
                        "pixels": pixels,
                        "embedding": load_embedding(folder, name),
                        "objects": objects,
                        "cells": sample_ids(ids, scale, CELL, TRAIN_ROWS // CELL, PICTURE // CELL),
                        "masks": sample_ids(ids, scale, MASK_CELL, TRAIN_ROWS // MASK_CELL, PICTURE // MASK_CELL),
                    }
                )

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]
