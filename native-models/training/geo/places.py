"""Where words stand, told less exactly while training: neighbours share a place at times, so that an attribute is known by
what it means and not by standing first or second. What stands far apart keeps its order, on which the meaning hangs."""

import numpy as np
import torch

ROWS, RUNS, LONGEST = 0.5, 0.3, 4


def blurred(shape, random, last=95):
    """int64 [B,T]: the place of each word; in some of the rows runs of two to four words stand in the place of the first."""
    batch, length = shape
    places = np.tile(np.arange(length), (batch, 1))
    for row in np.flatnonzero(random.random(batch) < ROWS):
        at = 0
        while at < length:
            run = int(random.integers(2, LONGEST + 1)) if random.random() < RUNS else 1
            places[row, at : at + run] = at
            at += run
    return torch.from_numpy(np.minimum(places, last))
