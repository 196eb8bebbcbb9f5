"""Writes a pack's pack.json: what is given, and `files` with hash and size of everything else in the folder.

    python native-models/training/export/write_manifest.py FOLDER MANIFEST.json

MANIFEST.json holds all but `files` (docs/packs.md). Prints the sizes. Files that begin with a dot, and pack.json, are
not listed.
"""

import hashlib
import json
import os
import sys
from pathlib import Path


def files_of(folder):
    """{path inside the folder, with forward slashes: {sha256, bytes}}, sorted."""
    found = {}
    for file in sorted(Path(folder).rglob("*")):
        name = file.relative_to(folder)
        if file.is_file() and name.as_posix() != "pack.json" and not any(part.startswith(".") for part in name.parts):
            content = file.read_bytes()
            found[name.as_posix()] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    return found


def write_manifest(folder, manifest):
    """Writes FOLDER/pack.json whole or not at all; `files` comes behind `domain`, where the app writes it."""
    folder = Path(folder)
    first = ["format", "id", "version", "title", "licence", "domain"]
    missing = [name for name in first if name not in manifest]
    if missing:
        raise ValueError(f"the manifest lacks {', '.join(missing)}")
    rest = {name: value for name, value in manifest.items() if name not in first and name != "files"}
    whole = {**{name: manifest[name] for name in first}, "files": files_of(folder), **rest}
    temporary = folder / ".pack.json"
    temporary.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
    os.replace(temporary, folder / "pack.json")
    return whole


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    whole = write_manifest(sys.argv[1], json.loads(Path(sys.argv[2]).read_text()))
    for name, facts in whole["files"].items():
        print(f"{facts['bytes']:>12} {name}")
    print(f"{sum(facts['bytes'] for facts in whole['files'].values()):>12} in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
