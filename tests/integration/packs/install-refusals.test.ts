import { chmod, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { INSTALL_LIMITS } from "#native-models/packs";
import { EVALUATOR_FILES, entriesOf, graphFile, type PackFiles, packOf } from "./fixtures.ts";
import { expectNothing, folder, install, ownFolders, packsDir, root, withWeightsIn, zip } from "./install-setup.ts";
import { type ZipEntry, zipOf } from "./zip.ts";

ownFolders();

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
