"""The mask evaluator: question, object tokens and a group of masks -> reasoning and one IoU score a mask, as tokens.

A prefix language model: objects, masks, question and the mode token see each other; what is said sees what was said
before. Object numbers are said by pointing at objects, in the light of what lies between them and the objects said last.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from frame import SLOTS
from lexicon import REFERENCES, SAID, SCORE_TOKENS, SPECIAL
from matching import MATCHES, MatchBias, matches, since_last_objects
from transformer import EDGES, Block, ObjectEmbedding, WordEmbedding, edges

WIDTH, LAYERS, HEADS = 160, 6, 5
GROUP = 15
FIRST_REFERENCE = len(SPECIAL)
FIRST_SCORE = FIRST_REFERENCE + len(REFERENCES)
SCORE_COUNT = len(SCORE_TOKENS)
SEMICOLON = SAID.index(";")
PLAIN, REASON = SPECIAL.index("[PLAIN]"), SPECIAL.index("[REASON]")
OVERLAPS = 3
STATS = 3


def overlaps(masks, share):
    """How masks and objects overlap. masks [B,G,H,W] and share [B,K,H,W] 0..1 -> [B,G,K,3]: IoU, part of the mask, part
    of the object; and [B,G,3]: size of the mask (square root of its part of the picture), part that shows objects, parts
    of several."""
    m, s = masks.flatten(2), share.flatten(2)
    inter = torch.matmul(m, s.transpose(1, 2))
    area_m, area_s = m.sum(2, keepdim=True), s.sum(2)[:, None]
    iou = inter / (area_m + area_s - inter + 1e-3)
    of_mask, of_object = inter / (area_m + 1e-3), inter / (area_s + 1e-3)
    size = torch.sqrt(area_m / m.shape[2] + 1e-8)
    stats = torch.cat([size * 4, of_mask.sum(2, keepdim=True), (of_mask**2).sum(2, keepdim=True)], 2)
    return torch.stack([iou, of_mask, of_object], -1), stats


class Evaluator(nn.Module):
    def __init__(self, vectors, said):
        super().__init__()
        self.said = said
        self.words = WordEmbedding(vectors, said, WIDTH)
        self.places = nn.Parameter(torch.randn(96, WIDTH) * 0.1)
        self.later = nn.Parameter(torch.randn(112, WIDTH) * 0.1)
        self.objects = ObjectEmbedding(WIDTH)
        self.refer = nn.Linear(WIDTH, WIDTH)
        self.mask_parts = nn.ModuleList([nn.Linear(WIDTH, WIDTH, bias=False) for _ in range(OVERLAPS)])
        self.mask_stats = nn.Linear(STATS, WIDTH)
        self.mask_places = nn.Parameter(torch.randn(GROUP, WIDTH) * 0.3)
        self.edge = nn.ModuleList([nn.Linear(EDGES, HEADS) for _ in range(LAYERS)])
        self.match = nn.ModuleList([MatchBias(HEADS) for _ in range(LAYERS)])
        self.blocks = nn.ModuleList([Block(WIDTH, HEADS) for _ in range(LAYERS)])
        self.norm = nn.LayerNorm(WIDTH)
        self.say = nn.Linear(WIDTH, said)
        self.point_q, self.point_k = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.light = nn.Linear(WIDTH, 2 * EDGES)
        self.fit = nn.Linear(WIDTH, MATCHES)
        nn.init.zeros_(self.fit.weight)
        # Objects that are not as it was said begin far behind the others.
        self.fit.bias.data = torch.tensor([0.0, -1.5] * (MATCHES // 2))
        self.aim_q, self.aim_k = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.aim_light = nn.Linear(WIDTH, EDGES)
        self.score = nn.Sequential(nn.Linear(WIDTH + OVERLAPS + STATS, 256), nn.GELU(), nn.Linear(256, SCORE_COUNT))

    def forward(self, ids, token, valid, between_masks, stats, present, noise=0.0, place=None):
        """ids int64 [B,T] (0 pads at the end), token [B,K,OBJECT_SIZE], valid [B,K], between_masks [B,G,K,3] and stats
        [B,G,3] of `overlaps`, present [B,G] -> logits [B,T,said], aim [B,T,K]: which object the answer is, as logits.
        `place` [B,T]: where a word counts as standing; while training, not always where it stands."""
        batch, length = ids.shape
        count, group = token.shape[1], between_masks.shape[1]
        seen = (ids > 0).float()
        spoken = spoken_of(ids)
        offset = (torch.cumsum(spoken, 1) * spoken).long().clamp(max=111)
        place = torch.arange(length).clamp(max=95) if place is None else place
        items = self.objects(token)
        words = self.words(ids, noise) + self.places[place] * (1 - spoken)[..., None]
        words = words + self.later[offset] * spoken[..., None]
        reference = reference_of(ids)
        words = words + torch.matmul(reference, self.refer(items))
        parts = [torch.matmul(between_masks[..., i], linear(items)) for i, linear in enumerate(self.mask_parts)]
        masks = sum(parts) + self.mask_stats(stats) + self.mask_places[:group]
        x = torch.cat([items, masks, words], 1)
        prefix = count + group
        # What is said is hidden from all that stands before it.
        step = torch.arange(length)
        hidden = ((step[None, :] > step[:, None]).float()[None] * spoken[:, None, :]) * 1.0
        open_prefix = torch.zeros(batch, prefix, prefix)
        to_said = spoken[:, None, :].expand(batch, prefix, length)
        top = torch.cat([open_prefix, to_said], 2)
        low = torch.cat([torch.zeros(batch, length, prefix), hidden.maximum(hide_from_question(spoken))], 2)
        closed = torch.cat([top, low], 1)
        keep = torch.cat([valid, present, seen], 1)
        bias = -1e4 * torch.maximum(closed, (1 - keep)[:, None, :])
        between = edges(token, valid)
        stands = torch.cat([torch.eye(count).expand(batch, -1, -1), torch.zeros(batch, group, count), reference], 1)
        meaning = self.words.meaning(ids)
        match = matches(meaning, token)
        for block, edge, matched in zip(self.blocks, self.edge, self.match):
            lit = edge(between).permute(0, 3, 1, 2)
            lit = torch.matmul(torch.matmul(stands[:, None], lit), stands.transpose(1, 2)[:, None])
            words_to, objects_to = matched(match)
            fits = F.pad(words_to, (0, group + length, prefix, 0)) + F.pad(objects_to, (prefix, 0, 0, group + length))
            x = block(x, lit + fits + bias[:, None])
        x = self.norm(x)
        h, o = x[:, prefix:], x[:, :count]
        last, second = said_last(ids, reference)
        near = torch.matmul(last, between.flatten(2)).view(batch, length, count, EDGES)
        far = torch.matmul(second, between.flatten(2)).view(batch, length, count, EDGES)
        light = self.light(h)
        shut = ((1 - valid) * -1e4)[:, None]
        point = torch.matmul(self.point_q(h), self.point_k(o).transpose(1, 2)) / math.sqrt(WIDTH)
        point = point + dot(near, light[..., :EDGES]) + dot(far, light[..., EDGES:]) + shut
        told = torch.matmul(since_last_objects(ids, spoken, reference, SEMICOLON), meaning).clamp(max=1)
        point = point + dot(matches(told, token), self.fit(h))
        aim = torch.matmul(self.aim_q(h), self.aim_k(o).transpose(1, 2)) / math.sqrt(WIDTH)
        aim = aim + dot(near, self.aim_light(h)) + shut
        logits = self.say(h)
        logits = torch.cat(
            [
                logits[..., :FIRST_REFERENCE],
                point + logits[..., FIRST_REFERENCE:FIRST_SCORE][..., :count],
                logits[..., FIRST_SCORE : FIRST_SCORE + SCORE_COUNT] + self.scores(h, turns(ids, spoken), aim, between_masks, stats),
                logits[..., FIRST_SCORE + SCORE_COUNT :],
            ],
            -1,
        )
        return logits, aim

    def scores(self, h, turn, aim, between_masks, stats):
        """Logits of the score tokens: the mask whose turn it is, against the object that is aimed at."""
        group = stats.shape[1]
        pick = (turn[..., None] == torch.arange(group, dtype=turn.dtype)).to(h.dtype)
        mine = torch.matmul(pick, between_masks.flatten(2)).view(*turn.shape, -1, OVERLAPS)
        expected = (mine * torch.softmax(aim, -1)[..., None]).sum(2)
        return self.score(torch.cat([h, expected, torch.matmul(pick, stats)], -1))


def spoken_of(ids):
    """1 for what is said, which stands behind the mode token: [B,T]."""
    mode = ((ids == PLAIN) | (ids == REASON)).float()
    return ((torch.cumsum(mode, 1) > 0) & (mode == 0)).float()


def turns(ids, spoken):
    """How many scores were said up to and with each token: [B,T]."""
    return torch.cumsum(((ids >= FIRST_SCORE) & (ids < FIRST_SCORE + SCORE_COUNT)).float() * spoken, 1)


def dot(features, weights):
    return (features * weights[:, :, None]).sum(-1)


def hide_from_question(spoken):
    """The question does not see what is said: [B,T,T], 1 where hidden."""
    return (1 - spoken)[:, :, None] * spoken[:, None, :]


def reference_of(ids):
    """One-hot of the object that a token names: [B,T,SLOTS]."""
    return (ids[..., None] == torch.arange(FIRST_REFERENCE, FIRST_REFERENCE + SLOTS)).float()


def said_last(ids, reference):
    """One-hots of the object named last, and of the one named before it, up to and with each token: 2 x [B,T,SLOTS]."""
    batch, length = ids.shape
    named = reference.sum(2)
    count = torch.cumsum(named, 1)
    # Token t names the n-th object; the last before position p is that with n = count[p].
    which = (count[:, :, None] == count[:, None, :]).float() * named[:, None, :]
    before = ((count[:, :, None] - 1) == count[:, None, :]).float() * named[:, None, :]
    return torch.matmul(which, reference), torch.matmul(before, reference)
