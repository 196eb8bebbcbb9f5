"""Fits CLEVR's lamps to open ground of reference renders: python fit_clevr_light.py FOLDER. Needs numpy, scipy, pillow.

The folder holds clevr_NNNN.json, .png and _id.png. Linear light on the ground is taken as the sum of three square lamps
(cosine at both ends over the squared distance) and a constant for the far top lamp and ambient light together; powers
are shared by all scenes, each lamp's jitter of at most 1 an axis is the scene's own. Points that an object may shade
are left out. core/scenes/rendering/surroundings.ts cites the residual; ground's albedo is not told apart from power."""

import glob
import json
import sys

import numpy as np
from PIL import Image
from scipy import ndimage
from scipy.optimize import least_squares, nnls

LAMPS = np.array([[6.4467, -2.9052, 4.2584], [-4.6711, -4.0136, 3.0112], [-1.1685, 2.646, 5.8157]])
TOP = np.array([11.6608, -6.628, 25.8232])
FOCAL = 480 * 35 / 32
POINTS = 300


def axes(position):
    forward = -position / np.linalg.norm(position)
    right = np.cross(forward, [0, 0, 1])
    right /= np.linalg.norm(right)
    return right, np.cross(right, forward), forward


def fit_camera(spots, pixels):
    def miss(position):
        right, up, forward = axes(position)
        offset = spots - position
        scale = FOCAL / (offset @ forward)
        return np.concatenate([240 + scale * (offset @ right) - pixels[:, 0], 160 - scale * (offset @ up) - pixels[:, 1]])

    return least_squares(miss, [7.48, -6.5, 5.34]).x


def open_ground(stem, draw):
    """Points of the ground that every lamp reaches, and their linear colours."""
    with open(f"{stem}.json", encoding="utf-8") as file:
        objects = json.load(file)["objects"]
    spots = np.array([[o["x"], o["y"], o["r"]] for o in objects])
    position = fit_camera(spots, np.array([o["pixel"] for o in objects]))
    right, up, forward = axes(position)
    level = np.asarray(Image.open(f"{stem}.png").convert("RGB")) / 255.0
    light = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    light = np.stack([ndimage.uniform_filter(light[..., c], 5) for c in range(3)], -1)
    ids = np.asarray(Image.open(f"{stem}_id.png").convert("RGB"))[..., 0]
    free = ~ndimage.binary_dilation(ids > 8, iterations=6)
    rows, columns = np.nonzero(free)
    rays = (columns + 0.5 - 240)[:, None] * right + (160 - rows - 0.5)[:, None] * up + FOCAL * forward
    points = position - position[2] / rays[:, 2:] * rays
    keep = np.ones(len(points), bool)
    for lamp in [*LAMPS, TOP]:
        way = lamp - points
        for spot in spots:
            part = np.clip(((spot - points) * way).sum(1) / (way * way).sum(1), 0, 1)
            keep &= np.linalg.norm(points + part[:, None] * way - spot, axis=1) > 1.9 * spot[2]
    chosen = draw.choice(np.nonzero(keep)[0], POINTS, replace=False)
    return points[chosen], light[rows[chosen], columns[chosen]]


def terms(points, jitter):
    columns = []
    for base, moved in zip(LAMPS, LAMPS + jitter):
        way = moved - points
        square = (way * way).sum(1)
        way /= np.sqrt(square)[:, None]
        # Jitter moves a lamp without turning it.
        columns.append(np.maximum(way[:, 2], 0) * np.maximum(way @ base / np.linalg.norm(base), 0) / square)
    return np.stack([*columns, np.full(len(points), 0.01)], 1)


def solve(scenes, jitters, channel):
    matrix = np.concatenate([terms(points, jitter) for (points, _), jitter in zip(scenes, jitters)])
    light = np.concatenate([colour.mean(1) if channel is None else colour[:, channel] for _, colour in scenes])
    weight = 1 / np.maximum(light, 0.05)
    powers, _ = nnls(matrix * weight[:, None], light * weight)
    return powers, np.sqrt(np.mean(((matrix @ powers - light) * weight) ** 2))


def main():
    draw = np.random.default_rng(0)
    stems = sorted(name[: -len(".json")] for name in glob.glob(f"{sys.argv[1]}/*.json"))
    scenes = [open_ground(stem, draw) for stem in stems]
    jitters = [np.zeros((3, 3)) for _ in scenes]
    powers, residual = solve(scenes, jitters, None)
    print("without jitter: key, fill, back, constant", powers.round(3), f"relative residual {residual:.4f}")
    for _ in range(8):
        for i, (points, colour) in enumerate(scenes):
            light = colour.mean(1)

            def miss(v):
                off = (terms(points, v.reshape(3, 3)) @ powers - light) / np.maximum(light, 0.05)
                return np.concatenate([off, 0.01 * v])

            fit = least_squares(miss, jitters[i].ravel(), bounds=(-1.0001, 1.0001), loss="soft_l1", f_scale=0.03, max_nfev=6)
            jitters[i] = fit.x.reshape(3, 3)
        powers, residual = solve(scenes, jitters, None)
    print("with jitter:", powers.round(3), f"relative residual {residual:.4f}")
    for channel, name in enumerate(["red", "green", "blue"]):
        print(name, solve(scenes, jitters, channel)[0].round(3))


if __name__ == "__main__":
    main()
