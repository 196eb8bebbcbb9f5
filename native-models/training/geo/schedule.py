"""The learning rate: a short rise, then half a cosine down to almost nothing."""

import math


def set_rate(optimiser, peak, step, steps, rise):
    rate = peak * min(1, (step + 1) / rise) * (0.5 + 0.5 * math.cos(math.pi * step / steps)) + 1e-6
    for group in optimiser.param_groups:
        group["lr"] = rate
