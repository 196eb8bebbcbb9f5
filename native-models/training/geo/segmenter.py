"""The segmentation MLLM: question + object tokens -> a prompt token, whose attention over the image tokens says where
the answer lies (paper 4.1), and whose state the connection module turns into SAM prompt tokens."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from frame import field
from matching import MatchBias, matches
from transformer import EDGES, Block, ObjectEmbedding, WordEmbedding, edges

WIDTH, LAYERS, HEADS, LOOKING = 160, 6, 5, 3
LOOK_HEADS = 4
# How much an object's middle is preferred to its rim, and how far off its middle nothing changes any more.
CENTRE_POWER, CENTRE_FLOOR = 8.0, 0.45


class Looking(nn.Module):
    """The prompt token's attention over image tokens; a token is known by the objects that it shows."""

    def __init__(self, width):
        super().__init__()
        self.norm_q, self.norm_k = nn.LayerNorm(width), nn.LayerNorm(width)
        self.q, self.k, self.v, self.out = (nn.Linear(width, width) for _ in range(4))
        self.ground = nn.Parameter(torch.zeros(width))
        self.core = nn.Parameter(torch.tensor(1.0))

    def forward(self, prompt, items, share, centre):
        """prompt [B,width], items [B,K,width], share [B,K,N] 0..1, centre [B,N] or 0 -> new prompt, attention [B,heads,N]."""
        batch, count, tokens = share.shape
        items = self.norm_k(items)
        covered = share.sum(1)
        mixed_k = torch.matmul(share.transpose(1, 2), self.k(items)) + (1 - covered)[..., None] * self.ground
        mixed_v = torch.matmul(share.transpose(1, 2), self.v(items))
        width = prompt.shape[1] // LOOK_HEADS
        q = self.q(self.norm_q(prompt)).view(batch, LOOK_HEADS, 1, width)
        k = mixed_k.view(batch, tokens, LOOK_HEADS, width).transpose(1, 2)
        v = mixed_v.view(batch, tokens, LOOK_HEADS, width).transpose(1, 2)
        # A token at an object's rim is a poor seed: what is wholly covered is preferred.
        whole = torch.log(share.amax(1) + 0.02) * F.softplus(self.core) + centre
        logits = torch.matmul(q, k.transpose(2, 3)).squeeze(2) / math.sqrt(width) + whole[:, None]
        attention = torch.softmax(logits, -1)
        mixed = torch.matmul(attention[:, :, None], v).reshape(batch, -1)
        return prompt + self.out(mixed), attention


class Segmenter(nn.Module):
    def __init__(self, vectors, said):
        super().__init__()
        self.words = WordEmbedding(vectors, said, WIDTH)
        self.places = nn.Parameter(torch.randn(96, WIDTH) * 0.1)
        self.objects = ObjectEmbedding(WIDTH)
        self.prompt = nn.Parameter(torch.randn(WIDTH) * 0.1)
        self.edge = nn.ModuleList([nn.Linear(EDGES, HEADS) for _ in range(LAYERS)])
        self.match = nn.ModuleList([MatchBias(HEADS) for _ in range(LAYERS)])
        self.blocks = nn.ModuleList([Block(WIDTH, HEADS) for _ in range(LAYERS)])
        self.looks = nn.ModuleList([Looking(WIDTH) for _ in range(LOOKING)])
        self.norm = nn.LayerNorm(WIDTH)
        self.hint = nn.Linear(WIDTH, 1)

    def forward(self, ids, token, valid, share, centre=0.0, noise=0.0, place=None):
        """ids int64 [B,T] (0 pads), token [B,K,OBJECT_SIZE], valid [B,K], share [B,K,N], centre [B,N] -> state [B,WIDTH],
        attention [B,LOOKING,LOOK_HEADS,N], hints [B,K]: logit that the object is one that the question names on the way.
        `place` [B,T]: where a word counts as standing, as with the evaluator."""
        batch, count, _ = token.shape
        words = self.words(ids, noise) + (self.places[: ids.shape[1]] if place is None else self.places[place])
        items = self.objects(token)
        x = torch.cat([self.prompt.expand(batch, 1, -1), items, words], 1)
        keep = torch.cat([torch.ones(batch, 1), valid, (ids > 0).float()], 1)
        closed = ((1 - keep) * -1e4)[:, None, None, :]
        between = edges(token, valid)
        match = matches(self.words.meaning(ids), token)
        attention = []
        hints = None
        said = ids.shape[1]
        for layer, (block, edge, matched) in enumerate(zip(self.blocks, self.edge, self.match)):
            bias = F.pad(edge(between).permute(0, 3, 1, 2), (1, said, 1, said))
            words_to, objects_to = matched(match)
            fits = F.pad(words_to, (1, said, 1 + count, 0)) + F.pad(objects_to, (1 + count, 0, 1, said))
            x = block(x, bias + fits + closed)
            if layer == 2:
                hints = self.hint(x[:, 1 : 1 + count]).squeeze(-1)
            if layer >= LAYERS - LOOKING:
                prompt, seen = self.looks[layer - (LAYERS - LOOKING)](x[:, 0], x[:, 1 : 1 + count], share, centre)
                x = torch.cat([prompt[:, None], x[:, 1:]], 1)
                attention.append(seen)
        return self.norm(x[:, 0]), torch.stack(attention, 1), hints


def centre_of(share, columns):
    """share [B,K,rows*columns] -> [B,rows*columns] added to the logits of attention: 0 in the middle of an object, less
    towards its rim. Few tokens of each object are attended, so that the most attended ones show several objects."""
    batch, count, tokens = share.shape
    smooth = F.avg_pool2d(share.reshape(batch, count, tokens // columns, columns), 3, 1, 1).flatten(2)
    near = (smooth / smooth.amax(2, keepdim=True).clamp(min=0.2)).amax(1)
    return CENTRE_POWER * torch.log(near.clamp(min=CENTRE_FLOOR))


def geometry_of(attention, share, token):
    """What the connection module hears of the object that is attended most: [B,12], see connection_module.py."""
    per_object = torch.matmul(attention.mean((1, 2))[:, None], share.transpose(1, 2)).squeeze(1)
    best = per_object.argmax(1)
    own = torch.gather(token, 1, best[:, None, None].expand(-1, 1, token.shape[2])).squeeze(1)
    parts = ["pixel", "box", "size", "shape"]
    return torch.cat([*(own[:, field(name)] for name in parts), own[:, field("material")][:, :1]], 1)
