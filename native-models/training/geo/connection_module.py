"""The connection module: what the perception attends to, as three prompt tokens for SAM's decoder."""

import torch
from torch import nn

from sam.prompts import BOTTOM_RIGHT, FOREGROUND, TOP_LEFT, PromptEncoder

TOKENS = 3
TOKEN_WIDTH = 256
GEOMETRY = 12
PLACES = 6
STATE = 160
# How far the module may move a place, as a share of SAM's square (77 of its 1024 pixels).
REACH = 0.075
FIRST_GATE = 0.01


class ConnectionModule(nn.Module):
    """state [B,d] and geometry [B,12] -> prompt tokens [B,3,256], for the decoder's mask 0.

    Geometry: centre x, y; box x0, y0, x1, y1, continuous places 0..1 across SAM's square of 1024 (an image of 480x320
    fills 0..1 and 0..683/1024); probabilities of the sizes (2), the shapes (3), and of the first material (1).
    The tokens begin as SAM's own for a click at the centre with the box's corners. The module learns what to add: to the
    places, and to the tokens. Its gates begin near 0, so that training starts from what SAM does with the places alone.
    """

    def __init__(self, state=STATE, hidden=256, prompts=None):
        super().__init__()
        self.prompts = (PromptEncoder() if prompts is None else prompts).requires_grad_(False)
        self.norm = nn.LayerNorm(state)
        self.read = nn.Sequential(
            nn.Linear(state + GEOMETRY + TOKENS * TOKEN_WIDTH, hidden), nn.GELU(), nn.Linear(hidden, hidden), nn.GELU()
        )
        self.add = nn.Linear(hidden, TOKENS * TOKEN_WIDTH)
        self.move = nn.Linear(hidden, PLACES)
        self.gate_add = nn.Parameter(torch.full((TOKENS, 1), FIRST_GATE))
        self.gate_move = nn.Parameter(torch.full((PLACES,), FIRST_GATE))
        self.register_buffer("labels", self.prompts.labels[[FOREGROUND, TOP_LEFT, BOTTOM_RIGHT]].clone())

    def forward(self, state, geometry):
        places = geometry[:, :PLACES]
        seen = self.read(torch.cat([self.norm(state), geometry, self.encode(places).flatten(1)], -1))
        moved = places + REACH * self.gate_move * self.move(seen).tanh()
        return self.encode(moved) + self.labels + self.gate_add * self.add(seen).unflatten(-1, (TOKENS, TOKEN_WIDTH))

    def encode(self, places):
        return self.prompts.position_encoding(places.clamp(0, 1).unflatten(-1, (TOKENS, 2)))

    def base(self, geometry):
        """The tokens before anything was learned: SAM's own for the places."""
        return self.encode(geometry[:, :PLACES]) + self.labels
