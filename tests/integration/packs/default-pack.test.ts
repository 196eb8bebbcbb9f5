import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { packForPicture, selfChosenPacks } from "#electron/default-pack";
import { packByPicture, withPackOfPictures } from "../../../electron/cli/default-pack.ts";
import type { EvaluateRunOptions } from "../../../electron/cli/evaluate-run.ts";
import type { RequestOptions } from "../../../electron/cli/run-request.ts";
import { tinyMllmParts } from "../../packs/mllm-parts.ts";
import { writeTinyPack } from "../../packs/tiny-pack.ts";
import { tinyPromptConstants } from "../../packs/tiny-sam-constants.ts";

const PHOTOGRAPH = "assets/demo/images/coffee.png";
const SCENE = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="320"><radialGradient id="g" r="80%">
  <stop offset="0" stop-color="#8a8a8a"/><stop offset="1" stop-color="#505050"/></radialGradient>
  <rect width="480" height="320" fill="url(#g)"/><circle cx="150" cy="150" r="38" fill="#ad2323"/>
  <rect x="260" y="170" width="70" height="66" fill="#2a4bd7"/><circle cx="350" cy="110" r="20" fill="#ffee33"/></svg>`;

const dir = mkdtempSync(join(tmpdir(), "rea2seg-default-"));
const scene = join(dir, "scene.png");
const places = { packDirs: [join(dir, "packs")], cacheDir: join(dir, "cache") };
const none = { packDirs: [join(dir, "empty")], cacheDir: join(dir, "cache") };

beforeAll(async () => {
  await sharp(Buffer.from(SCENE)).png().toFile(scene);
  const parts = tinyMllmParts({ sees: "pixels", constants: tinyPromptConstants() });
  const write = (id: string, version: string, change: object) =>
    writeTinyPack({ id, version, family: "sam1", parts, ...change }, join(dir, "packs", `${id}-${version}`));
  await write("plain", "3.0.0", {});
  await write("scenes", "1.9.0", { domainDetector: "clevr-like" });
  await write("scenes", "1.10.0", { domainDetector: "clevr-like" });
  await write("deaf", "1.0.0", { domainDetector: "clevr-like", parts: { files: {} } });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("the pack that a picture chooses", () => {
  it("is the newest with a segmenter that names a detector of such pictures", async () => {
    const chosen = await packForPicture({ path: scene, hash: null }, places);
    expect(chosen).toMatchObject({ reason: "picture-fits", pack: { id: "scenes", version: "1.10.0" } });
    expect((await selfChosenPacks(places)).map(({ id }) => id)).toEqual(["scenes"]);
  });

  it("is none for a photograph, and names what there is", async () => {
    const chosen = await packForPicture({ path: PHOTOGRAPH, hash: null }, places);
    expect(chosen).toMatchObject({ reason: "picture-differs", pack: null, made: [{ id: "scenes" }] });
  });

  it("is none where no pack knows its pictures, without a look at the picture", async () => {
    expect(await packForPicture({ path: join(dir, "no such file"), hash: null }, none)).toEqual({
      reason: "no-pack",
      pack: null,
      broken: [],
    });
  });

  it("tells of a pack that cannot be read: it might have known them", async () => {
    const packDirs = [join(dir, "damaged")];
    mkdirSync(join(dir, "damaged/scenes"), { recursive: true });
    writeFileSync(join(dir, "damaged/scenes/pack.json"), "{");
    const chosen = await packForPicture({ path: scene, hash: null }, { packDirs, cacheDir: join(dir, "cache") });
    expect(chosen).toMatchObject({ reason: "no-pack", broken: [{ dir: join(dir, "damaged/scenes") }] });
  });

  it("looks at a picture once, by its hash", async () => {
    const hash = "f".repeat(64);
    const first = await packForPicture({ path: scene, hash }, places);
    expect(await packForPicture({ path: join(dir, "gone.png"), hash }, places)).toEqual(first);
  });

  it("names a picture that is missing", async () => {
    const asked = packForPicture({ path: join(dir, "gone.png"), hash: null }, places);
    await expect(asked).rejects.toMatchObject({ code: "image-missing" });
  });
});

describe("rea2seg evaluate without options", () => {
  /** The demo, or the questions about its rendered scenes alone. */
  function dataset(name: string, wanted: (line: string) => boolean): string {
    const folder = join(dir, name);
    cpSync("assets/demo", folder, { recursive: true });
    const lines = readFileSync("assets/demo/samples.jsonl", "utf8").trim().split("\n").filter(wanted);
    writeFileSync(join(folder, "samples.jsonl"), `${lines.join("\n")}\n`);
    return folder;
  }

  async function ask(change: Partial<EvaluateRunOptions>) {
    vi.stubEnv("REA2SEG_DATA_DIR", dir);
    vi.stubEnv("REA2SEG_CACHE_DIR", join(dir, "cache"));
    const notes: string[] = [];
    const note = (line: string) => void notes.push(line);
    const options = { limit: undefined, seed: 0, ...change } as EvaluateRunOptions;
    const paths = { version: "test", workerFile: "", rendererDir: "", assetsDir: join(dir, "no assets") };
    const { pack } = await withPackOfPictures(options, paths, { json: false, answer() {}, note, progress() {} });
    vi.unstubAllEnvs();
    return { pack, notes: notes.join() };
  }

  it("takes the pack that fits every picture, and says so", async () => {
    const { pack, notes } = await ask({ dataset: dataset("rendered", (line) => line.includes('"geometric"')) });
    expect(pack).toBe("scenes@1.10.0");
    expect(notes).toContain("scenes is used");
  });

  it("is as ever where one picture differs, and says which", async () => {
    const { pack, notes } = await ask({ dataset: dataset("mixed", () => true) });
    expect(pack).toBeUndefined();
    expect(notes).toMatch(/mobilesam is used.*astronaut-helmet/);
  });

  it("leaves alone what was chosen", async () => {
    for (const chosen of [{ pack: "plain" }, { attention: "grid" }]) {
      const { pack, notes } = await ask({ dataset: "assets/demo", ...chosen });
      expect({ pack, notes }).toEqual({ pack: chosen.pack, notes: "" });
    }
  });
});

describe("rea2seg run without options", () => {
  type Chosen = Pick<RequestOptions, "attention" | "evaluator" | "point">;
  const nothing: Chosen = { attention: undefined, evaluator: undefined, point: [] };
  async function ask(chosen: Partial<Chosen>, path: string, at = places) {
    const notes: string[] = [];
    const note = (line: string) => void notes.push(line);
    const pack = await packByPicture({ ...nothing, ...chosen }, path, at, {
      json: false,
      answer() {},
      note,
      progress() {},
    });
    return { pack, notes };
  }

  it("takes the pack that fits and says so", async () => {
    const { pack, notes } = await ask({}, scene);
    expect(pack).toBe("scenes@1.10.0");
    expect(notes.join()).toContain("--pack");
  });

  it("says that nobody reads the question where no pack is there, and which one is broken", async () => {
    const packDirs = [join(dir, "damaged")];
    const { pack, notes } = await ask({}, scene, { packDirs, cacheDir: join(dir, "cache") });
    expect(pack).toBeUndefined();
    expect(notes.join(" ")).toMatch(/damaged.*cannot be used.*reads no question/);
    expect((await ask({ evaluator: "predicted-iou" }, scene, none)).notes).toEqual([]);
  });

  it("refuses a question about a photograph with the three ways to go on", async () => {
    const refusal = ask({}, PHOTOGRAPH);
    await expect(refusal).rejects.toMatchObject({ code: "model-missing", where: PHOTOGRAPH });
    for (const way of ["--point", "--attention grid", "--pack", "--endpoint"]) {
      await expect(refusal).rejects.toMatchObject({ cure: expect.stringContaining(way) });
    }
    await expect(refusal).rejects.toThrow(/photograph needs a bigger pack or an endpoint/);
  });

  it.each<[string, Partial<Chosen>]>([
    ["another attention", { attention: "grid" }],
    ["clicks", { point: [{ x: 1, y: 1, label: 1 }] }],
  ])("leaves %s to the person, whatever the picture", async (_, chosen) => {
    for (const path of [scene, PHOTOGRAPH]) expect(await ask(chosen, path)).toEqual({ pack: undefined, notes: [] });
  });

  it("lets an evaluator that was named score a photograph's grid, and a scene's own pack look", async () => {
    expect((await ask({ evaluator: "chat" }, PHOTOGRAPH)).pack).toBeUndefined();
    expect((await ask({ evaluator: "chat" }, scene)).pack).toBe("scenes@1.10.0");
    await expect(ask({ evaluator: "chat", attention: "pack" }, PHOTOGRAPH)).rejects.toMatchObject({
      code: "model-missing",
    });
  });

  it("takes none where no such pack is installed, and says so", async () => {
    for (const path of [scene, PHOTOGRAPH]) {
      const { pack, notes } = await ask({}, path, none);
      expect(pack).toBeUndefined();
      expect(notes).toEqual([expect.stringContaining("reads no question")]);
    }
  });
});
