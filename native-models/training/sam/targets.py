"""What a mask should look like on the decoder's 256x256 cells, and the loss against it."""

from functools import lru_cache

import torch
from torch.nn import functional as F

from .geometry import SIDE, scaled_size

CELLS = 256


@lru_cache(maxsize=16)
def _shares(size, rows):
    """How much of each pixel a cell covers, in cells: [4 * rows, height] and [256, width]."""
    matrices = []
    for original, scaled, count in zip(size, scaled_size(*size), (CELLS, 4 * rows), strict=True):
        pixel = scaled / original * CELLS / SIDE
        starts = torch.arange(original, dtype=torch.float64) * pixel
        cells = torch.arange(count, dtype=torch.float64)[:, None]
        overlap = torch.minimum(cells + 1, starts + pixel) - torch.maximum(cells, starts)
        matrices.append(overlap.clamp(min=0).float())
    columns, lines = matrices
    return lines, columns


def cell_targets(masks, rows=64):
    """bool[B,height,width] -> shares of the cells that are mask and that are image: [B, 4*rows, 256], [4*rows, 256].

    The second is 1 in the image, 0 in the padding and between where a cell holds both; the first is at most that.
    """
    size = (masks.shape[2], masks.shape[1])
    lines, columns = _shares(size, rows)
    return lines @ masks.float() @ columns.T, lines.sum(1)[:, None] * columns.sum(1)[None]


def mask_losses(logits, share, image):
    """Binary cross entropy and Dice loss, [B] each, of logits [B,h,w] over the cells that hold image.

    The Dice loss is that of LISA (`model/LISA.py`, dice_loss) on shares instead of bits.
    """
    target = share / image.clamp(min=1e-6)
    bce = F.binary_cross_entropy_with_logits(logits, target, image.expand_as(logits), reduction="none")
    bce = bce.sum((-2, -1)) / image.sum()
    chance = logits.sigmoid() * image
    overlap = 2 * (chance * target).sum((-2, -1))
    total = chance.sum((-2, -1)) + share.sum((-2, -1))
    return bce, 1 - (overlap + 1e-3) / (total + 1e-3)
