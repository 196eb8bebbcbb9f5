"""The transformer that segmenter and evaluator share: pre-norm blocks whose attention can be biased by what lies between
two objects (their places on the ground and in the picture, what they have in common)."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from frame import OBJECT_SIZE, SLOTS, field
from lexicon import GENERAL
from meanings import MEANINGS

EDGES = 22
# Of the words that surely name an attribute, the part that gets the vector of any other word while training.
MASKED, SURE = 0.15, 0.6


def edges(token, valid):
    """What lies between object i and object j: [B,K,OBJECT_SIZE] -> [B,K,K,EDGES], 0 where one of them is none."""
    ground = token[..., field("ground")] * 3
    du = ground[:, None, :, 0] - ground[:, :, None, 0]
    dv = ground[:, None, :, 1] - ground[:, :, None, 1]
    pixel = token[..., field("pixel")]
    dx = pixel[:, None, :, 0] - pixel[:, :, None, 0]
    dy = pixel[:, None, :, 1] - pixel[:, :, None, 1]
    dz = (token[:, None, :, 17 + 2] - token[:, :, None, 17 + 2]) * 3
    distance = torch.sqrt(du * du + dv * dv + 1e-6)
    alike = [
        torch.matmul(token[..., field(name)], token[..., field(name)].transpose(1, 2))
        for name in ("size", "shape", "color", "material")
    ]
    large = token[..., field("size")][..., 0]
    own = torch.eye(token.shape[1], dtype=token.dtype)[None].expand(token.shape[0], -1, -1)
    features = [
        du / 3,
        dv / 3,
        distance / 3,
        torch.exp(-distance),
        dx * 4,
        dz / 3,
        # Relations begin at 0.2 (facts of CLEVR); orders at any difference.
        torch.sigmoid((du - 0.2) * 8),
        torch.sigmoid((-du - 0.2) * 8),
        torch.sigmoid((dv - 0.2) * 8),
        torch.sigmoid((-dv - 0.2) * 8),
        torch.tanh(dx * 40),
        torch.tanh(dz * 4),
        torch.tanh(dy * 40),
        *alike,
        large[:, None, :] - large[:, :, None],
        torch.relu(large[:, None, :] - large[:, :, None]),
        torch.relu(large[:, :, None] - large[:, None, :]),
        own,
        torch.ones_like(own),
    ]
    pair = valid[:, :, None] * valid[:, None, :]
    return torch.stack(features, -1) * pair[..., None]


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x, bias):
        """x [B,T,width], bias [B,heads or 1,T,T] added to the logits."""
        batch, length, width = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        logits = torch.matmul(q, k.transpose(2, 3)) / math.sqrt(width // self.heads) + bias
        mixed = torch.matmul(torch.softmax(logits, -1), v)
        return self.out(mixed.transpose(1, 2).reshape(batch, length, width))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, bias):
        x = x + self.attention(self.norm1(x), bias)
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class ObjectEmbedding(nn.Module):
    """Object tokens -> model width, with an embedding of the place in the row (from left to right)."""

    def __init__(self, width):
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(OBJECT_SIZE, width), nn.GELU(), nn.Linear(width, width))
        self.place = nn.Parameter(torch.randn(SLOTS, width) * 0.3)

    def forward(self, token):
        return self.inner(token) + self.place[None, : token.shape[1]]


class WordEmbedding(nn.Module):
    """Token ids -> model width: frozen word vectors, projected, and learned embeddings of the tokens that are said."""

    def __init__(self, vectors, said, width):
        super().__init__()
        # Not part of a checkpoint: the lexicon may grow by words without another training.
        self.register_buffer("vectors", torch.from_numpy(vectors), persistent=False)
        self.project = nn.Sequential(nn.Linear(vectors.shape[1], width), nn.GELU(), nn.Linear(width, width))
        self.said = nn.Parameter(torch.randn(said, width) * 0.1)
        self.count = said

    def forward(self, ids, noise=0.0, keep_said=None):
        vectors = self.vectors[ids]
        if noise > 0:
            # A few words lie as far from those of the training as a rare synonym does (cosine 0.5 and less).
            far = 1 + 2 * (torch.rand(*ids.shape, 1) < 0.1).to(vectors.dtype)
            noisy = torch.randn_like(vectors) * noise * far
            # What a word means is left as it is, mostly: the rest of the vector is what may be misleading.
            noisy[..., -MEANINGS:] = 0
            vectors = self.masked(vectors) + noisy
        own = self.said[ids.clamp(max=self.count - 1)] * (ids < self.count)[..., None].to(self.said.dtype)
        if keep_said is not None:
            own = own * keep_said[..., None].to(own.dtype)
        return self.project(vectors) + own

    def meaning(self, ids):
        """What the words say of an object: [B,T,MEANINGS]."""
        return self.vectors[ids][..., -MEANINGS:]

    def masked(self, vectors):
        """Some attributes are known by their meaning alone: what else a word's vector says belongs to another word."""
        chosen = (torch.rand(*vectors.shape[:2], 1) < MASKED) & (vectors[..., -MEANINGS:].sum(-1, keepdim=True) > SURE)
        other = self.vectors[torch.randint(0, len(self.vectors), vectors.shape[:2])][..., :GENERAL]
        return torch.cat([torch.where(chosen, other, vectors[..., :GENERAL]), vectors[..., GENERAL:]], -1)
