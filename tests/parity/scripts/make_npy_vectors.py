"""Masks as numpy.save writes them, in every type, order and shape that is read, and how each looks after a change.

    python tests/parity/scripts/make_npy_vectors.py

Writes tests/parity/vectors/npy-masks.json; needs numpy (2.x wrote the stored file).
"""

import base64
import io
import json
from pathlib import Path

import numpy as np

HEIGHT, WIDTH, COUNT = 3, 5, 4
OUT = Path(__file__).resolve().parents[1] / "vectors/npy-masks.json"
random = np.random.default_rng(7)
masks = random.integers(0, 2, (COUNT, HEIGHT, WIDTH)).astype(bool)
changed = random.integers(0, 2, (HEIGHT, WIDTH)).astype(bool)
# Each value occurs before and after the change, so that the file's own value is known.
masks[:, 0, 0] = True


def saved(array, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version)
    return base64.b64encode(file.getvalue()).decode()


def case(name, array, put, version=None):
    """`put(array, mask)` sets the second mask (or the only one) and empties the third, where there is one."""
    after = put(array.copy(order="K"))
    layers = [masks[0]] if array.ndim == 2 else list(masks)
    return {
        "name": name,
        "before": saved(array, version),
        "after": saved(after, version),
        "masks": ["".join("#" if cell else "." for cell in layer.flatten()) for layer in layers],
    }


def single(array):
    value = array[array != 0][0]
    array[...] = np.where(changed, value, np.zeros(1, array.dtype)[0])
    return array


def stacked(array):
    value = array[array != 0][0]
    array[1] = np.where(changed, value, np.zeros(1, array.dtype)[0])
    array[2] = 0
    return array


def last(array):
    stacked(np.moveaxis(array, -1, 0))
    return array


cases = []
for descr in ["|b1", "|u1", "|i1", "<u2", ">i2", "<i4", "<i8", ">u4", "<f2", "<f4", ">f8"]:
    dtype = np.dtype(descr)
    value = True if descr == "|b1" else 1 if dtype.kind == "f" else 100
    one = np.where(masks[0], value, 0).astype(dtype)
    many = np.where(masks, value, 0).astype(dtype)
    cases.append(case(f"{descr} (H, W)", one, single))
    cases.append(case(f"{descr} (H, W), columns first", np.asfortranarray(one), single))
    cases.append(case(f"{descr} (N, H, W)", many, stacked))
    cases.append(case(f"{descr} (H, W, N)", np.ascontiguousarray(np.moveaxis(many, 0, -1)), last))
    cases.append(case(f"{descr} (N, H, W), columns first", np.asfortranarray(many), stacked))
cases.append(case("|b1, version 2", masks[0], single, (2, 0)))
negative = np.where(masks[0], np.float32(1), np.float32(-0.0)).astype("<f4")
empty = {name: saved(np.zeros((HEIGHT, WIDTH), name)) for name in ["|b1", "<i4", ">i4", "<f2", "<f4", ">f8"]}
full = {name: saved(np.where(changed, 1, 0).astype(name)) for name in empty}
refused = {
    "labels": saved(np.arange(HEIGHT * WIDTH, dtype="<i4").reshape(HEIGHT, WIDTH)),
    "transposed": saved(np.zeros((WIDTH, HEIGHT), bool)),
    "complex": saved(np.zeros((HEIGHT, WIDTH), "<c8")),
    "record": saved(np.zeros((HEIGHT, WIDTH), [("mask", "?")])),
}
size = {"height": HEIGHT, "width": WIDTH}
text = {"size": size, "changed": "".join("#" if cell else "." for cell in changed.flatten()), "cases": cases}
text |= {"negativeZero": saved(negative), "negativeZeroMask": cases[0]["masks"][0]}
text |= {"empty": {name: {"before": empty[name], "after": full[name]} for name in empty}, "refused": refused}
OUT.write_text(json.dumps(text, indent=1) + "\n")
