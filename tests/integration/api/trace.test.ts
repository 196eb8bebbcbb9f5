import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DiscoveryTrace, discoveryTraceSchema } from "#core/samples";
import { discoverResult, segmentResult, type TestServices, testServices } from "../../mocks/services.ts";
import { type Connection, connectHttp, connectPort } from "./links.ts";

const mask = segmentResult(6);
/** A trace with something in every part of it. */
const trace: DiscoveryTrace = {
  tokens: [
    { token: 0, region: { x0: 0, y0: 0, x1: 16, y1: 12 }, attention: 0.75, meanLogit: 2.5, kept: true },
    { token: 3, region: { x0: 16, y0: 12, x1: 32, y1: 24 }, attention: 0.25, meanLogit: -4, kept: false },
  ],
  initial: {
    ...{ prompt: "prompt-tokens", point: null, maskIndex: 0, predictedIou: 0.9, stability: 0.95 },
    ...{ rle: mask.rle, area: mask.area, bbox: mask.bbox },
  },
  logits: { rows: 1, cols: 2, min: -8, max: 6, data: "AP8=" },
  graph: { cosine: 0.7, edges: [[0, 1]], coreness: [1, 1], k: 1, core: [0, 1], fellBack: true },
  background: { x: 30, y: 2, logit: -9, attention: 0.01, rule: "most-attended" },
  casualties: [
    { seed: 1, mask: 2, reason: "nms", predictedIou: 0.91, stability: 0.97, gaveWayTo: "0:1" },
    { seed: 1, mask: 3, reason: "predicted-iou", predictedIou: 0.4, stability: null },
  ],
  dropped: [{ source: "semantic", mask: 1, reason: "duplicate", gaveWayTo: "c0" }],
  without: [],
  layers: [{ layer: 5, values: [0.7, 0.1, 0.1, 0.1] }],
  notes: ["a note"],
};
const seeds = [
  { x: 4, y: 5, token: 0, attention: 0.75 },
  { x: 20, y: 15, token: 3, attention: 0.25 },
];

describe.each([
  ["HTTP", connectHttp],
  ["a message port", connectPort],
])("a run's trace over %s", (_, connect) => {
  let test: TestServices;
  let link: Connection;
  beforeEach(async () => {
    test = await testServices();
    link = await connect(test.services, test.root);
  });
  afterEach(async () => {
    await link.close();
    await test.dispose();
  });

  const sampleWithRun = async () => {
    const { projectId } = await link.client.projects.create.mutate({ dir: join(test.root, "p"), title: "P" });
    const samples = [{ imagePath: test.image("a.png"), question: "What is red?" }];
    const { sampleIds } = await link.client.samples.add.mutate({ projectId, samples, copy: false });
    const sampleId = sampleIds[0] as string;
    const done = new Promise<void>((resolve) => {
      test.services.jobs.onUpdate((update) => update.state === "done" && resolve());
    });
    await link.client.runs.start.mutate({ projectId, sampleId, request: { attention: "grid" } });
    (await test.pipeline.next("discover")).finish(discoverResult({ trace, seeds }));
    await done;
    return { projectId, sampleId };
  };

  it("comes with the sample, every step whole", async () => {
    const { run } = await link.client.samples.get.query(await sampleWithRun());
    expect(run?.trace).toEqual(discoveryTraceSchema.parse(trace));
    expect(run?.seeds).toEqual(seeds);
  });

  it("gives a filtered mask by asking the run's SAM at its seed anew", async () => {
    const sample = await sampleWithRun();
    const runId = (await link.client.samples.get.query(sample)).run?.id as string;
    const asked = link.client.runs.proposal.query({ ...sample, runId, seed: 1, mask: 2 });
    const call = await test.pipeline.next("segment");
    expect(call.input).toMatchObject({ pack: "fake@1.0.0", points: [{ x: 20, y: 15, label: 1 }], box: null, mask: 2 });
    call.finish(segmentResult(4));
    expect((await asked).rle).toEqual(segmentResult(4).rle);
  });

  it.each([
    ["a seed that the run has not", { seed: 2 }],
    ["a run that is not the newest", { runId: "other" }],
  ])("refuses %s with a cure", async (__, change) => {
    const sample = await sampleWithRun();
    const runId = (await link.client.samples.get.query(sample)).run?.id as string;
    const asked = link.client.runs.proposal.query({ ...sample, runId, seed: 0, mask: 1, ...change });
    await expect(asked).rejects.toThrow(/newest run/);
  });
});

describe("the program and scene behind a generated question", () => {
  const object = { size: "small", color: "gray", material: "metal", shape: "cube", pixel: [3, 4, 10], r: 0.3 };
  const details = {
    program: [{ op: "scene" }, { op: "filter", input: 0, attributes: { color: "gray" } }],
    values: [[0], [0]],
    scene: { seed: 1, objects: [object] },
  };

  it("is told where the sample has it, and of it no more than is needed", async () => {
    const test = await testServices();
    const { store, id: projectId } = test.services.projects.create(join(test.root, "p"), "P");
    const image = { imagePath: test.image("a.png"), kind: ["attribute"] };
    const probe = async () => ({ id: "a".repeat(64), width: 32, height: 24, bytes: 1, format: "png", mtimeMs: 1 });
    await store.beginImport({ copy: false, probe }).add([
      { ...image, id: "plain", question: "What?" },
      { ...image, id: "scene", question: "The gray cube", details },
      { ...image, id: "own", question: "As our own dataset folder keeps it", details: { own: details } },
      { ...image, id: "other", question: "Another form", details: { program: "a text", values: [], scene: {} } },
    ]);
    const link = await connectPort(test.services, test.root);
    const facts = (sampleId: string) => link.client.samples.sceneFacts.query({ projectId, sampleId });
    const { r: _, ...told } = object;
    expect(await facts("scene")).toMatchObject({ values: [[0], [0]], objects: [told] });
    expect((await facts("scene"))?.objects[0]).not.toHaveProperty("r");
    expect(await facts("own")).toEqual(await facts("scene"));
    expect(await facts("plain")).toBeNull();
    expect(await facts("other")).toBeNull();
    await link.close();
    await test.dispose();
  });
});
