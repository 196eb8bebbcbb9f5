"""MobileSAM's mask decoder in PyTorch, frozen, differentiable with respect to prompt tokens, and quick on a CPU.

The arithmetic is that of segment-anything's `modeling/mask_decoder.py` and `modeling/transformer.py`; the order of the
products is not. An image has 4096 tokens of width 256, a prompt about eight: projecting the image's side of an attention
to 128 channels costs twice as much as folding the projection into the prompt's side (8 tokens x 8 heads = 64 columns),
which is the same bilinear form. What precedes the first change of the image tokens is done once for all prompts of an
image, masks nobody asked for are not made, and the upsampling can leave out rows that hold padding.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from .prompts import PromptEncoder
from .weights import decoder_weights

HEADS = 8
MASKS = 4


class Attention(nn.Module):
    """The four projections of one attention; heads are split last."""

    def __init__(self, weights, name):
        super().__init__()
        for part in ("q", "k", "v", "out"):
            for kind in ("weight", "bias"):
                value = torch.from_numpy(weights[f"{name}.{part}_proj.{kind}"].copy())
                self.register_buffer(f"{part}_{kind}", value)

    def _heads(self, part):
        """The weight of a projection as [heads, width of a head, 256]."""
        return getattr(self, f"{part}_weight").unflatten(0, (HEADS, -1))

    def among_tokens(self, q, k, v):
        """Plain attention of [b, t, 256] with itself."""
        q = F.linear(q, self.q_weight, self.q_bias).unflatten(-1, (HEADS, -1)).transpose(-3, -2)
        k = F.linear(k, self.k_weight, self.k_bias).unflatten(-1, (HEADS, -1)).transpose(-3, -2)
        v = F.linear(v, self.v_weight, self.v_bias).unflatten(-1, (HEADS, -1)).transpose(-3, -2)
        scores = (q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])).softmax(-1)
        return F.linear((scores @ v).transpose(-3, -2).flatten(-2), self.out_weight, self.out_bias)

    def from_image(self, tokens, image, image_at):
        """Tokens [b, p, t, 256] look at image tokens [b, n, 256] (`image_at`: with their positions).

        The keys' bias adds the same to all scores of a query, so that the softmax takes it away.
        """
        b, p, t, _ = tokens.shape
        q = F.linear(tokens, self.q_weight, self.q_bias).unflatten(-1, (HEADS, -1))
        folded = torch.einsum("bpthd,hdc->bpthc", q, self._heads("k")) / math.sqrt(q.shape[-1])
        scores = (folded.reshape(b, p * t * HEADS, -1) @ image_at.transpose(1, 2)).softmax(-1)
        seen = (scores @ image).view(b, p, t, HEADS, -1)
        v = torch.einsum("bpthc,hdc->bpthd", seen, self._heads("v")).flatten(-2) + self.v_bias
        return F.linear(v, self.out_weight, self.out_bias)

    def to_image(self, tokens_at, tokens, image_at):
        """Image tokens [b, n, 256] look at the tokens [b, p, t, 256] of each prompt: [b, p, n, 256]."""
        b, p, t, _ = tokens.shape
        k = F.linear(tokens_at, self.k_weight, self.k_bias).unflatten(-1, (HEADS, -1))
        k = k / math.sqrt(k.shape[-1])
        folded = torch.einsum("bpthd,hdc->bphtc", k, self._heads("q"))
        bias = torch.einsum("bpthd,hd->bpht", k, self.q_bias.view(HEADS, -1))
        scores = image_at @ folded.reshape(b, p * HEADS * t, -1).transpose(1, 2) + bias.reshape(b, 1, -1)
        shares = scores.view(b, -1, p, HEADS, t).softmax(-1).flatten(-2).transpose(1, 2)
        v = F.linear(tokens, self.v_weight, self.v_bias).unflatten(-1, (HEADS, -1))
        answers = torch.einsum("bpthd,chd->bphtc", v, self.out_weight.unflatten(1, (HEADS, -1)))
        return shares @ answers.reshape(b, p, HEADS * t, -1) + self.out_bias


class Decoder(nn.Module):
    """Both layers of the two-way transformer, the upsampling and the heads."""

    def __init__(self, file=None):
        super().__init__()
        weights = decoder_weights() if file is None else decoder_weights(file)
        self.prompts = PromptEncoder(weights)
        self.attention = nn.ModuleDict()
        layers = [f"layers.{layer}.{kind}" for layer in (0, 1) for kind in
                  ("self_attn", "cross_attn_token_to_image", "cross_attn_image_to_token")]
        for name in [*layers, "final_attn_token_to_image"]:
            self.attention[name.replace(".", "/")] = Attention(weights, f"transformer.{name}")
        self.names = {}
        for name, value in weights.items():
            if name.startswith("prompt_encoder") or "_proj." in name:
                continue
            self.names[name] = name.replace(".", "/")
            self.register_buffer(self.names[name], torch.from_numpy(value.copy()))
        self.register_buffer("no_mask", torch.from_numpy(weights["prompt_encoder.no_mask_embed.weight"].copy()))
        self.register_buffer("positions", self.prompts.grid())
        # Transposed convolutions whose stride is their size: one product for each cell, [in, 2 * 2 * out].
        for step in (0, 3):
            kernel = self._at(f"output_upscaling.{step}.weight")
            self.register_buffer(f"up{step}_weight", kernel.permute(2, 3, 1, 0).flatten(0, 2).contiguous())
            self.register_buffer(f"up{step}_bias", self._at(f"output_upscaling.{step}.bias").repeat(4))
        self.requires_grad_(False)

    def _at(self, name):
        return getattr(self, self.names[name])

    def _norm(self, name, values, eps=1e-5):
        return F.layer_norm(values, values.shape[-1:], self._at(f"{name}.weight"), self._at(f"{name}.bias"), eps)

    def _mlp(self, name, values):
        for layer in range(3):
            weight, bias = (self._at(f"{name}.layers.{layer}.{kind}") for kind in ("weight", "bias"))
            values = F.linear(values if layer == 0 else values.relu(), weight, bias)
        return values

    def prepare(self, embedding):
        """The part of an image that its prompts share: [b, 256, 64, 64] -> [b, 4096, 256]."""
        return embedding.flatten(2).transpose(1, 2) + self.no_mask

    def _layer(self, layer, tokens, first, image, image_at):
        """One two-way layer; `image` is [b, n, 256] in the first layer and [b * p, n, 256], p = 1, in the second."""
        of = lambda kind: self.attention[f"layers/{layer}/{kind}"]
        norm = lambda place, values: self._norm(f"transformer.layers.{layer}.norm{place}", values)
        if layer == 0:
            tokens = of("self_attn").among_tokens(tokens, tokens, tokens)
        else:
            tokens = tokens + of("self_attn").among_tokens(tokens + first, tokens + first, tokens)
        tokens = norm(1, tokens)
        tokens = norm(2, tokens + of("cross_attn_token_to_image").from_image(tokens + first, image, image_at))
        name = f"transformer.layers.{layer}.mlp"
        hidden = F.linear(tokens, self._at(f"{name}.lin1.weight"), self._at(f"{name}.lin1.bias")).relu()
        tokens = norm(3, tokens + F.linear(hidden, self._at(f"{name}.lin2.weight"), self._at(f"{name}.lin2.bias")))
        change = of("cross_attn_image_to_token").to_image(tokens + first, tokens, image_at)
        return tokens, norm(4, image.unsqueeze(1) + change)

    def decode(self, embedding, sparse, multimask, rows=64):
        """Masks of prompts: embedding [B,256,64,64], sparse [B,N,256] (one prompt an image) or [B,P,N,256].

        Answers low-resolution logits [B,(P,)M,4*rows,256] and predicted IoUs [B,(P,)4]. M is 4 where `multimask`; else 1,
        the mask for prompts that are not ambiguous. `rows`: how many rows of the grid to upsample, from the top.
        """
        image = self.prepare(embedding)
        prompts = sparse if sparse.dim() == 4 else sparse.unsqueeze(1)
        b, p = prompts.shape[:2]
        first = torch.cat([self._at("output_tokens").expand(b, p, -1, -1), prompts], 2)
        tokens, changed = self._layer(0, first, first, image, image + self.positions)

        # From here on every prompt has image tokens of its own.
        alone = lambda values: values.reshape(b * p, 1, *values.shape[2:])
        tokens, first, image = alone(tokens), alone(first), changed.flatten(0, 1)
        tokens, changed = self._layer(1, tokens, first, image, image + self.positions)
        image = changed.squeeze(1)
        final = self.attention["final_attn_token_to_image"]
        tokens = tokens + final.from_image(tokens + first, image, image + self.positions)
        tokens = self._norm("transformer.norm_final_attn", tokens).squeeze(1)

        iou = self._mlp("iou_prediction_head", tokens[:, 0])
        wanted = range(MASKS) if multimask else range(1)
        kernels = torch.stack([self._mlp(f"output_hypernetworks_mlps.{m}", tokens[:, 1 + m]) for m in wanted], 1)
        logits = self._masks(image[:, : rows * 64], kernels, rows)
        if sparse.dim() == 3:
            return logits, iou
        return logits.unflatten(0, (b, p)), iou.unflatten(0, (b, p))

    def _masks(self, image, kernels, rows):
        up = F.linear(image, self.up0_weight, self.up0_bias).unflatten(-1, (4, 64))
        up = F.gelu(self._norm("output_upscaling.1", up, 1e-6))
        up = F.gelu(F.linear(up, self.up3_weight, self.up3_bias)).view(len(image), -1, 32)
        # [batch, row, column, y of 2, x of 2, y of 2, x of 2]
        logits = (kernels @ up.transpose(1, 2)).view(len(image), -1, rows, 64, 2, 2, 2, 2)
        return logits.permute(0, 1, 2, 4, 6, 3, 5, 7).reshape(len(image), -1, rows * 4, 256)

    forward = decode
