"""Where things lie: the picture that the models look at, its cells, and the limits that all stages share.

The picture is padded like SAM's: the longer side is PICTURE pixels, the image at the top left. Training uses the rows
that hold a 3:2 image, up to a multiple of EDGE; the exported graphs are given the whole square and do the same.
"""

PICTURE = 512  # pixels a side
CELL = 8  # pixels a cell of the fine grid, 64 x 64: also SAM's embedding grid
TOKEN = 16  # pixels an image token, 32 x 32
MASK_CELL = 4  # pixels a cell of masks, 128 x 128
EDGE = 32  # pixels; how much is looked at is a multiple of it
TRAIN_ROWS = 352  # pixels; 480 x 320 fills 341 of them
SLOTS = 16  # most objects that are looked at

SHAPES = ["cube", "sphere", "cylinder"]
COLORS = ["gray", "red", "blue", "green", "brown", "purple", "cyan", "yellow"]
MATERIALS = ["rubber", "metal"]
SIZES = ["large", "small"]

# Mean and standard deviation of the pixels / 255 that the graphs take (pack.json, `pixels`).
PIXEL_MEAN = 0.45
PIXEL_STD = 0.2

# What is known of an object: numbers of an object token, in this order.
OBJECT_FIELDS = {
    "size": 2,
    "shape": 3,
    "color": 8,
    "material": 2,
    "ground": 2,  # right and front of the image's middle on the ground, units / 3
    "pixel": 2,  # centre, 0..1 of PICTURE
    "depth": 1,  # (distance - 10) / 3
    "box": 4,  # x0, y0, x1, y1 of the visible part, 0..1 of PICTURE
    "score": 1,  # how sure an object is there, 0..1
}
OBJECT_SIZE = sum(OBJECT_FIELDS.values())


def field(name):
    """Slice of an object token that holds a field."""
    start = 0
    for key, size in OBJECT_FIELDS.items():
        if key == name:
            return slice(start, start + size)
        start += size
    raise KeyError(name)
