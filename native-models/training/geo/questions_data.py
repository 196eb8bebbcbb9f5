"""Questions as token ids, with the reasoning that the evaluator learns to say. Input: make-questions.mjs."""

import json

import numpy as np

from frame import COLORS, MATERIALS, OBJECT_SIZE, SHAPES, SIZES
from lexicon import split

LONGEST_QUESTION = 64
LONGEST_SPEECH = 80


def listed(program):
    """Steps whose objects are said: what another step starts from, what is joined, and the answer."""
    said = {len(program) - 1}
    for index, step in enumerate(program):
        if "object" in step:
            said.add(step["object"])
        if "objects" in step:
            said.update(step["objects"])
        if step["op"] in ("and", "or"):
            said.update(step["inputs"])
    return said


def speech(question, order):
    """The reasoning as words and object indices (ints): "large cubes ; left of that : 3 ; ...".

    Sets are said from left to right; an ordinal counts aloud: its set in its order, up to the answer. `order`: see `orders`.
    """
    program, values, words = question["program"], question["values"], question["words"]
    said = listed(program)
    out = []
    for index, step in enumerate(program):
        if step["op"] == "scene":
            continue
        out += split(words[index])
        if step["op"] == "ordinal":
            out += [":"] + counting(step, values, order)
        elif index in said:
            row = sorted(values[index], key=lambda one: order["left"][one])
            out += [":"] + (row or ["none"])
        out.append(";")
    return out


def counting(step, values, order):
    keys = {"left": order["left"], "right": order["right"], "front": order["front"]}[step["from"]]
    return sorted(values[step["input"]], key=lambda one: keys[one])[: step["rank"]]


def orders(objects):
    x = [one["pixel"][0] for one in objects]
    return {"left": x, "right": [-v for v in x], "front": [one["pixel"][2] for one in objects]}


def anchors(question):
    """Objects that other steps start from."""
    found = set()
    for step in question["program"]:
        for at in [step["object"]] if "object" in step else list(step.get("objects", [])):
            found.update(question["values"][at])
    return sorted(found)


def ideal_token(item, directions, width):
    """An object token of a scene that nobody has to perceive; see frame.OBJECT_FIELDS. The box is a rough guess."""
    out = np.zeros(OBJECT_SIZE, np.float32)
    out[SIZES.index(item["size"])] = 1
    out[2 + SHAPES.index(item["shape"])] = 1
    out[5 + COLORS.index(item["color"])] = 1
    out[13 + MATERIALS.index(item["material"])] = 1
    spot = np.array([item["x"], item["y"]])
    out[15] = spot @ np.array(directions["right"][:2]) / 3
    out[16] = spot @ np.array(directions["front"][:2]) / 3
    x, y, depth = item["pixel"]
    out[17], out[18] = x / width, y / width
    out[19] = (depth - 10) / 3
    half = item["r"] * (1.0 if item["shape"] == "sphere" else 1.15) * 1.05 / depth
    out[20:24] = x / width - half, y / width - half, x / width + half, y / width + half
    out[24] = 0.9
    return out


def stored(path):
    """One scene a line, as make-questions.mjs wrote them."""
    with open(path) as file:
        for line in file:
            yield json.loads(line)
