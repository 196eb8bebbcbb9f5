import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { endpointSchema, type RunRequest, runRequestSchema, runResultSchema } from "#core/samples";
import {
  type ConfiguredEndpoint,
  type RunServices,
  runSample,
  type SampleToRun,
  type SendNotice,
} from "#electron/runs";
import { hashFile } from "#native-models/runtime";
import { type ChatServer, startChatServer } from "../../mocks/chat-server.mjs";
import { FakePipeline } from "../../mocks/pipeline.ts";
import { discoverResult, IMAGE_HEIGHT, IMAGE_WIDTH, plainPicture, squareMask } from "../../mocks/services.ts";
import { writeTinyPack } from "../../packs/tiny-pack.ts";
import { tinySam1 } from "../../packs/tiny-packs.ts";

const KEY = "a-key-that-nobody-may-see";

let dir: string;
let path: string;
let hash: string;
let server: ChatServer;
let caches = 0;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-run-sample-"));
  path = join(dir, "a.png");
  await plainPicture("#c03030").toFile(path);
  hash = await hashFile(path);
  await writeTinyPack(tinySam1(), join(dir, "packs", "tiny-sam1"));
  server = await startChatServer({ key: KEY });
});
afterEach(() => {
  server.script = [];
});
afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

function sample(change: Partial<RunRequest> = {}, groundTruth: SampleToRun["groundTruth"] = null): SampleToRun {
  const request = runRequestSchema.parse({ question: "What is red?", attention: "grid", ...change });
  return { image: { path, hash, width: IMAGE_WIDTH, height: IMAGE_HEIGHT }, request, groundTruth };
}

function endpoint(): ConfiguredEndpoint {
  return { endpoint: endpointSchema.parse({ url: server.url, model: "test", retries: 0 }), key: KEY };
}

/** A cache of its own each time: what one test asked must not answer another. */
function services(pipeline: FakePipeline, configured: ConfiguredEndpoint | null = null): RunServices {
  const cacheDir = join(dir, `cache-${caches++}`);
  return { pipeline, version: "1.2.3", packDirs: [join(dir, "packs")], cacheDir, endpoint: configured };
}

/** Answers the search and whatever groups of it come. */
async function withDiscovery(pipeline: FakePipeline) {
  const call = await pipeline.next("discover");
  call.finish(discoverResult());
  return call.input.request;
}

describe("runSample with baselines", () => {
  it("composes discovery, scores and ranks into a whole result", async () => {
    const pipeline = new FakePipeline();
    const running = runSample(services(pipeline), sample({ seed: 3, without: ["semantic"] }));
    expect(await withDiscovery(pipeline)).toEqual({
      pack: null,
      question: "What is red?",
      attention: { source: "grid" },
      without: ["semantic"],
      seed: 3,
      overrides: {},
    });
    const result = await running;
    expect(runResultSchema.strict().parse(result)).toEqual(result);
    expect(result).toMatchObject({
      question: "What is red?",
      evaluator: "predicted-iou",
      candidates: [
        { id: "c0", rank: 1, score: 0.93 },
        { id: "c1", rank: 2, score: 0.93 },
      ],
      settings: { nmsIou: 0.7, evaluator: "predicted-iou", groupSize: 5 },
      scoring: { evaluator: "predicted-iou", usesGroundTruth: false, cot: null, seed: 3, usage: null },
      versions: { app: "1.2.3", onnxruntime: "0", sam: "fake@1.0.0" },
    });
    expect(result.timings.total).toBeGreaterThanOrEqual(0);
    expect(result.attentionExchange).toBeUndefined();
  });

  it("keeps the best K", async () => {
    const pipeline = new FakePipeline();
    const running = runSample(services(pipeline), sample({ top: 1 }));
    await withDiscovery(pipeline);
    const result = await running;
    expect(result.candidates.map(({ id }) => id)).toEqual(["c0"]);
    // All were scored; only what is kept is cut.
    expect(result.scoring?.groups.flatMap(({ candidates }) => candidates).sort()).toEqual(["c0", "c1"]);
  });

  it("the oracle ranks by the ground truth, and says that it was used", async () => {
    const pipeline = new FakePipeline();
    const truth = { mask: squareMask(3), ignore: null };
    const running = runSample(services(pipeline), sample({ evaluator: "oracle" }, truth));
    await withDiscovery(pipeline);
    const result = await running;
    expect(result.candidates.map(({ id, score }) => [id, score])).toEqual([
      ["c1", 1],
      ["c0", 9 / 36],
    ]);
    expect(result.scoring).toMatchObject({ evaluator: "oracle", usesGroundTruth: true });
  });

  it("by chance, but the same for the same seed", async () => {
    const scores = async (seed: number) => {
      const pipeline = new FakePipeline();
      const running = runSample(services(pipeline), sample({ evaluator: "random", seed }));
      await withDiscovery(pipeline);
      return (await running).candidates.map(({ id, score }) => `${id} ${score}`);
    };
    expect(await scores(1)).toEqual(await scores(1));
    expect(await scores(1)).not.toEqual(await scores(2));
  });

  it("hands clicks and strokes to the worker", async () => {
    const pipeline = new FakePipeline();
    const points = [{ x: 3, y: 4, label: 1 as const }];
    const scribbles = [{ label: 0 as const, points: [{ x: 9, y: 9 }] }];
    const running = runSample(services(pipeline), sample({ attention: "clicks", points, scribbles }));
    expect((await withDiscovery(pipeline)).attention).toEqual({ source: "clicks", points, scribbles });
    await running;
  });
});

describe("runSample with a pack", () => {
  const request = { pack: "tiny-sam1", attention: "pack", evaluator: "pack" } as const;

  it("has the worker look and score, by the pack's own default of reasoning", async () => {
    const pipeline = new FakePipeline();
    const running = runSample(services(pipeline), sample(request));
    expect(await withDiscovery(pipeline)).toMatchObject({ pack: "tiny-sam1@1.0.0", attention: { source: "pack" } });
    const call = await pipeline.next("score");
    expect(call.input.image).toEqual({ path, hash });
    const { group, ...asked } = call.input.request;
    expect(asked).toEqual({ pack: "tiny-sam1@1.0.0", question: "What is red?", cot: false });
    const scores = group.map(({ id }) => (id === "c1" ? 0.8 : 0.2));
    call.finish({ scores, reasoning: "red", exchange: null, usage: null, cached: false });
    const result = await running;
    expect(result.candidates).toMatchObject([
      { id: "c1", score: 0.8, reasoning: "red" },
      { id: "c0", score: 0.2 },
    ]);
    expect(result.scoring).toMatchObject({ evaluator: "pack", model: "tiny-sam1@1.0.0", cot: false });
  });

  it("tries a malformed group again, then reports it; its masks have no score and rank last", async () => {
    const pipeline = new FakePipeline();
    const running = runSample(services(pipeline), sample({ ...request, groupSize: 1, cot: true }));
    await withDiscovery(pipeline);
    // Two groups of one mask, and the second try of one of them.
    for (let asked = 0; asked < 3; asked++) {
      const call = await pipeline.next("score");
      expect(call.input.request.cot).toBe(true);
      const exchange = { prompt: "p", images: [], answers: [`nonsense ${asked}`] };
      if (call.input.request.group[0]?.id === "c0") {
        call.finish({ malformed: { message: "No score at all.", exchange, usage: null } });
      } else call.finish({ scores: [0.1], reasoning: null, exchange: null, usage: null, cached: false });
    }
    const result = await running;
    expect(result.candidates.map(({ id, score }) => [id, score])).toEqual([
      ["c1", 0.1],
      ["c0", null],
    ]);
    const failed = result.scoring?.groups.find(({ error }) => error !== null);
    expect(failed).toMatchObject({ candidates: ["c0"], scores: null, attempts: 2 });
    expect(failed?.error).toContain("No score at all.");
    expect(failed?.exchange?.answers).toHaveLength(2);
  });
});

describe("runSample with an endpoint", () => {
  it("asks it for attention and for scores, tells so beforehand, and keeps what was said", async () => {
    const pipeline = new FakePipeline();
    const before = server.requests.length;
    const notices: SendNotice[] = [];
    const sentAtNotice: number[] = [];
    const running = runSample(
      services(pipeline, endpoint()),
      sample({ attention: "chat", evaluator: "chat", groupSize: 1 }),
      {
        onSend: (notice) => {
          notices.push(notice);
          sentAtNotice.push(server.requests.length - before);
        },
      },
    );
    const { attention } = await withDiscovery(pipeline);
    if (attention.source !== "chat") throw new Error("the source got lost");
    expect(attention.answer).toMatchObject({ promptTokens: null, seeding: { kind: "rerank" } });
    expect(attention.answer.attention.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
    const result = await running;
    expect(runResultSchema.strict().parse(result)).toEqual(result);

    const { host } = new URL(server.url);
    expect(notices).toEqual([
      { host, model: "test", purpose: "attention", requests: 1, pictures: 1 },
      { host, model: "test", purpose: "scores", requests: 2, pictures: 4 },
    ]);
    expect(sentAtNotice).toEqual([0, 1]);
    expect(server.requests.length - before).toBe(3);
    expect(result.attentionExchange).toMatchObject({
      model: `test at ${host}`,
      prompt: expect.stringContaining("What is red?"),
      images: [expect.stringMatching(/^[0-9a-f]{64}$/)],
      usage: { requests: 1 },
    });
    expect(result.scoring).toMatchObject({ evaluator: "chat", cot: true, maskStyle: "binary", usage: { requests: 2 } });
    expect(result.scoring?.groups.every(({ exchange }) => exchange?.prompt.includes("What is red?"))).toBe(true);
    expect(result.candidates.every(({ score }) => score !== null)).toBe(true);
    expect(JSON.stringify(result)).not.toContain(KEY);
  });

  it("does not reason where that was asked", async () => {
    const pipeline = new FakePipeline();
    const running = runSample(services(pipeline, endpoint()), sample({ evaluator: "chat", cot: false }));
    await withDiscovery(pipeline);
    expect((await running).scoring?.cot).toBe(false);
  });

  it("a group without a usable answer has no scores; the run goes on", async () => {
    const pipeline = new FakePipeline();
    server.script = ["not-json", "not-json", "nan", "wrong-count"];
    const running = runSample(services(pipeline, endpoint()), sample({ evaluator: "chat" }));
    await withDiscovery(pipeline);
    const result = await running;
    expect(result.candidates.map(({ score }) => score)).toEqual([null, null]);
    expect(result.scoring?.groups).toMatchObject([{ scores: null, attempts: 2, error: expect.stringMatching(/\S/) }]);
  });

  it("samples of one endpoint share its limit", async () => {
    const own = await startChatServer();
    const one = endpointSchema.parse({ url: own.url, model: "test", concurrency: 1 });
    const pipeline = new FakePipeline();
    const shared = services(pipeline, { endpoint: one, key: null });
    const questions = ["a?", "b?", "c?"];
    const runs = questions.map((question) => runSample(shared, sample({ question, evaluator: "chat", groupSize: 1 })));
    for (const _ of runs) await withDiscovery(pipeline);
    await Promise.all(runs);
    await own.close();
    expect([own.requests.length, own.mostAtOnce]).toEqual([6, 1]);
  });

  it("who runs it is told of waits, also where an earlier run made the endpoint's client", async () => {
    server.script = ["ok", "rate-limited"];
    const patient = { ...endpoint(), endpoint: { ...endpoint().endpoint, retries: 2 } };
    const told: unknown[] = [];
    const ask = async (question: string, onWait: RunServices["onWait"]) => {
      const pipeline = new FakePipeline();
      const running = runSample({ ...services(pipeline, patient), onWait }, sample({ question, evaluator: "chat" }));
      await withDiscovery(pipeline);
      await running;
    };
    await ask("first?", undefined);
    await ask("second?", (wait) => told.push(wait));
    const { host } = new URL(server.url);
    expect(told).toEqual([{ host, seconds: 0, reason: "asks to wait", nextTry: 2, tries: 3 }]);
  });

  it("a refused key ends the run", async () => {
    const pipeline = new FakePipeline();
    const wrong = { ...endpoint(), key: "another-key-altogether" };
    const running = runSample(services(pipeline, wrong), sample({ evaluator: "chat" }));
    await withDiscovery(pipeline);
    await expect(running).rejects.toMatchObject({ code: "unauthorised" });
  });

  it("cancelled while the endpoint thinks: the run ends, and nothing more is sent", async () => {
    const pipeline = new FakePipeline();
    const abort = new AbortController();
    server.script = ["hang"];
    const arrived = server.requests.length + 1;
    const running = runSample(services(pipeline, endpoint()), sample({ attention: "chat" }), { signal: abort.signal });
    const refused = expect(running).rejects.toMatchObject({ code: "cancelled" });
    await server.arrived(arrived);
    abort.abort();
    await refused;
    expect(server.requests.length).toBe(arrived);
  });
});

describe("runSample refuses by name, before any work", () => {
  const part = { pack: "tiny-sam1" };
  it.each([
    ["chat attention without an endpoint", { attention: "chat" }, "usage", "endpoint"],
    ["a chat evaluator without an endpoint", { evaluator: "chat" }, "usage", "endpoint"],
    ["attention of a pack without a segmenter", { attention: "pack" }, "model-missing", "segmenter"],
    ["an evaluator of a pack without one", { evaluator: "pack" }, "model-missing", "evaluator"],
    ["a pack that is not there", { pack: "nothing" }, "model-missing", "nothing"],
    ["an oracle without ground truth", { evaluator: "oracle" }, "bad-input", "ground truth"],
    ["reasoning of a baseline", { evaluator: "random", cot: true }, "usage", "random"],
    ["no reasoning of a baseline", { evaluator: "predicted-iou", cot: false }, "usage", "predicted-iou"],
    ["all sources left out", { ...part, without: ["amg", "semantic", "original"] }, "usage", "score"],
    ["clicks without a positive one", { attention: "clicks" }, "usage", "positive"],
  ] as [string, Partial<RunRequest>, string, string][])("%s", async (_, change, code, word) => {
    const pipeline = new FakePipeline();
    const { request, ...rest } = sample();
    const running = runSample(services(pipeline), { ...rest, request: { ...request, ...change } });
    await expect(running).rejects.toMatchObject({
      code,
      message: expect.stringContaining(word),
      cure: expect.stringMatching(/\S/),
    });
  });

  it("what was cancelled before it began", async () => {
    const running = runSample(services(new FakePipeline()), sample(), { signal: AbortSignal.abort() });
    await expect(running).rejects.toMatchObject({ code: "cancelled" });
  });
});
