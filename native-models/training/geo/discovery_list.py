"""Questions for discover-candidates.mjs: some of each scene, drawn with a seed.

    python discovery_list.py --questions Q.jsonl --folder DIR --per-scene 1 --scenes 900 --out LIST.jsonl
"""

import argparse
import json
from pathlib import Path

import numpy as np

from questions_data import stored


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("questions", "folder", "out"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--per-scene", type=int, default=1)
    parser.add_argument("--scenes", type=int, default=10**9)
    parser.add_argument("--seed", type=int, default=8)
    args = parser.parse_args()
    random = np.random.default_rng(args.seed)
    written = 0
    with open(args.out, "w") as file:
        for number, line in enumerate(stored(args.questions)):
            if number >= args.scenes:
                break
            for pick in random.permutation(len(line["questions"]))[: args.per_scene]:
                question = line["questions"][pick]
                image = Path(args.folder).resolve() / f"{line['scene']}.png"
                file.write(json.dumps({"image": str(image), "question": question["text"], "target": question["target"], "kind": question["kind"]}) + "\n")
                written += 1
    print(f"{written} questions")


if __name__ == "__main__":
    main()
