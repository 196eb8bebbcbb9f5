"""Made-up overlaps of masks with objects, for scenes of which only the symbols are known: whole objects, parts, an object
with its neighbour or its shadow, ground. Only for the first stage; the second learns from real candidates."""

import numpy as np

from frame import SLOTS

KINDS = ("good", "fair", "part", "merged", "ground")


def made_group(random, slots, target, areas, group):
    """slots: slots of the objects; areas [len(slots)] in cells; -> between [group, SLOTS, 3], stats [group, 3], iou with the
    target [group]."""
    between = np.zeros((group, SLOTS, 3), np.float32)
    stats = np.zeros((group, 3), np.float32)
    iou = np.zeros(group, np.float32)
    for g in range(group):
        chosen = target if random.random() < 0.4 else int(random.integers(len(slots)))
        kind = random.choice(KINDS, p=(0.45, 0.2, 0.15, 0.12, 0.08))
        inter = np.zeros(len(slots))
        area = areas[chosen]
        outside = 0.0
        if kind == "good":
            inter[chosen] = area * random.uniform(0.94, 1.0)
            outside = area * random.uniform(0, 0.05)
        elif kind == "fair":
            inter[chosen] = area * random.uniform(0.7, 1.0)
            outside = area * random.uniform(0, 0.6)
        elif kind == "part":
            inter[chosen] = area * random.uniform(0.05, 0.7)
        elif kind == "merged":
            for one in random.choice(len(slots), min(len(slots), int(random.integers(2, 4))), replace=False):
                inter[one] = areas[one] * random.uniform(0.8, 1.0)
            outside = area * random.uniform(0, 0.5)
        else:
            outside = float(random.uniform(100, 9000))
        size = inter.sum() + outside
        iou[g] = inter[target] / (size + areas[target] - inter[target] + 1e-3)
        # Perception's idea of an object's extent is not exact: what is fed differs from what is true.
        blur = np.clip(inter * random.normal(1, 0.015, len(slots)), 0, None)
        between[g, slots, 0] = blur / (size + areas - np.minimum(blur, areas) + 1e-3)
        between[g, slots, 1] = blur / (size + 1e-3)
        between[g, slots, 2] = np.minimum(blur / areas, 1)
        stats[g] = 4 * np.sqrt(size / 128**2), between[g, :, 1].sum(), (between[g, :, 1] ** 2).sum()
    return np.clip(between, 0, 1.05), stats, iou
