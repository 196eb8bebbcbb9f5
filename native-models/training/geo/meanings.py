"""What a word says of an object: shares of each size, shape, colour and material, in the order of an object token's fields.

Within a group the nearest concept tells (concepts.py). Which group a word belongs to, if any, is told by a logistic
regression on general word vectors alone, which knows the training's words of each group and, as words of none, those that
lie far from all of them. Words that lie near, held out or not, are left to the regression.
"""

import numpy as np
import torch
from torch.nn import functional as F

from concepts import SHARP, nearness, unit
from frame import COLORS, MATERIALS, SHAPES, SIZES

FIELDS = {"size": SIZES, "shape": SHAPES, "color": COLORS, "material": MATERIALS}
FIELD_SIZES = [len(names) for names in FIELDS.values()]
MEANINGS = sum(FIELD_SIZES)
CLASSES = ["size", "shape", "color", "material", "attribute", "thing", "none"]
SCALE, WEAK, DECAY, STEPS = 5.0, 0.0015, 1e-3, 150
# Nearness (-2..2, concepts.py) below which a word is none of any group.
FAR = 0.6


def labelled(vectors, ids, groups):
    """Ids of words and their class: those of the groups with their regular plurals, and words far from all of these."""
    known = {}
    for group, concepts in groups.items():
        for concept, words in concepts.items():
            for word in words:
                name = "thing" if concept == "thing" else group
                known |= {ids[w]: CLASSES.index(name) for w in (word, f"{word}s") if w in ids}
    has = np.linalg.norm(vectors, axis=1) > 0
    nearest = np.max([near.max(1) for near in nearness(vectors, ids, groups).values()], 0)
    others = [i for i in np.flatnonzero(has & (nearest < FAR)) if i not in known]
    return np.array([*known, *others]), np.array([*known.values(), *[CLASSES.index("none")] * len(others)])


def group_shares(vectors, ids, groups):
    """[V, CLASSES]: how likely each word is one of a group; 0 for tokens without a vector."""
    rows = torch.from_numpy(unit(vectors).astype(np.float32)) * SCALE
    picked, classes = labelled(vectors, ids, groups)
    goal = torch.from_numpy(classes)
    importance = torch.where(goal == CLASSES.index("none"), WEAK, 1.0)
    weight = torch.zeros(rows.shape[1], len(CLASSES), requires_grad=True)
    bias = torch.zeros(len(CLASSES), requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        miss = F.cross_entropy(rows[picked] @ weight + bias, goal, reduction="none")
        loss = (miss * importance).sum() / importance.sum() + DECAY * (weight**2).sum() / 2
        loss.backward()
        return loss

    optimiser.step(closure)
    with torch.no_grad():
        shares = torch.softmax(rows @ weight + bias, 1).numpy()
    shares[picked[classes != CLASSES.index("none")]] = 0
    known = classes != CLASSES.index("none")
    shares[picked[known], classes[known]] = 1
    return np.where(np.linalg.norm(vectors, axis=1, keepdims=True) > 0, shares, 0)


def meanings(vectors, ids, groups):
    """[V, CLASSES + MEANINGS]: group shares, and the shares of each value of each field."""
    shares = group_shares(vectors, ids, groups)
    near = nearness(vectors, ids, groups)
    parts = []
    for group, names in FIELDS.items():
        concepts = list(groups[group])
        own = near[group][:, [concepts.index(name) for name in names]]
        within = np.exp((own - own.max(1, keepdims=True)) * SHARP)
        for column, name in enumerate(names):
            # The training's own words mean what they mean.
            rows = [ids[w] for word in groups[group][name] for w in (word, f"{word}s") if w in ids]
            within[rows] = np.eye(len(names))[column]
        parts.append(within / within.sum(1, keepdims=True) * shares[:, [CLASSES.index(group)]])
    return np.concatenate([shares, *parts], 1).astype(np.float32)


def split_fields(values):
    """The numbers of each field: [..., MEANINGS] -> one tensor a field."""
    return torch.split(values, FIELD_SIZES, dim=-1)
