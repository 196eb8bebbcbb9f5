"""What it costs to store only the rows of an embedding that hold image.

    python native-models/training/sam/check_padding.py DIR [--images N]

DIR holds NNNNN.png, NNNNN_id.png (object index + 1) and emb/ of encode.py. For a click on every object the masks of the
true embedding are compared with those of the stored one, whose padding comes from another image.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from encode import ENCODER, images_in, open_encoder
from sam.candidates import masks_at, pairwise_iou
from sam.geometry import EmbeddingFolder
from sam.mask_decoder import Decoder


def click_on(mask):
    """The mask's pixel nearest to its centre of mass."""
    ys, xs = np.nonzero(mask)
    nearest = ((ys - ys.mean()) ** 2 + (xs - xs.mean()) ** 2).argmin()
    return float(xs[nearest]), float(ys[nearest])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--images", type=int, default=12)
    args = parser.parse_args()
    torch.set_num_threads(2)
    folder, decoder, encode = EmbeddingFolder(args.folder), Decoder(), open_encoder(ENCODER, 2)
    same, drift, true_iou, stored_iou, values = [], [], [], [], []
    for file in images_in(args.folder, 0, sys.maxsize)[: args.images]:
        image = Image.open(file).convert("RGB")
        ids = np.asarray(Image.open(file.with_name(f"{file.stem}_id.png")).convert("L"))
        truths = torch.from_numpy(np.stack([ids == label for label in np.unique(ids[ids > 0])]))
        points = torch.tensor([click_on(mask) for mask in truths.numpy()])
        whole = torch.from_numpy(encode(image).astype(np.float32))
        stored = torch.from_numpy(folder.full(file.stem))
        values.append((whole - stored).abs().max().item())
        a, b = masks_at(decoder, whole, points, image.size), masks_at(decoder, stored, points, image.size)
        drift.append((a.predicted_iou - b.predicted_iou).abs().flatten())
        for number, truth in enumerate(truths):
            same.append(pairwise_iou(a.masks[number], b.masks[number]).diagonal())
            for found, into in ((a, true_iou), (b, stored_iou)):
                best = found.predicted_iou[number].argmax()
                into.append(pairwise_iou(found.masks[number], truth[None])[best, 0].item())
    same, drift = torch.cat(same), torch.cat(drift)
    print(f"{len(true_iou)} objects; largest difference of an embedding's value {max(values):.3f}")
    print(f"IoU of the same mask of both: mean {same.mean():.5f}, 1st percentile {same.quantile(0.01):.4f}")
    print(f"predicted IoU: mean difference {drift.mean():.5f}, largest {drift.max():.4f}")
    print(f"IoU with the truth (best by predicted IoU): {np.mean(true_iou):.4f} true, {np.mean(stored_iou):.4f} stored")


if __name__ == "__main__":
    main()
