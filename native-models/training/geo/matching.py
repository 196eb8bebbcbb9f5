"""How words and objects go together, field by field: what a word says of an attribute (meanings.py) against what an object
looks like. Weights that begin at nothing turn it into attention, so that the training of a model can go on.

What is said of one pair of colour and shape holds for every pair, and what holds for a known word holds for any that means
the same."""

import torch
from torch import nn

from frame import field
from meanings import FIELDS, split_fields

MATCHES = 2 * len(FIELDS)
# Learned weights are small at the beginning: what they weigh is made larger.
STRESS = 4.0


def matches(said, token):
    """said [B,T,MEANINGS], token [B,K,OBJECT_SIZE] -> [B,T,K,MATCHES]: for each field how far the object is as it is said,
    and how far it is not, though something is said."""
    out = []
    for name, part in zip(FIELDS, split_fields(said)):
        hit = torch.matmul(part, token[..., field(name)].transpose(1, 2))
        out += [hit, part.sum(2, keepdim=True) - hit]
    return torch.stack(out, -1) * STRESS


class MatchBias(nn.Module):
    """[B,T,K,MATCHES] -> what is added to the attention of words to objects and of objects to words: 2 x [B,heads,...]."""

    def __init__(self, heads):
        super().__init__()
        self.both = nn.Linear(MATCHES, 2 * heads, bias=False)
        nn.init.zeros_(self.both.weight)

    def forward(self, match):
        words, objects = self.both(match).permute(0, 3, 1, 2).chunk(2, 1)
        return words, objects.transpose(2, 3)


def since_last_objects(ids, spoken, reference, semicolon):
    """1 where word s was said before or at t, and behind the last step before t whose objects were said: [B,T,T].

    A step without objects ("large things ;" before "nearest to that : #1") goes on into the next."""
    named = torch.cat([torch.zeros_like(spoken[:, :1]), reference.sum(2)[:, :-1]], 1)
    part = torch.cumsum((ids == semicolon).to(spoken.dtype) * named, 1)
    length = ids.shape[1]
    step = torch.arange(length)
    earlier = (step[None, :] <= step[:, None]).to(spoken.dtype)
    return (part[:, :, None] == part[:, None, :]).to(spoken.dtype) * earlier * spoken[:, None, :] * spoken[:, :, None]
