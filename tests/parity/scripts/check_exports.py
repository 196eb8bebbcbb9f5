"""Reads exports with the tools they are made for and compares them with the masks that went in.

    python check_exports.py make FOLDER          a dataset in our own format: random masks, ignore regions, turned pictures
    rea2seg import own FOLDER --project P        then export reasonseg, coco-rle, png and yolo to OUT/<format>
    python check_exports.py compare FOLDER OUT

ReasonSeg files are drawn by LISA's recipe (utils/data_processing.py, get_mask_from_json) with OpenCV, COCO files
decoded by pycocotools, PNGs read by OpenCV: all three have to be the masks exactly. YOLO's polygons are cut to whole
pixels and filled as Ultralytics does; the IoU is printed.
Needs numpy, opencv-python, pillow and pycocotools. Last run: OpenCV 5.0.0, pycocotools 2.0.11.
"""
import glob
import json
import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO


def encode(mask):
    rle = coco_mask.encode(np.asfortranarray(mask.astype(np.uint8)))
    return {"size": [int(side) for side in rle["size"]], "counts": rle["counts"].decode()}


def decode(rle):
    return coco_mask.decode({"size": rle["size"], "counts": rle["counts"].encode()})


def blobs(rng, height, width, sigma, share):
    noise = cv2.GaussianBlur(rng.standard_normal((height, width)), (0, 0), sigma)
    return noise > np.quantile(noise, share)


def make(folder, seed=5, samples=40):
    rng = np.random.default_rng(seed)
    (folder / "images").mkdir(parents=True)
    with open(folder / "samples.jsonl", "w") as lines:
        for i in range(samples):
            height, width = (int(side) for side in rng.integers(20, 300, 2))
            name = f"images/{i}." + ("webp", "png", "jpg")[i % 3]
            image = Image.fromarray(rng.integers(0, 255, (height, width, 3), dtype=np.uint8))
            exif = Image.Exif()
            if i % 6 == 2:
                exif[0x112] = 6
                height, width = width, height
            image.save(folder / name, exif=exif)
            mask = blobs(rng, height, width, float(rng.uniform(0.4, 6)), rng.uniform(0.3, 0.95))
            sample = {"id": f"s{i}", "image": name, "question": f"what {i}?", "category": f"c{i % 3}"}
            sample |= {"mask": encode(mask), "split": "train" if i % 4 else "val"}
            if i % 2:
                sample["ignore"] = encode(blobs(rng, height, width, 3.0, 0.9) & ~mask)
            lines.write(json.dumps(sample) + "\n")


def draw_as_lisa(shapes, height, width):
    areas, kept = [], []
    for shape in shapes:
        if shape["label"].lower() == "flag":
            continue
        drawn = np.zeros((height, width), np.uint8)
        points = np.array([shape["points"]], dtype=np.int32)
        cv2.polylines(drawn, points, True, 1, 1)
        cv2.fillPoly(drawn, points, 1)
        areas.append(drawn.sum())
        kept.append(shape)
    mask = np.zeros((height, width), np.uint8)
    for i in np.argsort(areas)[::-1].astype(np.int32):
        value = 255 if "ignore" in kept[i]["label"].lower() else 1
        points = np.array([kept[i]["points"]], dtype=np.int32)
        cv2.polylines(mask, points, True, value, 1)
        cv2.fillPoly(mask, points, value)
    return mask


def compare(folder, out):
    coco = COCO(str(out / "coco-rle" / "annotations.json"))
    annotations = {a["sample_id"]: a for a in coco.dataset["annotations"]}
    ious, count = [], 0
    for line in open(folder / "samples.jsonl"):
        sample = json.loads(line)
        mask = decode(sample["mask"])
        height, width = mask.shape
        ignore = decode(sample["ignore"]) if "ignore" in sample else np.zeros((height, width), np.uint8)
        stem = out / "reasonseg" / sample["split"] / sample["id"]
        assert cv2.imread(glob.glob(f"{stem}.[jp]*g")[0]).shape[:2] == (height, width), sample["id"]
        drawn = draw_as_lisa(json.load(open(f"{stem}.json"))["shapes"], height, width)
        assert np.array_equal(drawn == 1, mask == 1) and np.array_equal(drawn == 255, ignore == 1), sample["id"]
        assert np.array_equal(coco.annToMask(annotations[sample["id"]]), mask), sample["id"]
        png = cv2.imread(str(out / "png" / f"{sample['id']}.png"), cv2.IMREAD_UNCHANGED)
        assert png.ndim == 2 and np.array_equal(png, mask * 255), sample["id"]
        labels = out / "yolo" / "labels" / sample["split"] / (Path(sample["image"]).stem + ".txt")
        filled = np.zeros((height, width), np.uint8)
        for polygon in open(labels):
            points = np.array(polygon.split()[1:], float).reshape(-1, 2) * [width, height]
            cv2.fillPoly(filled, [points.astype(np.int32)], 1)
        ious.append((filled & mask).sum() / max(1, (filled | mask).sum()))
        count += 1
    print(f"{count} samples: ReasonSeg, COCO and PNG are exact; IoU of YOLO as OpenCV fills it: mean {np.mean(ious):.3f}")


if __name__ == "__main__":
    command, *paths = sys.argv[1:]
    {"make": make, "compare": compare}[command](*map(Path, paths))
