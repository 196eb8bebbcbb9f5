"""Checks the masks' arithmetic against plain definitions: python native-models/training/sam/check_masks.py"""

import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from sam.candidates import mask_iou, pairwise_iou, stability_of, upsample
from sam.geometry import scaled_size
from sam.targets import cell_targets, mask_losses

SIZES = [(480, 320), (320, 480), (333, 500), (640, 640)]


def smooth_logits(generator, count):
    coarse = torch.randn(count, 1, 9, 9, generator=generator) * 4
    return F.interpolate(coarse, 256, mode="bicubic", align_corners=False)[:, 0]


def two_steps(logits, size):
    """segment-anything, Sam.postprocess_masks."""
    width, height = scaled_size(*size)
    square = F.interpolate(logits[:, None], (1024, 1024), mode="bilinear", align_corners=False)[..., :height, :width]
    return F.interpolate(square, size[::-1], mode="bilinear", align_corners=False)[:, 0]


def brute_shares(mask):
    """Share of each cell that is mask: pixels and cells drawn on a grid eight times as fine as both need."""
    height, width = mask.shape
    scaled_width, scaled_height = scaled_size(width, height)
    fine = 32
    places = (np.arange(256 * fine) + 0.5) * 4 / fine
    x, y = places * width / scaled_width, places * height / scaled_height
    inside = (y < height)[:, None] & (x < width)[None]
    sampled = mask[np.minimum(y, height - 1).astype(int)][:, np.minimum(x, width - 1).astype(int)] & inside
    shrink = lambda values: values.reshape(256, fine, 256, fine).mean((1, 3))
    return shrink(sampled), shrink(inside)


def main():
    generator = torch.Generator().manual_seed(0)
    for size in SIZES:
        logits = smooth_logits(generator, 3)
        full = two_steps(logits, size)
        ours = upsample(logits, size)
        difference = (ours - full).abs().max().item()
        masks = full > 0
        expected = [[float((a & b).sum() / (a | b).sum()) for b in masks] for a in masks]
        iou = (mask_iou(logits, masks, size) - torch.tensor(expected)).abs().max().item()
        counts = [((m > 1).sum() / (m > -1).sum()).item() for m in full]
        stability = (stability_of(ours) - torch.tensor(counts)).abs().max().item()
        share, image = cell_targets(masks)
        brute = [brute_shares(mask.numpy()) for mask in masks]
        shares = max(np.abs(share[i].numpy() - brute[i][0]).max() for i in range(len(brute)))
        images = np.abs(image.numpy() - brute[0][1]).max()
        back = F.interpolate((share / image.clamp(min=1e-6))[:, None] - 0.5, size=(256, 256))[:, 0]
        kept = pairwise_iou(upsample(back, size) > 0, masks).diagonal().min().item()
        print(f"{size}: upsampling {difference:.1e}, IoU {iou:.1e}, stability {stability:.1e}, "
              f"targets {shares:.3f} and {images:.3f}, targets as a mask have IoU {kept:.4f}")  # fmt: skip
        assert difference < 1e-4 and iou < 1e-3 and stability < 1e-3 and max(shares, images) < 0.07 and kept > 0.985
        perfect = torch.where(share > 0.5 * image, 40.0, -40.0)
        worse = perfect.roll(20, -1)
        assert (mask_losses(perfect, share, image)[1] < 0.03).all()
        assert (mask_losses(worse, share, image)[1] > mask_losses(perfect, share, image)[1] + 0.05).all()
    assert pairwise_iou(torch.zeros(1, 4, 4).bool(), torch.zeros(1, 4, 4).bool()).item() == 0


if __name__ == "__main__":
    main()
