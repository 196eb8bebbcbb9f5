import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type EvaluationReport, evaluationReportSchema } from "#electron/evaluation";
import { type ChatServer, startChatServer } from "../../mocks/chat-server.mjs";
import {
  colourDatasets,
  dataset,
  dir,
  evaluate,
  expectFigures,
  KEY,
  linesOf,
  reasonseg,
  report,
  SAMPLES,
  start,
  TINY,
} from "./evaluate-run-setup.ts";
import { writeColours } from "./run-dataset.ts";

colourDatasets();

describe("every evaluator runs the fixture, and the report holds what is computed apart", () => {
  it.each(["predicted-iou", "random", "oracle", "pack"] as const)("%s", async (evaluator) => {
    const out = join(dir, `by ${evaluator}`);
    const found = await report(out, "--evaluator", evaluator, "--seed", "7", "--bootstrap", "30");
    expect(found).toMatchObject({ samples: 12, failed: 0, convention: "lisa", skipped: 0 });
    expect(found.evaluator).toMatchObject({ name: evaluator, usesGroundTruth: evaluator === "oracle", questions: 12 });
    expectFigures(found, out);
    expect(found.intervals?.macro.candidateOracle?.gIoU[0]).toBeLessThanOrEqual(found.macro.candidateOracle?.gIoU ?? 0);
    expect(found.settings).toMatchObject({ evaluator, seed: 7, pack: "tiny-sam1@1.0.0", "discovery.amgBudget": 9 });
    expect(found.run?.versions).toMatchObject({ app: expect.any(String), onnxruntime: expect.stringMatching(/^\d/) });
    for (const line of linesOf(out)) expect(line.result).toMatchObject({ batch: found.run?.id, scoring: { seed: 7 } });
    if (evaluator !== "oracle") return;
    expect(found.average.top1).toEqual(found.average.candidateOracle);
    expect(found.evaluator).toMatchObject({ top1Regret: 0, mae: 0 });
    expect(readFileSync(join(out, "report.md"), "utf8")).toMatch(/Oracle.*uses ground truth/);
  });

  it("chat, with what it cost and without its key", async () => {
    const server = await startChatServer({ key: KEY });
    try {
      const out = join(dir, "by chat");
      const args = ["--evaluator", "chat", "--endpoint", server.url, "--model", "mock", "--mask-style", "overlay"];
      const started = start(["evaluate", "--dataset", dataset, ...TINY, ...args, "--out", out, "--json"], {
        REA2SEG_API_KEY: KEY,
      });
      const { code, stdout, stderr } = await started.answer;
      expect(code, stderr).toBe(0);
      const found = evaluationReportSchema.strict().parse(JSON.parse(stdout));
      expectFigures(found, out);
      expect(found.run?.usage).toMatchObject({ requests: server.requests.length, cached: 0, cost: null });
      expect(found.settings).toMatchObject({ "endpoint.model": "mock", "endpoint.maskStyle": "overlay" });
      expect(stderr).toMatch(/To 127\.0\.0\.1:\d+ \(mock\): the questions, pictures and masks of 12 samples/);
      for (const name of readdirSync(out)) expect(readFileSync(join(out, name), "latin1")).not.toContain(KEY);
    } finally {
      await server.close();
    }
  });

  it("attention from chat, whose tokens are counted too", async () => {
    const server = await startChatServer();
    try {
      const out = join(dir, "attention from chat");
      const args = ["--attention", "chat", "--evaluator", "predicted-iou", "--limit", "3"];
      const found = await report(out, ...args, "--endpoint", server.url, "--model", "mock");
      expect(found.run?.usage?.requests).toBe(server.requests.length);
      expect(server.requests).toHaveLength(3);
      expectFigures(found, out);
    } finally {
      await server.close();
    }
  });

  it("the grid and ReasonSeg's format, by the other convention", async () => {
    const out = join(dir, "reasonseg run");
    const args = ["--attention", "grid", "--evaluator", "predicted-iou", "--convention", "lens", "--out", out];
    const answer = await start(["evaluate", "--dataset", reasonseg, ...TINY, ...args, "--json"]).answer;
    expect(answer.code, answer.stderr).toBe(0);
    const found = evaluationReportSchema.parse(JSON.parse(answer.stdout));
    expect(found).toMatchObject({ samples: 4, convention: "lens", categories: {} });
    expect(found.macro.top1).toBeNull();
    expectFigures(found, out);
  });
});

describe("a run", () => {
  it("is deterministic, takes a seeded subset, and reads as a table", async () => {
    const args = ["--limit", "5", "--seed", "3", "--evaluator", "random"];
    const [once, again] = [await report(join(dir, "a"), ...args), await report(join(dir, "b"), ...args)];
    const same = ({ timings: _, run: __, ...rest }: EvaluationReport) => rest;
    expect(same(again)).toEqual(same(once));
    expect(once.run).toMatchObject({ sourceSamples: 12 });
    const ids = linesOf(join(dir, "a")).map(({ id }) => id);
    expect(ids).toHaveLength(5);
    const text = await evaluate(...args, "--out", join(dir, "c"));
    expect(text.stdout).toMatch(/Convention lisa/);
    expect(text.stdout).toMatch(/average +5 /);
    expect(text.stdout).toContain("top-3 (oracle)");
    expect(text.stdout).toContain(join(dir, "c"));
    expect(text.stderr).toMatch(/evaluating 100 %, 5 of 5 samples/);
  });

  it("leaves out the candidates that it is told to", async () => {
    const out = join(dir, "without");
    await report(out, "--without", "amg,semantic", "--evaluator", "predicted-iou", "--limit", "4");
    const sources = linesOf(out).flatMap(({ result }) => result?.candidates.map(({ source }) => source) ?? []);
    expect(new Set(sources)).toEqual(new Set(["original"]));
  });

  it("scores the candidates of an earlier run anew, and discovers nothing", async () => {
    const [found, same, other] = ["found", "scored alike", "scored otherwise"].map((name) => join(dir, name));
    const once = await report(found as string, "--limit", "5", "--seed", "2");
    const again = await report(same as string, "--candidates-of", found as string, "--seed", "2");
    expect(again.average).toEqual(once.average);
    expect(again.evaluator).toEqual(once.evaluator);
    expect(again.run?.candidatesOf).toEqual({ run: once.run?.id, folder: found });
    expect(Object.keys(once.timings.steps ?? {})).toEqual(["encode", "segment", "discover", "evaluate"]);
    expect(Object.keys(again.timings.steps ?? {})).toEqual(["evaluate"]);
    const groups = (out: string) =>
      linesOf(out).map(({ result }) => result?.scoring?.groups.map((each) => each.scores));
    expect(groups(same as string)).toEqual(groups(found as string));

    const left = ["--candidates-of", found as string, "--without", "amg", "--evaluator", "predicted-iou"];
    const fewer = await report(other as string, ...left);
    expect(fewer.average.initial).toEqual(once.average.initial);
    const sources = linesOf(other as string).flatMap(
      ({ result }) => result?.candidates.map(({ source }) => source) ?? [],
    );
    expect(new Set(sources)).toEqual(new Set(["original", "semantic"]));
    expectFigures(fewer, other as string);
    const text = await evaluate(...left, "--out", other as string, "--resume");
    expect(text.stderr).toContain("5 of 5 samples are finished");
    expect(text.stdout).toContain("scored anew");
  });

  it("refuses candidates of other samples, and options of the discovery", async () => {
    const found = join(dir, "found for refusals");
    await report(found, "--limit", "2", "--evaluator", "random");
    const refused = async (...args: string[]) => {
      const { code, stdout } = await evaluate(...args, "--candidates-of", found, "--json");
      return [code, JSON.parse(stdout).error.message];
    };
    expect(await refused("--limit", "3")).toEqual([2, expect.stringContaining("candidates of 2 samples")]);
    expect(await refused("--attention", "grid")).toEqual([2, expect.stringContaining("--attention is for discovery")]);
    expect(await refused("--set", "seeds=8")).toEqual([2, expect.stringContaining("--set is for discovery")]);
    const elsewhere = await writeColours(join(dir, "other colours"), SAMPLES.slice(3, 5));
    const { code, stdout } = await start([
      "evaluate",
      "--dataset",
      elsewhere,
      ...TINY,
      "--candidates-of",
      found,
      "--json",
    ]).answer;
    expect(code).toBe(3);
    expect(JSON.parse(stdout).error.message).toContain(
      "over colours (own, 12 samples), and this is other colours (own, 2 samples)",
    );
  });

  it("goes on where a picture is broken, and counts it as empty", async () => {
    const broken = await writeColours(join(dir, "broken"), SAMPLES.slice(0, 3));
    const file = join(broken, "images", "sample-01.png");
    writeFileSync(file, readFileSync(file).subarray(0, 120));
    const out = join(dir, "broken run");
    const args = ["evaluate", "--dataset", broken, ...TINY, "--evaluator", "predicted-iou", "--out", out, "--json"];
    const { code, stdout, stderr } = await start(args).answer;
    expect(code).toBe(0);
    const found = evaluationReportSchema.parse(JSON.parse(stdout));
    expect(found).toMatchObject({ samples: 3, failed: 1, failures: [{ id: "sample-01", code: "image-damaged" }] });
    expect(stderr).toContain("It counts as an empty mask");
    expectFigures(found, out);
    await writeColours(broken, SAMPLES.slice(0, 3));
    const again = await start([...args, "--resume"]).answer;
    expect(JSON.parse(again.stdout)).toMatchObject({ samples: 3, failed: 0 });
    expect(linesOf(out)).toHaveLength(4);
  });
});

describe("where the endpoint answers nothing usable", () => {
  const server = (otherwise: ChatServer["otherwise"]) => startChatServer({ otherwise });
  const chat = (url: string, out: string, ...more: string[]) =>
    evaluate("--evaluator", "chat", "--endpoint", url, "--model", "broken", "--out", out, ...more);

  it("reports a short run, and ends with 4", async () => {
    const broken = await server("not-json");
    const out = join(dir, "nothing scored");
    try {
      const { code, stdout, stderr } = await chat(broken.url, out, "--limit", "2", "--json");
      const found = evaluationReportSchema.strict().parse(JSON.parse(stdout));
      expect(found).toMatchObject({ samples: 2, failed: 2, evaluator: { candidates: 0 } });
      expect(stderr).toContain("No mask of any sample could be scored: All of ");
      expect(existsSync(join(out, "report.md"))).toBe(true);
      expect(code).toBe(4);
    } finally {
      await broken.close();
    }
  });

  it("stops a longer one after five samples in a row", async () => {
    const broken = await server("not-json");
    try {
      const { code, stdout } = await chat(broken.url, join(dir, "hopeless"), "--json");
      expect(JSON.parse(stdout).error.message).toMatch(/^The last 5 samples all failed/);
      expect(code).toBe(4);
    } finally {
      await broken.close();
    }
  });
});

describe("refusals", () => {
  const cases: [string, () => string[], number, string, RegExp][] = [
    ["neither dataset nor project", () => [], 2, "usage", /--dataset, --project/],
    ["both", () => ["--dataset", dataset, "--project", dir], 2, "usage", /not both/],
    ["clicks", () => ["--dataset", dataset, "--attention", "clicks"], 2, "usage", /clicks/],
    ["an endpoint for nobody", () => ["--dataset", dataset, "--endpoint", "http://x/v1"], 2, "usage", /--endpoint/],
    ["a style for nobody", () => ["--dataset", dataset, "--mask-style", "crop"], 2, "usage", /--mask-style/],
    [
      "a way to ask nobody",
      () => ["--dataset", dataset, "--endpoint-set", "maxSide=768"],
      2,
      "usage",
      /--endpoint-set/,
    ],
    ["chat without an endpoint", () => ["--dataset", dataset, "--evaluator", "chat"], 2, "usage", /--endpoint/],
    ["reasoning of a baseline", () => ["--dataset", dataset, "--evaluator", "random", "--cot"], 2, "usage", /cot/],
    ["all sources left out", () => ["--dataset", dataset, "--without", "amg,semantic,original"], 2, "usage", /three/],
    ["an unknown evaluator", () => ["--dataset", dataset, "--evaluator", "best"], 2, "usage", /best/],
    ["an unknown convention", () => ["--dataset", dataset, "--convention", "coco"], 2, "usage", /lisa or lens/],
    ["no limit", () => ["--dataset", dataset, "--limit", "0"], 2, "usage", /--limit/],
    ["a pack that is not there", () => ["--dataset", dataset, "--pack", "none"], 4, "model-missing", /tiny-sam1/],
    [
      "a pack without a segmenter",
      () => ["--dataset", dataset, "--attention", "pack"],
      4,
      "model-missing",
      /segmenter/,
    ],
    ["a dataset that is not there", () => ["--dataset", join(dir, "no"), ...TINY], 3, "not-found", /no/],
    ["a project that is none", () => ["--project", dataset, ...TINY], 3, "bad-input", /colours/],
    ["a folder that is in use", () => ["--dataset", dataset, ...TINY, "--out", dataset], 3, "conflict", /other files/],
  ];

  it.each(cases)("%s", async (_, args, exitCode, errorCode, pattern) => {
    const { code, stdout, stderr } = await start(["evaluate", ...args(), "--json"]).answer;
    const { error } = JSON.parse(stdout);
    expect(error).toMatchObject({ code: errorCode, cure: expect.stringMatching(/\S/) });
    expect(JSON.stringify(error)).toMatch(pattern);
    expect(code).toBe(exitCode);
    expect(stderr).toContain(error.cure);
  });

  it("other settings for a run that is resumed", async () => {
    const out = join(dir, "to resume");
    await report(out, "--evaluator", "random", "--limit", "2");
    const { code, stdout } = await evaluate(
      "--out",
      out,
      "--resume",
      "--evaluator",
      "oracle",
      "--limit",
      "2",
      "--json",
    );
    expect(code).toBe(3);
    expect(JSON.parse(stdout).error.message).toContain("evaluator was random, now is oracle");
  });

  it("and says so where there is nothing to resume", async () => {
    const out = join(dir, "new by resume");
    const { code, stderr } = await evaluate("--out", out, "--resume", "--evaluator", "random", "--limit", "2");
    expect(code).toBe(0);
    expect(stderr).toContain("nothing to resume");
    expect(existsSync(join(out, "report.json"))).toBe(true);
  });
});
