"""Checkpoints out of a pack, to train on from what is shipped where the work folder of its training is gone.

    python native-models/training/geo/weights_of_pack.py --pack assets/packs/geo-tiny --lexicon WORK/lexicon --out WORK/from-pack

Writes OUT/{perception,segmenter,connection,evaluator}.pt for --begin and --perception of the stages, and the pack's log. The exporter names
biases and folds or renames most weights, so a linear layer is found by the bias that is added to it, and a norm by its
turn. What a pack does not hold (the optimiser, the head of the hints) begins anew.
"""

import argparse
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from connection_module import REACH, ConnectionModule  # noqa: E402
from evaluator import Evaluator  # noqa: E402
from lexicon import SAID, Lexicon  # noqa: E402
from perception import Perception  # noqa: E402
from segmenter import Segmenter  # noqa: E402

HALF = "__half"


class Stored:
    """The constants of a graph, by the names of PyTorch's parameters as far as they can be told."""

    def __init__(self, path):
        graph = onnx.load(str(path)).graph
        self.constants = {i.name: numpy_helper.to_array(i).astype(np.float32) for i in graph.initializer}
        self.nodes = list(graph.node)
        self.alias = {n.output[0]: n.input[0] for n in self.nodes if n.op_type == "Cast" and n.input[0] in self.constants}
        self.found = {name.removesuffix(HALF): value for name, value in self.constants.items() if "::" not in name}
        self.unnamed, self.norms = [], []
        self.name_linears()
        self.name_norms()

    def constant(self, name):
        return self.constants.get(self.alias.get(name, name))

    def name_linears(self):
        users = {}
        for node in self.nodes:
            for name in node.input:
                users.setdefault(name, []).append(node)
        for node in self.nodes:
            weight = self.constant(node.input[1]) if node.op_type == "MatMul" else None
            if weight is None:
                continue
            biases = [i for user in users.get(node.output[0], []) for i in user.input if i.endswith(".bias")]
            if biases:
                self.found[biases[0].removesuffix("bias") + "weight"] = weight.T
            else:
                self.unnamed.append(weight.T)

    def name_norms(self):
        """Scale and shift of group norms, in the order in which they are computed."""
        pending = None
        for node in self.nodes:
            value = next((self.constant(i) for i in node.input if "onnx::" in i and self.constant(i) is not None), None)
            if value is None or value.ndim != 3 or value.shape[1:] != (1, 1):
                continue
            if node.op_type == "Mul":
                pending = value.ravel()
            elif node.op_type == "Add" and pending is not None:
                self.norms.append((pending, value.ravel()))
                pending = None

    def folded(self, shape, op):
        """The one constant without a name that has this shape and goes into this operation."""
        names = {self.alias.get(i, i) for node in self.nodes if node.op_type == op for i in node.input}
        values = [self.constants[n] for n in names if "onnx::" in n and n in self.constants]
        (value,) = [v for v in values if v.shape == shape]
        return value


def fill(module, prefix, stored, extra, absent=()):
    """`module` with the weights below `prefix`; refuses when one is missing that is not in `absent`."""
    state = module.state_dict()
    for name in state:
        value = extra.get(name, stored.found.get(f"{prefix}.{name}"))
        if value is None:
            if name.startswith((*absent, "prompts.")):
                continue
            raise SystemExit(f"{prefix}.{name} is not in the graph: this pack was made by another version of the training")
        value = torch.from_numpy(np.array(value, np.float32))
        if name == "words.project.0.weight":
            # Numbers that word vectors have got since then mean nothing yet.
            value = nn.functional.pad(value, (0, state[name].shape[1] - value.shape[1]))
        state[name] = value.reshape(state[name].shape)
    module.load_state_dict(state)
    return module


def norms_in_order(module, inputs):
    """Names of the group norms in the order in which a forward pass meets them."""
    order = []
    hooks = [
        part.register_forward_hook(lambda *_, name=name: order.append(name))
        for name, part in module.named_modules()
        if isinstance(part, nn.GroupNorm)
    ]
    with torch.no_grad():
        module(*inputs)
    for hook in hooks:
        hook.remove()
    return order


def perception_of(pack):
    stored, module = Stored(pack / "look.onnx"), Perception()
    order = norms_in_order(module, (torch.zeros(1, 3, 64, 64), torch.zeros(1, 256, 8, 8)))
    extra = {}
    for name, (weight, bias) in zip(order, stored.norms, strict=True):
        extra |= {f"{name}.weight": weight, f"{name}.bias": bias}
    return fill(module, "perception", stored, extra)


def matches_of(model, stored):
    """Weights of the matches between words and objects, layer by layer; none in packs of earlier trainings."""
    names = [name for name in model.state_dict() if name.startswith("match.")]
    shape = model.match[0].both.weight.shape
    found = [w for w in stored.unnamed if w.shape == shape]
    return dict(zip(names, found, strict=True)) if found else {}


def segmenter_of(pack, vectors):
    stored = Stored(pack / "segment.onnx")
    model = Segmenter(vectors, len(SAID))
    extra = {"objects.place": stored.folded((1, *model.objects.place.shape), "Add")}
    extra |= matches_of(model, stored)
    segmenter = fill(model, "segmenter", stored, extra, ("hint.", "match."))
    move = {"gate_move": stored.folded((6,), "Mul") / REACH}
    return segmenter, fill(ConnectionModule(), "connection", stored, move)


def evaluator_of(pack, vectors):
    stored = Stored(pack / "say.onnx")
    model = Evaluator(vectors, len(SAID))
    extra = {"objects.place": stored.folded((1, *model.objects.place.shape), "Add")}
    plain = [name for name in model.state_dict() if name.startswith("mask_parts.")]
    extra |= dict(zip(plain, stored.unnamed)) | matches_of(model, stored)
    return fill(model, "evaluator", stored, extra, ("match.", "fit."))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("pack", "lexicon", "out"):
        parser.add_argument(f"--{name}", required=True)
    args = parser.parse_args()
    pack, out = Path(args.pack), Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    vectors = Lexicon(args.lexicon).vectors
    segmenter, connection = segmenter_of(pack, vectors)
    shutil.copyfile(pack / "training-log.json", out / "training-log.json")
    models = {
        "perception": perception_of(pack),
        "segmenter": segmenter,
        "connection": connection,
        "evaluator": evaluator_of(pack, vectors),
    }
    for name, model in models.items():
        torch.save({"step": 0, "model": model.state_dict()}, out / f"{name}.pt")
        print(f"{name}: {sum(p.numel() for p in model.parameters())} parameters")


if __name__ == "__main__":
    main()
