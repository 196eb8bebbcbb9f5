import { AppError } from "#core/errors";
import { onnxModelType } from "./onnx-schema.ts";

/** Tensor element types of ONNX that this project touches (TensorProto.DataType). */
export const ONNX_FLOAT = 1;

export interface OnnxTensor {
  name?: string;
  dims?: (number | { toNumber(): number })[];
  data_type?: number;
  raw_data?: Uint8Array;
  float_data?: number[];
}

export interface OnnxAttribute {
  name?: string;
  t?: OnnxTensor;
  g?: OnnxGraph;
  graphs?: OnnxGraph[];
}

export interface OnnxNode {
  name?: string;
  op_type?: string;
  input: string[];
  output: string[];
  attribute?: OnnxAttribute[];
}

export interface OnnxValueInfo {
  name?: string;
  type?: {
    tensor_type?: { elem_type?: number; shape?: { dim?: { dim_value?: number; dim_param?: string }[] } };
  };
}

/** The parts of a graph that are edited; every other field of the file is carried along untouched. */
export interface OnnxGraph {
  name?: string;
  node: OnnxNode[];
  initializer: OnnxTensor[];
  input: OnnxValueInfo[];
  output: OnnxValueInfo[];
  value_info: OnnxValueInfo[];
}

export interface OnnxModel {
  graph: OnnxGraph;
}

/** Reads an ONNX file's bytes. Throws `model-broken` if they are not one; `where` names the file. */
export function parseOnnx(bytes: Uint8Array, where: string): OnnxModel {
  try {
    const model = onnxModelType().decode(bytes) as unknown as OnnxModel;
    if (!model.graph?.node?.length) throw new Error("it holds no graph");
    return model;
  } catch (error) {
    throw new AppError(
      {
        code: "model-broken",
        message: `This is not a readable ONNX file: ${error instanceof Error ? error.message : String(error)}.`,
        where,
        cure: "Install the package or pack that it came with again.",
      },
      { cause: error },
    );
  }
}

/** Writes a model; `parseOnnx` of the answer gives the same model. */
export function serializeOnnx(model: OnnxModel): Uint8Array {
  return onnxModelType()
    .encode(model as unknown as Record<string, unknown>)
    .finish();
}

/** A graph input or output of 32-bit floats; a string names a dynamic dimension. */
export function floatValue(name: string, dims: readonly (number | string)[]): OnnxValueInfo {
  const dim = dims.map((size) => (typeof size === "number" ? { dim_value: size } : { dim_param: size }));
  return { name, type: { tensor_type: { elem_type: ONNX_FLOAT, shape: { dim } } } };
}

/** Lets every node (and graph output) that reads the value `from` read `to` instead. Answers how many did. */
export function redirectReaders(graph: OnnxGraph, from: string, to: string): number {
  let changed = 0;
  for (const node of graph.node) {
    node.input.forEach((name, index) => {
      if (name !== from) return;
      node.input[index] = to;
      changed++;
    });
  }
  return changed;
}

/** Renames a value where it is made and wherever it is read. Throws `model-broken` if no node makes it. */
export function renameValue(graph: OnnxGraph, from: string, to: string): void {
  const maker = graph.node.find((node) => node.output.includes(from));
  if (maker === undefined) throw missingValue(from);
  maker.output = maker.output.map((name) => (name === from ? to : name));
  redirectReaders(graph, from, to);
}

export function missingValue(name: string): AppError {
  return new AppError({
    code: "model-broken",
    message: `The graph has no value named ${name}, so it is not the export that this edit was written for.`,
    where: name,
    cure: "Install the version of the package that package-lock.json names (npm ci).",
  });
}

/** Names that a node reads, those of its subgraphs (If, Loop) included. */
function readsOf(node: OnnxNode): string[] {
  const names = [...node.input];
  for (const attribute of node.attribute ?? []) {
    for (const inner of [...(attribute.g ? [attribute.g] : []), ...(attribute.graphs ?? [])]) {
      for (const innerNode of inner.node) names.push(...readsOf(innerNode));
    }
  }
  return names.filter((name) => name !== "");
}

/**
 * Drops every node, initializer and value description that no graph output needs, in place and keeping the order.
 * Throws `model-broken` if an output, or something that it needs, is made by nothing.
 */
export function pruneUnreachable(graph: OnnxGraph): void {
  const makers = new Map<string, OnnxNode>();
  for (const node of graph.node) for (const name of node.output) if (name !== "") makers.set(name, node);
  const given = new Set([...graph.input.map((value) => value.name), ...graph.initializer.map((tensor) => tensor.name)]);

  const keptNodes = new Set<OnnxNode>();
  const needed = new Set<string>();
  const open = graph.output.map((value) => value.name ?? "");
  while (open.length > 0) {
    const name = open.pop() as string;
    if (needed.has(name)) continue;
    needed.add(name);
    const maker = makers.get(name);
    if (maker === undefined) {
      if (!given.has(name)) throw missingValue(name);
      continue;
    }
    keptNodes.add(maker);
    open.push(...readsOf(maker));
  }
  graph.node = graph.node.filter((node) => keptNodes.has(node));
  graph.initializer = graph.initializer.filter((tensor) => needed.has(tensor.name ?? ""));
  graph.value_info = graph.value_info.filter((value) => needed.has(value.name ?? ""));
}

/** An initializer's 32-bit floats and shape. Throws `model-broken` if it is missing or holds something else. */
export function floatInitializer(graph: OnnxGraph, name: string): { dims: number[]; data: Float32Array } {
  const tensor = graph.initializer.find((entry) => entry.name === name);
  if (tensor === undefined) throw missingValue(name);
  const dims = (tensor.dims ?? []).map((dim) => (typeof dim === "number" ? dim : dim.toNumber()));
  const size = dims.reduce((product, dim) => product * dim, 1);
  const data = tensor.raw_data?.length
    ? new Float32Array(Uint8Array.from(tensor.raw_data).buffer)
    : Float32Array.from(tensor.float_data ?? []);
  if (tensor.data_type !== ONNX_FLOAT || data.length !== size) throw missingValue(name);
  return { dims, data };
}

/** An initializer of 32-bit floats, stored raw in little-endian order as ONNX wants. */
export function floatTensor(name: string, dims: readonly number[], data: Float32Array): OnnxTensor {
  const raw = new DataView(new ArrayBuffer(data.length * 4));
  data.forEach((value, index) => {
    raw.setFloat32(index * 4, value, true);
  });
  return { name, dims: [...dims], data_type: ONNX_FLOAT, raw_data: new Uint8Array(raw.buffer) };
}
