import { pickleToJson, unpickle } from "#electron/datasets/pickle";
import { CANARY, oddBytes, oddString } from "./interesting.ts";
import { mutateJson } from "./mutate-json.ts";
import { mutatePng } from "./mutate-png.ts";
import type { Random } from "./random.ts";
import { pickleOf } from "./seeds/pickle-writer.ts";
import { copyOf, type Tree } from "./tree.ts";

/** A tree with one to four changes. The same random numbers give the same changes. */
export function mutateTree(seed: Tree, random: Random): Tree {
  const tree = copyOf(seed);
  const changes = 1 + random.int(random.chance(0.2) ? 4 : 2);
  for (let i = 0; i < changes; i++) {
    if (random.chance(0.14)) mutateLayout(tree, random);
    else mutateContent(tree, random);
  }
  return tree;
}

function mutateContent(tree: Tree, random: Random): void {
  const names = [...tree.files.keys()];
  if (names.length === 0) return;
  // What describes the set is worth more tries than its pictures.
  const telling = names.filter((name) => !/\.(png|jpe?g)$/i.test(name));
  const name = random.pick(telling.length > 0 && random.chance(0.75) ? telling : names);
  tree.files.set(name, mutateBytes(tree.files.get(name) as Buffer, name, random));
}

export function mutateBytes(content: Buffer, name: string, random: Random): Buffer {
  const isJson = /\.(jsonl?|ndjson)$/i.test(name);
  if (isJson && random.chance(0.65)) return mutateJson(content, name, random);
  if (/\.p$/i.test(name) && random.chance(0.6)) return mutatePickle(content, random);
  if (/\.parquet$/i.test(name) && random.chance(0.7)) return mutateParquet(content, random);
  if (/\.png$/i.test(name) && random.chance(0.4)) return mutatePng(content, random);
  return rawChange(content, random);
}

/** Bytes in the pages or in the footer, none more or fewer, so that all else is found where it was. */
function mutateParquet(content: Buffer, random: Random): Buffer {
  if (content.length < 16) return rawChange(content, random);
  const changed = Buffer.from(content);
  const footer = Math.max(4, content.length - 8 - content.readUInt32LE(content.length - 8));
  const [from, to] = random.chance(0.75) ? [4, footer] : [footer, content.length - 8];
  for (let i = 1 + random.int(4); i > 0; i--) {
    const at = from + random.int(Math.max(1, to - from));
    const byte = random.pick([0, 1, 2, 0x10, 0x7f, 0x80, 0xfe, 0xff, random.int(256)]);
    changed.fill(byte, at, Math.min(content.length, at + (random.chance(0.6) ? 1 : 1 + random.int(6))));
  }
  return changed;
}

/** The values that a pickle holds, changed and pickled again. */
function mutatePickle(content: Buffer, random: Random): Buffer {
  try {
    const json = Buffer.from(JSON.stringify(pickleToJson(unpickle(content, "x.p"))));
    return pickleOf(JSON.parse(mutateJson(json, "x.json", random).toString("utf8")));
  } catch {
    return rawChange(content, random);
  }
}

function rawChange(content: Buffer, random: Random): Buffer {
  const at = random.int(content.length + 1);
  const length = Math.min(content.length - at, 1 + random.int(random.chance(0.8) ? 32 : 2_000));
  const before = content.subarray(0, at);
  const piece = content.subarray(at, at + length);
  const after = content.subarray(at + length);
  switch (random.int(9)) {
    case 0:
    case 1:
      return flipBits(content, 1 + random.int(8), random);
    case 2:
      return Buffer.from(before);
    case 3:
      return Buffer.concat([before, after]);
    case 4:
      return Buffer.concat([before, ...Array.from({ length: 2 + random.int(20) }, () => piece), after]);
    case 5:
      return Buffer.concat([after, piece, before]);
    case 6:
      return Buffer.concat([before, oddBytes(random), after]);
    case 7:
      return Buffer.concat([before, oddBytes(random), piece, after]);
    default:
      return replaceNumber(content, random);
  }
}

function flipBits(content: Buffer, count: number, random: Random): Buffer {
  const flipped = Buffer.from(content);
  for (let i = 0; i < count && flipped.length > 0; i++) {
    const at = random.int(flipped.length);
    flipped[at] = (flipped[at] as number) ^ (1 << random.int(8));
  }
  return flipped;
}

/** A number in text by another; what is no text changes a byte. */
function replaceNumber(content: Buffer, random: Random): Buffer {
  const text = content.toString("latin1");
  const numbers = [...text.matchAll(/-?\d+(\.\d+)?/g)].slice(0, 500);
  const found = numbers.length > 0 ? random.pick(numbers) : null;
  if (found === null) return flipBits(content, 1, random);
  const other = random.pick(["NaN", "-1", "1e400", "99999999999999999999", "0x10", "-0", "1.", "00", "4294967295", ""]);
  return Buffer.from(text.slice(0, found.index) + other + text.slice(found.index + found[0].length), "latin1");
}

/** Files gone, swapped, empty, links in their place. */
function mutateLayout(tree: Tree, random: Random): void {
  const names = [...tree.files.keys()];
  if (names.length === 0) return;
  const name = random.pick(names);
  const other = random.pick(names);
  const content = tree.files.get(name) as Buffer;
  switch (random.int(9)) {
    case 0:
      tree.files.delete(name);
      return;
    case 1:
      tree.files.set(name, tree.files.get(other) as Buffer);
      tree.files.set(other, content);
      return;
    case 2:
      tree.files.set(name, Buffer.alloc(0));
      return;
    case 3:
      tree.files.delete(name);
      tree.links.set(name, linkTarget(name, random));
      return;
    case 4:
      linkFolder(tree, name, random);
      return;
    case 5:
      // A folder where a file was.
      tree.files.delete(name);
      tree.files.set(`${name}/inner.txt`, content);
      return;
    case 6:
      tree.files.delete(name);
      tree.files.set(name.toUpperCase(), content);
      return;
    case 7:
      tree.files.set(
        `${name.slice(0, name.lastIndexOf("/") + 1)}${oddString(random).slice(0, 120).replaceAll("/", "_")}`,
        content,
      );
      return;
    default:
      tree.files.set(`deep/${"d/".repeat(1 + random.int(30))}${name}`, content);
  }
}

/** From the link's own folder to the canary, to itself, to nothing. */
function linkTarget(name: string, random: Random): string {
  const up = "../".repeat(name.split("/").length - 1);
  const last = name.split("/").at(-1) as string;
  return random.pick([
    `${up}${CANARY}/secret.png`,
    `${up}${CANARY}/secret.json`,
    last,
    "nowhere",
    "/dev/zero",
    "/dev/stdin",
    ".",
  ]);
}

function linkFolder(tree: Tree, name: string, random: Random): void {
  const [folder] = name.split("/");
  if (folder === undefined || folder === name) return;
  for (const each of [...tree.files.keys()]) if (each.startsWith(`${folder}/`)) tree.files.delete(each);
  tree.links.set(folder, random.pick([CANARY, ".", "..", folder]));
}
