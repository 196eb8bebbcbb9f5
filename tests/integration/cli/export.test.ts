import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { encodeRle, type Rle } from "#core/masks";
import { transferReportSchema } from "#core/samples";
import { readMaskPicture } from "#electron/datasets/reading";
import { createProject, openProject } from "#electron/store";
import { probeImage } from "#native-models/runtime";
import { filesOf, maskOf, testFolder, writePicture } from "../datasets/export-support.ts";
import { rea2seg, stubFolders } from "./in-process.ts";

const folder = testFolder("cli-export");
const IDENTITY = { author: "tester", device: "test" };
const TRUTH = maskOf("#...", "##..");
const MINE = maskOf("...#", "...#");

const project = () => folder.path("project");

beforeAll(async () => {
  stubFolders(folder.path);
  const store = createProject(project(), "Out", IDENTITY);
  const imagePath = await writePicture(folder.path("image.png"), 4, 2);
  const samples = ["a", "b", "c"].map((id) => ({ id, imagePath, question: "which?", groundTruth: TRUTH as Rle }));
  await store.beginImport({ copy: false, probe: probeImage }).add(samples);
  const { state } = store.sample("b");
  store.commit("b", { ...state, mask: MINE, verdict: { decision: "fixed", comment: "" } }, "fix");
  store.commit("c", { ...state, mask: MINE, verdict: { decision: "rejected", comment: "no" } }, "reject");
  store.close();
});
afterAll(() => vi.unstubAllEnvs());

const maskIn = async (file: string) => encodeRle(await readMaskPicture(file));

describe("rea2seg export", () => {
  it("writes a folder, says what stayed behind and why, and exits 0", async () => {
    const out = folder.path("png");
    const { code, stdout } = await rea2seg("export", "png", "--project", project(), "--out", out);
    expect(code).toBe(0);
    expect(stdout).toMatch(/written {2}2\n {2}skipped {2}1\n +1 {2}it was rejected\n +c: /);
    expect(filesOf(out)).toEqual(["a.png", "b.png", "names.jsonl"]);
    expect(await maskIn(`${out}/a.png`)).toEqual(TRUTH);
    expect(await maskIn(`${out}/b.png`)).toEqual(MINE);
    expect(readdirSync(`${project()}/exports`)).toHaveLength(1);
  });

  it("takes statuses, masks and the format's options, and prints one JSON document", async () => {
    const out = folder.path("coco");
    const args = ["--status", "rejected, fixed", "--masks", "reference", "--option", "images=false", "--json"];
    const { code, stdout } = await rea2seg("export", "coco-rle", "--project", project(), "--out", out, ...args);
    expect(code).toBe(0);
    const report = transferReportSchema.parse(JSON.parse(stdout));
    expect(report).toMatchObject({ direction: "export", format: "coco-rle", path: out, taken: 2, skipped: 0 });
    expect(filesOf(out)).toEqual(["annotations.json"]);
  });

  it("lists its formats", async () => {
    const { code, stdout } = await rea2seg("export", "--list", "--json");
    expect(code).toBe(0);
    const { formats } = JSON.parse(stdout) as { formats: { id: string }[] };
    expect(formats.map(({ id }) => id)).toEqual(["own", "reasonseg", "coco-rle", "png", "yolo", "internvl"]);
    expect((await rea2seg("export", "--list")).stdout).toContain("InternVL");
  });

  it("answers usage, bad input and nothing to write by exit code", async () => {
    const out = folder.path("refused");
    const exportOf = (...args: string[]) => rea2seg("export", ...args);
    expect((await exportOf()).code).toBe(2);
    expect((await exportOf("png", "--out", out)).code).toBe(2);
    expect((await exportOf("png", "--project", project())).code).toBe(2);
    for (const more of [
      ["--status", "done"],
      ["--masks", "all"],
      ["--option", "x"],
      ["--option", "x=1"],
    ]) {
      expect((await exportOf("png", "--project", project(), "--out", out, ...more)).code, more.join(" ")).toBe(2);
    }
    expect((await exportOf("gif", "--project", project(), "--out", out)).code).toBe(2);
    expect((await exportOf("png", "--project", folder.path("no-project"), "--out", out)).code).toBe(3);
    expect((await exportOf("png", "--project", project(), "--out", project())).code).toBe(3);
    const nothing = await exportOf("internvl", "--project", project(), "--out", out, "--status", "accepted");
    expect([nothing.code, nothing.stdout]).toEqual([3, expect.stringContaining("no such samples")]);
    const strict = await exportOf("internvl", "--project", project(), "--out", out, "--strict", "--json");
    expect(strict.code).toBe(3);
    expect(JSON.parse(strict.stdout)).toMatchObject({ error: { code: "bad-input", where: "sample a" } });
    expect(existsSync(out)).toBe(false);
  });
});

describe("rea2seg import predictions", () => {
  it("tells every form that predictions have, in help and where there are none; evaluate's help too", async () => {
    const texts = [
      (await rea2seg("import", "predictions", "--help")).stdout,
      (await rea2seg("evaluate", "--help")).stdout,
      (await rea2seg("import", "predictions", folder.path("no"), "--project", project(), "--name", "x")).stderr,
    ];
    for (const text of texts) {
      expect(text.replaceAll(/\s+/g, " ")).toMatch(/<sample id>\.png.*<sample id>\.json.*\.jsonl.*COCO results/);
    }
  });

  it("takes another model's masks as candidates and reports what it could not take", async () => {
    const path = folder.path("masks.jsonl");
    const lines = [
      { id: "a", mask: MINE },
      { id: "nobody", mask: MINE },
      { id: "b", mask: maskOf("##") },
    ];
    writeFileSync(path, lines.map((line) => JSON.stringify(line)).join("\n"));
    const args = ["import", "predictions", path, "--project", project(), "--name", "model one"];
    const first = await rea2seg(...args);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain("Imported masks of model one");
    expect(first.stdout).toContain("the project has no sample of this id");
    const store = openProject(project(), IDENTITY);
    const [candidate] = store.sample("a").candidates;
    store.close();
    expect(candidate).toMatchObject({ source: "imported", model: "model one", rle: MINE });
    const again = await rea2seg(...args, "--json");
    expect(transferReportSchema.parse(JSON.parse(again.stdout))).toMatchObject({ taken: 0, present: 1, skipped: 2 });
    expect((await rea2seg(...args, "--strict")).code).toBe(3);
  });

  it("reads what export png wrote", async () => {
    const out = folder.path("round");
    await rea2seg("export", "png", "--project", project(), "--out", out);
    const { code, stdout } = await rea2seg(
      "import",
      "predictions",
      out,
      "--project",
      project(),
      "--name",
      "own",
      "--json",
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ taken: 2, skipped: 0 });
  });

  it("needs a path, a project and a name, and something to take", async () => {
    const path = folder.path("masks.jsonl");
    expect((await rea2seg("import", "predictions", path, "--project", project())).code).toBe(2);
    expect((await rea2seg("import", "predictions", path, "--name", "x")).code).toBe(2);
    expect((await rea2seg("import", "predictions", "--project", project(), "--name", "x")).code).toBe(2);
    const nowhere = folder.path("nowhere");
    expect((await rea2seg("import", "predictions", nowhere, "--project", project(), "--name", "x")).code).toBe(3);
    writeFileSync(folder.path("none.jsonl"), "");
    const none = ["import", "predictions", folder.path("none.jsonl"), "--project", project(), "--name", "x"];
    expect((await rea2seg(...none)).code).toBe(3);
  });
});
