"""gIoU and cIoU as LISA computes them, transcribed to numpy from `utils/utils.py` (intersectionAndUnionGPU) and
`train_ds.py` (validate), and masks as COCO RLE."""

import numpy as np
from pycocotools import mask as coco

IGNORE = 255


def rle_of(mask):
    rle = coco.encode(np.asfortranarray(mask.astype(np.uint8)))
    return {"size": [int(side) for side in rle["size"]], "counts": rle["counts"].decode()}


def intersection_and_union(output, target, classes=2):
    output, target = output.reshape(-1).copy(), target.reshape(-1)
    output[target == IGNORE] = IGNORE
    hit = output[output == target]

    def histogram(values):
        return np.array([np.count_nonzero(values == label) for label in range(classes)])

    intersection = histogram(hit)
    return intersection, histogram(output) + histogram(target) - intersection


def dataset_figures(pairs, epsilon):
    """`pairs` of (output, target) label maps: per sample class 1 I, U and term, and gIoU and cIoU of all."""
    rows, terms = [], []
    total_i, total_u = np.zeros(2), np.zeros(2)
    for output, target in pairs:
        i, u = intersection_and_union(output, target)
        accuracy = i / (u + 1e-5)
        accuracy[u == 0] += 1.0
        terms.append(accuracy)
        total_i, total_u = total_i + i, total_u + u
        rows.append({"intersection": int(i[1]), "union": int(u[1]), "term": float(accuracy[1])})
    return {
        "samples": rows,
        "gIoU": float(np.mean(terms, axis=0)[1]),
        "cIoU": float((total_i / (total_u + epsilon))[1]),
    }
