"""Which questions a batch is made of: kinds in the shares of `SHARES`, whatever their numbers in the set."""

import numpy as np

# Kinds that are learned late come more often, those that are learned at once less.
SHARES = {
    "attribute": 0.6, "one-hop": 0.7, "two-hop": 1.2, "three-hop": 1.2, "same": 1, "size": 0.6, "ordinal": 1.2,
    "distance": 1.5, "between": 1.2, "and": 2.6, "or": 3.2,
}  # fmt: skip


class Mixture:
    """Draws from `usable`, indices of questions whose kinds are `kinds` (by question, not by place in `usable`)."""

    def __init__(self, kinds, usable):
        self.usable = np.asarray(usable)
        names, place = np.unique([kinds[i] for i in self.usable], return_inverse=True)
        share = np.array([SHARES[name] for name in names]) / np.bincount(place)
        whole = np.cumsum(share[place])
        self.upto = whole / whole[-1]

    def draw(self, random, count):
        """`count` indices, with repetition."""
        return self.usable[np.searchsorted(self.upto, random.random(count), side="right")]
