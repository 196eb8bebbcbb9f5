"""Turns of phrase that training never shows have to be understood as well: words that carry nothing are put before, behind
and into a question at random, small ones dropped, and now and then a word of a concept gives way to another that general
word vectors place at the same concept of its group, however far from it. Held-out words are never taken for either."""

import json

import numpy as np

from concepts import nearness
from lexicon import GENERAL

CARRIES = 0.6  # a word that is nearer to a concept than this carries something
LEAD, TAIL, AMID, DROP, SWAP = 0.35, 0.2, 0.25, 0.04, 0.4
COMMON = 400  # the most common words are neither put in nor stand in
# Stand-ins: how near they are at least, how much nearer than to the second concept of the group, and how many at most.
NEAR, MARGIN, SURE, NEAREST = 0.5, 0.06, 150, 100


class Wordings:
    def __init__(self, lexicon, path, said, asked):
        """`asked`: ids of all words that the questions use, none of which stands in for another."""
        words = json.loads(open(path).read())
        held_out = {lexicon.ids[w] for w in words["heldOut"] if w in lexicon.ids}
        near = nearness(lexicon.vectors[:, :GENERAL], lexicon.ids, words["groups"])
        count = len(lexicon.vectors)
        usable = np.array([i >= said + COMMON and i not in held_out and i not in asked for i in range(count)])
        best = np.max([rows.max(1) for rows in near.values()], 0)
        self.fillers = np.flatnonzero(usable & (best < CARRIES))
        self.standins = {}
        for group, concepts in words["groups"].items():
            for column, known in enumerate(concepts.values()):
                picked = self.near_to(near[group], column, usable)
                self.standins |= {lexicon.ids[w]: picked for w in known if w in lexicon.ids}
        self.droppable = {lexicon.ids[w] for w in ("the", "that", "is", "which", "of", "one") if w in lexicon.ids}

    @staticmethod
    def near_to(near, column, usable):
        """Words nearer to this concept than to the others of its group, in two parts: the surest, many of them far from
        everything, and the nearest, many of which are as near to a concept of another group."""
        own = near[:, column]
        others = np.delete(near, column, 1).max(1)
        good = usable & (own >= NEAR) & (own - others >= MARGIN)
        by = lambda value, count: np.argsort(-np.where(good, value, -9))[: min(count, int(good.sum()))]
        return by(2 * own - others, SURE), by(own, NEAREST)

    def swapped(self, word, random):
        others = self.standins.get(word)
        if others is None or len(others[0]) == 0 or random.random() >= SWAP:
            return word
        return int(random.choice(others[int(random.integers(0, 2))]))

    def vary(self, ids, random):
        kept = [int(w) for w in ids if not (w in self.droppable and random.random() < DROP)]
        out = [self.swapped(w, random) for w in kept]
        if random.random() < AMID:
            for word in random.choice(self.fillers, random.integers(1, 3)):
                out.insert(int(random.integers(0, len(out) + 1)), int(word))
        if random.random() < LEAD:
            out = [int(w) for w in random.choice(self.fillers, random.integers(1, 5))] + out
        if random.random() < TAIL:
            out += [int(w) for w in random.choice(self.fillers, random.integers(1, 4))]
        return np.array(out[:64], np.int32)
