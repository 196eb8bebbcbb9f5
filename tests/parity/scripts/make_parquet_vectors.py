"""Writes tests/parity/vectors/parquet/: small parquet files by pyarrow, and expected.json with what they hold.

    pip install pyarrow numpy pillow && python tests/parity/scripts/make_parquet_vectors.py

`types-<codec>-<version>.parquet` have one column a type, nulls, dictionary pages, nested structs and lists;
`masks.parquet` has the same mask in every spelling that we read, as Hugging Face's datasets library would store them.
"""

import base64
import io
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

OUT = Path(__file__).parent.parent / "vectors" / "parquet"
ROWS = 40


def types_table():
    every = range(ROWS)
    columns = {
        "text": pa.array([None if i % 7 == 3 else f"caf\u00e9 {i % 5}" for i in every]),
        "required": pa.array([f"r{i}" for i in every]),
        "int64": pa.array([None if i % 5 == 0 else i * 10**12 for i in every], pa.int64()),
        "int32": pa.array([i - 20 for i in every], pa.int32()),
        "double": pa.array([i / 3 for i in every], pa.float64()),
        "flag": pa.array([None if i % 9 == 0 else i % 2 == 0 for i in every]),
        "bytes": pa.array([bytes([i, 255, 0]) if i % 4 else None for i in every], pa.binary()),
        "numbers": pa.array([None if i % 6 == 0 else list(range(i % 4)) for i in every], pa.list_(pa.int64())),
        "rows": pa.array([[[i, 1], [], [2]] if i % 3 else [] for i in every], pa.list_(pa.list_(pa.int32()))),
        "image": pa.array([{"bytes": bytes([i]) * 3, "path": None if i % 2 else f"{i}.png"} if i % 8 else None for i in every],
                          pa.struct([("bytes", pa.binary()), ("path", pa.string())])),
        "structs": pa.array([[{"a": i, "b": "x" * (i % 3)}] * (i % 3) for i in every],
                            pa.list_(pa.struct([("a", pa.int64()), ("b", pa.string())]))),
    }
    schema = pa.schema([pa.field(name, array.type, nullable=name != "required") for name, array in columns.items()])
    return pa.table(list(columns.values()), schema=schema)


def plain(value):
    """As JSON: bytes as {"bytes": base64}."""
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def png(array):
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, format="PNG")
    return buffer.getvalue()


WIDTH, HEIGHT = 16, 12


def box(left, top, width, height):
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[top:top + height, left:left + width] = 1
    return mask


def counts(mask):
    """Uncompressed COCO run lengths."""
    runs, current = [0], 0
    for value in mask.flatten(order="F"):
        if value != current:
            runs.append(0)
            current = value
        runs[-1] += 1
    return [int(run) for run in runs]


def masks_table(count=3):
    boxes = [box(3, 2, 5, 4), box(0, 0, 16, 12), box(7, 5, 1, 1)][:count]
    polygons = [[[float(x), float(y), float(x + w), float(y), float(x + w), float(y + h), float(x), float(y + h)]]
                for x, y, w, h in [(3, 2, 5, 4), (0, 0, 16, 12), (7, 5, 1, 1)][:count]]
    picture = lambda i: png(np.full((HEIGHT, WIDTH, 3), 40 + i, np.uint8))
    image_type = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    pngs = [png(mask * 255) for mask in boxes]
    data = {
        "image": pa.array([{"bytes": picture(i), "path": f"{i}.png"} for i in range(count)], image_type),
        "question": pa.array([f"Which one is {i}?" for i in range(count)]),
        "category": pa.array(["a", None, "b"][:count]),
        "note": pa.array([{"x": i} for i in range(count)], pa.struct([("x", pa.int64())])),
        "as_bytes": pa.array(pngs, pa.binary()),
        "as_image": pa.array([{"bytes": data, "path": None} for data in pngs], image_type),
        "as_base64": pa.array([base64.b64encode(data).decode() for data in pngs]),
        "as_rle": pa.array([{"size": [HEIGHT, WIDTH], "counts": counts(mask)} for mask in boxes],
                           pa.struct([("size", pa.list_(pa.int64())), ("counts", pa.list_(pa.int64()))])),
        "as_json": pa.array([json.dumps({"size": [HEIGHT, WIDTH], "counts": counts(mask)}) for mask in boxes]),
        "as_polygons": pa.array(polygons, pa.list_(pa.list_(pa.float64()))),
        "as_rows": pa.array([mask.tolist() for mask in boxes], pa.list_(pa.list_(pa.uint8()))),
        "as_flags": pa.array([mask.astype(bool).tolist() for mask in boxes], pa.list_(pa.list_(pa.bool_()))),
        "halves": pa.array([[png(mask * 255 * (np.arange(WIDTH) < 5).astype(np.uint8)),
                             png(mask * 255 * (np.arange(WIDTH) >= 5).astype(np.uint8))] for mask in boxes], pa.list_(pa.binary())),
    }
    return pa.table(data), [counts(mask) for mask in boxes]


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    table = types_table()
    for codec in ("none", "snappy", "gzip", "zstd", "brotli", "lz4"):
        for version in ("1.0", "2.0"):
            name = f"types-{codec}-{version[0]}.parquet"
            dictionary = codec != "gzip"
            pq.write_table(table, OUT / name, compression=codec, data_page_version=version, row_group_size=25,
                           use_dictionary=dictionary)
    encodings = {"int64": "DELTA_BINARY_PACKED", "int32": "DELTA_BINARY_PACKED", "double": "BYTE_STREAM_SPLIT",
                 "text": "DELTA_BYTE_ARRAY", "bytes": "DELTA_LENGTH_BYTE_ARRAY"}
    pq.write_table(table, OUT / "types-encodings.parquet", compression="snappy", use_dictionary=False,
                   column_encoding=encodings, row_group_size=25)
    masks, runs = masks_table()
    pq.write_table(masks, OUT / "masks.parquet", compression="snappy", row_group_size=2)
    bomb = pa.table({"image": pa.array([b"\x00" * (700 << 20)], pa.binary()), "question": ["big"]})
    pq.write_table(bomb, OUT / "bomb.parquet", compression="brotli", use_dictionary=False, write_statistics=False)
    rows = [plain(row) for row in table.to_pylist()]
    (OUT / "expected.json").write_text(json.dumps({"types": rows, "masks": runs}, separators=(",", ":")) + "\n")
    for file in sorted(OUT.iterdir()):
        print(file.name, file.stat().st_size)


main()
