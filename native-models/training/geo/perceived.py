"""Scenes as perception sees them, cached: object tokens and how image tokens and masks divide among objects.

    python perceived.py --perception CHECKPOINT --folder DIR [--variants 3] --out FILE.npz

Each scene is seen once as it is and, for training, in photometric variants (the embedding stays as it was computed).
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from frame import MASK_CELL, PICTURE, SLOTS, TOKEN, TRAIN_ROWS
from perception import Perception, objects

SIDE = PICTURE // TOKEN
SHOWN = TRAIN_ROWS // TOKEN * SIDE


class Perceived:
    """The cache, joined with the questions of the same scenes: which slot each object of a scene has (-1: not found)."""

    def __init__(self, path, data):
        cache = np.load(path)
        self.token, self.valid, self.share, self.slot = (cache[k] for k in ("token", "valid", "share", "slot"))
        self.at = {name: i for i, name in enumerate(cache["names"])}
        self.variants = self.token.shape[1]
        known = np.array([data.names[data.scene[i]] in self.at for i in range(len(data))])
        found = [known[i] and self.slots(data, i, 0)[data.target[i]] >= 0 for i in range(len(data))]
        self.usable = np.nonzero(np.array(found))[0]
        self.missing = int(known.sum() - len(self.usable))

    def row(self, data, pick):
        return self.at[data.names[data.scene[pick]]]

    def slots(self, data, pick, variant):
        return self.slot[self.row(data, pick), variant]

    def batch(self, data, picks, random):
        """token, valid, share over image tokens, goal (how well a token shows the answer), hints, target slot."""
        rows = np.array([self.row(data, i) for i in picks])
        variant = np.zeros(len(picks), int) if random is None else random.integers(0, self.variants, len(picks))
        # A variant may miss the answer; the scene as it is shows it (`usable`).
        answer = np.array([data.target[i] for i in picks])
        variant[self.slot[rows, variant, answer] < 0] = 0
        slot = self.slot[rows, variant]
        token = torch.from_numpy(self.token[rows, variant])
        valid = torch.from_numpy(self.valid[rows, variant])
        # The rows of padding show nothing: they are left out to save time.
        share = torch.from_numpy(self.share[rows, variant][..., :SHOWN].astype(np.float32))
        target = np.array([max(slot[i][data.target[pick]], 0) for i, pick in enumerate(picks)])
        hint = np.zeros((len(picks), SLOTS), np.float32)
        for i, pick in enumerate(picks):
            places = slot[i][data.anchors[pick]] if data.anchors[pick] else np.zeros(0, int)
            hint[i, places[places >= 0]] = 1
        goal = share[torch.arange(len(picks)), torch.from_numpy(target)]
        # Only tokens that the answer fills well are good places to look.
        goal = (goal / goal.amax(1, keepdim=True).clamp(min=1e-3)) ** 2
        return token, valid, share, goal, torch.from_numpy(hint), torch.from_numpy(target)


def slots_of(share, item, count):
    """The slot that shows each object of the scene: the one with the greatest IoU, if it is above 0.3."""
    out = np.full(count, -1, np.int64)
    taken = set()
    for one in item["objects"]:
        mask = item["masks"] == one["index"] + 1
        inter = (share * mask).sum((1, 2))
        iou = inter / (share.sum((1, 2)) + mask.sum() - inter + 1e-6)
        best = int(iou.argmax())
        if iou[best] > 0.3 and best not in taken:
            out[one["index"]] = best
            taken.add(best)
    return out


@torch.no_grad()
def main():
    from scenes_data import Scenes
    from train_perception import batch_of

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--perception", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--variants", type=int, default=1)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=5)
    args = parser.parse_args()
    random = np.random.default_rng(args.seed)
    torch.manual_seed(args.seed)
    model = Perception()
    model.load_state_dict(torch.load(args.perception, weights_only=True)["model"])
    model.eval()
    data = Scenes([args.folder])
    parts = {k: [] for k in ("token", "valid", "share", "slot", "fine")}
    for item in data.items:
        rows = {k: [] for k in parts}
        for variant in range(args.variants):
            pixels, embedding = batch_of([item], random, False)
            if variant > 0:
                pixels, embedding = batch_of([item], random, True)
            with torch.autocast("cpu", torch.bfloat16):
                cells, masks, _ = model(pixels, embedding)
            token, valid, share = objects(cells.float(), masks.float())
            rows["token"].append(token[0].numpy())
            rows["valid"].append(valid[0].numpy())
            coarse = F.avg_pool2d(share, TOKEN // MASK_CELL)[0]
            full = torch.zeros(SLOTS, SIDE, SIDE)
            full[:, : coarse.shape[1]] = coarse
            rows["share"].append(full.flatten(1).numpy().astype(np.float16))
            rows["slot"].append(slots_of(share[0].numpy(), item, 16))
            if variant == 0:
                parts["fine"].append((share[0].numpy() * 255).round().astype(np.uint8))
        for key in ("token", "valid", "share", "slot"):
            parts[key].append(np.stack(rows[key]))
    arrays = {key: np.stack(value) for key, value in parts.items() if value}
    fine = arrays.pop("fine")
    np.savez(args.out, names=np.array([item["name"] for item in data.items]), **arrays)
    np.save(Path(args.out).with_suffix(".fine.npy"), fine)
    shown = sum(len(item["objects"]) for item in data.items)
    print(f"{len(data)} scenes, {args.variants} variants; {int((arrays['slot'][:, 0] >= 0).sum())} of {shown} objects found")


if __name__ == "__main__":
    main()
