"""Copies of rendered scenes whose objects have other colours, so that perception does not tell a shape by a colour.

    python native-models/training/geo/recolour.py --folder DIR --words WORDS.json --out DIR [--scenes 400]

Some pairs of colour and shape are held out (core/scenes/splits.ts): whoever learns from the rest alone learns that nothing
yellow is a sphere. Here an object's pixels get any hue, saturation and brightness, within its mask; what its colour is
called then is a share for each of the eight, by how near they are (CIELAB). No copy's colour is nearest to that of a
held-out pair, and at most LEAN of it is called so. Writes NNNNN.png, NNNNN_id.png and NNNNN.json with `colors` (eight
shares) for each object.
"""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
from PIL import Image

from frame import COLORS, SHAPES

# clevr-dataset-gen, image_generation/data/properties.json.
PALETTE = np.array([[87, 87, 87], [173, 35, 35], [42, 75, 215], [29, 105, 20], [129, 74, 25], [129, 38, 192], [41, 208, 208], [255, 238, 51]]) / 255.0
RECOLOURED = 0.75  # of the objects
NEAR = 14.0  # of Lab: a colour this far away is hardly called the same any more
LEAN = 0.4  # most that a copy may look like a held-out pair
TRIES = 40


def to_lab(rgb):
    """sRGB 0..1 [..., 3] -> CIELAB under D65."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = linear @ np.array([[0.4124, 0.2126, 0.0193], [0.3576, 0.7152, 0.1192], [0.1805, 0.0722, 0.9505]])
    xyz = xyz / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


PALETTE_LAB = to_lab(PALETTE)


def shares_of(rgb):
    """How much a colour is each of the eight: [8], sums to 1."""
    near = -((to_lab(rgb) - PALETTE_LAB) ** 2).sum(-1) / (2 * NEAR**2)
    weight = np.exp(near - near.max())
    return weight / weight.sum()


def rgb_to_hsv(rgb):
    high, low = rgb.max(-1), rgb.min(-1)
    span = high - low
    safe = np.where(span > 0, span, 1)
    r, g, b = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    hue = np.where(high == r, (g - b) / safe % 6, np.where(high == g, (b - r) / safe + 2, (r - g) / safe + 4)) / 6
    return np.stack([np.where(span > 0, hue, 0), np.where(high > 0, span / np.where(high > 0, high, 1), 0), high], -1)


def hsv_to_rgb(hsv):
    hue, saturation, value = hsv[..., 0] % 1 * 6, hsv[..., 1], hsv[..., 2]
    parts = [value - value * saturation * np.clip(np.minimum(k, 4 - k), 0, 1) for k in ((n + hue) % 6 for n in (5, 3, 1))]
    return np.stack(parts, -1)


class Change:
    """Another colour for all pixels of an object; grey ones are tinted, since they have no hue to turn."""

    def __init__(self, color, random):
        self.tint = None
        if color == "gray":
            tint = hsv_to_rgb(np.array([random.random(), random.uniform(0.3, 0.95), 1.0]))
            self.tint = tint * random.uniform(0.9, 2.2)
        self.turn, self.fade, self.bright = random.random(), random.uniform(0.6, 1.2), random.uniform(0.7, 1.3)
        if random.random() < 0.15:
            self.fade = random.uniform(0, 0.3)

    def of(self, rgb):
        if self.tint is not None:
            return np.clip(rgb * self.tint, 0, 1)
        hsv = rgb_to_hsv(rgb)
        hsv = np.stack([hsv[..., 0] + self.turn, np.clip(hsv[..., 1] * self.fade, 0, 1), np.clip(hsv[..., 2] * self.bright, 0, 1)], -1)
        return hsv_to_rgb(hsv)


def allowed_change(item, held_out, random):
    """A change after which the object is nearest to no held-out pair, and its shares; None if none was found."""
    unseen = [COLORS.index(color) for color, shape in held_out if shape == item["shape"]]
    for _ in range(TRIES):
        change = Change(item["color"], random)
        shares = shares_of(change.of(PALETTE[COLORS.index(item["color"])]))
        if shares[unseen].sum() <= LEAN and int(shares.argmax()) not in unseen:
            return change, shares
    return None


def recolour(pixels, ids, scene, held_out, random):
    """pixels [H,W,3] 0..1, changed in place; the scene's objects get `colors`."""
    for index, item in enumerate(scene["objects"]):
        assert item["shape"] in SHAPES
        found = allowed_change(item, held_out, random) if random.random() < RECOLOURED else None
        shares = np.eye(len(COLORS))[COLORS.index(item["color"])]
        if found is not None:
            own = ids == index + 1
            pixels[own] = found[0].of(pixels[own])
            shares = found[1]
        item["colors"] = [round(float(v), 4) for v in shares]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--words", required=True, help="what words.mjs wrote: it names the held-out pairs")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scenes", type=int, default=400)
    parser.add_argument("--seed", type=int, default=9)
    args = parser.parse_args()
    held_out = json.loads(Path(args.words).read_text())["heldOutPairs"]
    args.out.mkdir(parents=True, exist_ok=True)
    names = sorted(p.stem for p in args.folder.glob("[0-9]*.json"))[: args.scenes]
    for name in names:
        # Each scene has draws of its own: a run that was stopped goes on with the same.
        random = np.random.default_rng([args.seed, int(name)])
        if (args.out / f"{name}.json").exists():
            continue
        pixels = np.asarray(Image.open(args.folder / f"{name}.png").convert("RGB")) / 255.0
        ids = np.asarray(Image.open(args.folder / f"{name}_id.png"))
        scene = json.loads((args.folder / f"{name}.json").read_text())
        recolour(pixels, ids, scene, held_out, random)
        Image.fromarray((pixels * 255 + 0.5).astype(np.uint8)).save(args.out / f"{name}.png")
        shutil.copy(args.folder / f"{name}_id.png", args.out / f"{name}_id.png")
        # Written last and whole: where it is, the pictures are.
        unfinished = args.out / f".{name}.json"
        unfinished.write_text(json.dumps(scene))
        unfinished.rename(args.out / f"{name}.json")
    print(f"{len(names)} scenes")


if __name__ == "__main__":
    main()
