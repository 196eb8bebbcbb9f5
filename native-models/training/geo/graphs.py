"""The modules as a pack's graphs take and hand them on (docs/packs.md): batch 1, the whole padded square."""

import torch
from torch import nn
from torch.nn import functional as F

from evaluator import FIRST_SCORE, SCORE_COUNT, overlaps, spoken_of, turns
from frame import CELL, EDGE, MASK_CELL, PICTURE, TOKEN
from lexicon import SPECIAL
from perception import objects
from segmenter import centre_of, geometry_of


def filled(pixels, axis):
    """How many rows (axis 2) or columns (3) to look at: those that hold image, up to a multiple of EDGE."""
    there = pixels.abs().amax((1, 5 - axis))[0] > 0
    last = (there.float() * torch.arange(1, PICTURE + 1)).amax().clamp(min=1)
    return (torch.ceil(last / EDGE) * EDGE).long()


class Look(nn.Module):
    """image stage of both: pixels [1,3,512,512], embeddings [1,256,64,64] -> objects, valid, shares [1,16,128,128].

    Perception normalises over the whole picture and learned on what holds image: the padding is cut off before and the
    shares filled up with nothing behind, or every object would look a little different."""

    def __init__(self, perception):
        super().__init__()
        self.perception = perception

    def forward(self, pixels, image_embeddings):
        for axis in (2, 3):
            size = filled(pixels, axis)
            pixels = pixels.index_select(axis, torch.arange(size))
            image_embeddings = image_embeddings.index_select(axis, torch.arange(torch.div(size, CELL, rounding_mode="floor")))
        cells, masks, _ = self.perception(pixels, image_embeddings)
        token, valid, share = objects(cells, masks)
        side = PICTURE // MASK_CELL
        return token, valid, F.pad(share, (0, side, 0, side))[:, :, :side, :side]


class Segment(nn.Module):
    """The segmenter's graph: question -> prompt tokens [1,3,256] and attention [layers, heads, 1024]."""

    def __init__(self, segmenter, connection):
        super().__init__()
        self.segmenter, self.connection = segmenter, connection

    def forward(self, input_ids, objects, valid, shares):
        share = F.avg_pool2d(shares, TOKEN // MASK_CELL).flatten(2)
        centre = centre_of(share, PICTURE // TOKEN)
        state, attention, _ = self.segmenter(input_ids, objects, valid, share, centre)
        return self.connection(state, geometry_of(attention, share, objects)), attention[0]


class Weigh(nn.Module):
    """The evaluator's context stage: masks [1,G,128,128] -> how they overlap with the objects."""

    def forward(self, masks, shares):
        return overlaps(masks, shares)


class Say(nn.Module):
    """The evaluator's graph: prompt and what was said -> logits [1,T,said]. Behind the first score only scores may follow,
    one a mask, and then the end: an answer of another form cannot be said."""

    def __init__(self, evaluator):
        super().__init__()
        self.evaluator = evaluator
        token = torch.arange(evaluator.said)
        self.register_buffer("is_score", ((token >= FIRST_SCORE) & (token < FIRST_SCORE + SCORE_COUNT)).float())
        self.register_buffer("is_end", (token == SPECIAL.index("[END]")).float())

    def forward(self, input_ids, objects, valid, between, stats):
        present = torch.ones_like(stats[..., 0])
        logits, _ = self.evaluator(input_ids, objects, valid, between, stats, present)
        turn = turns(input_ids, spoken_of(input_ids))[..., None]
        begun, full = (turn > 0).float(), (turn >= stats.shape[1]).float()
        among = begun * (1 - full)
        return logits - 1e4 * (among * (1 - self.is_score) + full * (1 - self.is_end) + (1 - begun) * self.is_end)
