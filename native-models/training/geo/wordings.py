"""Turns of phrase that training never shows have to be understood as well: words that carry nothing are put before and
behind a question at random, small ones dropped, and now and then a word of a concept gives way to another that general
word vectors place at the same concept. Held-out words are never taken for either."""

import json

import numpy as np

NEAR = 0.3  # a word that is nearer to a concept than this carries something
LEAD, TAIL, DROP, SWAP = 0.35, 0.2, 0.04, 0.15
COMMON = 120  # the most common words are not put in
STANDINS = 40  # most words that may stand in for one concept's


class Wordings:
    def __init__(self, lexicon, path, said, asked):
        """`asked`: ids of all words that the questions use, none of which stands in for another."""
        words = json.loads(open(path).read())
        held_out = {lexicon.ids[w] for w in words["heldOut"] if w in lexicon.ids}
        length = np.linalg.norm(lexicon.vectors, axis=1, keepdims=True)
        unit = lexicon.vectors / np.where(length > 0, length, 1)
        ids = {
            (group, concept): [lexicon.ids[w] for w in known if w in lexicon.ids]
            for group, concepts in words["groups"].items()
            for concept, known in concepts.items()
        }
        # [words, concepts], each by its nearest word and by the mean of its words.
        nearest = np.stack([(unit @ unit[known].T).max(1) for known in ids.values()], 1)
        mean = np.stack([unit @ centre(unit[known]) for known in ids.values()], 1)
        usable = np.array([i >= said and i not in held_out and i not in asked for i in range(len(unit))])
        begin = said + COMMON
        self.fillers = np.flatnonzero(usable & (np.arange(len(unit)) >= begin) & (nearest.max(1) < NEAR))
        self.standins = {}
        for column, known in enumerate(ids.values()):
            own = usable & (nearest.argmax(1) == column) & (mean.argmax(1) == column) & (nearest[:, column] >= NEAR)
            best = np.argsort(-np.where(own, nearest[:, column], -1))[: min(STANDINS, int(own.sum()))]
            for word in known:
                self.standins[word] = best
        self.droppable = {lexicon.ids[w] for w in ("the", "that", "is", "which", "of", "one") if w in lexicon.ids}

    def swapped(self, word, random):
        others = self.standins.get(word)
        if others is None or len(others) == 0 or random.random() >= SWAP:
            return word
        return int(random.choice(others))

    def vary(self, ids, random):
        kept = [int(w) for w in ids if not (w in self.droppable and random.random() < DROP)]
        out = [self.swapped(w, random) for w in kept]
        if random.random() < LEAD:
            out = [int(w) for w in random.choice(self.fillers, random.integers(1, 5))] + out
        if random.random() < TAIL:
            out += [int(w) for w in random.choice(self.fillers, random.integers(1, 4))]
        return np.array(out[:64], np.int32)


def centre(rows):
    mean = rows.mean(0)
    return mean / max(float(np.linalg.norm(mean)), 1e-6)
