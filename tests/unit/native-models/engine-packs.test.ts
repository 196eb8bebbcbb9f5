import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type DiscoverRequest, type Engine, type EngineSettings } from "#native-models/engine";
import { writeTinyPack } from "../../packs/tiny-pack.ts";
import { tinySam1, tinySam2 } from "../../packs/tiny-packs.ts";
import { temporaryFolder } from "../../parity/support.ts";

let packs: string;
let settings: EngineSettings;
let engine: Engine;
let photo: string;

const SCENE = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="90"><rect width="120" height="90" fill="#334455"/>
  <circle cx="40" cy="45" r="24" fill="#ee5522"/></svg>`;

beforeAll(async () => {
  const dir = await temporaryFolder();
  packs = path.join(dir, "packs");
  settings = {
    cacheDir: path.join(dir, "cache"),
    packDirs: [packs],
    provider: "cpu",
    threads: 1,
    embeddingCacheBytes: 64e6,
  };
  photo = path.join(dir, "scene.png");
  await sharp(Buffer.from(SCENE)).png().toFile(photo);
  await writeTinyPack(tinySam1(), path.join(packs, "tiny-sam1"));
  await writeTinyPack(tinySam2(), path.join(packs, "tiny-sam2"));
  // Borrows a SAM and has nothing else.
  await writeTinyPack({ id: "borrower", family: "sam1", samPack: "tiny-sam1" }, path.join(packs, "borrower"));
  await writeTinyPack({ id: "chain", family: "sam1", samPack: "borrower" }, path.join(packs, "chain"));
  engine = await createEngine(settings);
});
afterAll(() => engine.dispose());

const image = () => ({ path: photo, hash: null });

const request = (pack: string, change: Partial<DiscoverRequest> = {}): DiscoverRequest => ({
  pack,
  question: "the red disc",
  attention: { source: "pack" },
  without: [],
  seed: 0,
  overrides: { seeds: 8, topTokens: 8, keptTokens: 4 },
  ...change,
});

describe("several packs at once", () => {
  test("each answers with its own SAM, attention, thresholds and versions", async () => {
    const [first, second] = await Promise.all([
      engine.discover(image(), request("tiny-sam1")),
      engine.discover(image(), request("tiny-sam2")),
    ]);
    expect(first).toMatchObject({ pack: "tiny-sam1@1.0.0", settings: { predIou: 0.88, seeds: 8 } });
    expect(second).toMatchObject({ pack: "tiny-sam2@1.0.0", settings: { predIou: 0.8, seeds: 8 } });
    expect([first.versions.sam, second.versions.sam]).toEqual(["tiny-sam1@1.0.0", "tiny-sam2@1.0.0"]);
    expect(first.trace.initial.prompt).toBe("prompt-tokens");
    expect(Object.keys(first.timings.steps)).toContain("amg");
  });

  test("a pack that names another's SAM shares its embeddings, and says whose SAM it was", async () => {
    await engine.encode({ ...image(), pack: "tiny-sam1" });
    expect(await engine.encode({ ...image(), pack: "borrower" })).toMatchObject({ embedding: "memory" });
    // The other family's embedding is another one.
    const points = [{ x: 40, y: 45, label: 1 as const }];
    const borrowed = await engine.segment({ image: image(), pack: "borrower", points, box: null });
    const owned = await engine.segment({ image: image(), pack: "tiny-sam1", points, box: null });
    expect(borrowed.rle).toEqual(owned.rle);
    expect([borrowed.pack, owned.pack]).toEqual(["borrower@1.0.0", "tiny-sam1@1.0.0"]);
    const found = await engine.discover(image(), request("borrower", { attention: { source: "grid" } }));
    expect(found.versions).toMatchObject({ sam: "tiny-sam1@1.0.0", pack: "borrower@1.0.0" });
  });

  test("a pack whose SAM's pack has none itself is refused", async () => {
    await expect(engine.encode({ ...image(), pack: "chain" })).rejects.toMatchObject({
      code: "model-broken",
      message: expect.stringContaining("borrower"),
    });
  });
});

describe("score", () => {
  const group = async () => {
    const { candidates } = await engine.discover(image(), request("tiny-sam1"));
    return candidates.slice(0, 3).map(({ id, rle, predictedIou }) => ({ id, rle, predictedIou }));
  };

  test("gives one score a mask, with reasoning where that was asked", async () => {
    const asked = { pack: "tiny-sam1", question: "the red disc", group: await group() };
    const plain = await engine.score(image(), { ...asked, cot: false });
    expect(plain.scores).toHaveLength(3);
    for (const score of plain.scores) expect(score >= 0 && score <= 1).toBe(true);
    expect(plain.reasoning).toBeNull();
    expect((await engine.score(image(), { ...asked, cot: true })).reasoning).toMatch(/\S/);
  });

  test("a pack without an evaluator is refused by name", async () => {
    const asked = { pack: "borrower", question: "?", group: await group(), cot: false };
    await expect(engine.score(image(), asked)).rejects.toMatchObject({
      code: "model-missing",
      message: expect.stringContaining("borrower"),
    });
  });
});

describe("broken packs", () => {
  test("a changed file is refused before any of the pack is run; mended, the next call takes it", async () => {
    const folder = path.join(packs, "mended");
    await writeTinyPack({ ...tinySam1(), id: "mended" }, folder);
    const file = path.join(folder, "decoder.onnx");
    const whole = await readFile(file);
    await writeFile(file, Buffer.concat([whole.subarray(0, -1), Buffer.from([(whole.at(-1) as number) ^ 1])]));
    await expect(engine.encode({ ...image(), pack: "mended" })).rejects.toMatchObject({
      code: "model-broken",
      where: file,
      message: expect.stringContaining("SHA-256"),
    });
    await writeFile(file, whole);
    expect(await engine.encode({ ...image(), pack: "mended" })).toMatchObject({ width: 120, height: 90 });
  });

  test("a pack that was installed meanwhile is found, and of two versions the higher is taken", async () => {
    await expect(engine.discover(image(), request("late"))).rejects.toMatchObject({ code: "model-missing" });
    for (const version of ["1.0.0", "1.10.0", "1.9.0"]) {
      await writeTinyPack({ ...tinySam1(), id: "late", version }, path.join(packs, `late-${version}`));
    }
    expect((await engine.discover(image(), request("late"))).pack).toBe("late@1.10.0");
    expect((await engine.discover(image(), request("late@1.9.0"))).pack).toBe("late@1.9.0");
  });

  test("describe tells of every pack, the broken ones with what is wrong", async () => {
    await rm(path.join(packs, "borrower", "pack.json"));
    await writeFile(path.join(packs, "borrower", "pack.json"), "{}");
    const file = path.join(packs, "tiny-sam2", "prompt-encoder.json");
    await writeFile(file, "{}");
    const report = await engine.describe();
    const facts = Object.fromEntries(report.packs.map(({ id, version, ok }) => [`${id}@${version}`, ok]));
    expect(report.packs[0]?.id).toBe("mobilesam");
    expect(facts).toMatchObject({ "tiny-sam1@1.0.0": true, "tiny-sam2@1.0.0": false, "borrower@?": false });
    expect(report.packs.find(({ id }) => id === "tiny-sam2")?.problem).toContain(file);
  });
});
