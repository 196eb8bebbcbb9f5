import { fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, rename, symlink, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { INSTALL_LIMITS, installPack, openPack, type PackInstallOptions, verifyPacks } from "#native-models/packs";
import { writeTinyPacks } from "../../packs/tiny-packs.ts";
import { temporaryFolder } from "../../parity/support.ts";
import { EVALUATOR, EVALUATOR_FILES, entriesOf, graphFile, type PackFiles, packOf, writeFolder } from "./fixtures.ts";
import { type ZipEntry, zipOf } from "./zip.ts";

let root: string;
let packsDir: string;
beforeEach(async () => {
  root = await temporaryFolder();
  packsDir = path.join(root, "data", "packs");
});

const place = () => path.join(packsDir, "judge-1.0.0");
const install = (source: string, options: Partial<PackInstallOptions> = {}) =>
  installPack(source, { packsDir, ...options });
const folder = (files: PackFiles, name = "source") => writeFolder(path.join(root, name), files);
async function zip(entries: readonly ZipEntry[], name = "pack.zip"): Promise<string> {
  await writeFile(path.join(root, name), zipOf(entries));
  return path.join(root, name);
}
/** Nothing of a refused pack may be left, in the packs' folder or outside of it. */
async function expectNothing(): Promise<void> {
  expect(await readdir(packsDir).catch(() => [])).toEqual([]);
}

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

describe("entries of a zip file that are refused by name", () => {
  const good = entriesOf(packOf());
  const cases: [string, ZipEntry, RegExp][] = [
    ["a parent", { name: "../evil.txt", data: "x" }, /"\.\.\/evil\.txt".*lead out/],
    ["a parent in the middle", { name: "a/../../evil.txt", data: "x" }, /lead out/],
    ["a parent at the end", { name: "a/..", data: "x" }, /lead out/],
    ["a parent folder", { name: "../evil/" }, /lead out/],
    ["a parent with backslashes", { name: "..\\evil.txt", data: "x" }, /backslash/],
    ["a parent among what lies about", { name: ".git/../../evil.txt", data: "x" }, /lead out/],
    ["dots and a space", { name: ".. /evil.txt", data: "x" }, /lead out/],
    ["an absolute path", { name: "/evil.txt", data: "x" }, /absolute/],
    ["a drive", { name: "C:/evil.txt", data: "x" }, /absolute/],
    ["a drive without a slash", { name: "c:evil.txt", data: "x" }, /absolute/],
    ["a network path", { name: "\\\\host\\evil.txt", data: "x" }, /backslash/],
    ["a stream of a file", { name: "tokenizer.json:evil", data: "x" }, /lead out/],
    ["an empty part", { name: "a//evil.txt", data: "x" }, /lead out/],
    ["a NUL", { name: "evil\0.txt", data: "x" }, /control character/],
    ["a symbolic link", { name: "README", data: "/etc/passwd", mode: 0o120777 }, /README is a symbolic link/],
    ["a device", { name: "README", data: "", mode: 0o020666 }, /README is a device/],
    ["a name twice", { name: "tokenizer.json", data: "other" }, /tokenizer\.json is there twice/],
    ["a name twice but for its case", { name: "Tokenizer.JSON", data: "other" }, /tokenizer\.json is there twice/i],
    ["a folder named like a file", { name: "tokenizer.json/" }, /there twice/],
    ["an encrypted file", { name: "README", data: "secret", flags: 1 }, /README is encrypted/],
    ["an unknown compression", { name: "README", data: "x", method: 14 }, /README is compressed by a method \(14\)/],
    ["a file that is not listed", { name: "evil.sh", data: "x" }, /evil\.sh is not listed/],
    ["a large notice", { name: "README", data: Buffer.alloc(2 << 20), stored: true }, /README is 2097152 bytes/],
  ];

  test.each(cases)("%s", async (_, entry, message) => {
    for (const entries of [
      [...good, entry],
      [entry, ...good],
    ]) {
      const source = await zip(entries);
      await expect(install(source)).rejects.toMatchObject({
        code: "model-broken",
        where: source,
        message: expect.stringMatching(message),
      });
    }
    await expectNothing();
    const everything = await readdir(root, { recursive: true });
    expect(everything.filter((name) => name.includes("evil"))).toEqual([]);
  });

  test("a name that only the Unicode field holds", async () => {
    const source = await zip([...good, { name: "README", data: "x", unicodeName: "../../evil.txt" }]);
    await expect(install(source)).rejects.toMatchObject({ message: expect.stringMatching(/evil\.txt.*lead out/) });
    await expectNothing();
  });
});

describe("zip bombs", () => {
  const limits = { ...INSTALL_LIMITS, ratioFrom: 100_000 };

  test("contents that are much larger than the file", async () => {
    const source = await zip(entriesOf(packOf({ "zeros.bin": Buffer.alloc(1_000_000) }, {})));
    await expect(install(source, { limits })).rejects.toMatchObject({
      code: "too-large",
      message: expect.stringMatching(/zeros\.bin.*zip bomb/),
    });
    await expectNothing();
  });

  test("too many bytes, too many entries", async () => {
    const source = await zip(entriesOf(packOf({ "a.bin": Buffer.alloc(5000) }, {})));
    const tooLarge = { code: "too-large" };
    await expect(install(source, { limits: { ...limits, bytes: 4000 } })).rejects.toMatchObject(tooLarge);
    await expect(install(source, { limits: { ...limits, entries: 1 } })).rejects.toMatchObject(tooLarge);
    const source2 = await folder(packOf());
    const error = await install(source2, { limits: { ...limits, entries: 2 } }).catch((thrown) => thrown);
    expect(error).toMatchObject(tooLarge);
    expect(error.cure).not.toMatch(/unpack/i);
    await expectNothing();
  });

  test("an entry that holds more than it and the manifest say", async () => {
    const files = packOf({ "a.bin": "12345" }, {});
    const lie = { name: "a.bin", data: Buffer.alloc(5_000_000, 1), claims: 5 };
    const source = await zip([{ name: "pack.json", data: files["pack.json"] ?? "" }, lie]);
    await expect(install(source, { limits })).rejects.toMatchObject({
      code: "model-broken",
      message: expect.stringMatching(/a\.bin cannot be unpacked/),
    });
    await expectNothing();
  });

  test("entries that share their bytes", async () => {
    const data = Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919) % 251));
    const names = ["a.bin", "b.bin", "c.bin"];
    const files = packOf(Object.fromEntries(names.map((name) => [name, data])), {});
    const honest = zipOf([...entriesOf(files)].map((entry) => ({ ...entry, stored: true })));
    // Every entry of the directory points at the first one's bytes; the others' are cut out.
    const start = honest.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
    const one = 30 + 5 + 4000;
    const tail = Buffer.from(honest.subarray(start));
    for (const name of ["b.bin", "c.bin"]) tail.writeUInt32LE(0, tail.indexOf(name) - 4);
    const manifest = tail.indexOf("pack.json") - 4;
    tail.writeUInt32LE(one, manifest);
    tail.writeUInt32LE(start - 2 * one, tail.length - 6);
    const source = path.join(root, "overlap.zip");
    await writeFile(source, Buffer.concat([honest.subarray(0, one), honest.subarray(3 * one, start), tail]));
    await expect(install(source)).rejects.toMatchObject({ message: expect.stringMatching(/entries overlap/) });
  });
});

/** A pack whose graph names another file for its weights. */
function withWeightsIn(location: string, more: PackFiles = {}): PackFiles {
  const graph = graphFile({ input_ids: [1, "T"], masks: [1, "G", 16, 16] }, { logits: [1, "T", "V"] }, location);
  const files = { "model/evaluator.onnx": graph, "tokenizer.json": "{}", ...more };
  return packOf(files, { evaluator: { ...EVALUATOR, graph: "model/evaluator.onnx" } });
}

describe("packs that are refused", () => {
  test("a zip file cut short, at any place", async () => {
    const whole = zipOf(entriesOf(packOf()));
    const source = path.join(root, "cut.zip");
    for (const length of [0, 10, whole.length >> 1, whole.length - 30, whole.length - 1]) {
      await writeFile(source, whole.subarray(0, length));
      await expect(install(source)).rejects.toMatchObject({ code: "model-broken", where: source });
    }
    await expectNothing();
  });

  test("damage inside of a zip file's entry", async () => {
    const source = await zip(entriesOf(packOf({ "a.bin": Buffer.from("abc".repeat(2000)) }, {})));
    const bytes = await readFile(source);
    bytes.fill(0xff, 36, 50);
    await writeFile(source, bytes);
    await expect(install(source)).rejects.toMatchObject({
      code: "model-broken",
      message: expect.stringContaining("a.bin"),
    });
    await expectNothing();
  });

  const files = packOf();
  const broken: [string, PackFiles, string, RegExp][] = [
    ["no manifest", EVALUATOR_FILES, "model-missing", /no pack\.json/],
    ["a manifest that is no JSON", { ...files, "pack.json": "{" }, "model-broken", /not JSON/],
    ["a manifest that is wrong", packOf(EVALUATOR_FILES, { title: "" }), "model-broken", /title/],
    ["another hash", { ...files, "tokenizer.json": "[]" }, "model-broken", /tokenizer\.json.*SHA-256/],
    ["another size", { ...files, "tokenizer.json": "{ }" }, "model-broken", /tokenizer\.json is 3 bytes long.*says 2/],
    ["a file more", { ...files, "extra.bin": "x" }, "model-broken", /extra\.bin is not listed/],
    [
      "a file that is not there",
      { "pack.json": files["pack.json"] ?? "" },
      "model-missing",
      /lacks its file evaluator\.onnx/,
    ],
    [
      "a graph with another input",
      packOf({ ...EVALUATOR_FILES, "evaluator.onnx": graphFile({ input_ids: [1, "T"] }, { logits: [1, "T", "V"] }) }),
      "model-broken",
      /no input masks/,
    ],
    [
      "a graph with another shape",
      packOf({
        ...EVALUATOR_FILES,
        "evaluator.onnx": graphFile({ input_ids: [1, "T"], masks: [1, "G", 8, 16] }, { logits: [1, "T", "V"] }),
      }),
      "model-broken",
      /masks has the shape \[1,G,8,16\], expected \[1,G,16,16\]/,
    ],
    ["a graph with weights in a file that is not listed", withWeightsIn("w.bin"), "model-broken", /weights in w\.bin/],
    ["a graph with weights outside of the pack", withWeightsIn("../../w.bin"), "model-broken", /weights in \.\.\//],
    ["a graph with weights anywhere", withWeightsIn("/w.bin"), "model-broken", /weights in \/w\.bin/],
    ["a graph that is none", packOf({ ...EVALUATOR_FILES, "evaluator.onnx": "words, words" }), "model-broken", /ONNX/],
  ];

  test.each(broken)("%s, in a folder and in a zip file", async (_, pack, code, message) => {
    for (const source of [await folder(pack), await zip(entriesOf(pack))]) {
      const refusal = { code, message: expect.stringMatching(message), cure: expect.stringMatching(/\S/) };
      const error = await install(source).catch((thrown) => thrown);
      expect(error).toMatchObject(refusal);
      // The unpacked copy is gone when people read this: the source is named.
      expect(error.where.startsWith(source)).toBe(true);
    }
    await expectNothing();
  });

  test("a wrong manifest is to be corrected where it lies: the file is named", async () => {
    const wrong = packOf(EVALUATOR_FILES, { title: "" });
    const outer = path.join(root, "outer");
    const inner = await folder(wrong, "outer/inner");
    const archive = await zip(entriesOf(wrong, "judge/"));
    const sources = [
      [outer, path.join(inner, "pack.json")],
      [path.join(inner, "pack.json"), path.join(inner, "pack.json")],
      [archive, path.join(archive, "judge", "pack.json")],
    ] as const;
    for (const [source, file] of sources) {
      await expect(install(source)).rejects.toMatchObject({
        code: "model-broken",
        where: file,
        message: expect.stringContaining("title"),
        cure: expect.stringContaining(`Correct it in ${file}`),
      });
    }
  });

  test("a pack.json that is a folder", async () => {
    const source = path.join(root, "source");
    await mkdir(path.join(source, "pack.json"), { recursive: true });
    const refusal = { code: "model-broken", where: path.join(source, "pack.json") };
    await expect(install(source)).rejects.toMatchObject({ ...refusal, message: expect.stringMatching(/is a folder/) });
    await writeFile(path.join(source, "pack.json", "inside.txt"), "x");
    await expect(install(source)).rejects.toMatchObject(refusal);
    await expectNothing();
  });

  test("a pack.json that is too large for a manifest, in a folder and in a zip file", async () => {
    const large = { "pack.json": Buffer.alloc((4 << 20) + 1, " ") };
    const archive = await zip(entriesOf(large).map((entry) => ({ ...entry, stored: true })));
    for (const source of [await folder(large), archive]) {
      const error = await install(source).catch((thrown) => thrown);
      expect(error).toMatchObject({ code: "too-large", where: path.join(source, "pack.json") });
      expect(error.message).toContain("4194305 bytes; 4194304 (4 MiB) are the most");
      expect(error.cure).toMatch(/^A manifest takes a few kilobytes/);
    }
    await expectNothing();
  });

  test("a path that is not there, a file that is no zip, a link to a folder", async () => {
    await expect(install(path.join(root, "none"))).rejects.toMatchObject({ code: "not-found" });
    const text = path.join(root, "notes.txt");
    await writeFile(text, "notes");
    await expect(install(text)).rejects.toMatchObject({ code: "model-broken", message: expect.stringMatching(/zip/) });
    const source = await folder(files);
    await symlink(root, path.join(source, "loop"));
    await expect(install(source)).rejects.toMatchObject({ message: expect.stringMatching(/loop is no file/) });
  });

  test("a place that cannot be written is told", async () => {
    await mkdir(path.dirname(packsDir), { recursive: true });
    await writeFile(packsDir, "a file");
    await expect(install(await folder(files))).rejects.toMatchObject({ code: "read-only" });
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
    "so is a folder without the right",
    async () => {
      await mkdir(packsDir, { recursive: true });
      await chmod(packsDir, 0o500);
      await expect(install(await folder(files))).rejects.toMatchObject({ code: "read-only", where: packsDir });
      await chmod(packsDir, 0o700);
    },
  );
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
