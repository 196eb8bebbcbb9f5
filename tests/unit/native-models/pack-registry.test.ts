import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import {
  compareVersions,
  findPack,
  type ListedPack,
  layersOf,
  listPacks,
  MOBILESAM_VERSION,
  type PackManifestFile,
  type PackPlaces,
  PRESETS,
  readManifest,
  samPackOf,
  verifyPacks,
} from "#native-models/packs";
import { temporaryFolder } from "../../parity/support.ts";

const least: PackManifestFile = {
  format: 1,
  id: "tiny",
  version: "1.0.0",
  title: "Tiny",
  licence: "MIT",
  domain: "tests",
  files: {},
};

const segmenter = {
  kind: "onnx",
  graph: "s.onnx",
  tokenizer: "t.json",
  grid: [24, 24],
  inputs: { inputIds: "ids" },
  outputs: { attention: "attention" },
} satisfies PackManifestFile["segmenter"];
const file = { sha256: "0".repeat(64), bytes: 5 };
const files = { "s.onnx": file, "t.json": file, "e.onnx": file, "d.onnx": file, "p.json": file };
const sam = { family: "sam2", encoder: "e.onnx", decoder: "d.onnx", prompts: "p.json" } as const;

let root: string;
let places: PackPlaces & { readonly packDirs: readonly [string, string] };
beforeEach(async () => {
  root = await temporaryFolder();
  const builtInDir = path.join(root, "assets");
  places = { packDirs: [path.join(root, "mine"), builtInDir], cacheDir: path.join(root, "cache"), builtInDir };
});

async function put(dir: string, name: string, manifest: Partial<PackManifestFile> | string): Promise<string> {
  const place = path.join(dir, name);
  await mkdir(place, { recursive: true });
  const text = typeof manifest === "string" ? manifest : JSON.stringify({ ...least, ...manifest });
  await writeFile(path.join(place, "pack.json"), text);
  return place;
}

describe("listing", () => {
  test("reads manifests alone, from every place in order, and skips what is no pack", async () => {
    const [mine, builtIn] = places.packDirs;
    const whole = { files, sam, segmenter, preset: "qwen-sam2" } as const;
    await put(mine, "b", whole);
    await put(builtIn, "geo-tiny", { id: "geo-tiny", sam: "mobilesam", files: {} });
    await put(path.join(places.cacheDir, "packs"), "mobilesam-1.1.0", { id: "mobilesam", version: "1.1.0" });
    await put(mine, ".installing-x", {});
    await mkdir(path.join(mine, "empty"));
    const packs = await listPacks(places);
    expect(packs.map(({ id, origin }) => [id, origin])).toEqual([
      ["tiny", "installed"],
      ["geo-tiny", "built-in"],
      ["mobilesam", "built here"],
    ]);
    expect(packs[0]).toEqual({
      dir: path.join(mine, "b"),
      origin: "installed",
      id: "tiny",
      version: "1.0.0",
      title: "Tiny",
      licence: "MIT",
      domain: "tests",
      domainDetector: null,
      sam: { family: "sam2" },
      segmenter: true,
      evaluator: null,
      preset: "qwen-sam2",
      files: 5,
      bytes: 25,
      hiddenBy: null,
      problem: null,
      cure: null,
    });
    expect(packs[1]).toMatchObject({ sam: { pack: "mobilesam" }, segmenter: false, preset: null });
  });

  test("places that are not there hold nothing", async () => {
    expect(await listPacks(places)).toEqual([]);
  });

  test("a wrong manifest is told in its row and hides no other pack", async () => {
    const [mine] = places.packDirs;
    await put(mine, "a", { title: "" });
    await put(mine, "b", {});
    const [broken, good] = (await listPacks(places)) as [ListedPack, ListedPack];
    expect(broken).toMatchObject({
      id: null,
      files: null,
      problem: expect.stringContaining("title"),
      cure: expect.stringMatching(/\S/),
    });
    expect(good.id).toBe("tiny");
  });

  test("of the same id and version in two places the first is used and the second told of it", async () => {
    const [mine, builtIn] = places.packDirs;
    const second = await put(builtIn, "tiny", { title: "Second" });
    const first = await put(mine, "tiny", { title: "First" });
    expect((await listPacks(places)).map(({ dir, hiddenBy }) => [dir, hiddenBy])).toEqual([
      [first, null],
      [second, first],
    ]);
    expect((await findPack("tiny", places)).title).toBe("First");
  });
});

describe("finding", () => {
  test("an id picks the highest version wherever it lies, id@version the one", async () => {
    const [mine, builtIn] = places.packDirs;
    await put(mine, "a", { version: "1.9.0" });
    await put(builtIn, "b", { version: "1.10.0" });
    await put(mine, "c", { version: "1.10.0-beta.2" });
    expect((await findPack("tiny", places)).version).toBe("1.10.0");
    expect((await findPack("tiny@1.9.0", places)).dir).toBe(path.join(mine, "a"));
    expect((await findPack("tiny@1.10.0-beta.2", places)).dir).toBe(path.join(mine, "c"));
    await expect(findPack("tiny@2", places)).rejects.toMatchObject({
      code: "model-missing",
      message: expect.stringContaining("tiny@2"),
      cure: expect.stringContaining("tiny@1.10.0"),
    });
  });

  test("what is not there is refused with what is, and mobilesam with how it is made", async () => {
    await put(places.packDirs[0], "a", {});
    await expect(findPack("other", places)).rejects.toMatchObject({
      code: "model-missing",
      cure: expect.stringContaining("tiny@1.0.0"),
    });
    await expect(findPack("mobilesam", places)).rejects.toMatchObject({ cure: expect.stringContaining("doctor") });
  });

  test("a pack whose manifest broke says so in place of being missing", async () => {
    await put(places.packDirs[0], "broken-1.0.0", "{");
    await expect(findPack("broken", places)).rejects.toMatchObject({
      code: "model-broken",
      message: expect.stringContaining("JSON"),
    });
    await expect(findPack("broken@1.0.0", places)).rejects.toMatchObject({ code: "model-broken" });
  });

  test("the SAM of a pack is its own, another's, or none", async () => {
    const [mine] = places.packDirs;
    await put(mine, "own", { id: "own", files, sam });
    await put(mine, "user", { id: "user", sam: "own" });
    await put(mine, "chain", { id: "chain", sam: "user" });
    await put(mine, "lost", { id: "lost", sam: "nowhere" });
    await put(mine, "none", { id: "none" });
    const samOf = async (id: string) => samPackOf(await findPack(id, places), places);
    expect((await samOf("own"))?.id).toBe("own");
    expect((await samOf("user"))?.id).toBe("own");
    expect(await samOf("none")).toBeNull();
    await expect(samOf("chain")).rejects.toMatchObject({
      code: "model-broken",
      message: expect.stringContaining("user"),
    });
    await expect(samOf("lost")).rejects.toMatchObject({ code: "model-missing" });
  });

  test("verifying tells what each pack lacks, its SAM's pack among it", async () => {
    const [mine] = places.packDirs;
    await put(mine, "lost", { id: "lost", sam: "nowhere" });
    await put(mine, "mobile", { id: "mobile", sam: "mobilesam" });
    await put(mine, "empty", { id: "empty", files });
    const checked = await verifyPacks(null, places);
    expect(checked.map(({ id, problem }) => [id, problem?.replace(/ \(.*/, "") ?? null])).toEqual([
      ["empty", "The pack empty lacks its file s.onnx."],
      ["lost", 'It needs another pack. There is no pack "nowhere".'],
      ["mobile", null],
    ]);
    expect((await verifyPacks("mobile@1.0.0", places)).length).toBe(1);
  });

  test("verifying what is not there tells how mobilesam is made, and of any other name what there is", async () => {
    const built = expect.stringMatching(/`rea2seg doctor`.*the first run that uses it/);
    await expect(verifyPacks(null, places)).rejects.toMatchObject({ code: "model-missing", cure: built });
    await put(places.packDirs[0], "a", {});
    for (const name of ["mobilesam", `mobilesam@${MOBILESAM_VERSION}`]) {
      await expect(verifyPacks(name, places)).rejects.toMatchObject({ code: "model-missing", cure: built });
    }
    // No other version is built, nor any other pack.
    for (const name of ["mobilesam@0.0.1", "nothing"]) {
      const error = await verifyPacks(name, places).catch((thrown) => thrown);
      expect(error).toMatchObject({ code: "model-missing", message: `There is no pack "${name}".` });
      expect(error.cure).toContain("tiny@1.0.0");
      expect(error.cure).not.toContain("doctor");
    }
  });

  test("a wrong manifest of a pack that is installed is mended by installing it again", async () => {
    await put(places.packDirs[0], "a", { title: "" });
    expect((await listPacks(places))[0]?.cure).toMatch(/^Install the pack again/);
  });
});

test("versions have semantic versioning's order", () => {
  const order = ["0.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0"];
  order.push("1.0.0+build.1", "1.0.1", "1.2", "1.10.0", "2.0.0", "10.0.0");
  expect([...order].reverse().sort(compareVersions)).toEqual(order);
  expect(compareVersions("1.2.3", "1.2.3")).toBe(0);
});

describe("manifests that contradict themselves are refused", () => {
  test.each([
    [
      "a layer that is not exported",
      { files, segmenter: { ...segmenter, layers: [3, 9], exportedLayers: [3, 4] } },
      /layer 9/,
    ],
    ["a layer exported twice", { files, segmenter: { ...segmenter, exportedLayers: [3, 3] } }, /named twice/],
    ["files that differ by case", { files: { "a.bin": file, "A.bin": file } }, /case alone/],
    ["its own manifest", { files: { "Pack.json": file } }, /cannot list itself/],
    ["a file in a file", { files: { a: file, "a/b/c": file } }, /listed as a file/],
    ["a path that stays where it is", { files: { "./a": file } }, /relative path/],
    ["a version with a slash", { version: "1/../2" }, /version/],
    ["a version that ends with a dot", { version: "1." }, /version/],
  ])("%s", async (_, change, message) => {
    const dir = await put(places.packDirs[0], "a", change as Partial<PackManifestFile>);
    await expect(readManifest(dir)).rejects.toMatchObject({
      code: "model-broken",
      message: expect.stringMatching(message),
    });
  });
});

describe("layers", () => {
  const every = Array.from({ length: 32 }, (_, layer) => layer);

  test("are the manifest's, else the preset's if all are exported, else all", () => {
    expect(layersOf({ layers: [5], exportedLayers: every }, "llava-sam1")).toEqual([5]);
    expect(layersOf({ layers: [], exportedLayers: every }, "llava-sam1")).toEqual(PRESETS["llava-sam1"].layers);
    expect(layersOf({ layers: [], exportedLayers: every }, "qwen-sam2")).toBeNull();
    expect(layersOf({ layers: [], exportedLayers: [33] }, "qwen-sam2")).toEqual([33]);
    expect(layersOf({ layers: [] }, "qwen-sam2")).toBeNull();
    expect(layersOf({ layers: [], exportedLayers: every }, undefined)).toBeNull();
  });

  test("and thresholds of the presets are those of the paper's appendix B", () => {
    const { "llava-sam1": llava, "qwen-sam2": qwen } = PRESETS;
    expect([llava.layers[0], llava.layers.at(-1), llava.layers.length]).toEqual([14, 30, 17]);
    expect(llava.discovery).toMatchObject({ predIou: 0.88, stability: 0.9, stabilityOffset: 1 });
    expect(qwen.layers).toEqual([33]);
    expect(qwen.discovery).toMatchObject({ predIou: 0.8, stability: 0.88 });
    expect(qwen.discovery).toMatchObject({ amgBudget: llava.discovery.amgBudget, tau: llava.discovery.tau });
  });
});
