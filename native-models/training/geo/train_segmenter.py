"""Stage 2: the segmenter's pointing and attention; first on symbols alone (--questions), then on scenes as perception
sees them (--perceived FOLDER.npz with the questions of the same scenes). See native-models/training/README.md."""

import argparse
import time
from collections import Counter

import numpy as np
import torch
from torch.nn import functional as F

from batches import QuestionSet, imagined, text_batch
from checkpoints import Log, load_latest, save_atomic, seeded
from frame import SLOTS
from lexicon import SAID, Lexicon
from mixture import Mixture
from perceived import SIDE, Perceived
from places import blurred
from schedule import set_rate
from wordings import Wordings
from segmenter import Segmenter, centre_of


def symbol_batch(data, picks, random):
    """Image tokens are the objects themselves and one that shows ground."""
    tokens, valids, targets, hints = [], [], [], []
    for pick in picks:
        seen, slot = imagined(data.scenes[data.scene[pick]], random)
        tokens.append(seen)
        valids.append((seen[:, -1] > 0).astype(np.float32))
        targets.append(slot[data.target[pick]])
        hint = np.zeros(SLOTS, np.float32)
        hint[slot[data.anchors[pick]]] = 1
        hints.append(hint)
    token, valid = torch.from_numpy(np.stack(tokens)), torch.from_numpy(np.stack(valids))
    share = torch.cat([torch.diag_embed(valid), torch.zeros(len(picks), SLOTS, 1)], 2)
    goal = F.one_hot(torch.tensor(targets), SLOTS + 1).float()
    return token, valid, share, goal, torch.from_numpy(np.stack(hints))


def loss_of(attention, hints, goal, hint_goal, valid):
    """Pointing: -log of the attention that falls on the answer (goal [B,N]: how good a token is, 0..1), every layer."""
    mean = attention.mean(2)
    on = (mean * goal[:, None]).sum(2).clamp(min=1e-6)
    point = -(on.log() * torch.tensor([0.3, 0.6, 1.0])).sum(1).mean()
    # Each head is asked too: their mean alone would let one head carry all.
    heads = -((attention[:, -1] * goal[:, None]).sum(2).clamp(min=1e-6).log()).mean()
    hint = (F.binary_cross_entropy_with_logits(hints, hint_goal, reduction="none") * valid).sum() / valid.sum()
    return point + 0.3 * heads + hint, point


def hits(attention, share, target):
    """Whether most of the last layers' attention on objects is on the target."""
    per_object = torch.matmul(attention.mean((1, 2))[:, None], share.transpose(1, 2)).squeeze(1)
    return per_object.argmax(1) == target


@torch.no_grad()
def measure(model, data, perceived, random, count=2000):
    model.eval()
    right, seen = Counter(), Counter()
    picks = np.arange(0, len(data), max(1, len(data) // count))
    for begin in range(0, len(picks), 64):
        part = picks[begin : begin + 64]
        if perceived is None:
            token, valid, share, goal, _ = symbol_batch(data, part, random)
            target = goal.argmax(1)
        else:
            token, valid, share, goal, _, target = perceived.batch(data, part, None)
        centre = 0.0 if perceived is None else centre_of(share, SIDE)
        _, attention, _ = model(text_batch([data.text[i] for i in part]), token, valid, share, centre)
        for pick, hit in zip(part, hits(attention, share, target).tolist()):
            seen[data.kind[pick]] += 1
            right[data.kind[pick]] += int(hit)
    model.train()
    return {"all": round(sum(right.values()) / sum(seen.values()), 4), **{k: round(right[k] / seen[k], 3) for k in sorted(seen)}}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lexicon", required=True)
    parser.add_argument("--questions", required=True)
    parser.add_argument("--words", required=True, help="what words.mjs wrote")
    parser.add_argument("--val", required=True, nargs="+")
    parser.add_argument("--perceived", default=None)
    parser.add_argument("--val-perceived", default=None, nargs="+")
    parser.add_argument("--begin", default=None, help="a checkpoint whose weights are the start")
    parser.add_argument("--out", required=True)
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=2)
    args = parser.parse_args()
    random = seeded(args.seed)
    lexicon = Lexicon(args.lexicon)
    model = Segmenter(lexicon.vectors, len(SAID))
    if args.begin:
        model.load_state_dict(torch.load(args.begin, weights_only=True)["model"])
    optimiser = torch.optim.AdamW(model.parameters(), lr=args.rate, weight_decay=0.03, betas=(0.9, 0.98))
    start = load_latest(args.out, model, optimiser)
    log = Log(args.out, vars(args))
    data = QuestionSet(args.questions, lexicon)
    perceived = Perceived(args.perceived, data) if args.perceived else None
    vals = [QuestionSet(path, lexicon) for path in args.val]
    val_seen = [Perceived(p, d) for p, d in zip(args.val_perceived, vals)] if args.val_perceived else [None] * len(vals)
    usable = np.arange(len(data)) if perceived is None else perceived.usable
    log.write({"questions": len(usable), "dropped": data.dropped, "parameters": sum(p.numel() for p in model.parameters())})
    wordings = Wordings(lexicon, args.words, len(SAID), data.asked())
    mixture = Mixture(data.kind, usable)
    clock, gone = time.time(), []
    for step in range(start, args.steps):
        set_rate(optimiser, args.rate, step, args.steps, rise=300)
        picks = mixture.draw(random, args.batch)
        picks = picks[np.argsort([len(data.text[i]) for i in picks])]
        if perceived is None:
            token, valid, share, goal, hint = symbol_batch(data, picks, random)
        else:
            token, valid, share, goal, hint, _ = perceived.batch(data, picks, random)
        centre = 0.0 if perceived is None else centre_of(share, SIDE)
        texts = [wordings.vary(data.text[i], random) for i in picks]
        ids = text_batch(texts)
        with torch.autocast("cpu", torch.bfloat16):
            _, attention, hints = model(ids, token, valid, share, centre, noise=0.2, place=blurred(ids.shape, random))
        loss, point = loss_of(attention.float(), hints.float(), goal, hint, valid)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        gone.append(float(point.detach()))
        if step % 100 == 99:
            log.write({"step": step + 1, "seconds": round(time.time() - clock), "pointing": round(float(np.mean(gone[-100:])), 4)})
        if step % 500 == 499 or step + 1 == args.steps:
            save_atomic(args.out, step + 1, model, optimiser)
            for path, val, seen in zip(args.val, vals, val_seen):
                log.write({"step": step + 1, "val": path.rsplit("/", 1)[-1], "hits": measure(model, val, seen, random)})


if __name__ == "__main__":
    main()
