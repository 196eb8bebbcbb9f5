"""The other side of discovery.bench.ts: segment-anything's automatic mask generator in PyTorch, one JSON line a command.

Its decoder is rebuilt from the ONNX file that the studio runs (tests/parity/scripts/mobilesam.py); the embedding and the
points are the studio's. Needs: pip install numpy onnx onnxruntime torch torchvision segment-anything
(any torch, with or without CUDA: it runs on the CPU).

load FOLDER and THREADS: reads embedding.bin and task.json; answers how far the rebuilt decoder is from onnxruntime's.
run BATCH: answers the milliseconds of one question. masks: answers what it keeps.
"""

import json
import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "parity" / "scripts"))
try:
    import numpy as np
    import torch
    from mobilesam import open_decoder, rebuild, set_embedding
    from segment_anything import SamAutomaticMaskGenerator
except ImportError as problem:
    print(json.dumps({"missing": problem.name or str(problem)}), flush=True)
    sys.exit(0)

state = {}


def load(folder, threads):
    torch.set_num_threads(threads)
    task = json.loads((Path(folder) / "task.json").read_text())
    embedding = np.fromfile(Path(folder) / "embedding.bin", np.float32).reshape(1, 256, 64, 64)
    state.update(task, embedding=embedding, points=np.array(task["points"], float), sam=rebuild())
    return {"difference": difference(threads), "threads": torch.get_num_threads()}


def difference(threads):
    """Largest difference of logits and predicted IoUs to onnxruntime's on every eighth point."""
    decode = open_decoder(threads)
    generator = make_generator(1)
    predictor, worst = generator.predictor, 0.0
    for point in state["points"][::8]:
        (square,) = predictor.transform.apply_coords(point[None], (state["height"], state["width"]))
        logits, iou = decode(state["embedding"], square)
        with torch.no_grad():
            _, ours_iou, ours = predictor.predict_torch(
                torch.as_tensor(square)[None, None], torch.ones(1, 1), multimask_output=True, return_logits=True
            )
        worst = max(worst, float(np.abs(ours[0].numpy() - logits[1:]).max()))
        worst = max(worst, float(np.abs(ours_iou[0].numpy() - iou[1:]).max()))
    return worst


def make_generator(batch, output_mode="binary_mask"):
    width, height = state["width"], state["height"]
    generator = SamAutomaticMaskGenerator(
        state["sam"],
        points_per_side=None,
        points_per_batch=batch,
        point_grids=[state["points"] / (width, height)],
        pred_iou_thresh=state["predIou"],
        stability_score_thresh=state["stability"],
        stability_score_offset=state["stabilityOffset"],
        box_nms_thresh=state["nmsIou"],
        output_mode=output_mode,
    )
    # The image's embedding is there already, as it is for the studio.
    generator.predictor.set_image = lambda image: set_embedding(generator.predictor, state["embedding"], width, height)
    generator.predictor.set_image(None)
    return generator


def run(batch):
    generator = make_generator(batch)
    image = np.zeros((state["height"], state["width"], 3), np.uint8)
    start = perf_counter()
    generator.generate(image)
    return (perf_counter() - start) * 1000


def masks():
    generator = make_generator(16, "uncompressed_rle")
    records = generator.generate(np.zeros((state["height"], state["width"], 3), np.uint8))
    return [
        {
            "seed": int(np.abs(state["points"] - np.array(record["point_coords"][0])).sum(axis=1).argmin()),
            "predictedIou": record["predicted_iou"],
            "runs": record["segmentation"]["counts"],
        }
        for record in records
    ]


COMMANDS = {"load": load, "run": run, "masks": masks}

print(json.dumps({"version": f"segment-anything 1.0, torch {torch.__version__}"}), flush=True)
for line in sys.stdin:
    name, *arguments = json.loads(line)
    print(json.dumps({"reply": COMMANDS[name](*arguments)}), flush=True)
