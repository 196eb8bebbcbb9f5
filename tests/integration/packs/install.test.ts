import { fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, rename, symlink, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openPack, verifyPacks } from "#native-models/packs";
import { writeTinyPacks } from "../../packs/tiny-packs.ts";
import { EVALUATOR, EVALUATOR_FILES, entriesOf, packOf, writeFolder } from "./fixtures.ts";
import {
  expectNothing,
  folder,
  install,
  ownFolders,
  packsDir,
  place,
  root,
  withWeightsIn,
  zip,
} from "./install-setup.ts";

ownFolders();

describe("what is taken in", () => {
  const files = packOf();
  const withNotice = { ...files, "LICENSE.txt": "as you like" };

  test("a folder, whole, with its notice and nothing that lies about", async () => {
    const source = await folder({ ...withNotice, ".gitattributes": "x", ".git/config": "y" });
    const report = await install(source);
    expect(report).toMatchObject({ id: "judge", version: "1.0.0", outcome: "installed", dir: place(), warnings: [] });
    expect((await readdir(place())).sort()).toEqual(["LICENSE.txt", "evaluator.onnx", "pack.json", "tokenizer.json"]);
    expect(await readFile(path.join(place(), "pack.json"), "utf8")).toBe(files["pack.json"]);
    await expect(openPack(place())).resolves.toMatchObject({ manifest: { id: "judge" } });
    expect(await readdir(packsDir)).toEqual(["judge-1.0.0"]);
  });

  test("the pack in the box, copied elsewhere", async () => {
    const report = await install("assets/packs/geo-tiny");
    expect(report).toMatchObject({ id: "geo-tiny", outcome: "installed", warnings: [] });
    expect(await readdir(report.dir)).toContain("training-log.json");
  });

  test("its pack.json, a folder around it, and a folder of links as download tools make them", async () => {
    await folder(files, "outer/inner");
    expect((await install(path.join(root, "outer"))).outcome).toBe("installed");
    expect((await install(path.join(root, "outer", "inner", "pack.json"))).outcome).toBe("already installed");
    const links = path.join(root, "links");
    await mkdir(links);
    for (const name of Object.keys(files))
      await symlink(path.join(root, "outer", "inner", name), path.join(links, name));
    expect((await install(links, { packsDir: path.join(root, "other") })).outcome).toBe("installed");
  });

  test.each([
    ["at its top", ""],
    ["in its only folder", "judge-main/"],
  ])("a zip file with the pack %s", async (_, below) => {
    const extra = below === "" ? [] : [{ name: below }, { name: "__MACOSX/._x", data: "finder" }];
    const source = await zip([...extra, ...entriesOf(withNotice, below)]);
    expect((await install(source)).outcome).toBe("installed");
    expect((await readdir(place())).sort()).toEqual(["LICENSE.txt", "evaluator.onnx", "pack.json", "tokenizer.json"]);
    await expect(openPack(place())).resolves.toBeDefined();
  });

  test("files in folders, and stored as they are", async () => {
    const inner = packOf({ "weights/deep/one.bin": Buffer.alloc(300_000, 7) }, {});
    const source = await zip([{ name: "weights/" }, ...entriesOf(inner).map((entry) => ({ ...entry, stored: true }))]);
    await install(source);
    expect(await readFile(path.join(place(), "weights", "deep", "one.bin"))).toEqual(Buffer.alloc(300_000, 7));
  });

  test("the tests' own packs, whose graphs run: their shapes are as their manifests say", async () => {
    const dirs = await writeTinyPacks(path.join(root, "tiny"));
    expect(dirs.length).toBeGreaterThan(1);
    for (const dir of dirs) expect(await install(dir)).toMatchObject({ outcome: "installed", segmenter: true });
    const places = { packDirs: [packsDir], cacheDir: path.join(root, "cache") };
    const checked = await verifyPacks(null, places);
    expect(checked.map(({ problem }) => problem)).toEqual(dirs.map(() => null));
  });

  test("weights in a file beside the graph, where it is listed", async () => {
    const source = await folder(withWeightsIn("w.bin", { "model/w.bin": "wwww" }));
    expect((await install(source)).outcome).toBe("installed");
  });

  test("tells of a SAM that is not there, and not where it is", async () => {
    const source = await folder(packOf({}, { sam: "big-sam" }));
    const places = { packDirs: [packsDir], cacheDir: path.join(root, "cache") };
    expect((await install(source, { places })).warnings).toEqual([expect.stringContaining("big-sam")]);
    const mobile = await folder(packOf({}, { sam: "mobilesam", version: "2" }), "mobile");
    expect((await install(mobile, { places })).warnings).toEqual([]);
  });
});

describe("a disk that refuses", () => {
  /** A small disk of its own in place of the packs' folder; false where this user may not mount one. */
  async function mountDisk(...options: string[]): Promise<boolean> {
    await mkdir(packsDir, { recursive: true });
    const { status } = spawnSync("mount", ["-t", "tmpfs", ...options, "tmpfs", packsDir], { stdio: "ignore" });
    onTestFinished(() => void spawnSync("umount", [packsDir], { stdio: "ignore" }));
    return status === 0;
  }

  test("a full one is told, and nothing stays on it", async (context) => {
    if (!(await mountDisk("-o", "size=1m"))) context.skip("mounting a small disk needs root on Linux");
    const files = packOf({ "a.bin": Buffer.alloc(3 << 20, 1) }, {});
    for (const source of [
      await folder(files),
      await zip(entriesOf(files).map((entry) => ({ ...entry, stored: true }))),
    ]) {
      await expect(install(source)).rejects.toMatchObject({
        code: "disk-full",
        where: packsDir,
        message: expect.stringContaining("4 MB"),
      });
      await expectNothing();
    }
  });

  test("one that is read-only is told", async (context) => {
    if (!(await mountDisk("-o", "ro"))) context.skip("mounting a disk needs root on Linux");
    await expect(install(await folder(packOf()))).rejects.toMatchObject({ code: "read-only", where: packsDir });
  });
});

describe("the same version again", () => {
  const other = packOf({ ...EVALUATOR_FILES, "tokenizer.json": '{"other":1}' });
  const tokenizer = () => readFile(path.join(place(), "tokenizer.json"), "utf8");

  test("equal bytes are installed already", async () => {
    await install(await folder(packOf()));
    expect((await install(await zip(entriesOf(packOf())))).outcome).toBe("already installed");
  });

  test("another pack is refused unless it replaces, and a failed replacement leaves the first", async () => {
    await install(await folder(packOf()));
    const source = await folder(other, "other");
    await expect(install(source)).rejects.toMatchObject({
      code: "conflict",
      cure: expect.stringContaining("--replace"),
    });
    expect(await tokenizer()).toBe("{}");
    const damaged = await folder({ ...other, "tokenizer.json": '{"other":2}' }, "damaged");
    await expect(install(damaged, { replace: true })).rejects.toMatchObject({ code: "model-broken" });
    expect(await tokenizer()).toBe("{}");
    expect((await install(source, { replace: true })).outcome).toBe("replaced");
    expect(await tokenizer()).toBe('{"other":1}');
    expect(await readdir(packsDir)).toEqual(["judge-1.0.0"]);
  });

  test("a damaged one is repaired", async () => {
    const source = await folder(packOf());
    await install(source);
    await writeFile(path.join(place(), "tokenizer.json"), "[]");
    expect((await install(source)).outcome).toBe("repaired");
    expect(await tokenizer()).toBe("{}");
  });

  test("two versions lie side by side; several installers at once end with one whole pack", async () => {
    const source = await folder(packOf());
    const newer = await folder(packOf(EVALUATOR_FILES, { evaluator: EVALUATOR, version: "1.1.0" }), "newer");
    const reports = await Promise.all([source, source, newer, source].map((dir) => install(dir)));
    expect(reports.map(({ outcome }) => outcome)).toContain("installed");
    expect((await readdir(packsDir)).sort()).toEqual(["judge-1.0.0", "judge-1.1.0"]);
    await expect(openPack(place())).resolves.toBeDefined();
  });
});

describe("cancelled and killed installs", () => {
  const UUID = "01234567-89ab-4cde-8f01-23456789abcd";
  const host = hostname().replace(/[^0-9A-Za-z]/g, "") || "host";

  /** The number of a process that has ended. */
  async function deadPid(): Promise<number> {
    const file = path.join(root, "nothing.cjs");
    await writeFile(file, "");
    const child = fork(file);
    await once(child, "exit");
    return child.pid as number;
  }

  test("a cancelled one leaves nothing", async () => {
    const abort = new AbortController();
    const source = await zip(entriesOf(packOf()));
    const onProgress = () => abort.abort();
    await expect(install(source, { signal: abort.signal, onProgress })).rejects.toMatchObject({ name: "AbortError" });
    await expectNothing();
  });

  test("what a killed one left is cleared away, what a living one is filling stays", async () => {
    const dead = `.installing-${host}-${await deadPid()}-${UUID}`;
    const predecessor = `.installing-${host}-${process.pid}-${UUID}`;
    const living = `.installing-${host}-${process.ppid}-${UUID}`;
    const elsewhere = `.installing-other9-1-${UUID}`;
    const forgotten = `.installing-other8-1-${UUID}`;
    for (const name of [dead, predecessor, living, elsewhere, forgotten]) {
      await writeFolder(path.join(packsDir, name), { "half.bin": "x" });
    }
    await utimes(path.join(packsDir, forgotten), 0, 0);
    await install(await folder(packOf()));
    expect((await readdir(packsDir)).sort()).toEqual([living, elsewhere, "judge-1.0.0"].sort());
  });

  test("a pack that a killed one had put aside returns, unless it was replaced", async () => {
    await install(await folder(packOf()));
    const aside = path.join(packsDir, `.discarded-${host}-${await deadPid()}-${UUID}~judge-1.0.0`);
    await rename(place(), aside);
    const newer = await folder(packOf(EVALUATOR_FILES, { evaluator: EVALUATOR, version: "1.1.0" }), "newer");
    await install(newer);
    expect((await readdir(packsDir)).sort()).toEqual(["judge-1.0.0", "judge-1.1.0"]);
    await writeFolder(aside, { "old.bin": "x" });
    await install(await folder(packOf({}, { version: "3" }), "third"));
    expect((await readdir(packsDir)).sort()).toEqual(["judge-1.0.0", "judge-1.1.0", "judge-3"]);
    await expect(openPack(place())).resolves.toBeDefined();
  });
});
