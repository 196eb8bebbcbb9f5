import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { decodeRle } from "#core/masks";
import { type RunResult, runResultSchema } from "#core/samples";
import { ensureBuilt } from "../../../electron/launch/build.mjs";
import { type ChatServer, startChatServer } from "../../mocks/chat-server.mjs";
import { writeTinyPack } from "../../packs/tiny-pack.ts";
import { writeTinyPacks } from "../../packs/tiny-packs.ts";

const COMMAND = resolve(import.meta.dirname, "../../../electron/launch/rea2seg.mjs");
const SIZE = { width: 320, height: 240 };
const KEY = "sk-a-key-that-nobody-may-see";
const QUESTION = "the red disc";

/** A red disc around (110, 120) and a green box with its corner at (210, 60). */
const SCENE = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}">
  <rect width="100%" height="100%" fill="#334455"/><circle cx="110" cy="120" r="60" fill="#ee5522"/>
  <rect x="210" y="60" width="80" height="110" fill="#22cc44"/></svg>`;

let dir: string;
let image: string;
let server: ChatServer;

// Each test starts the command some times over, beside whatever else the machine does.
vi.setConfig({ testTimeout: 300_000 });

beforeAll(async () => {
  await ensureBuilt({ targets: ["node"], log: () => {} });
  dir = mkdtempSync(join(tmpdir(), "rea2seg-run-"));
  image = join(dir, "scene.png");
  await sharp(Buffer.from(SCENE)).png().toFile(image);
  await writeTinyPacks(join(dir, "data", "packs"));
  server = await startChatServer({ key: KEY });
});
afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Answer> {
  const places = { CACHE: "cache", CONFIG: "config", DATA: "data" };
  const folders = Object.entries(places).map(([name, folder]) => [`REA2SEG_${name}_DIR`, join(dir, folder)]);
  const env = { ...process.env, ...Object.fromEntries(folders), ...more };
  const asked = [COMMAND, "run", "--image", image, "--question", QUESTION, ...args];
  const child = spawn(process.execPath, asked, { env, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].on("data", (text) => {
      texts[name] += text;
    });
  }
  return new Promise((done) => child.once("close", (code) => done({ code, ...texts })));
}

/** The result of a run that has to succeed: whole, by its schema. */
async function resultOf(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Whole> {
  const { code, stdout, stderr } = await run([...args, "--json"], env);
  expect(stderr).not.toContain(KEY);
  expect(stdout).not.toContain(KEY);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  const result = runResultSchema.strict().parse(JSON.parse(stdout));
  const { trace, scoring, versions } = result;
  if (trace === undefined || scoring === undefined || versions === undefined) throw new Error("parts are missing");
  return { ...result, trace, scoring, versions };
}

type Parts = "trace" | "scoring" | "versions";
type Whole = Omit<RunResult, Parts> & { [Part in Parts]: NonNullable<RunResult[Part]> };

/** Every seed, mask and candidate is accounted for, in the trace, the funnel and the groups alike. */
function expectWhole(result: Whole): void {
  const { trace, funnel, seeds, candidates, scoring, settings, versions } = result;
  const amg = candidates.filter(({ source }) => source === "amg");
  const gone = (...reasons: string[]) => trace.casualties.filter(({ reason }) => reasons.includes(reason)).length;
  if (trace.without.includes("amg")) expect(funnel.proposed).toBe(0);
  else {
    expect(funnel).toMatchObject({ seeds: seeds.length, proposed: 3 * seeds.length, kept: amg.length });
    expect(trace.casualties.length + amg.length).toBe(funnel.proposed);
    expect(gone("predicted-iou")).toBe(funnel.proposed - funnel.afterPredictedIou);
    expect(gone("stability", "empty")).toBe(funnel.afterPredictedIou - funnel.afterStability);
    expect(gone("budget") + gone("duplicate")).toBeGreaterThanOrEqual(funnel.afterNms - funnel.kept);
    for (const { seed } of trace.casualties) expect(seeds[seed]).toBeDefined();
  }
  for (const source of ["original", "semantic"] as const) {
    const made = candidates.filter((candidate) => candidate.source === source).length;
    const dropped = trace.dropped.filter((mask) => mask.source === source).length;
    expect(made + dropped).toBe(trace.without.includes(source) ? 0 : 3);
  }
  for (const { x, y, token } of seeds) {
    const region = trace.tokens.find((entry) => entry.token === token)?.region;
    expect(region).toBeDefined();
    expect(x >= 0 && y >= 0 && x <= SIZE.width && y <= SIZE.height).toBe(true);
  }
  expect(Buffer.from(trace.logits.data, "base64")).toHaveLength(trace.logits.rows * trace.logits.cols);
  expect(trace.initial.rle.size).toEqual([SIZE.height, SIZE.width]);
  if (trace.without.includes("semantic")) expect([trace.graph, trace.background]).toEqual([null, null]);
  else {
    expect(trace.graph?.coreness).toHaveLength(seeds.length);
    expect(trace.background).not.toBeNull();
  }
  expect(candidates.length).toBeLessThanOrEqual(15);
  expect(candidates.map(({ rank }) => rank)).toEqual(candidates.map((_, index) => index + 1));
  expect(scoring.groups.flatMap((group) => group.candidates).sort()).toEqual(candidates.map(({ id }) => id).sort());
  expect(settings).toMatchObject({ seed: scoring.seed, source: result.attentionSource, amgBudget: 9, tau: -5 });
  expect(settings).toMatchObject({ evaluator: result.evaluator, without: trace.without.join(",") });
  expect(versions).toMatchObject({ app: expect.stringMatching(/\d/), onnxruntime: expect.stringMatching(/^\d/) });
  expect(versions.sam).toMatch(/^[a-z0-9-]+@\d/);
}

/** All that does not depend on the clock and on what was cached before. */
function lasting(result: RunResult): string {
  const passing = ["timings", "milliseconds", "embedding"];
  return JSON.stringify(result, (key, value) => (passing.includes(key) ? undefined : value));
}

/** IoU of a mask with the disc that was drawn. */
function discIou({ rle }: RunResult["candidates"][number]): number {
  const { data } = decodeRle(rle);
  let both = 0;
  let either = 0;
  data.forEach((value, i) => {
    const inDisc = Math.hypot((i % SIZE.width) + 0.5 - 110, Math.floor(i / SIZE.width) + 0.5 - 120) <= 60;
    if (inDisc && value === 1) both++;
    if (inDisc || value === 1) either++;
  });
  return both / either;
}

const best = (result: RunResult) => Math.max(...result.candidates.map(discIou));

describe("attention without a language model, on MobileSAM", () => {
  it("grid: looks everywhere, and says whose order the ranks are", async () => {
    const result = await resultOf(["--attention", "grid"]);
    expect(result).toMatchObject({ attentionSource: "grid", evaluator: "predicted-iou" });
    expect(result.trace.initial.prompt).toBe("most-attended-point");
    expect(result.seeds).toHaveLength(64);
    expectWhole(result);
    expect(best(result)).toBeGreaterThan(0.95);
  });

  it("clicks: the click is the seed", async () => {
    const result = await resultOf(["--point", "110,120", "--point", "250,100,0"]);
    expect(result.attentionSource).toBe("clicks");
    expect(result.seeds).toMatchObject([{ x: 110, y: 120 }]);
    expect(result.trace.initial.point).not.toBeNull();
    expect(best(result)).toBeGreaterThan(0.95);
  });
});

describe("a chat endpoint", () => {
  const endpoint = () => ["--pack", "tiny-sam1", "--endpoint", server.url, "--model", "test-vision"];
  const env = { REA2SEG_API_KEY: KEY };

  it("gives attention and scores; what leaves the machine is said before, the key never", async () => {
    const before = server.requests.length;
    const args = [...endpoint(), "--attention", "chat", "--evaluator", "chat", "--mask-style", "contour"];
    const out = join(dir, "chat-out");
    server.retryAfter = "1";
    server.script = ["rate-limited"];
    const { code, stdout, stderr } = await run([...args, "--out", out], env);
    expect(code).toBe(0);
    const { host } = new URL(server.url);
    expect(stderr).toContain(`The endpoint ${host} asks to wait: next try in 1 s (2 of 5).\n`);
    expect(stderr).toMatch(new RegExp(`To ${host} \\(test-vision\\), for the attention: .*1 picture in 1 request;`));
    expect(stderr).toMatch(new RegExp(`To ${host} \\(test-vision\\), for the scores: .*pictures in \\d requests?;`));
    expect(stdout).toContain(`Ranked by chat: test-vision at ${host}, with chain of thought, in groups of 5`);
    expect(stdout).toMatch(/Asked of test-vision at .*: \d requests?, 0 answers from the cache/);

    const text = readFileSync(join(out, "run.json"), "utf8");
    for (const place of [stdout, stderr, text]) expect(place).not.toContain(KEY);
    const result = runResultSchema.strict().parse(JSON.parse(text)) as Whole;
    expectWhole(result);
    expect(result).toMatchObject({ attentionSource: "chat", evaluator: "chat" });
    expect(result.attentionExchange?.prompt).toContain(QUESTION);
    expect(result.scoring).toMatchObject({ cot: true, maskStyle: "contour", groupSize: 5 });
    // The one that had to wait, the attention, and the scores.
    expect(server.requests.length - before).toBe(2 + (result.scoring.usage?.requests ?? Number.NaN));
    expect(readdirSync(out)).toHaveLength(1 + result.candidates.length);
  });

  it("what it answered before is not asked again, and the result is the same", async () => {
    const args = [...endpoint(), "--attention", "chat", "--evaluator", "chat", "--no-cot"];
    const first = await resultOf(args, env);
    expect(first.scoring.cot).toBe(false);
    const before = server.requests.length;
    const second = await resultOf(args, env);
    expect(server.requests.length).toBe(before);
    expect(second.scoring.usage).toMatchObject({ requests: 0, cached: second.scoring.groups.length });
    expect(second.candidates).toEqual(first.candidates);
    expect(second.seeds).toEqual(first.seeds);
  });

  it("groups that it fails on are named, and their masks rank last without a score", async () => {
    // One group at a time, tried twice with a repair each: the first fails, the others do not.
    server.script = new Array(4).fill("not-json");
    const args = [...endpoint(), "--endpoint-set", "concurrency=1", "--evaluator", "chat", "--group-size", "2"];
    const { code, stdout, stderr } = await run([...args, "--question", "the red one", "--json"], env);
    expect(code).toBe(0);
    expect(stderr).toMatch(/1 of \d groups \(\d masks\) could not be scored and rank last: /);
    const { candidates } = runResultSchema.parse(JSON.parse(stdout));
    const scored = candidates.map(({ score }) => score !== null);
    expect(scored).toEqual([...scored].sort().reverse());
    expect(new Set(scored)).toEqual(new Set([true, false]));
  });

  it("where it fails on all, the result is there, nothing is called ranked, and the exit code is 4", async () => {
    server.otherwise = "not-json";
    const out = join(dir, "unscored");
    const args = [...endpoint(), "--evaluator", "chat", "--question", "the redder one", "--out", out];
    const { code, stdout, stderr } = await run(args, env);
    server.otherwise = "ok";
    expect(code).toBe(4);
    expect(stderr).toContain("No mask could be scored, so none is ranked: ");
    expect(stdout).toContain("Not ranked: no mask could be scored");
    const { candidates } = runResultSchema.parse(JSON.parse(readFileSync(join(out, "run.json"), "utf8")));
    expect(candidates.length).toBeGreaterThan(0);
    expect(candidates.every(({ score }) => score === null)).toBe(true);
  });

  it.each([
    ["without an endpoint", [], {}, 2, "usage"],
    ["with a wrong key", null, { REA2SEG_API_KEY: "sk-another" }, 4, "unauthorised"],
  ] as const)("is refused %s", async (_, args, other, exitCode, errorCode) => {
    // A question of its own: an answer that is kept needs no key.
    const asked = [...(args ?? endpoint()), "--attention", "chat", "--question", "what is new?", "--json"];
    const { code, stdout } = await run(asked, { REA2SEG_API_KEY: "", ...other });
    expect(JSON.parse(stdout).error).toMatchObject({ code: errorCode, cure: expect.stringMatching(/\S/) });
    expect(code).toBe(exitCode);
  });

  it("one that is not there ends with 4", async () => {
    const gone = await startChatServer();
    await gone.close();
    const asked = ["--endpoint", gone.url, "--model", "m", "--evaluator", "chat", "--attention", "chat", "--json"];
    const { code, stdout } = await run([...asked, "--endpoint-set", "retries=0"]);
    expect(JSON.parse(stdout).error.code).toBe("endpoint-failed");
    expect(code).toBe(4);
  });
});

describe("a pack's own attention and its own evaluator", () => {
  const ownParts = (result: Whole, pack: string, cot: boolean) => {
    expectWhole(result);
    expect(result).toMatchObject({ attentionSource: "pack", evaluator: "pack", pack: `${pack}@1.0.0` });
    expect(result.trace.initial).toMatchObject({ prompt: "prompt-tokens", point: null });
    expect(result.trace.tokens.some(({ kept }) => !kept)).toBe(true);
    expect(result.trace.layers.length).toBeGreaterThan(0);
    expect(result.attention.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    expect(result.scoring).toMatchObject({ evaluator: "pack", model: `${pack}@1.0.0`, cot });
    expect(result.candidates.every(({ score }) => score !== null)).toBe(true);
    const reasoned = result.candidates.map(({ reasoning }) => reasoning !== undefined && reasoning !== "");
    expect(new Set(reasoned)).toEqual(new Set([cot]));
    expect(best(result)).toBeGreaterThan(0.6);
  };

  it.each(["tiny-sam1", "tiny-sam2"])(
    "%s: every step laid open, and the same seed gives the same bytes",
    async (pack) => {
      const first = await resultOf(["--pack", pack, "--seed", "11", "--no-cot"]);
      ownParts(first, pack, false);
      const again = await resultOf(["--pack", pack, "--seed", "11", "--no-cot"]);
      expect(lasting(again)).toBe(lasting(first));
      const other = await resultOf(["--pack", pack, "--seed", "12", "--cot"]);
      ownParts(other, pack, true);
      expect(other.seeds).not.toEqual(first.seeds);
    },
  );

  it("tiny-on-mobilesam: on the SAM of the pack that it names", async () => {
    const result = await resultOf(["--pack", "tiny-on-mobilesam"]);
    ownParts(result, "tiny-on-mobilesam", false);
    expect(result.versions.sam).toMatch(/^mobilesam@/);
    expect(best(result)).toBeGreaterThan(0.95);
  });
});

describe("ablations on the pack tiny-sam1", () => {
  const pack = ["--pack", "tiny-sam1"];

  it.each(["original", "semantic", "amg"] as const)(
    "--without %s removes its candidates and no others",
    async (step) => {
      const result = await resultOf([...pack, "--without", step]);
      expectWhole(result);
      expect(result.trace.without).toEqual([step]);
      const sources = new Set(result.candidates.map(({ source }) => source));
      expect(sources).toEqual(new Set(["original", "semantic", "amg"].filter((source) => source !== step)));
    },
  );

  it("two sources can be left out", async () => {
    const result = await resultOf([...pack, "--without", "amg,semantic"]);
    expect(new Set(result.candidates.map(({ source }) => source))).toEqual(new Set(["original"]));
  });

  it.each([
    [1, 1],
    [3, 3],
    [15, 5],
  ])("--group-size %d shows the evaluator %d masks at once", async (asked, size) => {
    const result = await resultOf([...pack, "--group-size", String(asked)]);
    expect(result.scoring.groupSize).toBe(size);
    const sizes = result.scoring.groups.map(({ candidates }) => candidates.length);
    expect(sizes.slice(0, -1).every((length) => length === size)).toBe(true);
    expect(sizes).toHaveLength(Math.ceil(result.candidates.length / size));
  });

  it.each(["random", "predicted-iou"])("the baseline %s scores in the pack's place", async (evaluator) => {
    const result = await resultOf([...pack, "--evaluator", evaluator]);
    expect(result).toMatchObject({ evaluator, attentionSource: "pack" });
    expect(result.candidates.every(({ score }) => score !== null)).toBe(true);
  });
});

describe("refusals of a run", () => {
  it.each([
    ["a pack that is not there", ["--pack", "no-such-pack"], 4, "model-missing"],
    ["a version that is not there", ["--pack", "tiny-sam1@9.9.9"], 4, "model-missing"],
    ["attention of a pack without a segmenter", ["--attention", "pack"], 4, "model-missing"],
    ["the evaluator of a pack without one", ["--evaluator", "pack"], 4, "model-missing"],
    ["the oracle, which needs ground truth", ["--evaluator", "oracle"], 3, "bad-input"],
    ["reasoning of a baseline", ["--attention", "grid", "--cot"], 2, "usage"],
    ["all sources left out", ["--without", "amg,semantic,original"], 2, "usage"],
    ["an unknown source", ["--without", "masks"], 2, "usage"],
    ["a group of none", ["--group-size", "0"], 2, "usage"],
    [
      "an unknown way to show masks",
      ["--evaluator", "chat", "--endpoint", "http://x/v1", "--model", "m", "--mask-style", "glow"],
      2,
      "usage",
    ],
    ["an endpoint that nobody asks", ["--endpoint", "http://x/v1", "--model", "m"], 2, "usage"],
    ["a way to ask nobody", ["--endpoint-set", "maxSide=768"], 2, "usage"],
    ["a style that nobody is shown", ["--evaluator", "random", "--mask-style", "crop"], 2, "usage"],
    ["all sources left out, one by one", ["--without", "amg,semantic", "--without", "original"], 2, "usage"],
    ["an endpoint without a model", ["--evaluator", "chat", "--endpoint", "http://x/v1"], 2, "usage"],
  ] as [string, string[], number, string][])("%s", async (_, args, exitCode, errorCode) => {
    const { code, stdout } = await run([...args, "--json"]);
    expect(JSON.parse(stdout).error).toMatchObject({ code: errorCode, cure: expect.stringMatching(/\S/) });
    expect(code).toBe(exitCode);
  });

  it("a pack whose file was changed is refused by the file's name, before anything of it is run", async () => {
    const folder = join(dir, "data", "packs", "tiny-damaged");
    await writeTinyPack({ id: "tiny-damaged", family: "sam1" }, folder);
    appendFileSync(join(folder, "decoder.onnx"), "x");
    const { code, stdout } = await run(["--pack", "tiny-damaged", "--json"]);
    expect(code).toBe(4);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: "model-broken",
      where: expect.stringContaining("decoder.onnx"),
    });
  });
});
