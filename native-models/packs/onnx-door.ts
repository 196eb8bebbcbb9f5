import { type FileHandle, open } from "node:fs/promises";
import { AppError } from "#core/errors";
import type { Dim, GraphNames, GraphValue } from "./graph-check.ts";
import type { OnnxValueInfo } from "./onnx-graph.ts";
import { onnxValueInfoType } from "./onnx-schema.ts";

/** Field numbers of onnx.proto's messages. */
const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const GRAPH_INPUT = 11;
const GRAPH_OUTPUT = 12;
const TENSOR_NAME = 8;
const TENSOR_EXTERNAL_DATA = 13;
const ENTRY_KEY = 1;
const ENTRY_VALUE = 2;

const LONGEST_VALUE = 1 << 20;

/** What a file shows of its graph without being loaded. */
export interface FileDoor extends Required<GraphNames> {
  /** Files that initializers keep their weights in, as the graph names them: relative to its folder. */
  readonly externalFiles: readonly string[];
}

/**
 * The inputs and outputs of an ONNX file, with their shapes, without reading its weights: a graph of gigabytes takes
 * a fraction of a second and no memory. Initializers that the file also lists as inputs (IR versions before 4) are left out, as
 * a session does. Throws `model-broken` for what is no ONNX file.
 */
export async function readGraphDoor(file: string): Promise<FileDoor> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    return await readDoor(new FileWindow(handle, size), size);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new AppError(
      {
        code: "model-broken",
        message: `This is not a readable ONNX file: ${error.message}.`,
        where: file,
        cure: "Get the file again from where the pack came.",
      },
      { cause: error },
    );
  } finally {
    await handle.close();
  }
}

async function readDoor(window: FileWindow, size: number): Promise<FileDoor> {
  const inputs: GraphValue[] = [];
  const outputs: GraphValue[] = [];
  const initializers = new Set<string>();
  const externalFiles = new Set<string>();
  let graphs = 0;
  for await (const model of fields(window, 0, size)) {
    if (model.number !== MODEL_GRAPH || model.length === null) continue;
    graphs++;
    for await (const { number, start, length } of fields(window, model.start, model.start + model.length)) {
      if (length === null) continue;
      if (number === GRAPH_INPUT) inputs.push(await readValue(window, start, length));
      if (number === GRAPH_OUTPUT) outputs.push(await readValue(window, start, length));
      if (number !== GRAPH_INITIALIZER) continue;
      const tensor = await readTensor(window, start, length);
      initializers.add(tensor.name);
      if (tensor.location !== null) externalFiles.add(tensor.location);
    }
  }
  if (graphs === 0 || outputs.length === 0) throw new WireError("it holds no graph");
  const inputMetadata = inputs.filter(({ name }) => !initializers.has(name));
  const names = (values: readonly GraphValue[]) => values.map(({ name }) => name);
  return {
    inputNames: names(inputMetadata),
    outputNames: names(outputs),
    inputMetadata,
    outputMetadata: outputs,
    externalFiles: [...externalFiles],
  };
}

interface TensorHead {
  readonly name: string;
  readonly location: string | null;
}

async function readTensor(window: FileWindow, from: number, size: number): Promise<TensorHead> {
  let name = "";
  let location: string | null = null;
  for await (const { number, start, length } of fields(window, from, from + size)) {
    if (length === null) continue;
    if (number === TENSOR_NAME) name = await window.text(start, length);
    if (number !== TENSOR_EXTERNAL_DATA) continue;
    const entry = await readEntry(window, start, length);
    if (entry.key === "location") location = entry.value;
  }
  return { name, location };
}

async function readEntry(window: FileWindow, from: number, size: number): Promise<{ key: string; value: string }> {
  const entry = { key: "", value: "" };
  for await (const { number, start, length } of fields(window, from, from + size)) {
    if (length === null) continue;
    if (number === ENTRY_KEY) entry.key = await window.text(start, length);
    if (number === ENTRY_VALUE) entry.value = await window.text(start, length);
  }
  return entry;
}

async function readValue(window: FileWindow, start: number, length: number): Promise<GraphValue> {
  const bytes = await window.read(start, length);
  let value: OnnxValueInfo;
  try {
    value = onnxValueInfoType().decode(bytes) as unknown as OnnxValueInfo;
  } catch (error) {
    throw new WireError(error instanceof Error ? error.message : String(error));
  }
  const name = value.name ?? "";
  const shape = value.type?.tensor_type?.shape;
  return shape ? { name, shape: (shape.dim ?? []).map(dimOf) } : { name };
}

function dimOf(dim: { readonly dim_value?: unknown; readonly dim_param?: string }): Dim {
  // A dimension that is neither a size nor a name reads as the schema's default, which is no size.
  return Object.hasOwn(dim, "dim_value") ? Number(dim.dim_value) : (dim.dim_param ?? "");
}

class WireError extends Error {}

interface Field {
  readonly number: number;
  readonly start: number;
  /** Bytes of a length-delimited field; null for numbers. */
  readonly length: number | null;
}

/** The fields of a protobuf message between two positions; contents are stepped over. */
async function* fields(window: FileWindow, from: number, to: number): AsyncGenerator<Field> {
  for (let at = from; at < to; ) {
    const key = await window.varint(at);
    const number = Math.floor(key.value / 8);
    const wire = key.value % 8;
    let start = key.end;
    let end: number;
    let length: number | null = null;
    if (wire === 0) end = (await window.varint(start)).end;
    else if (wire === 1) end = start + 8;
    else if (wire === 5) end = start + 4;
    else if (wire === 2) {
      const size = await window.varint(start);
      start = size.end;
      length = size.value;
      end = start + length;
    } else throw new WireError(`byte ${at} starts nothing that the format knows`);
    if (number === 0 || end > to) throw new WireError(`it ends inside a field at byte ${at}`);
    yield { number, start, length };
    at = end;
  }
}

const WINDOW = 1 << 16;

/** Random access to a file through one small buffer. */
class FileWindow {
  readonly #handle: FileHandle;
  readonly #size: number;
  readonly #buffer = Buffer.alloc(WINDOW);
  #start = 0;
  #length = 0;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  /** An unsigned number in pieces of seven bits, least first. */
  async varint(at: number): Promise<{ readonly value: number; readonly end: number }> {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      if (!this.#holds(at + i)) await this.#load(at + i);
      const byte = this.#buffer[at + i - this.#start] as number;
      value += (byte & 127) * 2 ** (7 * i);
      if (byte < 128) return { value, end: at + i + 1 };
    }
    throw new WireError(`the number at byte ${at} has no end`);
  }

  async read(at: number, length: number): Promise<Buffer> {
    if (length > LONGEST_VALUE) throw new WireError(`a name or shape at byte ${at} takes ${length} bytes`);
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await this.#handle.read(bytes, 0, length, at);
    if (bytesRead < length) throw new WireError("it ends too early");
    return bytes;
  }

  async text(at: number, length: number): Promise<string> {
    return (await this.read(at, length)).toString("utf8");
  }

  #holds(at: number): boolean {
    return at >= this.#start && at < this.#start + this.#length;
  }

  async #load(at: number): Promise<void> {
    if (at >= this.#size) throw new WireError("it ends too early");
    const { bytesRead } = await this.#handle.read(this.#buffer, 0, WINDOW, at);
    if (bytesRead === 0) throw new WireError("it ends too early");
    this.#start = at;
    this.#length = bytesRead;
  }
}
