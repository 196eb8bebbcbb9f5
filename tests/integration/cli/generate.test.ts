import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bitmapArea, decodeRle, rleIou } from "#core/masks";
import type { Scene } from "#core/scenes";
import { judge, type Program } from "#core/scenes/programs";
import { instanceMap } from "#core/scenes/rendering";
import { readDataset } from "#electron/datasets";
import type { DatasetSample } from "#electron/datasets/reading";
import type { GenerationReport } from "#electron/generate";
import { ensureBuilt } from "../../../electron/launch/build.mjs";

const COMMAND = resolve(import.meta.dirname, "../../../electron/launch/rea2seg.mjs");
const SMALL = ["--scenes", "5", "--questions", "22", "--size", "96x64", "--seed", "7"] as const;

let dir: string;
beforeAll(async () => {
  await ensureBuilt({ targets: ["node"], log: () => {} });
  dir = mkdtempSync(join(tmpdir(), "rea2seg-generate-test-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [COMMAND, "generate", "geometric", ...args], {
    env: process.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].on("data", (text) => {
      texts[name] += text;
    });
  }
  const answer = new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
    child.once("close", (code) => done({ code, ...texts }));
  });
  return { child, answer };
}

async function generate(out: string, ...args: string[]): Promise<GenerationReport> {
  const { code, stdout, stderr } = await start([...SMALL, "--out", join(dir, out), "--json", ...args]).answer;
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

/** Every file below a folder with the hash of its bytes. */
function hashesOf(folder: string): Record<string, string> {
  const files = readdirSync(join(dir, folder), { recursive: true, withFileTypes: true }).filter((each) =>
    each.isFile(),
  );
  const paths = files.map((each) => join(each.parentPath, each.name)).sort();
  return Object.fromEntries(
    paths.map((path) => [
      relative(join(dir, folder), path),
      createHash("sha256").update(readFileSync(path)).digest("hex"),
    ]),
  );
}

async function samplesOf(format: string, folder: string): Promise<DatasetSample[]> {
  const samples: DatasetSample[] = [];
  for await (const sample of readDataset(format, { source: join(dir, folder) })) samples.push(sample);
  return samples;
}

const linesOf = (folder: string): Record<string, unknown>[] =>
  readFileSync(join(dir, folder, "samples.jsonl"), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe("rea2seg generate geometric", () => {
  it("gives the same bytes on any number of threads, and others for another seed or split", async () => {
    await generate("one", "--threads", "1");
    await generate("three", "--threads", "3");
    expect(hashesOf("three")).toEqual(hashesOf("one"));
    await generate("other split", "--split", "val");
    const pictures = (folder: string) =>
      Object.entries(hashesOf(folder)).flatMap(([name, hash]) => (name.endsWith(".png") ? [hash] : []));
    expect(pictures("one")).toHaveLength(5);
    expect(new Set([...pictures("one"), ...pictures("other split")]).size).toBe(10);
    const { code } = await start([...SMALL, "--seed", "8", "--out", join(dir, "other seed")]).answer;
    expect(code).toBe(0);
    expect(new Set([...pictures("one"), ...pictures("other seed")]).size).toBe(10);
  });

  it("writes both formats, which read as the same questions and masks", async () => {
    const report = await generate("both", "--format", "both");
    expect(report).toMatchObject({ format: "both", split: "train", seed: 7, questions: { wanted: 22, made: 22 } });
    const own = await samplesOf("own", "both/own");
    const lisa = await samplesOf("reasonseg", "both/reasonseg");
    expect(own).toHaveLength(22);
    const byQuestion = (samples: readonly DatasetSample[]) =>
      samples.map(({ id, question }) => `${id}: ${question}`).sort();
    const inOwn = own.map((sample) => ({ ...sample, id: sample.id }));
    expect(lisa.map(({ question }) => question).sort()).toEqual(inOwn.map(({ question }) => question).sort());
    expect(byQuestion(lisa).map((line) => line.replace(/^train\//, ""))).toEqual(byQuestion(inOwn));
    for (const sample of own) {
      const other = lisa.find(({ id }) => id.replace(/^train\//, "") === sample.id);
      if (sample.mask === null || !other?.mask) throw new Error("both have a mask");
      expect(rleIou(sample.mask, other.mask)).toBe(1);
    }
    // LISA's loaders read three keys; program and scene lie beside them.
    const [line] = linesOf("both/own");
    const file = join(dir, "both/reasonseg/train", `${line?.id}.json`);
    const { program, scene, values, target, words } = line as Record<string, unknown>;
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      program,
      scene,
      values,
      target,
      words,
      kind: line?.kind,
    });
  });

  it("keeps program and scene with each sample, and the mask is what one sees of the answer", async () => {
    const { kinds, rejected } = await generate("kept");
    for (const line of linesOf("kept")) {
      const { scene, program, target, mask, kind, image } = line as {
        scene: Scene;
        program: Program;
        target: number;
        mask: { size: [number, number]; counts: string };
        kind: string[];
        image: string;
      };
      expect(judge(program, scene)).toMatchObject({ ok: true, target });
      expect(kinds).toHaveProperty(kind[0] as string);
      const bitmap = decodeRle(mask);
      // The stored scene is rounded to a millionth: at most a pixel of an edge may fall otherwise.
      const ids = instanceMap(scene);
      const different = bitmap.data.filter((inside, pixel) => (inside === 1) !== (ids[pixel] === target + 1)).length;
      expect(different).toBeLessThanOrEqual(1);
      expect(bitmapArea(bitmap)).toBeGreaterThan(0);
      const { width, height } = await sharp(join(dir, "kept", image)).metadata();
      expect([height, width]).toEqual(mask.size);
    }
    expect(JSON.parse(readFileSync(join(dir, "kept", "generation.json"), "utf8"))).toMatchObject({ kinds, rejected });
    expect(Object.values(rejected).every((times) => times > 0)).toBe(true);
  });

  it("asks every kind equally often over all scenes", async () => {
    const { kinds } = await generate("even");
    const counts = Object.values(kinds);
    expect(counts).toHaveLength(11);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(22);
    // Few scenes may lack a kind; no kind is left out for long.
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
  });

  it("asks for held-out pairs alone in test-combinations, and with held-out words in test-wordings", async () => {
    const held = await generate("combinations", "--split", "test-combinations");
    expect(held.rejected["answer-not-held-out"]).toBeGreaterThan(0);
    const pair = /cyan \w+ cube|brown \w+ cube|yellow \w+ sphere|gray \w+ sphere|red \w+ cylinder|purple \w+ cylinder/;
    for (const { answer } of linesOf("combinations")) expect(answer).toMatch(pair);
    expect(await generate("wordings", "--split", "test-wordings")).toMatchObject({ wordings: "test" });
  });

  it("leaves nothing behind when it is cancelled", async () => {
    const out = join(dir, "cancelled", "below");
    const { child, answer } = start(["--scenes", "500", "--questions", "500", "--out", out, "--format", "both"]);
    await new Promise<void>((go) => child.stderr.on("data", (text) => String(text).includes("rendering") && go()));
    child.kill("SIGINT");
    const { code, stderr } = await answer;
    expect(code).toBe(5);
    expect(stderr).toContain("nothing of it was kept");
    expect(existsSync(join(dir, "cancelled"))).toBe(false);
  });

  it.each([
    ["a folder that is not empty", [], 3, "not empty"],
    ["the same for both formats", ["--format", "both"], 3, "not empty"],
    ["fewer questions than scenes", ["--questions", "4"], 2, "fewer than 5 scenes"],
    ["an unknown split", ["--split", "tset"], 2, '"tset" is no split'],
    ["an unknown format", ["--format", "coco"], 2, '"coco" is no format'],
    ["a size that is none", ["--size", "480"], 2, '"480" is no size'],
    ["a size too flat to show a scene", ["--size", "1920x240"], 2, "too flat"],
    ["a folder below a file", ["--format", "both", "--out", resolve("package.json", "sub")], 3, "no folder"],
    ["a folder without a name", ["--out", ""], 2, "no name"],
    ["a seed beyond the last", ["--seed", "4096"], 2, "--seed"],
  ] as const)("refuses %s", async (_, args, exitCode, message) => {
    const out = join(dir, "taken");
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, "mine.txt"), "mine");
    const { code, stdout } = await start([...SMALL, "--out", out, "--json", ...args]).answer;
    expect(code).toBe(exitCode);
    expect(JSON.parse(stdout).error.message).toContain(message);
    expect(readdirSync(out)).toEqual(["mine.txt"]);
    expect(statSync(join(out, "mine.txt")).size).toBe(4);
  });
});
