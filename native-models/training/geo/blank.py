"""What a question does not ask about may be anything: fields of the objects are taken away where neither the question's
reasoning nor its answer needs them, so that one field does not come to stand for another (held-out pairs of colour and
shape are never shown together; without this, a colour that goes with two shapes tells something about the shape)."""

import numpy as np

from frame import OBJECT_FIELDS, field

WORDS = {
    "size": "large small size larger smaller",
    "shape": "cube cubes sphere spheres cylinder cylinders shape",
    "color": "gray red blue green brown purple cyan yellow color",
    "material": "rubber metal material",
}
SHARE = 0.2


class Blank:
    def __init__(self, lexicon):
        self.words = {name: {lexicon.of(word) for word in words.split()} for name, words in WORDS.items()}

    def __call__(self, token, spoken, random):
        """token [SLOTS, OBJECT_SIZE], spoken: ids of the reasoning (objects negative) -> a copy in which some of the fields
        that are not spoken of are even, for all objects alike."""
        said = {int(word) for word in spoken}
        out = token.copy()
        for name, words in self.words.items():
            if words & said or random.random() >= SHARE:
                continue
            out[:, field(name)] = np.where(token[:, -1:] > 0, 1 / OBJECT_FIELDS[name], 0)
        return out
