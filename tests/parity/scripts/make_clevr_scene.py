"""Writes vectors/clevr-scene.json: a scene in the form of CLEVR's files, its pixels by a 4x4 matrix as Blender builds
them (world to camera, then a pinhole), which shares no line with core/scenes. Needs numpy."""

import json
import pathlib

import numpy as np

POSITION = np.array([7.02, -6.41, 5.61])
PLACES = [
    ("cube", "large", "green", "metal", 2.1249, 2.1767, 294.04),
    ("sphere", "small", "blue", "metal", 0.8711, 0.0579, 27.67),
    ("cylinder", "small", "purple", "rubber", 1.5981, -2.4371, 126.26),
    ("sphere", "large", "red", "metal", -2.7741, -1.9328, 240.35),
]


def camera_matrix():
    back = POSITION / np.linalg.norm(POSITION)
    right = np.cross([0, 0, 1], back)
    right /= np.linalg.norm(right)
    world = np.eye(4)
    world[:3, :3] = np.stack([right, np.cross(back, right), back], 1)
    world[:3, 3] = POSITION
    return world


def main():
    world = camera_matrix()
    inverse = np.linalg.inv(world)
    behind = -world[:3, 2] * [1, 1, 0]
    behind /= np.linalg.norm(behind)
    right = world[:3, 0]
    objects = []
    for shape, size, color, material, x, y, theta in PLACES:
        r = (0.7 if size == "large" else 0.35) / (np.sqrt(2) if shape == "cube" else 1)
        cx, cy, cz, _ = inverse @ [x, y, r, 1]
        # 35 mm on a 32 mm sensor: half the picture's width is 16 / 35 of the depth.
        u = (cx / -cz / (32 / 35) + 0.5) * 480
        v = 160 - cy / -cz / (32 / 35) * 480
        objects.append(dict(shape=shape, size=size, color=color, material=material, r=float(r), x=x, y=y, theta=theta,
                            pixel=[round(u, 2), round(v, 2), round(-cz, 4)]))
    directions = dict(behind=behind, front=-behind, left=-right, right=right)
    scene = dict(index=0, directions={k: [float(c) for c in v] for k, v in directions.items()}, objects=objects)
    target = pathlib.Path(__file__).parent.parent / "vectors" / "clevr-scene.json"
    target.write_text(json.dumps(dict(position=POSITION.tolist(), scene=scene), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
