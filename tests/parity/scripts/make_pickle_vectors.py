"""Writes tests/parity/vectors/pickle.json: pickles by CPython and the values that they hold.

python3 tests/parity/scripts/make_pickle_vectors.py

Values are spelled as JSON with tags, so that the test compares exactly: {"tuple": [...]}, {"set": [...]},
{"dict": [[key, value], ...]}, {"bytes": base64}, {"int": "digits"} from 2^53 on,
{"float": repr}; text, bools and null stand for
themselves. Python 2's pickles (protocols 0 and 2, str and unicode) are written by the small writer below, opcode by
opcode as cPickle wrote RefCOCO's files.
"""

import base64
import collections
import datetime
import fractions
import json
import os
import pickle
import struct

OUT = os.path.join(os.path.dirname(__file__), "..", "vectors", "pickle.json")

SHARED = ["shared", 1]
VALUES = {
    "none": None,
    "bools": [True, False],
    "ints": [0, 1, -1, 255, 256, 65535, 65536, 2**31 - 1, -(2**31), 2**31, 2**53 - 1, 2**53 + 1, -(2**63), 2**200],
    "floats": [0.0, -0.0, 1.5, -2.25e-308, 1e300, float("inf"), float("-inf"), float("nan")],
    "text": ["", "plain", "it's \"quoted\"\n\t\\", "\u00e9\u4e2d\U0001f9ea", "\u200f<b>\u202e", "a" * 300],
    "containers": [[], (), {}, (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), {"a": [1], "b": {"c": ()}}],
    "keys": {1: "one", -5: "five", (1, 2): "tuple", None: "none", "__proto__": "text"},
    "shared": [SHARED, SHARED, {"again": SHARED}],
    "long list": list(range(1002)),
    "refs": [{
        "sent_ids": [0, 1], "file_name": "COCO_train2014_000000581857_16.jpg", "ann_id": 1719310, "ref_id": 0,
        "image_id": 581857, "split": "train", "category_id": 1,
        "sentences": [
            {"tokens": ["the", "lady"], "raw": "THE LADY", "sent_id": 0, "sent": "the lady"},
            {"tokens": ["caf\u00e9"], "raw": "caf\u00e9", "sent_id": 1, "sent": "caf\u00e9"},
        ],
    }],
}
FROM_3 = {"bytes": [b"", b"\x00\xff", b"x" * 300]}
FROM_4 = {"sets": [set(), {1}, frozenset(), frozenset(["x"])]}
FROM_5 = {"bytearray": bytearray(b"\x01\x02")}


def tagged(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else {"int": str(value)}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, (bytes, bytearray)):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, (list, tuple)):
        return [tagged(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return {"set": [tagged(item) for item in value]}
    return {"dict": [[tagged(key), tagged(item)] for key, item in value.items()]}


def cases():
    for protocol in range(6):
        groups = [VALUES] + [g for least, g in ((3, FROM_3), (4, FROM_4), (5, FROM_5)) if protocol >= least]
        for group in groups:
            for name, value in group.items():
                if name == "long list" and protocol not in (0, 4):
                    continue
                yield f"{name}, protocol {protocol}", pickle.dumps(value, protocol), value
                if protocol == 0 and name in ("text", "refs"):
                    yield f"{name}, protocol 0, pure Python", pickle._dumps(value, 0), value


class Python2Str(str):
    """Text that Python 2 had as str, not unicode."""


def python2(value, protocol, memo):
    """As Python 2's cPickle wrote: str by repr in protocol 0, counted in 2; the memo starts at 1."""
    def put():
        memo.append(None)
        n = len(memo)
        if protocol == 0:
            return b"p%d\n" % n
        return b"q" + bytes([n]) if n < 256 else b"r" + struct.pack("<I", n)

    if isinstance(value, Python2Str):
        raw = value.encode("utf-8")
        if protocol == 0:
            # repr of Python 2: what is not printable ASCII is escaped
            body = "".join(chr(b) if 32 <= b < 127 and b not in (39, 92) else "\\x%02x" % b for b in raw)
            return b"S'" + body.encode() + b"'\n" + put()
        head = b"U" + bytes([len(raw)]) if len(raw) < 256 else b"T" + struct.pack("<i", len(raw))
        return head + raw + put()
    if isinstance(value, str):
        if protocol == 0:
            return b"V" + value.replace("\\", "\\u005c").replace("\n", "\\u000a").encode("raw-unicode-escape") + b"\n" + put()
        raw = value.encode("utf-8")
        return b"X" + struct.pack("<I", len(raw)) + raw + put()
    if isinstance(value, bool) or value is None:
        if value is None:
            return b"N"
        return (b"I01\n" if value else b"I00\n") if protocol == 0 else (b"\x88" if value else b"\x89")
    if isinstance(value, int):
        if protocol == 0:
            return b"I%d\n" % value if -(2**31) <= value < 2**31 else b"L%dL\n" % value
        return pickle.dumps(value, 2)[2:-1]
    if isinstance(value, float):
        return b"F" + repr(value).encode() + b"\n" if protocol == 0 else b"G" + struct.pack(">d", value)
    if isinstance(value, list):
        if protocol == 0:
            return b"(l" + put() + b"".join(python2(item, protocol, memo) + b"a" for item in value)
        return b"]" + put() + b"(" + b"".join(python2(item, protocol, memo) for item in value) + b"e"
    if protocol == 0:
        body = b"(d" + put()
        return body + b"".join(python2(k, 0, memo) + python2(v, 0, memo) + b"s" for k, v in value.items())
    body = b"}" + put() + b"("
    return body + b"".join(python2(k, 2, memo) + python2(v, 2, memo) for k, v in value.items()) + b"u"


def python2_cases():
    value = [{Python2Str("sent"): Python2Str("the caf\u00e9's \"menu\" \\ \n"), Python2Str("raw"): "uni\u4e2d \\u0041",
              Python2Str("ref_id"): 7, Python2Str("box"): [0.5, 2**40, True, None], Python2Str("long"): Python2Str("y" * 300)}]
    for protocol in (0, 2):
        head = b"" if protocol == 0 else b"\x80\x02"
        data = head + python2(value, protocol, []) + b"."
        assert pickle.loads(data, encoding="utf-8") == value, pickle.loads(data, encoding="utf-8")
        yield f"Python 2, protocol {protocol}", data, value


class Evil:
    def __reduce__(self):
        return os.system, ("echo never",)


class Plain:
    def __init__(self):
        self.x = 1


def refused():
    for protocol in range(6):
        yield f"os.system, protocol {protocol}", pickle.dumps(Evil(), protocol)
        yield f"an object, protocol {protocol}", pickle.dumps(Plain(), protocol)
        yield f"a date, protocol {protocol}", pickle.dumps(datetime.date(2020, 1, 1), protocol)
        yield f"an OrderedDict, protocol {protocol}", pickle.dumps(collections.OrderedDict(a=1), protocol)
        yield f"a Fraction, protocol {protocol}", pickle.dumps(fractions.Fraction(1, 3), protocol)
        if protocol < 4:
            yield f"a set, protocol {protocol}", pickle.dumps({1}, protocol)
        if protocol < 3:
            yield f"bytes, protocol {protocol}", pickle.dumps(b"\xff", protocol)
    yield "INST", b"(ios\nsystem\n."
    yield "OBJ", b"(cos\nsystem\no."
    yield "EXT1", b"\x80\x02\x82\x01."
    yield "EXT2", b"\x80\x02\x83\x01\x00."
    yield "EXT4", b"\x80\x02\x84\x01\x00\x00\x00."
    yield "PERSID", b"Pabc\n."
    yield "BINPERSID", b"NQ."
    yield "NEXT_BUFFER", b"\x80\x05\x97."
    yield "READONLY_BUFFER", b"\x80\x05N\x98."


def main():
    encoded = lambda data: base64.b64encode(data).decode()
    vectors = {
        "values": [{"name": n, "pickle": encoded(d), "value": tagged(v)} for n, d, v in [*cases(), *python2_cases()]],
        "refused": [{"name": n, "pickle": encoded(d)} for n, d in refused()],
    }
    with open(OUT, "w") as file:
        json.dump(vectors, file, separators=(",", ":"))
        file.write("\n")
    print(len(vectors["values"]), len(vectors["refused"]), os.path.getsize(OUT))


main()
