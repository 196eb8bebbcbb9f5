"""Fits a free camera (position, yaw, pitch, roll, focal length) to the pixels of each CLEVR scene file of a folder:
python fit_clevr_camera.py FOLDER. Needs numpy and scipy. core/scenes/base-scene.ts cites what it prints."""

import glob
import json
import sys

import numpy as np
from scipy.optimize import least_squares

WIDTH, HEIGHT = 480, 320


def project(v, points):
    """Pixels and depths of points, seen by the camera v = x, y, z, yaw, pitch, roll, focal in image widths."""
    forward = np.array([np.cos(v[3]) * np.cos(v[4]), np.sin(v[3]) * np.cos(v[4]), np.sin(v[4])])
    level = np.cross(forward, [0, 0, 1])
    level /= np.linalg.norm(level)
    rise = np.cross(level, forward)
    right = np.cos(v[5]) * level + np.sin(v[5]) * rise
    up = np.cos(v[5]) * rise - np.sin(v[5]) * level
    offset = points - v[:3]
    depth = offset @ forward
    scale = v[6] * WIDTH / depth
    return np.stack([WIDTH / 2 + scale * (offset @ right), HEIGHT / 2 - scale * (offset @ up), depth], 1), forward


def main():
    print("position | where it looks at the ground | yaw off the file's direction | roll | focal | residual (pixels)")
    for name in sorted(glob.glob(f"{sys.argv[1]}/*.json")):
        with open(name, encoding="utf-8") as file:
            scene = json.load(file)
        points = np.array([[o["x"], o["y"], o["r"]] for o in scene["objects"]])
        seen = np.array([o["pixel"] for o in scene["objects"]])
        behind = scene["directions"]["behind"]
        yaw = np.arctan2(behind[1], behind[0])
        # The depths have four digits where the pixels have two: they weigh more.
        miss = lambda v: ((project(v, points)[0] - seen) * [1, 1, 20]).ravel()
        fit = least_squares(miss, [7.48, -6.5, 5.34, yaw, -0.5, 0, 35 / 32])
        _, forward = project(fit.x, points)
        aim = fit.x[:3] - forward * fit.x[2] / forward[2]
        rms = np.sqrt(np.mean(fit.fun**2))
        print(fit.x[:3].round(3), aim.round(4), f"{fit.x[3] - yaw:.5f} {fit.x[5]:.5f} {fit.x[6]:.4f} {rms:.4f}")


if __name__ == "__main__":
    main()
