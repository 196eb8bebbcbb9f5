import { floatValue, type OnnxGraph, serializeOnnx } from "#native-models/packs";

/** Name of a value in a graph under construction. */
export type Value = string;

/** An attribute's value: whole numbers are ints; a float is written `{ float: 0.5 }`. */
export type Attribute = number | readonly number[] | string | { readonly float: number };

/** Element types of inputs and outputs, by their ONNX numbers. */
const ELEMENT_TYPES = { float: 1, int64: 7, bool: 9 } as const;
export type ElementType = keyof typeof ELEMENT_TYPES;

/**
 * Builds an ONNX graph, a line a node: every call answers the name of what it made, to be handed to the next. Opset 17.
 *
 *     const graph = createGraph("double");
 *     const x = graph.input("x", ["n", 4]);
 *     graph.output("y", graph.node("Mul", [x, graph.scalar(2)]), ["n", 4]);
 *     await writeFile(file, graph.bytes());
 */
export interface GraphBuilder {
  /** A graph input; a string names a dynamic dimension. */
  input(name: string, dims: readonly (number | string)[], type?: ElementType): Value;
  /** A constant of 32-bit floats, row-major. */
  floats(dims: readonly number[], data: ArrayLike<number>): Value;
  /** A constant of 32-bit floats without dimensions. */
  scalar(value: number): Value;
  /** A constant of int64; one-dimensional unless told. */
  ints(data: readonly number[], dims?: readonly number[]): Value;
  /** A node with one output. An empty name among the inputs leaves that input out. */
  node(op: string, inputs: readonly Value[], attributes?: Readonly<Record<string, Attribute>>): Value;
  /** A node with several outputs. */
  nodes(
    op: string,
    inputs: readonly Value[],
    outputs: number,
    attributes?: Readonly<Record<string, Attribute>>,
  ): Value[];
  /** Makes a value a graph output of that name. */
  output(name: string, value: Value, dims: readonly (number | string)[], type?: ElementType): void;
  /** The file. */
  bytes(): Uint8Array;
}

export function createGraph(name: string): GraphBuilder {
  const graph: OnnxGraph = { name, node: [], initializer: [], input: [], output: [], value_info: [] };
  let made = 0;
  const fresh = (what: string) => `${what} ${++made}`;
  const constant = (dims: readonly number[], type: ElementType, bytes: ArrayBuffer): Value => {
    const tensor: OnnxGraph["initializer"][number] = {
      name: fresh("constant"),
      dims: [...dims],
      data_type: ELEMENT_TYPES[type],
      raw_data: new Uint8Array(bytes),
    };
    graph.initializer.push(tensor);
    return tensor.name as Value;
  };
  const builder: GraphBuilder = {
    input(inputName, dims, type = "float") {
      graph.input.push(valueInfo(inputName, dims, type));
      return inputName;
    },
    floats: (dims, data) => constant(checked(dims, data.length), "float", Float32Array.from(data).buffer),
    scalar: (value) => constant([], "float", Float32Array.of(value).buffer),
    ints: (data, dims = [data.length]) =>
      constant(checked(dims, data.length), "int64", BigInt64Array.from(data, BigInt).buffer),
    node: (op, inputs, attributes) => builder.nodes(op, inputs, 1, attributes)[0] as Value,
    nodes(op, inputs, outputs, attributes = {}) {
      const output = Array.from({ length: outputs }, () => fresh(op));
      const attribute = Object.entries(attributes).map(([key, value]) => ({ name: key, ...attributeFields(value) }));
      graph.node.push({ name: output[0] as string, op_type: op, input: [...inputs], output, attribute });
      return output;
    },
    output(outputName, value, dims, type = "float") {
      graph.node.push({ name: outputName, op_type: "Identity", input: [value], output: [outputName] });
      graph.output.push(valueInfo(outputName, dims, type));
    },
    bytes() {
      const model = {
        ir_version: 8,
        producer_name: "rea2seg tests",
        opset_import: [{ domain: "", version: 17 }],
        graph,
      };
      return serializeOnnx(model);
    },
  };
  return builder;
}

function checked(dims: readonly number[], length: number): readonly number[] {
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (size !== length) throw new Error(`A constant of shape [${dims.join(", ")}] got ${length} values.`);
  return dims;
}

function valueInfo(name: string, dims: readonly (number | string)[], type: ElementType): OnnxGraph["input"][number] {
  const value = floatValue(name, dims);
  if (value.type?.tensor_type !== undefined) value.type.tensor_type.elem_type = ELEMENT_TYPES[type];
  return value;
}

/** The field that carries a value, and its AttributeProto type. */
function attributeFields(value: Attribute) {
  if (typeof value === "number") return { i: value, type: 2 };
  if (typeof value === "string") return { s: new TextEncoder().encode(value), type: 3 };
  if ("float" in value) return { f: value.float, type: 1 };
  return { ints: [...value], type: 7 };
}
