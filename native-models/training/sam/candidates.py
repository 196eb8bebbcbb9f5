"""SAM's masks at points of one image, and their IoU, for making training candidates quickly in Python.

The evaluator is trained on what discovery itself proposes (discover-candidates.mjs); this here is for everything that
needs masks and not the studio's own list of them.
"""

from dataclasses import dataclass
from functools import lru_cache

import torch
from torch.nn import functional as F

from .geometry import SIDE, scaled_size

STABILITY_OFFSET = 1.0


@dataclass
class PointMasks:
    """The three multi-masks (SAM's masks 1 to 3) of K points."""

    # Low-resolution logits, [K,3,256,256].
    logits: torch.Tensor
    # Predicted IoU, [K,3].
    predicted_iou: torch.Tensor
    # #(logit > offset) / #(logit > -offset) at `out`, [K,3]; not a number where no logit is above -offset.
    stability: torch.Tensor
    # Logits > 0 at `out`, bool[K,3,height,width].
    masks: torch.Tensor


@lru_cache(maxsize=16)
def _sampling(size, out):
    """Rows and columns of out = (width, height) as sums of low-resolution cells: [height,256], [width,256].

    Two bilinear steps as the studio and segment-anything's postprocess_masks do: 256 -> 1024, crop, -> out.
    """
    matrices = []
    for scaled, target in zip(scaled_size(*size), out, strict=True):
        square = F.interpolate(torch.eye(256)[None], SIDE, mode="linear", align_corners=False)[..., :scaled]
        matrices.append(F.interpolate(square, target, mode="linear", align_corners=False)[0].T.contiguous())
    columns, rows = matrices
    return rows, columns


def upsample(logits, size, out=None):
    """Low-resolution logits [..., 256, 256] of an image of size (width, height) -> [..., height, width] of `out`."""
    rows, columns = _sampling(tuple(size), tuple(out or size))
    return rows @ logits @ columns.T


def stability_of(logits, offset=STABILITY_OFFSET):
    """Stability score of logits [..., height, width] (segment-anything, utils/amg.py)."""
    inner = (logits > offset).sum((-2, -1)).float()
    return inner / (logits > -offset).sum((-2, -1))


def pairwise_iou(masks, truths):
    """bool[K,height,width] and bool[T,height,width] -> [K,T]; two empty masks have IoU 0."""
    a, b = masks.flatten(1).float(), truths.flatten(1).float()
    inside = a @ b.T
    union = a.sum(1)[:, None] + b.sum(1)[None] - inside
    return inside / union.clamp(min=1)


def mask_iou(logits, truths, size, out=None):
    """IoU of low-resolution logits [K,256,256] with truths bool[T,height,width] at `out`: [K,T]."""
    return pairwise_iou(upsample(logits, size, out) > 0, truths)


@torch.no_grad()
def masks_at(decoder, embedding, points, size, out=None, batch=16):
    """PointMasks at points [K,2], pixels of an image of size (width, height); embedding [256,64,64]."""
    found = []
    for some in points.split(batch):
        tokens = decoder.prompts.point_tokens(some[:, None], torch.ones(len(some), 1, dtype=torch.long), size)
        logits, iou = decoder.decode(embedding[None], tokens[None], True)
        logits, iou = logits[0, :, 1:], iou[0, :, 1:]
        full = upsample(logits, size, out)
        found.append((logits, iou, stability_of(full), full > 0))
    return PointMasks(*(torch.cat(parts) for parts in zip(*found, strict=True)))
