"""How an image lies in SAM's square, and where its embedding rests on the disk (native-models/sam/geometry.ts says the same)."""

from pathlib import Path

import numpy as np

SIDE = 1024
CELL = 16
GRID = 64
CHANNELS = 256


def scaled_size(width, height):
    """Longest side -> 1024, the other int(x + 0.5), at least 1 (segment-anything, ResizeLongestSide)."""
    scale = SIDE / max(width, height)
    return max(1, int(width * scale + 0.5)), max(1, int(height * scale + 0.5))


def grid_rows(width, height):
    """Rows of the 64x64 grid that hold image: 43 of 64 for 480x320."""
    return -(-scaled_size(width, height)[1] // CELL)


class EmbeddingFolder:
    """The embeddings that encode.py wrote for the images of `folder`, filled up to float32[256,64,64].

    Only the rows that hold image are stored. The rows below them are taken from emb/padding.npy, the padding of one
    image of the folder: what the encoder makes of padding hardly depends on the image (check_padding.py measures it).
    """

    def __init__(self, folder):
        self.folder = Path(folder) / "emb"
        self.padding = np.load(self.folder / "padding.npy")

    def has(self, name):
        return (self.folder / f"{name}.npy").exists()

    def rows(self, name):
        """float16[256, rows that hold image, 64], as stored."""
        return np.load(self.folder / f"{name}.npy")

    def full(self, name):
        stored = self.rows(name)
        whole = self.padding.astype(np.float32)
        whole[:, : stored.shape[1]] = stored
        return whole
