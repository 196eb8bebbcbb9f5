"""Makes vectors/discovery.json: the steps of the candidate discovery by other people's code.

- graphs: core numbers and main core, networkx
- nms: which boxes stay, torchvision
- features: torch's grid_sample (align_corners=False, padding_mode="border"), L2-normalised
- regions: mean of the upsampled logits over image tokens' regions, torch's interpolate
- backgrounds: the background point, by looking at every pixel of the upsampled logits

Embeddings and logits are not stored: both sides make them from whole numbers (`noise`, `hill`), to the last bit.
Needs: pip install numpy networkx torch torchvision segment-anything
Run from the repository: python tests/parity/scripts/make_discovery_vectors.py
"""

import base64
import json
from importlib.metadata import version
from pathlib import Path

import networkx
import numpy as np
import torch
from segment_anything.utils.transforms import ResizeLongestSide
from torch.nn.functional import grid_sample, interpolate, normalize
from torchvision.ops import nms

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
random = np.random.default_rng(20261123)


def noise(count, seed):
    """float32[count] in [-0.5, 0.5): a hash of each index, 24 bits of it."""
    x = np.arange(count, dtype=np.uint32) + np.uint32(seed)
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        x = (x ^ (x >> np.uint32(shift))) * np.uint32(factor)
    x ^= x >> np.uint32(16)
    return ((x >> np.uint32(8)) / 2**24 - 0.5).astype(np.float32)


def hill(row, column, height, slope, roughness, seed):
    """float32[256,256]: logits that fall with the square of the distance from a place, with noise."""
    rows, columns = np.mgrid[:256, :256].astype(np.float64)
    smooth = height - ((rows - row) ** 2 + (columns - column) ** 2) / slope
    return (smooth + roughness * noise(65536, seed).reshape(256, 256).astype(np.float64)).astype(np.float32)


def encode(values):
    return base64.b64encode(np.ascontiguousarray(values, np.float32).tobytes()).decode()


def upsample(logits, family, width, height):
    """segment-anything's Sam.postprocess_masks, or sam2's."""
    tensor = torch.from_numpy(logits)[None, None]
    if family == "sam1":
        rows, columns = ResizeLongestSide.get_preprocess_shape(height, width, 1024)
        tensor = interpolate(tensor, (1024, 1024), mode="bilinear", align_corners=False)
        tensor = tensor[..., : max(rows, 1), : max(columns, 1)]
    return interpolate(tensor, (height, width), mode="bilinear", align_corners=False)[0, 0].numpy()


def graphs():
    made = [networkx.empty_graph(n) for n in (0, 1, 2, 64)] + [networkx.complete_graph(n) for n in (1, 2, 3, 16, 64)]
    made += [networkx.star_graph(12), networkx.path_graph(9), networkx.cycle_graph(9), networkx.petersen_graph()]
    made += [networkx.disjoint_union(networkx.complete_graph(5), networkx.complete_graph(5))]
    while len(made) < 200:
        n, density = int(random.integers(2, 65)), float(random.choice([0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 0.95]))
        made.append(networkx.gnp_random_graph(n, density, seed=int(random.integers(2**31))))
    for graph in made:
        coreness = networkx.core_number(graph)
        yield {
            "vertices": len(graph),
            # Pairs one after the other, a byte a vertex.
            "edges": base64.b64encode(bytes(v for edge in graph.edges for v in sorted(edge))).decode(),
            "coreness": [coreness[v] for v in range(len(graph))],
            "mainCore": sorted(networkx.k_core(graph)) if len(graph) else [],
        }


def boxes():
    for count in (0, 1, 2, 20, 60, 120):
        for threshold in (0.3, 0.7):
            corners = random.integers(0, 200, (count, 2))
            sides = random.integers(1, 120, (count, 2))
            # Some twice, some shifted by a pixel, a few scores equal.
            corners[count // 2 :] = corners[: count - count // 2] + random.integers(0, 2, (count - count // 2, 2))
            sides[count // 2 :] = sides[: count - count // 2]
            scores = np.round(random.uniform(0.8, 1.0, count), 2).astype(np.float32)
            # Both corners inclusive, as segment-anything measures masks.
            tensor = torch.from_numpy(np.concatenate([corners, corners + sides - 1], axis=1)).float()
            kept = nms(tensor, torch.from_numpy(scores), threshold).tolist()
            yield {
                "threshold": threshold,
                "bbox": np.concatenate([corners, sides], axis=1).tolist(),
                "scores": [float(score) for score in scores],
                "kept": kept,
            }


def scaled(family, width, height):
    if family == "sam2":
        return 1024, 1024
    rows, columns = ResizeLongestSide.get_preprocess_shape(height, width, 1024)
    return max(columns, 1), max(rows, 1)


def features():
    embedding = torch.from_numpy(noise(256 * 64 * 64, 7).reshape(1, 256, 64, 64)).double()
    for family in ("sam1", "sam2"):
        for width, height in ((1500, 1000), (333, 500), (1024, 1024), (4000, 300), (1, 1)):
            points = random.uniform(0, 1, (6, 2)) * (width, height)
            points = np.concatenate([points, [(0, 0), (width, height), (width / 2, 0.5), (width - 0.5, height / 2)]])
            square = points * np.array(scaled(family, width, height)) / (width, height)
            grid = torch.from_numpy(2 * square / 1024 - 1)[None, None]
            sampled = grid_sample(embedding, grid, mode="bilinear", padding_mode="border", align_corners=False)
            answer = normalize(sampled[0, :, 0].T, dim=1).numpy()
            yield {
                "family": family,
                "width": width,
                "height": height,
                "points": points.tolist(),
                # Every eighth channel; the norm is of all.
                "values": encode(answer[:, ::8]),
            }


FIELDS = [
    {"row": 90, "column": 120, "height": 9, "slope": 400, "roughness": 3, "seed": 1},
    {"row": 10, "column": 250, "height": 4, "slope": 900, "roughness": 12, "seed": 2},
    # Nowhere below tau.
    {"row": 128, "column": 128, "height": 90, "slope": 1200, "roughness": 4, "seed": 3},
    # Below tau in few places.
    {"row": 60, "column": 60, "height": 20, "slope": 3000, "roughness": 30, "seed": 4},
]
GRIDS = [
    ("sam1", 600, 400, 22, 32, None),
    ("sam1", 333, 500, 24, 24, {"x": 0, "y": 83.5, "width": 333, "height": 333}),
    ("sam1", 451, 300, 12, 12, {"x": 0, "y": 0, "width": 451, "height": 451}),
    ("sam1", 37, 11, 24, 24, None),
    ("sam1", 1, 1, 1, 1, None),
    ("sam2", 640, 480, 17, 23, None),
    ("sam2", 400, 600, 24, 24, {"x": 0, "y": 100, "width": 400, "height": 400}),
]


def edges(start, length, cells, side):
    return [min(max(start + (cell * length) / cells, 0), side) for cell in range(cells + 1)]


def coverage(low, high, side):
    """How much of each pixel of an axis lies in [low, high)."""
    pixels = np.arange(side)
    return np.clip(np.minimum(pixels + 1, high) - np.maximum(pixels, low), 0, 1)


def regions_and_backgrounds():
    regions, backgrounds = [], []
    for number, (family, width, height, rows, columns, frame) in enumerate(GRIDS):
        place = frame or {"x": 0, "y": 0, "width": width, "height": height}
        xs = edges(place["x"], place["width"], columns, width)
        ys = edges(place["y"], place["height"], rows, height)
        # Whole numbers, with ties, some nothing.
        attention = random.integers(0, 40, rows * columns)
        attention[random.random(rows * columns) < 0.3] = 0
        attention[0] = max(attention[0], 1)
        common = {"family": family, "width": width, "height": height, "rows": rows, "cols": columns}
        common |= {"frame": frame} if frame else {}
        for field in FIELDS:
            z = upsample(hill(*field.values()), family, width, height)
            inside = [
                token
                for token in range(rows * columns)
                if xs[token % columns] < xs[token % columns + 1] and ys[token // columns] < ys[token // columns + 1]
            ]
            tokens = sorted(int(t) for t in random.choice(inside, min(40, len(inside)), replace=False))
            means = []
            for token in tokens:
                down = coverage(ys[token // columns], ys[token // columns + 1], height)
                across = coverage(xs[token % columns], xs[token % columns + 1], width)
                mean = down @ z.astype(np.float64) @ across / (down.sum() * across.sum())
                means.append(float(np.float32(mean)))
            regions.append(common | {"field": field, "tokens": tokens, "means": means})
            found = background(z, attention, xs, ys, rows, columns)
            backgrounds.append(common | {"values": attention.tolist(), "field": field, "tau": -5} | found)
    return regions, backgrounds


def background(z, attention, xs, ys, rows, columns):
    """Every pixel, one after the other: the most attended with Z < -5 (of these the lower token, then the lowest Z)."""
    height, width = z.shape
    best = None
    for y in range(height):
        row = np.searchsorted(ys, y + 0.5, side="right") - 1
        for x in range(width):
            column = np.searchsorted(xs, x + 0.5, side="right") - 1
            token = row * columns + column if 0 <= row < rows and 0 <= column < columns else -1
            attended = int(attention[token]) if token >= 0 else 0
            order = (not z[y, x] < -5, -attended, token if attended else 0, float(z[y, x]), y, x)
            # Without attention, or above tau, the logit alone counts.
            if order[0]:
                order = (True, 0, 0, float(z[y, x]), y, x)
            if best is None or order < best[0]:
                best = (order, attended)
    (above, _, _, logit, y, x), attended = best
    rule = "lowest-logit" if above else "most-attended"
    return {"x": x + 0.5, "y": y + 0.5, "logit": logit, "attention": attended, "rule": rule}


def main():
    regions, backgrounds = regions_and_backgrounds()
    vectors = {
        "madeWith": {name: version(name) for name in ("networkx", "torch", "torchvision", "numpy")},
        "graphs": list(graphs()),
        "nms": list(boxes()),
        "features": list(features()),
        "regions": regions,
        "backgrounds": backgrounds,
    }
    text = json.dumps(vectors, separators=(",", ":"))
    (VECTORS / "discovery.json").write_text(text + "\n")
    print({name: len(json.dumps(part)) for name, part in vectors.items()})
    print([(b["family"], b["width"], b["rule"], b["attention"]) for b in backgrounds])


if __name__ == "__main__":
    main()
