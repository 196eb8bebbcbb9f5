"""Makes vectors/discovery-amg.json and .bin.gz: what segment-anything's automatic mask generator keeps.

Four demo photographs, eight seeds each. The decoder's answers are rounded to half precision and stored; the expected
side is segment-anything's own generator, whose decoder is replaced by those stored answers and nothing else. For SAM 2's
geometry the same logits are taken as covering the stretched image, and upsampled in one step as sam2 does it
(facebookresearch/sam2, sam2/utils/transforms.py, postprocess_masks, whose hole filling is off by default); sam2's
generator filters as segment-anything's does.

Cells of the stored logits that cannot matter are flattened, so that the file is small: a pixel of the mask reads 3 x 3
neighbouring cells at most, so a cell whose 5 x 5 neighbours all lie between the same two of the thresholds -1, 0 and 1
(with some room) changes nothing there. The script makes sure that the generator says the same of the flattened and the
full logits.

Needs: pip install numpy onnx onnxruntime pillow pycocotools scipy torch torchvision segment-anything
Run from the repository: python tests/parity/scripts/make_amg_vectors.py
"""

import gzip
import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
from mobilesam import encode, open_decoder, rebuild
from PIL import Image
from scipy.ndimage import maximum_filter, minimum_filter
from segment_anything import SamAutomaticMaskGenerator
from torch.nn.functional import interpolate

ROOT = Path(__file__).resolve().parents[3]
VECTORS = ROOT / "tests" / "parity" / "vectors"
PHOTOS = ["astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg"]
# Shares of width and height: spread, two at borders.
SEEDS = [(0.5, 0.5), (0.25, 0.3), (0.72, 0.34), (0.4, 0.75), (0.62, 0.6), (0.12, 0.9), (0.999, 0.45), (0.45, 0.002)]
PRESETS = {"llava-sam1": (0.88, 0.9), "qwen-sam2": (0.8, 0.88)}
# Stretches between the thresholds, and the value that stands for all of their insides.
STRETCHES = [(1.05, np.inf, 8), (0.05, 0.95, 0.5), (-0.95, -0.05, -0.5), (-np.inf, -1.05, -8)]


def flatten(logits):
    """float16[256,256] with every cell that no threshold can see set to its stretch's value."""
    lowest = minimum_filter(logits.astype(np.float32), 5, mode="nearest")
    highest = maximum_filter(logits.astype(np.float32), 5, mode="nearest")
    flat = logits.copy()
    for low, high, value in STRETCHES:
        flat[(lowest > low) & (highest < high)] = value
    return flat


class StoredDecoder:
    """Stands where SamPredictor is asked: the stored answers, upsampled by the family's postprocess_masks."""

    def __init__(self, generator, family, logits, iou, width, height):
        self.family = family
        self.__dict__.update(logits=torch.from_numpy(logits.astype(np.float32)), iou=torch.from_numpy(iou))
        predictor = generator.predictor
        self.transform, self.device, self.model = predictor.transform, predictor.device, predictor.model
        self.input_size = self.transform.get_preprocess_shape(height, width, 1024)
        self.original_size = (height, width)
        generator.predictor = self

    def set_image(self, image):
        assert image.shape[:2] == self.original_size

    def reset_image(self):
        pass

    def predict_torch(self, points, labels, multimask_output, return_logits):
        assert len(points) == len(self.logits) and multimask_output and return_logits
        if self.family == "sam2":
            return interpolate(self.logits, self.original_size, mode="bilinear", align_corners=False), self.iou, None
        return self.model.postprocess_masks(self.logits, self.input_size, self.original_size), self.iou, None


def generate(sam, family, logits, iou, size, points, pred_iou, stability, nms):
    """Records of the generator in its order, each with the seed and mask (1..3) it is."""
    width, height = size
    generator = SamAutomaticMaskGenerator(
        sam,
        points_per_side=None,
        point_grids=[points / (width, height)],
        pred_iou_thresh=pred_iou,
        stability_score_thresh=stability,
        box_nms_thresh=nms,
        output_mode="coco_rle",
    )
    StoredDecoder(generator, family, logits, iou, width, height)
    found = []
    for record in generator.generate(np.zeros((height, width, 3), np.uint8)):
        seed = int(np.abs(points - np.array(record["point_coords"][0])).sum(axis=1).argmin())
        (mask,) = np.flatnonzero(iou[seed] == np.float32(record["predicted_iou"]))
        found.append(
            {
                "mask": f"{seed}:{mask + 1}",
                "stability": record["stability_score"],
                # The smallest and the largest index set, both inclusive, as width and height measured between them.
                "bbox": [int(side) for side in record["bbox"]],
                "area": record["area"],
                "sha256": hashlib.sha256(record["segmentation"]["counts"].encode()).hexdigest(),
            }
        )
    return found


def expectations(name, family, full, logits, run):
    """What the generator says of every mask, and what it keeps with each preset."""
    # Every mask that has a pixel in sight of the thresholds, whatever its scores; nothing suppressed.
    masks = run(logits, -9.0, 1e-9, 2.0)
    assert masks == run(full, -9.0, 1e-9, 2.0), "flattening changed a mask"
    presets = {}
    for preset, (pred_iou, stability) in PRESETS.items():
        kept = run(logits, pred_iou, stability, 0.7)
        assert kept == run(full, pred_iou, stability, 0.7)
        survivors = run(logits, pred_iou, stability, 2.0)
        presets[preset] = {
            "predIou": pred_iou,
            "stability": stability,
            "survivors": [entry["mask"] for entry in survivors],
            "kept": [entry["mask"] for entry in kept],
        }
        print(name, family, preset, f"{len(survivors)} pass, {len(kept)} stay of {logits.shape[0] * 3}")
    return {"masks": masks, "presets": presets}


def main():
    torch.set_num_threads(2)
    sam, decode = rebuild(), open_decoder()
    photos, stored = [], []
    for name in PHOTOS:
        image = np.array(Image.open(ROOT / "assets" / "demo" / "images" / name).convert("RGB"))
        height, width = image.shape[:2]
        points = np.array(SEEDS) * (width, height)
        embedding = encode(image)
        scaled_height, scaled_width = (side * 1024 / max(width, height) for side in (height, width))
        scale = np.array([int(scaled_width + 0.5) / width, int(scaled_height + 0.5) / height])
        answers = [decode(embedding, point * scale) for point in points]
        full = np.stack([logits[1:].astype(np.float16) for logits, _ in answers])
        iou = np.stack([scores[1:] for _, scores in answers])
        logits = np.stack([np.stack([flatten(mask) for mask in seed]) for seed in full])

        families = {
            family: expectations(
                name,
                family,
                full,
                logits,
                lambda values, *limits, family=family: generate(
                    sam, family, values, iou, (width, height), points, *limits
                ),
            )
            for family in ("sam1", "sam2")
        }
        photos.append(
            {
                "name": name,
                "width": width,
                "height": height,
                "seeds": points.tolist(),
                "iou": [[float(value) for value in row] for row in iou],
                "families": families,
            }
        )
        stored.append(logits)
    bits = np.stack(stored).view(np.uint16)
    # Differences to the cell on the left, low bytes apart from high ones: half the size.
    delta = np.diff(bits, axis=-1, prepend=np.uint16(0))
    planes = np.stack([delta & 255, delta >> 8]).astype(np.uint8)
    packed = gzip.compress(planes.tobytes(), 9, mtime=0)
    (VECTORS / "discovery-amg.bin.gz").write_bytes(packed)
    made_with = {name: version(name) for name in ("segment-anything", "torch", "torchvision", "onnxruntime")}
    text = json.dumps({"madeWith": made_with, "photos": photos}, separators=(",", ":"))
    (VECTORS / "discovery-amg.json").write_text(text + "\n")
    print(f"{len(packed)} bytes of logits, {len(text)} of expectations")


if __name__ == "__main__":
    main()
