"""Stage 2: trains the connection module alone, through SAM's frozen decoder.

    python native-models/training/geo/connection.py --images DIR --states 'DIR/*.npz' --val 'DIR/*.npz' --out DIR

The images lie in DIR as the renderer and encode.py leave them: NNNNN_id.png (grey; index of the object + 1, 0 is
background), NNNNN.json, emb/. A shard of states is an .npz with N samples:

    image     int32[N]       number of the image: 7 is 00007
    object    int32[N]       index of the object whose visible mask is to come out
    state     float[N,d]     state of the prompt token
    geometry  float32[N,12]  see connection_module.py; places 0..1 across SAM's square

`--val-images DIR` names another folder for the validation. `--fake N` needs no states: for N objects of each folder the
state is zero and the geometry is true but for noise. Loss: binary cross entropy and Dice of mask 0 at 256x256 against the
visible mask, over the cells that hold image, weighted as LISA does (2 and 0.5). Writes OUT/connection.pt (checkpoint,
whole or not there), OUT/log.jsonl. Stopped, it goes on from the checkpoint: the order of the samples depends on seed
and step alone. MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=8000000000 in the environment make it faster.
"""

import argparse
import glob
import json
import math
import os
import sys
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from connection_module import GEOMETRY, STATE, ConnectionModule
from sam.candidates import pairwise_iou, upsample
from sam.geometry import SIDE, EmbeddingFolder, grid_rows, scaled_size
from sam.mask_decoder import Decoder
from sam.targets import cell_targets, mask_losses

SHAPES, SIZES, MATERIALS = ("cube", "sphere", "cylinder"), ("large", "small"), ("rubber", "metal")


class Folder:
    """Rendered images by number: embedding and visible masks."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.embeddings = EmbeddingFolder(folder)

    def mask(self, image, index):
        return self.ids(image) == index + 1

    def ids(self, image):
        return np.asarray(Image.open(self.folder / f"{image:05d}_id.png").convert("L"))

    def embedding(self, image):
        return torch.from_numpy(self.embeddings.full(f"{image:05d}"))

    def scene(self, image):
        return json.loads((self.folder / f"{image:05d}.json").read_text())

    def encoded(self):
        return sorted(int(f.stem) for f in self.embeddings.folder.glob("*.npy") if f.stem.isdigit())


def true_geometry(mask, thing):
    """The 12 numbers of an object of which everything is known."""
    height, width = mask.shape
    ys, xs = np.nonzero(mask)
    scaled_width, scaled_height = scaled_size(width, height)
    x, y = scaled_width / width / SIDE, scaled_height / height / SIDE
    places = [(xs.mean() + 0.5) * x, (ys.mean() + 0.5) * y]
    places += [xs.min() * x, ys.min() * y, (xs.max() + 1) * x, (ys.max() + 1) * y]
    kinds = [float(thing["size"] == size) for size in SIZES] + [float(thing["shape"] == shape) for shape in SHAPES]
    return np.array([*places, *kinds, float(thing["material"] == MATERIALS[0])], np.float32)


def fake_samples(folder, count, seed, noise):
    """Samples without a perception: places off by a normal error of `noise` of SAM's square."""
    random = np.random.default_rng(seed)
    images, objects, geometry = [], [], []
    for image in random.permutation(folder.encoded()):
        ids = folder.ids(image)
        for index, thing in enumerate(folder.scene(image).get("objects", [])):
            mask = ids == index + 1
            if len(images) == count or mask.sum() == 0:
                continue
            images.append(image)
            objects.append(index)
            geometry.append(true_geometry(mask, thing))
    geometry = np.array(geometry, np.float32).reshape(-1, GEOMETRY)
    geometry[:, :6] += random.normal(0, noise, (len(geometry), 6)).astype(np.float32)
    state = np.zeros((len(images), STATE), np.float32)
    return {"image": np.array(images), "object": np.array(objects), "state": state, "geometry": geometry}


def load_samples(pattern):
    files = sorted(glob.glob(pattern))
    if not files:
        raise SystemExit(f"no file fits {pattern}")
    shards = [np.load(file) for file in files]
    samples = {name: np.concatenate([shard[name] for shard in shards]) for name in ("image", "object", "state", "geometry")}
    count = {len(values) for values in samples.values()}
    if len(count) != 1 or samples["geometry"].shape[1:] != (GEOMETRY,) or not np.isfinite(samples["geometry"]).all():
        raise SystemExit(f"{pattern} is not N samples with {GEOMETRY} finite numbers of geometry each")
    return samples


def batch_of(folder, samples, chosen):
    masks = torch.from_numpy(np.stack([folder.mask(samples["image"][i], samples["object"][i]) for i in chosen]))
    embedding = torch.stack([folder.embedding(samples["image"][i]) for i in chosen])
    numbers = (torch.from_numpy(samples[name][chosen].astype(np.float32)) for name in ("state", "geometry"))
    return embedding, masks, *numbers


@torch.no_grad()
def measure(decoder, tokens_of, folder, samples, batch):
    """Mean IoU of mask 0 at the image's size, and its share above 0.8."""
    found = []
    for some in np.array_split(np.arange(len(samples["image"])), -(-len(samples["image"]) // batch)):
        embedding, masks, state, geometry = batch_of(folder, samples, some)
        size = (masks.shape[2], masks.shape[1])
        logits, _ = decoder.decode(embedding, tokens_of(state, geometry), False)
        found.append(pairwise_iou(upsample(logits[:, 0], size) > 0, masks).diagonal())
    iou = torch.cat(found)
    return {"iou": iou.mean().item(), "above 0.8": (iou > 0.8).float().mean().item()}


def order_of(step, batch, count, seed):
    """The samples of a step: each epoch is a shuffle of its own, the whole depends on seed and step alone."""
    places = np.arange(step * batch, (step + 1) * batch)
    shuffles = {epoch: np.random.default_rng([seed, epoch]).permutation(count) for epoch in np.unique(places // count)}
    return np.array([shuffles[place // count][place % count] for place in places])


def save(file, **parts):
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    torch.save(parts, temporary)
    os.replace(temporary, file)


def learning_rate(step, steps, peak, warm=30):
    if step < warm:
        return peak * (step + 1) / warm
    return peak * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))


def train_step(decoder, module, optimiser, batch, weights):
    embedding, masks, state, geometry = batch
    rows = grid_rows(masks.shape[2], masks.shape[1])
    share, image = cell_targets(masks, rows)
    logits, _ = decoder.decode(embedding, module(state, geometry), False, rows)
    bce, dice = (loss.mean() for loss in mask_losses(logits[:, 0], share, image))
    optimiser.zero_grad()
    (weights[0] * bce + weights[1] * dice).backward()
    norm = nn_clip(module)
    optimiser.step()
    return {"bce": bce.item(), "dice": dice.item(), "gradient": norm}


def nn_clip(module):
    return torch.nn.utils.clip_grad_norm_([p for p in module.parameters() if p.requires_grad], 1.0).item()


def parse():
    parser = argparse.ArgumentParser(description="trains the connection module through SAM's frozen decoder")
    parser.add_argument("--images", required=True)
    parser.add_argument("--val-images")
    parser.add_argument("--states")
    parser.add_argument("--val")
    parser.add_argument("--fake", type=int)
    parser.add_argument("--noise", type=float, default=0.01)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--samples", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--decay", type=float, default=0.01)
    parser.add_argument("--weights", type=float, nargs=2, default=(2.0, 0.5), metavar=("BCE", "DICE"))
    parser.add_argument("--every", type=int, default=100, help="steps from one checkpoint to the next")
    parser.add_argument("--val-count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    if (args.fake is None) == (args.states is None or args.val is None):
        parser.error("either --states and --val, or --fake")
    return args


def data_of(args):
    folder, val_folder = Folder(args.images), Folder(args.val_images or args.images)
    if args.fake is None:
        return folder, load_samples(args.states), val_folder, load_samples(args.val)
    samples = fake_samples(folder, args.fake + (0 if args.val_images else args.val_count), args.seed, args.noise)
    if args.val_images:
        return folder, samples, val_folder, fake_samples(val_folder, args.val_count, args.seed + 1, args.noise)
    # Samples lie image by image, so that at most one image is on both sides.
    cut = len(samples["image"]) - args.val_count
    part = lambda where: {name: values[where] for name, values in samples.items()}
    return folder, part(slice(0, cut)), val_folder, part(slice(cut, None))


def main():
    args = parse()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    folder, samples, val_folder, val = data_of(args)
    keep = np.sort(np.random.default_rng(args.seed).permutation(len(val["image"]))[: args.val_count])
    val = {name: values[keep] for name, values in val.items()}
    decoder = Decoder()
    module = ConnectionModule(samples["state"].shape[1], prompts=decoder.prompts)
    learned = [parameter for parameter in module.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(learned, lr=args.rate, weight_decay=args.decay)
    args.out.mkdir(parents=True, exist_ok=True)
    checkpoint, step = args.out / "connection.pt", 0
    steps = args.samples // args.batch
    settings = {name: str(value) for name, value in vars(args).items()} | {"train": len(samples["image"])}

    def log(**entry):
        line = json.dumps({name: round(v, 5) if isinstance(v, float) else v for name, v in entry.items()})
        print(line, flush=True)
        with open(args.out / "log.jsonl", "a") as handle:
            handle.write(f"{line}\n")

    if checkpoint.exists():
        held = torch.load(checkpoint, weights_only=True)
        module.load_state_dict(held["model"])
        optimiser.load_state_dict(held["optimiser"])
        step = held["step"]
        log(resumed=step)
    else:
        log(**settings)
        log(step=0, tokens="base", **measure(decoder, lambda _, g: module.base(g), val_folder, val, args.batch))
        log(step=0, tokens="module", **measure(decoder, module, val_folder, val, args.batch))
    sums, start = {}, time.perf_counter()
    while step < steps:
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(step, steps, args.rate)
        chosen = order_of(step, args.batch, len(samples["image"]), args.seed)
        losses = train_step(decoder, module, optimiser, batch_of(folder, samples, chosen), args.weights)
        step += 1
        for name, value in losses.items():
            sums[name] = sums.get(name, 0) + value
        if step % args.every == 0 or step == steps:
            count = (step - 1) % args.every + 1
            seconds = (time.perf_counter() - start) / count
            found = measure(decoder, module, val_folder, val, args.batch)
            log(step=step, **{name: value / count for name, value in sums.items()}, **found, seconds=seconds)
            shape = {"state": samples["state"].shape[1]}
            save(checkpoint, model=module.state_dict(), optimiser=optimiser.state_dict(), step=step, **shape)
            sums, start = {}, time.perf_counter()


if __name__ == "__main__":
    main()
