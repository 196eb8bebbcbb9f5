"""Stage 4: the evaluator; first on symbols with made-up masks (--questions), then on scenes as perception sees them with
the candidates of our own discovery (--perceived, --candidates), with batches of symbols between them (--symbols), since
the words of many questions are forgotten over those of few. See native-models/training/README.md."""

import argparse
import time
from collections import Counter

import numpy as np
import torch
from torch.nn import functional as F

from batches import END, QuestionSet, compose, imagined, score_token, spoken_ids, text_batch
from blank import Blank
from candidates import Candidates
from checkpoints import Log, load_latest, save_atomic, seeded
from evaluator import FIRST_REFERENCE, FIRST_SCORE, GROUP, PLAIN, REASON, SCORE_COUNT, SEMICOLON, Evaluator
from lexicon import SAID, SCORE_STEP, Lexicon
from made_masks import made_group
from mixture import Mixture
from perceived import Perceived
from places import blurred
from schedule import set_rate
from wordings import Wordings

SCORE_VALUES = torch.arange(SCORE_COUNT) * SCORE_STEP
SPREAD = 0.025
# Of the answers with reasoning, the part whose question is another one's: objects are then told by what was said alone.
ASTRAY = 0.12


def group_size(random):
    """Mostly five, as the paper's; others so that the model takes them."""
    return int(random.choice([5, 1, 3, 15, int(random.integers(2, GROUP + 1))], p=[0.7, 0.08, 0.07, 0.07, 0.08]))


def symbol_batch(data, picks, random, size):
    rows = []
    for pick in picks:
        seen, slot = imagined(data.scenes[data.scene[pick]], random)
        side = np.clip(seen[slot, 22:24] - seen[slot, 20:22], 0.01, 1) * 128
        areas = 0.75 * side[:, 0] * side[:, 1]
        between, stats, iou = made_group(random, slot, data.target[pick], areas, size)
        rows.append((seen, slot, between, stats, iou))
    return rows


def perceived_batch(data, perceived, candidates, picks, random, size):
    rows = []
    for pick in picks:
        row = perceived.row(data, pick)
        variant = 0 if random is None else int(random.integers(0, perceived.variants))
        # Overlaps were measured with what perception saw of the scene as it is: slots have to be the same.
        if not np.array_equal(perceived.slot[row, variant], perceived.slot[row, 0]):
            variant = 0
        between, stats, iou = candidates.group(data, pick, random, size)
        rows.append((perceived.token[row, variant], perceived.slot[row, variant], between, stats, iou))
    return rows


def tensors(data, picks, rows, random, reason_share, wordings=None, blank=None):
    ids, begins, aims, astray = [], [], [], []
    for pick, (_, slot, _, _, iou) in zip(picks, rows):
        said = spoken_ids(data.spoken[pick], slot)
        reason = said is not None and random.random() < reason_share
        astray.append(reason and wordings is not None and random.random() < ASTRAY)
        asked = data.text[int(random.choice(picks))] if astray[-1] else data.text[pick]
        text = asked if wordings is None else wordings.vary(asked, random)
        row, begin = compose(text.tolist(), said, [score_token(v) for v in iou], reason)
        ids.append(row)
        begins.append(begin)
        aims.append(int(slot[data.target[pick]]))
    seen = [row[0] if blank is None else blank(row[0], data.spoken[pick], random) for pick, row in zip(picks, rows)]
    token = torch.from_numpy(np.stack(seen))
    between = torch.from_numpy(np.stack([row[2] for row in rows]))
    stats = torch.from_numpy(np.stack([row[3] for row in rows]))
    iou = torch.from_numpy(np.stack([row[4] for row in rows]))
    valid = (token[..., -1] > 0).float()
    return text_batch(ids), torch.tensor(begins), token, valid, between, stats, iou, torch.tensor(aims), torch.tensor(astray)


def loss_of(logits, aim, ids, begins, aims, astray):
    """Cross-entropy of what is said; scores against a bell around the true IoU, so that near misses cost little."""
    goal = ids[:, 1:]
    position = torch.arange(1, ids.shape[1])
    learnt = (position >= begins[:, None]) & (goal > 0)
    is_score = learnt & (goal >= FIRST_SCORE) & (goal < FIRST_SCORE + SCORE_COUNT)
    logits = logits[:, :-1]
    logp = torch.log_softmax(logits, -1)
    said = -torch.gather(logp, 2, goal.clamp(max=logits.shape[-1] - 1)[..., None]).squeeze(-1)
    named = (ids >= FIRST_REFERENCE) & (ids < FIRST_SCORE)
    ended = (goal == SEMICOLON) & named[:, :-1]
    words = learnt & ~is_score & (~astray[:, None] | named[:, 1:] | ended)
    value = (goal - FIRST_SCORE).float() * SCORE_STEP
    bell = torch.softmax(-((SCORE_VALUES - value[..., None]) ** 2) / (2 * SPREAD**2), -1)
    soft = -(bell * logp[..., FIRST_SCORE : FIRST_SCORE + SCORE_COUNT]).sum(-1)
    aimed = F.cross_entropy(aim[:, :-1].flatten(0, 1), aims[:, None].expand(-1, goal.shape[1]).flatten(), reduction="none")
    aimed = aimed.view(goal.shape)
    parts = {
        "words": (said * words).sum() / words.sum().clamp(min=1),
        "scores": (soft * is_score).sum() / is_score.sum().clamp(min=1),
        "aim": (aimed * is_score).sum() / is_score.sum().clamp(min=1),
    }
    return 3 * parts["words"] + parts["scores"] + 0.5 * parts["aim"], parts


@torch.no_grad()
def speak(model, text, token, valid, between, stats, reason, longest=100):
    """Greedy decoding of a batch: what is said (lists of ids) and the score tokens' values."""
    batch, group = stats.shape[0], stats.shape[1]
    ids = [list(row) + [REASON if reason else PLAIN] for row in text]
    begin = [len(row) for row in ids]
    present = torch.ones(batch, group)
    open_rows = set(range(batch))
    for _ in range(longest):
        logits, _ = model(text_batch(ids), token, valid, between, stats, present)
        for i in sorted(open_rows):
            best = int(logits[i, len(ids[i]) - 1].argmax())
            ids[i].append(best)
            if best == END:
                open_rows.discard(i)
        if not open_rows:
            break
    said = [row[b:] for row, b in zip(ids, begin)]
    scores = [[(v - FIRST_SCORE) * SCORE_STEP for v in row if FIRST_SCORE <= v < FIRST_SCORE + SCORE_COUNT] for row in said]
    return said, scores


@torch.no_grad()
def measure(model, data, source, random, reason, count=300):
    """Share of answers whose reasoning ends at the target, regret of the best-scored mask, by kind."""
    model.eval()
    right, seen, regret, malformed = Counter(), Counter(), [], 0
    usable = source.usable
    picks = usable[:: max(1, len(usable) // count)]
    for begin in range(0, len(picks), 50):
        part = picks[begin : begin + 50]
        rows = source.rows(part, None if source.fixed else random, 5)
        _, _, token, valid, between, stats, iou, aims, _ = tensors(data, part, rows, random, 1.0)
        said, scores = speak(model, [data.text[i].tolist() for i in part], token, valid, between, stats, reason)
        for pick, row, given, true, aim in zip(part, said, scores, iou.numpy(), aims.tolist()):
            seen[data.kind[pick]] += 1
            if len(given) != len(true):
                malformed += 1
                continue
            named = [v for v in row if FIRST_REFERENCE <= v < FIRST_SCORE]
            right[data.kind[pick]] += int(bool(named) and named[-1] - FIRST_REFERENCE == aim)
            regret.append(float(true.max() - true[int(np.argmax(given))]))
    model.train()
    return {
        "reason": reason,
        "answer": round(sum(right.values()) / sum(seen.values()), 4),
        "regret": round(float(np.mean(regret)), 4) if regret else None,
        "malformed": malformed,
        **({k: round(right[k] / seen[k], 3) for k in sorted(seen)} if reason else {}),
    }


class Source:
    """Where the rows of a batch come from."""

    def __init__(self, data, perceived, candidates):
        self.data, self.perceived, self.candidates = data, perceived, candidates
        self.fixed = perceived is not None
        self.usable = np.arange(len(data)) if perceived is None else perceived.usable
        if candidates is not None:
            self.usable = np.array([i for i in self.usable if candidates.has(data, i)])

    def rows(self, picks, random, size):
        if self.perceived is None:
            return symbol_batch(self.data, picks, random, size)
        return perceived_batch(self.data, self.perceived, self.candidates, picks, random, size)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lexicon", required=True)
    parser.add_argument("--questions", required=True)
    parser.add_argument("--words", required=True, help="what words.mjs wrote")
    parser.add_argument("--perceived", default=None)
    parser.add_argument("--candidates", default=None)
    parser.add_argument("--symbols", default=None, help="questions on symbols for a part of the batches")
    parser.add_argument("--symbols-share", type=float, default=0.6)
    parser.add_argument("--val", required=True, nargs="+")
    parser.add_argument("--val-perceived", default=None, nargs="+")
    parser.add_argument("--val-candidates", default=None, nargs="+")
    parser.add_argument("--begin", default=None)
    parser.add_argument("--out", required=True)
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--until", type=int, default=None, help="stop after so many of the steps: the rate is that of all")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--reason", type=float, default=0.75, help="share of answers with reasoning")
    parser.add_argument("--check", type=int, default=1000, help="steps between measurements on the validation sets")
    parser.add_argument("--measured", type=int, default=300, help="questions of each validation set that are measured")
    parser.add_argument("--seed", type=int, default=3)
    args = parser.parse_args()
    random = seeded(args.seed)
    lexicon = Lexicon(args.lexicon)
    model = Evaluator(lexicon.vectors, len(SAID))
    if args.begin:
        model.load_state_dict(torch.load(args.begin, weights_only=True)["model"])
    optimiser = torch.optim.AdamW(model.parameters(), lr=args.rate, weight_decay=0.03, betas=(0.9, 0.98))
    start = load_latest(args.out, model, optimiser)
    log = Log(args.out, vars(args))
    source = source_of(args.questions, args.perceived, args.candidates, lexicon)
    symbols = source_of(args.symbols, None, None, lexicon) if args.symbols else None
    # Further validation sets have no candidates: they are symbols.
    padded = lambda paths: [*(paths or []), *[None] * len(args.val)]
    vals = [source_of(*paths, lexicon) for paths in zip(args.val, padded(args.val_perceived), padded(args.val_candidates))]
    sources = [source] if symbols is None else [source, symbols]
    log.write({"questions": [len(one.usable) for one in sources], "dropped": [one.data.dropped for one in sources], "parameters": sum(p.numel() for p in model.parameters())})
    asked = set().union(*(one.data.asked() for one in sources))
    wordings = Wordings(lexicon, args.words, len(SAID), asked)
    blank = Blank(lexicon)
    mixtures = [Mixture(one.data.kind, one.usable) for one in sources]
    clock, gone = time.time(), []
    last = args.until or args.steps
    for step in range(start, last):
        set_rate(optimiser, args.rate, step, args.steps, rise=min(300, args.steps // 3))
        size = group_size(random)
        which = int(symbols is not None and random.random() < args.symbols_share)
        mixture, drawn = mixtures[which], sources[which]
        data = drawn.data
        # Rows of like length: a batch is cut from three times as many, sorted.
        pool = mixture.draw(random, args.batch * 3)
        pool = pool[np.argsort([len(data.text[i]) + len(data.spoken[i]) for i in pool])]
        begin = int(random.integers(0, 3)) * args.batch
        picks = pool[begin : begin + args.batch]
        ids, begins, token, valid, between, stats, _, aims, astray = tensors(data, picks, drawn.rows(picks, random, size), random, args.reason, wordings, blank)
        present = torch.ones(len(picks), size)
        with torch.autocast("cpu", torch.bfloat16):
            logits, aim = model(ids, token, valid, between, stats, present, noise=0.2, place=blurred(ids.shape, random))
        loss, parts = loss_of(logits.float(), aim.float(), ids, begins, aims, astray)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        gone.append([float(v.detach()) for v in parts.values()])
        if step % 100 == 99:
            means = np.mean(gone[-100:], 0)
            log.write({"step": step + 1, "seconds": round(time.time() - clock), **{k: round(float(v), 4) for k, v in zip(parts, means)}})
        if step % 500 == 499 or step + 1 == last:
            save_atomic(args.out, step + 1, model, optimiser)
        if step % args.check == args.check - 1 or step + 1 == args.steps == last:
            for path, val in zip(args.val, vals):
                for reason in (True, False) if step + 1 == args.steps else (True,):
                    log.write({"step": step + 1, "val": path.rsplit("/", 1)[-1], **measure(model, val.data, val, random, reason, args.measured)})


def source_of(questions, perceived, candidates, lexicon):
    data = QuestionSet(questions, lexicon)
    seen = Perceived(perceived, data) if perceived else None
    return Source(data, seen, Candidates(candidates) if candidates else None)


if __name__ == "__main__":
    main()
