"""States for training the connection module, in the format that connection.py tells, and questions for the discovery.

    python dump_states.py --lexicon DIR --segmenter CKPT --questions Q.jsonl --perceived P.npz --out STATES.npz [--limit 10000]

A state is kept only where the segmenter looks at the object that is asked for: else place and mask contradict each other.
"""

import argparse

import numpy as np
import torch

from batches import QuestionSet, text_batch
from lexicon import SAID, Lexicon
from perceived import SIDE, Perceived
from segmenter import Segmenter, centre_of, geometry_of
from train_segmenter import hits


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("lexicon", "segmenter", "questions", "perceived", "out"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--limit", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=6)
    args = parser.parse_args()
    random = np.random.default_rng(args.seed)
    lexicon = Lexicon(args.lexicon)
    model = Segmenter(lexicon.vectors, len(SAID))
    model.load_state_dict(torch.load(args.segmenter, weights_only=True)["model"])
    model.eval()
    data = QuestionSet(args.questions, lexicon)
    perceived = Perceived(args.perceived, data)
    picks = random.permutation(perceived.usable)[: args.limit]
    parts = {"image": [], "object": [], "state": [], "geometry": []}
    for begin in range(0, len(picks), 128):
        part = picks[begin : begin + 128]
        token, valid, share, _, _, target = perceived.batch(data, part, random)
        state, attention, _ = model(
            text_batch([data.text[i] for i in part]), token, valid, share, centre_of(share, SIDE)
        )
        geometry = geometry_of(attention, share, token)
        for row in np.nonzero(hits(attention, share, target).numpy())[0]:
            pick = part[row]
            parts["image"].append(int(data.names[data.scene[pick]]))
            parts["object"].append(data.target[pick])
            parts["state"].append(state[row].numpy())
            parts["geometry"].append(geometry[row].numpy())
    kinds = {"image": np.int32, "object": np.int32, "state": np.float32, "geometry": np.float32}
    np.savez(args.out, **{key: np.stack(value).astype(kinds[key]) for key, value in parts.items()})
    print(f"{len(parts['image'])} of {len(picks)} questions: the answer is what is attended")


if __name__ == "__main__":
    main()
