import { describe, expect, it } from "vitest";
import {
  aggregatesCsv,
  describeRunReport,
  type EvaluatedSample,
  markdownReport,
  reportOfRun,
  samplesCsv,
} from "#electron/evaluation";

const tally = (intersection: number, union: number) => ({ intersection, union });

function sample(id: string, index: number, changes: Partial<EvaluatedSample> = {}): EvaluatedSample {
  return {
    ...{ id, index, category: "thing", kinds: ["k"], failure: null, model: "m", usage: null, milliseconds: 10 + index },
    steps: { encode: 4, segment: 3, discover: 2 + index, evaluate: 0 },
    figures: {
      ...{ initial: tally(1, 4), top1: tally(2, 4), top3Oracle: tally(3, 4), candidateOracle: tally(4, 4) },
      candidates: [
        { id: "a", rank: 1, score: 0.9, ...tally(2, 4) },
        { id: "b", rank: 2, score: 0.4, ...tally(4, 4) },
      ],
    },
    ...changes,
  };
}

const NASTY = '=HYPERLINK("http://x|y")';
const SAMPLES = [
  sample(NASTY, 0, { category: "a|b", kinds: ["+1", "<b>"] }),
  sample("two", 1, {
    failure: { id: "two", code: "image-missing", message: "gone, \u202e|now", where: "two.png", cure: "Put it back." },
  }),
];

const reportWith = (evaluator: "oracle" | "random" | "predicted-iou" | "chat", samples = SAMPLES) =>
  reportOfRun({
    samples,
    ...{ convention: "lens", evaluator, bootstrap: 10, seed: 7, skipped: 1, notes: [] },
    settings: { dataset: "/data/=x", seed: 7, pack: null },
    facts: {
      ...{ id: "run1", folder: "/runs/1", created: "2026-01-01", versions: { app: "1" }, settingsHash: "h" },
      ...{ sourceSamples: 5, sourceHash: "s", domains: ["p@1: tests"], packs: [] },
    },
  });

describe("the Markdown report", () => {
  it("has the paper's rows, names its convention, its evaluator and its oracles, and what it was made with", async () => {
    const text = markdownReport(await reportWith("chat"));
    const rows = text.split("\n").filter((line) => line.startsWith("| "));
    const names = rows.map((row) => row.split(" | ")[0]?.slice(2));
    expect(names).toEqual(expect.arrayContaining(["initial", "top-1", "top-3 (oracle)", "candidate oracle"]));
    expect(text).toContain("Convention lens");
    expect(text).toContain("Avg. (mean of categories) gIoU");
    expect(text).toMatch(/\| top-1 \| 50\.0 \\\[/);
    expect(text).toContain("| seed | 7 |");
    expect(text).toContain("| app | 1 |");
    expect(text).toContain("counted as empty masks: 1 of 2 samples");
    // A step that took no time was not taken.
    expect(text).toContain("Median of each step: encode 4 ms, segment 3 ms, discover 2 ms.");
  });

  it("lets no name end a cell or start markup", async () => {
    const text = markdownReport(await reportWith("chat"));
    expect(text).toContain("a\\|b gIoU");
    expect(text).toContain("\\<b\\> gIoU");
    expect(text).toContain("gone, \\\\u\\{202e\\}\\|now");
    const table = text.slice(text.indexOf("## Figures"), text.indexOf("In brackets"));
    const widths = table
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .map((line) => line.replaceAll("\\|", "").split("|").length);
    expect(new Set(widths).size).toBe(1);
  });

  it("says of the oracle that it uses ground truth, and of baselines what they are", async () => {
    const oracle = markdownReport(await reportWith("oracle"));
    expect(oracle).toContain("uses ground truth");
    expect(oracle).toContain("| top-1 (oracle) |");
    expect(markdownReport(await reportWith("predicted-iou"))).toContain("has not read the question");
    expect(describeRunReport(await reportWith("oracle"), "/runs/1")).toMatch(/Evaluator Oracle: Spearman pooled/);
    expect(describeRunReport(await reportWith("random"), "/runs/1")).toContain("/runs/1");
  });
});

/** RFC 4180, for what our files hold. */
function rowsOf(text: string): string[][] {
  return text
    .trimEnd()
    .split("\r\n")
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => m[1]?.replaceAll('""', '"') ?? m[2] ?? ""),
    );
}

describe("the CSV files", () => {
  it("hold every figure and setting, with nothing that a spreadsheet would run", async () => {
    const rows = rowsOf(aggregatesCsv(await reportWith("chat")));
    expect(rows[0]).toEqual(["part", "name", "samples", "row", "metric", "value", "low", "high"]);
    expect(rows.find((row) => row[0] === "average" && row[3] === "top-1" && row[4] === "cIoU")?.[5]).toMatch(
      /^0\.4999/,
    );
    expect(rows.find((row) => row[0] === "setting" && row[1] === "seed")?.[5]).toBe("7");
    expect(rows.find((row) => row[0] === "kind" && row[1] === "'+1")).toBeDefined();
    expect(rows.every((row) => row.length === 8)).toBe(true);
  });

  it("have a line for each sample, in the dataset's order, failures too", () => {
    const rows = rowsOf(samplesCsv([...SAMPLES].reverse()));
    expect(rows.map((row) => row[0])).toEqual(["id", `'${NASTY}`, "two"]);
    expect(rows[2]?.[3]).toBe("failed");
    expect(rows[1]?.slice(4, 6)).toEqual(["2", "0.9"]);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  });
});

it("tells a cost only where all of it is known", async () => {
  const usage = { requests: 1, cached: 0, inputTokens: 5, outputTokens: 2, cost: 0.5 };
  const report = async (second: number | null) =>
    (await reportWith("chat", [sample("a", 0, { usage }), sample("b", 1, { usage: { ...usage, cost: second } })])).run
      ?.usage;
  expect(await report(0.25)).toMatchObject({ requests: 2, inputTokens: 10, cost: 0.75 });
  expect((await report(null))?.cost).toBeNull();
});
