"""Perception: SAM's frozen embedding and a small stem over the pixels -> image tokens -> object tokens.

Shared by the segmenter and the evaluator. Fully convolutional, but normalised over the whole picture: training and the
exported graph see the filled rows and columns alone.
"""

import torch
from torch import nn
from torch.nn import functional as F

from frame import CELL, MASK_CELL, OBJECT_SIZE, PICTURE, SLOTS, field

FINE = 96
COARSE = 48
ATTRIBUTES = 15


def block(inputs, outputs, stride=1, kernel=3, dilation=1):
    padding = dilation * (kernel - 1) // 2
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation=dilation, bias=False),
        nn.GroupNorm(8, outputs),
        nn.SiLU(),
    )


class Residual(nn.Module):
    def __init__(self, channels, dilation):
        super().__init__()
        self.inner = nn.Sequential(
            block(channels, channels, dilation=dilation),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.GroupNorm(8, channels),
        )

    def forward(self, x):
        return F.silu(x + self.inner(x))


class Perception(nn.Module):
    """pixels [B,3,H,W] (H, W multiples of 16), embedding [B,256,H/8,W/8] -> maps, see `forward`."""

    def __init__(self):
        super().__init__()
        self.stem2 = block(3, 24, stride=2, kernel=5)
        self.stem4 = nn.Sequential(block(24, COARSE, stride=2), block(COARSE, COARSE))
        self.stem8 = block(COARSE, FINE, stride=2)
        self.sam = nn.Sequential(nn.Conv2d(256, 64, 1), nn.GroupNorm(8, 64), nn.SiLU())
        self.join = nn.Sequential(nn.Conv2d(FINE + 64 + 2, FINE, 1), nn.GroupNorm(8, FINE), nn.SiLU())
        self.trunk = nn.Sequential(*[Residual(FINE, dilation) for dilation in (1, 2, 4, 2)])
        self.heads = nn.Sequential(block(FINE, FINE), nn.Conv2d(FINE, 1 + ATTRIBUTES + 2 + 2 + 1 + 4 + 2, 1))
        self.skip = nn.Conv2d(COARSE, 32, 1)
        self.up = nn.Conv2d(FINE, 32, 1)
        self.mask = nn.Sequential(block(32, 32), nn.Conv2d(32, 3, 1))

    def forward(self, pixels, embedding):
        """Returns cells [B,27,H/8,W/8]: heat, attributes 15, ground 2, centre offset 2 (cells), depth, box 4 (cells
        from the cell's middle), offset of the visible part's middle 2 (cells); masks [B,3,H/4,W/4]: object or not,
        vote for the visible part's middle (fine cells); features [B,96,H/8,W/8]."""
        four = self.stem4(self.stem2(pixels))
        fine = torch.cat([self.stem8(four), self.sam(embedding), positions(embedding)], 1)
        fine = self.trunk(self.join(fine))
        cells = self.heads(fine)
        up = F.interpolate(self.up(fine), scale_factor=2.0, mode="bilinear", align_corners=False)
        return cells, self.mask(up + self.skip(four)), fine


def positions(like):
    """Row and column of each fine cell, 0..1 of the picture: [B,2,h,w]."""
    h, w = like.shape[2], like.shape[3]
    y = (torch.arange(h, dtype=torch.float32) + 0.5) * CELL / PICTURE
    x = (torch.arange(w, dtype=torch.float32) + 0.5) * CELL / PICTURE
    grid = torch.stack([y[:, None].expand(h, w), x[None, :].expand(h, w)])
    return grid[None].expand(like.shape[0], 2, h, w).to(like.dtype)


def objects(cells, masks):
    """The objects that perception sees, from left to right.

    cells [B,27,h,w], masks [B,3,2h,2w] -> tokens [B,SLOTS,OBJECT_SIZE], valid [B,SLOTS] (0 or 1),
    share [B,SLOTS,2h,2w]: how much of each mask cell belongs to each object, 0..1.
    """
    batch, _, h, w = cells.shape
    heat = torch.sigmoid(cells[:, :1])
    peak = F.max_pool2d(heat, 3, 1, 1)
    heat = (heat * (peak == heat).to(heat.dtype)).flatten(1)
    score, where = torch.topk(heat, SLOTS, dim=1)
    score = score.float()
    at = torch.gather(cells.flatten(2), 2, where[:, None].expand(-1, cells.shape[1], -1)).transpose(1, 2).float()
    column = (where % w).float() + 0.5
    row = torch.div(where, w, rounding_mode="floor").float() + 0.5
    valid = (score > 0.3).float()
    pixel_x, pixel_y = column + at[..., 18], row + at[..., 19]
    # What is no object goes last; the others stand from left to right.
    order = torch.topk(-(pixel_x + (1 - valid) * 1000), SLOTS, dim=1).indices
    box = torch.stack(
        [column - at[..., 21], row - at[..., 22], column + at[..., 23], row + at[..., 24]], -1
    )
    scale = CELL / PICTURE
    token = torch.cat(
        [
            torch.softmax(at[..., 1:3], -1),
            torch.softmax(at[..., 3:6], -1),
            torch.softmax(at[..., 6:14], -1),
            torch.softmax(at[..., 14:16], -1),
            at[..., 16:18],
            (torch.stack([pixel_x, pixel_y], -1)) * scale,
            at[..., 20:21],
            box * scale,
            score[..., None],
        ],
        -1,
    )
    middle = torch.stack([column + at[..., 25], row + at[..., 26]], -1)
    pick = order[..., None]
    token = torch.gather(token, 1, pick.expand(-1, -1, OBJECT_SIZE))
    middle = torch.gather(middle, 1, pick.expand(-1, -1, 2))
    valid = torch.gather(valid, 1, order)
    share = shares(masks.float(), middle, token[..., field("box")] / scale, valid)
    return token * valid[..., None], valid, share


def shares(masks, middle, box, valid):
    """Assigns each mask cell to the object whose middle it votes for; a cell far off every box belongs to none."""
    batch, _, h, w = masks.shape
    ratio = MASK_CELL / CELL
    y = (torch.arange(h, dtype=torch.float32) + 0.5) * ratio
    x = (torch.arange(w, dtype=torch.float32) + 0.5) * ratio
    vote_x = (x[None, None, :] + masks[:, 1]).flatten(1)
    vote_y = (y[None, :, None] + masks[:, 2]).flatten(1)
    dx = vote_x[:, None] - middle[..., 0:1]
    dy = vote_y[:, None] - middle[..., 1:2]
    logit = -(dx * dx + dy * dy) * 1.0 - (1 - valid[..., None]) * 1e4
    belongs = torch.softmax(logit, 1).view(batch, -1, h, w)
    inside_x = torch.sigmoid((x[None, None] - box[..., 0:1] + 0.75) * 4) * torch.sigmoid(
        (box[..., 2:3] + 0.75 - x[None, None]) * 4
    )
    inside_y = torch.sigmoid((y[None, None] - box[..., 1:2] + 0.75) * 4) * torch.sigmoid(
        (box[..., 3:4] + 0.75 - y[None, None]) * 4
    )
    inside = inside_y[..., :, None] * inside_x[..., None, :]
    return belongs * inside * torch.sigmoid(masks[:, :1]) * valid[..., None, None]
