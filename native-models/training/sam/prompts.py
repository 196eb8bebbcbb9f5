"""SAM's prompt encoder: points, boxes and places as tokens of width 256, differentiable with respect to the places."""

import math

import torch

from .geometry import SIDE, scaled_size
from .weights import decoder_weights

PADDING, BACKGROUND, FOREGROUND, TOP_LEFT, BOTTOM_RIGHT = -1, 0, 1, 2, 3


class PromptEncoder(torch.nn.Module):
    """Frozen. `labels` below are SAM's: 0 and 1 points, 2 and 3 a box's corners, -1 the padding point."""

    def __init__(self, weights=None):
        super().__init__()
        weights = decoder_weights() if weights is None else weights
        at = lambda name: torch.from_numpy(weights[f"prompt_encoder.{name}"].copy())
        self.register_buffer("gaussian", at("pe_layer.positional_encoding_gaussian_matrix"))
        points = [at(f"point_embeddings.{label}.weight") for label in range(4)]
        # The last row answers index -1.
        self.register_buffer("labels", torch.cat([*points, at("not_a_point_embed.weight")]))

    def position_encoding(self, xy):
        """[..., 2], 0..1 across SAM's square of 1024 -> [..., 256].

        Places are continuous: the pixel with index i covers i/1024 to (i+1)/1024.
        """
        angles = (2 * xy - 1) @ self.gaussian * (2 * math.pi)
        return torch.cat([angles.sin(), angles.cos()], -1)

    def label_embedding(self, label):
        return self.labels[label]

    def _tokens(self, xy, labels, original_size):
        """Pixels of the original image [..., N, 2], as indices: SAM adds the half pixel after it has scaled them."""
        width, height = original_size
        scaled = torch.tensor(scaled_size(width, height), dtype=xy.dtype)
        places = (xy * (scaled / torch.tensor([width, height], dtype=xy.dtype)) + 0.5) / SIDE
        return self.position_encoding(places) + self.labels[labels]

    def point_tokens(self, xy, labels, original_size):
        """[..., N, 2] pixels and [..., N] labels 0 or 1 -> [..., N+1, 256], the padding point last."""
        padding = self.labels[PADDING].expand(*xy.shape[:-2], 1, -1)
        return torch.cat([self._tokens(xy, labels, original_size), padding], -2)

    def box_tokens(self, box, original_size):
        """[..., 4] pixels x0, y0, x1, y1 -> [..., 2, 256]."""
        corners = box.reshape(*box.shape[:-1], 2, 2)
        return self._tokens(corners, torch.tensor([TOP_LEFT, BOTTOM_RIGHT]), original_size)

    def grid(self, side=64):
        """The positional encoding of the embedding's cells, [side*side, 256]."""
        centres = (torch.arange(side, dtype=torch.float32) + 0.5) / side
        y, x = torch.meshgrid(centres, centres, indexing="ij")
        return self.position_encoding(torch.stack([x, y], -1)).reshape(side * side, -1)
