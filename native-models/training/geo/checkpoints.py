"""Checkpoints that a kill cannot damage, and logs that are kept."""

import json
import os
import time
from pathlib import Path

import numpy as np
import torch


def seeded(seed):
    """Seeds torch and returns numpy's generator. A resumed run draws other samples than an uninterrupted one."""
    torch.manual_seed(seed)
    return np.random.default_rng(seed)


def save_atomic(out, step, model, optimiser=None):
    """Writes OUT/latest.pt: the step, the model's and the optimiser's state."""
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    state = {"step": step, "model": model.state_dict()}
    if optimiser is not None:
        state["optimiser"] = optimiser.state_dict()
    torch.save(state, folder / "latest.tmp")
    os.replace(folder / "latest.tmp", folder / "latest.pt")


def load_latest(out, model, optimiser=None):
    """Resumes from OUT/latest.pt where it is; returns the step to go on with, 0 without one."""
    path = Path(out) / "latest.pt"
    if not path.exists():
        return 0
    state = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(state["model"])
    if optimiser is not None and "optimiser" in state:
        optimiser.load_state_dict(state["optimiser"])
    return state["step"]


class Log:
    """OUT/log.jsonl: one object a line, appended."""

    def __init__(self, out, settings):
        Path(out).mkdir(parents=True, exist_ok=True)
        self.path = Path(out) / "log.jsonl"
        self.write({"started": time.strftime("%Y-%m-%dT%H:%M:%S"), "settings": settings})

    def write(self, record):
        line = json.dumps(record)
        print(line, flush=True)
        with self.path.open("a") as file:
            file.write(line + "\n")
