"""Turns of phrase that training never shows have to be understood as well: words that carry nothing are put before and
behind a question at random, and small ones dropped."""

import json

import numpy as np

NEAR = 0.38  # a word that is nearer to a concept than this carries something
LEAD, TAIL, DROP = 0.25, 0.12, 0.03
COMMON = 120  # the most common words are not put in


class Wordings:
    def __init__(self, lexicon, path, said):
        words = json.loads(open(path).read())
        known = [lexicon.ids[w] for group in words["concepts"].values() for w in group if w in lexicon.ids]
        held_out = {lexicon.ids[w] for w in words["heldOut"] if w in lexicon.ids}
        length = np.linalg.norm(lexicon.vectors, axis=1, keepdims=True)
        unit = lexicon.vectors / np.where(length > 0, length, 1)
        near = (unit @ unit[known].T).max(1)
        begin = said + COMMON
        self.fillers = np.array([i for i in range(begin, len(unit)) if near[i] < NEAR and i not in held_out])
        self.droppable = {lexicon.ids[w] for w in ("the", "that", "is", "which", "of", "one") if w in lexicon.ids}

    def vary(self, ids, random):
        out = [int(w) for w in ids if not (w in self.droppable and random.random() < DROP)]
        if random.random() < LEAD:
            out = [int(w) for w in random.choice(self.fillers, random.integers(1, 5))] + out
        if random.random() < TAIL:
            out += [int(w) for w in random.choice(self.fillers, random.integers(1, 4))]
        return np.array(out[:64], np.int32)
