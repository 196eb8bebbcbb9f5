"""Writes tests/parity/vectors/parquet/: small parquet files by pyarrow, and expected.json with what they hold.

    pip install pyarrow numpy pillow && python tests/parity/scripts/make_parquet_vectors.py

`types-<codec>-<version>.parquet` have one column a type, nulls, dictionary pages, nested structs and lists;
`masks.parquet` has the same mask in every spelling that we read, as Hugging Face's datasets library would store them.
`grids-*.parquet` have masks as lists of lists, of many pages in one row group; GRIDS says how each is written.
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


GRID_W, GRID_H = 40, 30
LISTS = {"flags": "flags.list.element.list.element", "small": "small.list.element.list.element",
         "longs": "longs.list.element.list.element", "halves": "halves.list.element.list.element",
         "several": "several.list.element.list.element.list.element"}
NO_DICTIONARY = {"use_dictionary": False}
GRIDS = {
    "plain-1": {"compression": "snappy", "data_page_size": 64, "write_batch_size": 100, **NO_DICTIONARY},
    "plain-2": {"compression": "zstd", "data_page_version": "2.0", "data_page_size": 64, "write_batch_size": 100, **NO_DICTIONARY},
    "one-page-1": {"compression": "zstd", **NO_DICTIONARY},
    "dictionary-1": {"compression": "none", "data_page_size": 300, "write_batch_size": 64},
    "dictionary-2": {"compression": "snappy", "data_page_version": "2.0", "data_page_size": 1000, "write_batch_size": 256},
    # The dictionary becomes too large in the middle of the chunk.
    "fallback-1": {"compression": "zstd", "dictionary_pagesize_limit": 24, "data_page_size": 500, "write_batch_size": 50},
    "runs-2": {"compression": "gzip", "data_page_version": "2.0", "data_page_size": 200, "write_batch_size": 128,
               "column_encoding": {LISTS["flags"]: "RLE", LISTS["several"]: "RLE", LISTS["small"]: "DELTA_BINARY_PACKED",
                                   LISTS["longs"]: "DELTA_BINARY_PACKED", LISTS["halves"]: "BYTE_STREAM_SPLIT"}, **NO_DICTIONARY},
}


def grid_patterns():
    """Rows of digits; "." is a number that is missing, "-" a list that is."""
    y, x = np.mgrid[:GRID_H, :GRID_W]
    disc = (x - 18) ** 2 + (y - 11) ** 2 < 90
    lines = lambda mask: ["".join("1" if pixel else "0" for pixel in row) for row in mask]
    ragged, hole, gone = lines(disc), lines(x > y), lines(disc)
    ragged[5] = ragged[5][:-3]
    hole[7] = hole[7][:4] + "." + hole[7][5:]
    gone[9] = "-"
    wide = ["01" * (GRID_W * 3 // 4)] * (GRID_H * 2 // 3)
    return [lines(disc), None, lines((x * 7 + y * 5) % 11 < 3), [], ragged, hole, gone, lines(x >= 0), lines(x < 0), wide, ["101", "", "0"]]


def numbers(pattern, number):
    if pattern is None:
        return None
    return [None if line == "-" else [None if c == "." else number(int(c)) for c in line] for line in pattern]


def grids_table():
    patterns = grid_patterns()
    every = range(len(patterns))
    of = lambda number: [numbers(pattern, number) for pattern in patterns]
    lists = lambda value, depth: value if depth == 0 else pa.list_(lists(value, depth - 1))
    pick = lambda i: None if i % 5 == 1 else [] if i % 5 == 3 else [numbers(patterns[i], bool), numbers(patterns[(i + 1) % len(patterns)], bool)]
    picture = png(np.full((GRID_H, GRID_W, 3), 90, np.uint8))
    data = {
        "image": pa.array([picture] * len(patterns), pa.binary()),
        "question": pa.array([f"Which one is {i}?" for i in every]),
        "flags": pa.array(of(bool), lists(pa.bool_(), 2)),
        "small": pa.array(of(lambda digit: digit * 255), lists(pa.uint8(), 2)),
        "longs": pa.array(of(lambda digit: digit * 2**40), lists(pa.int64(), 2)),
        "halves": pa.array(of(lambda digit: digit * 0.5), lists(pa.float32(), 2)),
        "several": pa.array([pick(i) for i in every], lists(pa.bool_(), 3)),
    }
    return pa.table(data), patterns


def write_grids():
    table, patterns = grids_table()
    for name, options in GRIDS.items():
        file = OUT / f"grids-{name}.parquet"
        pq.write_table(table, file, write_statistics=False, store_schema=False, **options)
        assert pq.ParquetFile(file).metadata.num_row_groups == 1
        assert pq.read_table(file).to_pylist() == table.to_pylist(), name
    return [pattern if pattern is None else "/".join(pattern) if pattern else "" for pattern in patterns]


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
    # A row of more values than are taken, after one that is whole, in few bytes.
    many = pa.StructArray.from_arrays([pa.array(np.zeros(4_000_002, bool))], ["a"])
    long = pa.ListArray.from_arrays(pa.array([0, 1, 4_000_002, 4_000_002], pa.int32()), many)
    pq.write_table(pa.table({"image": [png(np.zeros((2, 3), np.uint8))] * 3, "question": ["a", "b", "c"], "long": long}),
                   OUT / "long-row.parquet", compression="zstd", write_statistics=False, data_page_size=1 << 26)
    write_hostile()
    rows = [plain(row) for row in table.to_pylist()]
    (OUT / "expected.json").write_text(json.dumps({"types": rows, "masks": runs, "grids": write_grids()}, separators=(",", ":")) + "\n")
    for file in sorted(OUT.iterdir()):
        print(file.name, file.stat().st_size)


def of_one(values: pa.Array) -> pa.Array:
    """A list around each value."""
    return pa.ListArray.from_arrays(pa.array(np.arange(len(values) + 1, dtype=np.int32)), values)


def of_all(values: pa.Array) -> pa.Array:
    """One list of all values."""
    return pa.ListArray.from_arrays(pa.array([0, len(values)], pa.int32()), values)


def write_hostile() -> None:
    """Some kilobytes each that would take gigabytes, or minutes, when they are read as they claim."""
    deep = pa.array(np.zeros(280_000, np.int32))
    for _ in range(8):
        deep = of_one(deep)
    claims = {
        "lists": of_all(of_one(pa.array(np.zeros(2_000_000, bool)))),
        "masks": of_all(of_one(of_one(pa.array(np.zeros(20_000, bool))))),
        "pixels": of_all(of_all(pa.array(np.zeros(24_000_000, np.int64)))),
        "deep": of_all(deep),
        "texts": of_all(pa.array([""] * 5_000_000)),
    }
    image = [png(np.zeros((2, 3), np.uint8))]
    for name, mask in claims.items():
        settings = {"use_dictionary": False, "column_encoding": {"mask.list.element": "DELTA_LENGTH_BYTE_ARRAY"}}
        pq.write_table(pa.table({"image": image, "question": ["a"], "mask": mask}), OUT / f"hostile-{name}.parquet",
                       compression="brotli", write_statistics=False, **(settings if name == "texts" else {}))
    nothing = {"image": pa.nulls(1_000_000, pa.binary()), "question": pa.nulls(1_000_000, pa.string())}
    pq.write_table(pa.table(nothing), OUT / "hostile-rows.parquet", compression="brotli", write_statistics=False)


main()
