"""The other side of masks.bench.ts: answers commands, one JSON line each, on the masks of a folder.

load DIR, answers DIR and OPERATION: the first reads the masks (raw bytes, row-major) and lays them out as pycocotools
likes them best (Fortran order), the second writes what pycocotools says of them, an operation (and how often) answers the milliseconds of one time.
"""

import gc
import json
import sys
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import numpy as np
from pycocotools import mask as coco

state = {}


def load(folder):
    state.clear()
    gc.collect()
    about = json.loads((Path(folder) / "masks.json").read_text())
    height, width = about["size"]
    state["size"] = (height, width)
    state["polygons"] = about["polygons"]
    state["masks"] = [
        np.asfortranarray(np.fromfile(Path(folder) / f"{i}.bin", np.uint8).reshape(height, width))
        for i in range(len(about["polygons"]))
    ]
    state["rles"] = [coco.encode(mask) for mask in state["masks"]]


def encode():
    return [coco.encode(mask) for mask in state["masks"]]


def decode():
    # One after the other and not kept, as a program does that works on one mask at a time.
    return sum(coco.decode(rle).shape[0] for rle in state["rles"])


def iou():
    return coco.iou(state["rles"], state["rles"], [0] * len(state["rles"]))


def merge_pairs():
    rles = state["rles"]
    return [coco.merge([a, b]) for a, b in zip(rles, rles[1:])]


def merge_all():
    return coco.merge(state["rles"])


def polygons():
    height, width = state["size"]
    return [coco.merge(coco.frPyObjects(parts, height, width)) for parts in state["polygons"]]


OPERATIONS = {f.__name__: f for f in (encode, decode, iou, merge_pairs, merge_all, polygons)}


def answers(folder):
    def text(rle):
        return rle["counts"].decode("ascii")

    said = {"encode": [text(rle) for rle in encode()], "iou": iou().ravel().tolist(),
            "merge_pairs": [text(rle) for rle in merge_pairs()], "merge_all": text(merge_all()),
            "polygons": [text(rle) for rle in polygons()]}
    (Path(folder) / "answers.json").write_text(json.dumps(said))


def timed(operation, repeats):
    gc.collect()
    gc.disable()
    start = perf_counter()
    for _ in range(repeats):
        operation()
    elapsed = (perf_counter() - start) * 1000 / repeats
    gc.enable()
    return elapsed


def main():
    print(json.dumps({"version": f"pycocotools {version('pycocotools')}, numpy {np.__version__}"}), flush=True)
    for line in sys.stdin:
        command, *rest = json.loads(line)
        if command == "load":
            reply = load(*rest)
        elif command == "answers":
            reply = answers(*rest)
        else:
            reply = timed(OPERATIONS[command], *rest)
        print(json.dumps({"reply": reply}), flush=True)


if __name__ == "__main__":
    main()
