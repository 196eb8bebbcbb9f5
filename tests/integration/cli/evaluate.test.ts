import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { encodeRle } from "#core/masks";
import { type EvaluationReport, evaluationReportSchema } from "#electron/evaluation";
import { ensureBuilt } from "../../../electron/launch/build.mjs";
import {
  figures,
  paint,
  png,
  SAMPLES,
  writeLines,
  writeOwn,
  writePngs,
  writeReasonSeg,
} from "./evaluation-fixtures.ts";

const COMMAND = resolve(import.meta.dirname, "../../../electron/launch/rea2seg.mjs");

let dir: string;
let reasonseg: string;
let own: string;
let pngs: string;
let lines: string;

beforeAll(async () => {
  await ensureBuilt({ targets: ["node"], log: () => {} });
  dir = mkdtempSync(join(tmpdir(), "rea2seg-evaluate-"));
  reasonseg = await writeReasonSeg(join(dir, "reasonseg"));
  own = await writeOwn(join(dir, "own"));
  pngs = await writePngs(join(dir, "pngs"));
  lines = writeLines(join(dir, "masks.jsonl"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function evaluate(...args: string[]): Promise<Answer> {
  const env = {
    ...process.env,
    REA2SEG_CACHE_DIR: join(dir, "cache"),
    REA2SEG_CONFIG_DIR: join(dir, "config"),
    REA2SEG_DATA_DIR: join(dir, "data"),
  };
  const child = spawn(process.execPath, [COMMAND, "evaluate", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (text) => {
    stdout += text;
  });
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  return new Promise((done) => child.once("close", (code) => done({ code, stdout, stderr })));
}

async function report(dataset: string, predictions: string, ...more: string[]): Promise<EvaluationReport> {
  const { code, stdout } = await evaluate("--dataset", dataset, "--predictions", predictions, "--json", ...more);
  expect(code).toBe(0);
  return evaluationReportSchema.strict().parse(JSON.parse(stdout));
}

describe.each(["lisa", "lens"] as const)("by the convention %s", (convention) => {
  test("ReasonSeg and our format, PNG and JSON Lines all give the figures that are computed apart", async () => {
    const expected = figures(SAMPLES, convention);
    for (const [dataset, predictions] of [
      [reasonseg, pngs],
      [reasonseg, lines],
      [own, pngs],
      [own, lines],
    ] as const) {
      const result = await report(dataset, predictions, "--convention", convention);
      expect(result.convention).toBe(convention);
      expect(result.average.top1?.gIoU).toBeCloseTo(expected.gIoU, 12);
      expect(result.average.top1?.cIoU).toBeCloseTo(expected.cIoU, 12);
      expect(result).toMatchObject({ samples: SAMPLES.length, failed: 0, missing: ["missing"], unknown: [] });
    }
  });

  test("categories, kinds and the macro mean too", async () => {
    const result = await report(own, lines, "--convention", convention);
    const of = (name: string) =>
      figures(
        SAMPLES.filter(({ category }) => category === name),
        convention,
      );
    const [stuff, thing] = [of("stuff"), of("thing")];
    expect(Object.keys(result.categories)).toEqual(["stuff", "thing"]);
    expect(result.categories.stuff?.top1?.gIoU).toBeCloseTo(stuff.gIoU, 12);
    expect(result.categories.thing?.top1?.cIoU).toBeCloseTo(thing.cIoU, 12);
    expect(result.macro.top1?.gIoU).toBeCloseTo((stuff.gIoU + thing.gIoU) / 2, 12);
    expect(result.macro.top1?.cIoU).toBeCloseTo((stuff.cIoU + thing.cIoU) / 2, 12);
    const kindA = figures(
      SAMPLES.filter(({ kind }) => kind.includes("a")),
      convention,
    );
    expect(result.kinds.a?.top1?.gIoU).toBeCloseTo(kindA.gIoU, 12);
  });
});

describe("the report", () => {
  it("fills top1 alone: no model ran, so there is nothing else to say", async () => {
    const result = await report(own, pngs);
    const { initial, top3Oracle, candidateOracle } = result.average;
    expect([initial, top3Oracle, candidateOracle]).toEqual([null, null, null]);
    expect(Object.values(result.evaluator)).toEqual([null, null, null, null]);
    expect(result.intervals).toBeNull();
    expect(result.settings).toMatchObject({ dataset: own, format: "own", predictions: pngs, kind: "folder" });
  });

  it("has no macro mean where the samples have no categories", async () => {
    const result = await report(reasonseg, pngs);
    expect(result.categories).toEqual({});
    expect(result.macro.top1).toBeNull();
  });

  it("gives 95% intervals that hold the figures, the same for the same seed", async () => {
    const args = ["--bootstrap", "300", "--seed", "5"];
    const [once, again] = [await report(own, lines, ...args), await report(own, lines, ...args)];
    expect(once.intervals).toEqual(again.intervals);
    for (const rows of ["average", "macro"] as const) {
      const [low, high] = once.intervals?.[rows].top1?.gIoU ?? [1, 0];
      expect(low).toBeLessThan(once[rows].top1?.gIoU as number);
      expect(high).toBeGreaterThan(once[rows].top1?.gIoU as number);
    }
    expect(Object.keys(once.intervals?.categories ?? {})).toEqual(["stuff", "thing"]);
    const other = await report(own, lines, "--bootstrap", "300", "--seed", "6");
    expect(other.intervals).not.toEqual(once.intervals);
  });

  it("reads as a table that names the convention, the counts and what is missing", async () => {
    const { code, stdout } = await evaluate("--dataset", own, "--predictions", pngs, "--convention", "lens");
    const expected = figures(SAMPLES, "lens");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Convention lens: the ignore region counts as background/);
    expect(stdout).toMatch(new RegExp(`average +8 +${expected.gIoU.toFixed(4)} +${expected.cIoU.toFixed(4)}`));
    expect(stdout).toMatch(/macro mean of 2 categories[\s\S]*category stuff +4 [\s\S]*kind a +3 /);
    expect(stdout).toMatch(
      /missing: 1 \(without a prediction, counted as empty masks\): missing\nfailed: 0\nunknown: 0/,
    );
    const rows = stdout.split("\n").filter((row) => /^(top 1|average|macro|category|kind) /.test(row));
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  });
});

describe("predictions that cannot be compared", () => {
  const spoilt = SAMPLES.map((sample) =>
    sample.id === "exact" || sample.id === "half" ? { ...sample, prediction: [] } : sample,
  );

  it("count as empty masks, and are told with file and cure: PNG", async () => {
    const folder = join(dir, "spoilt");
    cpSync(pngs, folder, { recursive: true });
    writeFileSync(join(folder, "exact.png"), await png(paint([[0, 0, 5, 5]], 20, 15)));
    const whole = readFileSync(join(folder, "half.png"));
    writeFileSync(join(folder, "half.png"), whole.subarray(0, whole.length - 20));
    writeFileSync(join(folder, "stranger.png"), await png(paint([])));
    const { code, stdout, stderr } = await evaluate("--dataset", own, "--predictions", folder, "--json");
    expect(code).toBe(0);
    const result = evaluationReportSchema.parse(JSON.parse(stdout));
    expect(result).toMatchObject({ samples: 8, failed: 2, missing: ["missing"], unknown: ["stranger"] });
    expect(result.average.top1?.gIoU).toBeCloseTo(figures(spoilt, "lisa").gIoU, 12);
    expect(result.failures).toMatchObject([
      { id: "exact", where: join(folder, "exact.png"), message: expect.stringContaining("20 x 15") },
      { id: "half", where: join(folder, "half.png") },
    ]);
    for (const { where, cure } of result.failures) {
      expect(stderr).toContain(where);
      expect(stderr).toContain(cure);
    }
    expect(stderr).toContain("counts as an empty mask");
    expect(stderr).toContain('"stranger"');
  });

  it("count as empty masks, and are told with file, line and cure: JSON Lines", async () => {
    const rest = SAMPLES.filter(({ id }) => id !== "exact" && id !== "half");
    const file = writeLines(join(dir, "spoilt.jsonl"), rest, [
      { id: "exact", mask: encodeRle(paint([[0, 0, 5, 5]], 20, 15)) },
      { id: "half", mask: { size: [30, 40], counts: "\u0001" } },
      { id: "stranger", mask: encodeRle(paint([])) },
    ]);
    writeFileSync(file, "this is no JSON\n", { flag: "a" });
    const { stdout, stderr } = await evaluate("--dataset", own, "--predictions", file, "--json");
    const result = evaluationReportSchema.parse(JSON.parse(stdout));
    expect(result).toMatchObject({ failed: 2, missing: ["missing"], unknown: ["stranger"] });
    expect(result.average.top1?.gIoU).toBeCloseTo(figures(spoilt, "lisa").gIoU, 12);
    expect(result.failures.map(({ where }) => where)).toEqual([`${file}:6`, `${file}:7`]);
    expect(result.notes).toMatchObject([{ file, line: 9 }]);
    expect(stderr).toContain(`${file}:9`);
  });

  it("of which none belongs to a sample: told, with figures of empty masks", async () => {
    const file = writeLines(join(dir, "strangers.jsonl"), [], [{ id: "x", mask: encodeRle(paint([])) }]);
    const { code, stdout, stderr } = await evaluate("--dataset", own, "--predictions", file, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ unknown: ["x"], missing: SAMPLES.map(({ id }) => id) });
    expect(stderr).toContain("No sample has a prediction");
  });
});

describe("samples that cannot be scored", () => {
  it("are skipped with a note", async () => {
    const bare = { id: "bare", image: "images/one.png", question: "?", category: "thing", split: "test" };
    const dataset = await writeOwn(join(dir, "with-bare"), SAMPLES, [bare]);
    const { stdout, stderr } = await evaluate("--dataset", dataset, "--predictions", pngs, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ samples: 8, skipped: 1, missing: ["missing"] });
    expect(stderr).toContain('"bare"');
  });

  it("are no dataset when there is no other", async () => {
    const bare = { id: "bare", image: "images/one.png", question: "?", category: "", split: "test" };
    const dataset = await writeOwn(join(dir, "bare-alone"), [], [bare]);
    const { code, stdout } = await evaluate("--dataset", dataset, "--predictions", pngs, "--json");
    expect(code).toBe(3);
    expect(JSON.parse(stdout).error).toMatchObject({ code: "bad-input", message: expect.stringContaining("bare") });
  });
});

describe("refusals", () => {
  const empty = () => {
    mkdirSync(join(dir, "empty"), { recursive: true });
    return join(dir, "empty");
  };
  const cases: [string, () => string[], number, string, RegExp][] = [
    ["an option of the runs", () => ["--dataset", own, "--predictions", pngs, "--limit", "3"], 2, "usage", /--limit/],
    ["no dataset named", () => ["--predictions", pngs], 2, "usage", /--dataset/],
    [
      "an unknown convention",
      () => ["--dataset", own, "--predictions", pngs, "--convention", "coco"],
      2,
      "usage",
      /lisa or lens/,
    ],
    ["no resamples", () => ["--dataset", own, "--predictions", pngs, "--bootstrap", "0"], 2, "usage", /--bootstrap/],
    [
      "a dataset that is not there",
      () => ["--dataset", join(dir, "none"), "--predictions", pngs],
      3,
      "not-found",
      /none/,
    ],
    ["an empty folder as dataset", () => ["--dataset", empty(), "--predictions", pngs], 3, "bad-input", /empty/],
    ["a file as dataset", () => ["--dataset", lines, "--predictions", pngs], 3, "bad-input", /folder/],
    [
      "predictions that are not there",
      () => ["--dataset", own, "--predictions", join(dir, "no")],
      3,
      "not-found",
      /no/,
    ],
    [
      "an empty folder of predictions",
      () => ["--dataset", own, "--predictions", empty()],
      3,
      "bad-input",
      /<sample id>.png/,
    ],
  ];

  it.each(cases)("%s", async (_, args, exitCode, errorCode, pattern) => {
    const { code, stdout, stderr } = await evaluate(...args(), "--json");
    const { error } = JSON.parse(stdout);
    expect(error).toMatchObject({ code: errorCode, cure: expect.stringMatching(/\S/) });
    expect(JSON.stringify(error)).toMatch(pattern);
    expect(code).toBe(exitCode);
    expect(stderr).toContain(error.cure);
  });
});
