import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeRle } from "#core/masks";
import { type EvaluationReport, evaluationReportSchema } from "#electron/evaluation";
import { type SampleLine, sampleLineSchema } from "#electron/runs";
import { openProject } from "#electron/store";
import { ensureBuilt } from "../../../electron/launch/build.mjs";
import { type ChatRequest, type ChatServer, startChatServer } from "../../mocks/chat-server.mjs";
import { writeTinyPack } from "../../packs/tiny-pack.ts";
import { tinySam1 } from "../../packs/tiny-packs.ts";
import { type PlainSample, plainFigures } from "../runs/plain-figures.ts";
import { type ColourSample, colourSamples, paintRect, writeColours, writeColoursReasonSeg } from "./run-dataset.ts";

const COMMAND = resolve(import.meta.dirname, "../../../electron/launch/rea2seg.mjs");
const KEY = "sk-a-key-that-nobody-may-see";
const SAMPLES = colourSamples(12);

let dir: string;
let dataset: string;
let reasonseg: string;

beforeAll(async () => {
  await ensureBuilt({ targets: ["node"], log: () => {} });
  dir = mkdtempSync(join(tmpdir(), "rea2seg-evaluate-run-"));
  await writeTinyPack(tinySam1(), join(dir, "data", "packs", "tiny-sam1"));
  dataset = await writeColours(join(dir, "colours"), SAMPLES);
  reasonseg = await writeColoursReasonSeg(join(dir, "reasonseg"), SAMPLES.slice(0, 4));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  readonly child: ChildProcess;
  readonly answer: Promise<Answer>;
  /** Resolves once stderr has it. */
  said(pattern: RegExp): Promise<void>;
}

function start(args: readonly string[], more: NodeJS.ProcessEnv = {}): Started {
  const places = { CACHE: "cache", CONFIG: "config", DATA: "data" };
  const folders = Object.entries(places).map(([name, folder]) => [`REA2SEG_${name}_DIR`, join(dir, folder)]);
  const env = { ...process.env, ...Object.fromEntries(folders), ...more };
  const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  let waits: { pattern: RegExp; go: () => void }[] = [];
  const look = () => {
    waits = waits.filter(({ pattern, go }) => !pattern.test(texts.stderr) || go());
  };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.on("data", (text) => {
      texts[name] += text;
      look();
    });
  }
  const answer = new Promise<Answer>((done) => child.once("close", (code) => done({ code, ...texts })));
  const said = (pattern: RegExp) =>
    new Promise<void>((go, fail) => {
      waits.push({ pattern, go });
      look();
      void answer.then(() => fail(new Error(`It ended without saying ${pattern}: ${texts.stderr}`)));
    });
  return { child, answer, said };
}

const TINY = ["--pack", "tiny-sam1"] as const;

const evaluate = (...args: string[]) => start(["evaluate", "--dataset", dataset, ...TINY, ...args]).answer;

async function report(out: string, ...args: string[]): Promise<EvaluationReport> {
  const { code, stdout, stderr } = await evaluate("--out", out, "--json", ...args);
  expect(stderr.includes("internal") ? stderr : "").toBe("");
  expect(code, stderr).toBe(0);
  return evaluationReportSchema.strict().parse(JSON.parse(stdout));
}

function linesOf(out: string): SampleLine[] {
  const text = readFileSync(join(out, "results.jsonl"), "utf8");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => sampleLineSchema.parse(JSON.parse(line)));
}

/** What a stored sample holds, as bitmaps, beside what the fixture drew. */
function plainOf({ id, result }: SampleLine, samples: readonly ColourSample[] = SAMPLES): PlainSample {
  const sample = samples.find((each) => each.id === id) as ColourSample;
  const candidates = [...(result?.candidates ?? [])].sort((a, b) => a.rank - b.rank);
  return {
    truth: paintRect(sample.target),
    ignore: sample.ignore === null ? null : paintRect(sample.ignore),
    initial: result?.trace ? decodeRle(result.trace.initial.rle) : null,
    candidates: candidates.map(({ rle, score }) => ({ mask: decodeRle(rle), score })),
  };
}

function expectFigures(found: EvaluationReport, out: string): void {
  const convention = found.convention;
  const lines = linesOf(out);
  const expected = plainFigures(
    lines.map((line) => plainOf(line)),
    convention,
  );
  for (const row of ["initial", "top1", "top3Oracle", "candidateOracle"] as const) {
    expect(found.average[row]?.gIoU).toBeCloseTo(expected[row].gIoU, 12);
    expect(found.average[row]?.cIoU).toBeCloseTo(expected[row].cIoU, 12);
  }
  for (const figure of ["spearmanPooled", "spearmanPerQuestion", "top1Regret", "mae"] as const) {
    const value = expected.evaluator[figure];
    if (value === null) expect(found.evaluator[figure]).toBeNull();
    else expect(found.evaluator[figure]).toBeCloseTo(value, 10);
  }
  const categories = Object.entries(found.categories).map(([name, row]) => {
    const of = lines.filter(({ category }) => category === name).map((line) => plainOf(line));
    const figures = plainFigures(of, convention);
    expect(row.top1?.gIoU).toBeCloseTo(figures.top1.gIoU, 12);
    return figures.candidateOracle.cIoU;
  });
  if (categories.length > 0) {
    const mean = categories.reduce((a, b) => a + b, 0) / categories.length;
    expect(found.macro.candidateOracle?.cIoU).toBeCloseTo(mean, 12);
  }
}

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

const hashOf = ({ body }: ChatRequest) => createHash("sha256").update(JSON.stringify(body)).digest("hex");

describe("killed with SIGKILL in the middle", () => {
  it("goes on without asking again, and reports what an uninterrupted run reports", async () => {
    const server: ChatServer = await startChatServer();
    const out = join(dir, "killed");
    const chat = (folder: string, cache: string) => {
      const named = ["--evaluator", "chat", "--endpoint", server.url, "--model", "mock", "--out", folder, "--json"];
      const env = { REA2SEG_CACHE_DIR: join(dir, cache) };
      return (...more: string[]) => start(["evaluate", "--dataset", dataset, ...TINY, ...named, ...more], env);
    };
    try {
      // Ten answers, then silence. Three samples are asked at a time, in three groups each at most: at least two are
      // finished, and the next ones are half asked.
      server.script = new Array(10).fill("ok");
      server.otherwise = "hang";
      const first = chat(out, "cache-killed")();
      await server.arrived(11);
      await first.said(/evaluating (?!0 )\d+ %/);
      first.child.kill("SIGKILL");
      await first.answer;
      const answered = server.requests.slice(0, 10).map(hashOf);
      // The kill may come between an answer and its arrival on the disk: that one alone is asked for again.
      const kept = readdirSync(join(dir, "cache-killed", "chat")).filter((name) => name.endsWith(".json")).length;
      expect(kept).toBeGreaterThan(0);
      const before = linesOf(out).map(({ id }) => id);
      expect(before.length).toBeGreaterThan(0);
      expect(before.length).toBeLessThan(12);
      expect(JSON.parse(readFileSync(join(out, "run.json"), "utf8")).state).toBe("running");

      const asked = server.requests.length;
      server.otherwise = "ok";
      const second = await chat(out, "cache-killed")("--resume").answer;
      expect(second.code, second.stderr).toBe(0);
      expect(second.stderr).toContain(`${before.length} of 12 samples are finished`);
      const ids = linesOf(out).map(({ id }) => id);
      expect(ids.slice(0, before.length)).toEqual(before);
      expect([...ids].sort()).toEqual(SAMPLES.map(({ id }) => id));
      const later = server.requests.slice(asked).map(hashOf);
      expect(later.filter((hash) => answered.includes(hash)).length).toBeLessThanOrEqual(answered.length - kept);

      const resumed = server.requests.length;
      const whole = await chat(join(dir, "never killed"), "cache-whole")().answer;
      expect(later).toHaveLength(server.requests.length - resumed - kept);
      const figures = ({ average, macro, categories, kinds, evaluator, samples, failed }: EvaluationReport) => {
        return { average, macro, categories, kinds, evaluator, samples, failed };
      };
      expect(figures(JSON.parse(second.stdout))).toEqual(figures(JSON.parse(whole.stdout)));
      expectFigures(evaluationReportSchema.parse(JSON.parse(second.stdout)), out);
    } finally {
      await server.close();
    }
  });

  it("also where Ctrl-C stopped it: exit 5 and the way on", async () => {
    const server: ChatServer = await startChatServer({ script: ["ok", "ok", "ok"], otherwise: "hang" });
    const out = join(dir, "stopped");
    try {
      const args = ["--evaluator", "chat", "--endpoint", server.url, "--model", "other", "--out", out];
      const first = start(["evaluate", "--dataset", dataset, ...TINY, ...args]);
      await server.arrived(4);
      first.child.kill("SIGINT");
      const { code, stderr } = await first.answer;
      expect(code).toBe(5);
      expect(stderr).toContain(`--resume --out ${out}`);
      expect(JSON.parse(readFileSync(join(out, "run.json"), "utf8"))).toMatchObject({ state: "stopped" });
      server.otherwise = "ok";
      const second = await start(["evaluate", "--dataset", dataset, ...TINY, ...args, "--resume"]).answer;
      expect(second.code, second.stderr).toBe(0);
      expect(linesOf(out)).toHaveLength(12);
    } finally {
      await server.close();
    }
  });
});

describe("a project", () => {
  const identity = { author: "a", device: "d" };
  const eventsOf = (project: string) => {
    const store = openProject(project, identity);
    const { events } = store.verify();
    store.close();
    return events;
  };

  it("is run sample by sample, each result in it once, also after a kill; and not while it is open", async () => {
    const project = join(dir, "project");
    expect((await start(["import", "own", dataset, "--project", project]).answer).code).toBe(0);
    const imported = eventsOf(project);
    const server: ChatServer = await startChatServer({ script: new Array(10).fill("ok"), otherwise: "hang" });
    try {
      const args = ["evaluate", "--project", project, ...TINY, "--evaluator", "chat"];
      const named = [...args, "--endpoint", server.url, "--model", "mock2"];
      const first = start(named);
      await server.arrived(11);
      await first.said(/evaluating (?!0 )\d+ %/);
      first.child.kill("SIGKILL");
      await first.answer;
      server.otherwise = "ok";
      const second = await start([...named, "--resume", "--json"]).answer;
      expect(second.code, second.stderr).toBe(0);
      const found = evaluationReportSchema.parse(JSON.parse(second.stdout));
      expect(found.run?.folder.startsWith(join(project, "runs"))).toBe(true);
      expectFigures(found, found.run?.folder ?? "");
      const store = openProject(project, identity);
      try {
        for (const { id } of SAMPLES) expect(store.sample(id).run?.batch).toBe(found.run?.id);
        expect(store.verify().ok).toBe(true);
        // One event a sample: nothing was recorded twice.
        expect(store.verify().events).toBe(imported + SAMPLES.length);
        const locked = await start(named).answer;
        expect(locked.code).toBe(1);
        expect(locked.stderr).toContain("already open");
      } finally {
        store.close();
      }
    } finally {
      await server.close();
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
