import { AppError } from "#core/errors";

/** A dimension: its size, or the name of a dynamic one (matches any size, as does a missing one). */
export type Dim = number | string;

/** What a loaded graph says of one of its values; onnxruntime's metadata fit. */
export interface GraphValue {
  readonly name: string;
  readonly shape?: readonly Dim[];
}

/** The names that a loaded graph has, and where they are known the shapes; an onnxruntime session fits. */
export interface GraphNames {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata?: readonly GraphValue[];
  readonly outputMetadata?: readonly GraphValue[];
}

/** A promised value: its name alone, or also the shapes of which it must have one. */
export type ExpectedValue = string | { readonly name: string; readonly shapes: readonly (readonly Dim[])[] };

/** What a manifest promises of a graph. */
export interface GraphDoor {
  readonly inputs: readonly ExpectedValue[];
  readonly outputs: readonly ExpectedValue[];
  /** What earlier graphs hand over: inputs that the graph may have. */
  readonly handed?: readonly string[];
  /** Whether its outputs are handed to the graphs behind it. */
  readonly hands?: boolean;
}

const CURE = "Install a pack whose manifest and graphs belong together, or mend its pack.json (docs/packs.md).";

/**
 * Holds a graph against its manifest: exactly the promised inputs (one more could not be fed), at least the promised
 * outputs, and every shape that the file gives. A dimension that the file leaves open matches anything.
 * Throws `model-broken` naming the file (`where`), the first input or output that is wrong, and both shapes.
 */
export function checkGraph(graph: GraphNames, expected: GraphDoor, file: string): void {
  const refuse = (message: string) => refusal(message, file);
  const inputs = expected.inputs.map(nameOf);
  const found = (names: readonly string[]) => (names.length === 0 ? "none" : names.join(", "));

  const lackingInput = inputs.find((name) => !graph.inputNames.includes(name));
  if (lackingInput !== undefined) {
    throw refuse(
      `The graph has no input ${lackingInput}, which its manifest names; its inputs: ${found(graph.inputNames)}.`,
    );
  }
  const extraInput = graph.inputNames.find((name) => !inputs.includes(name) && !expected.handed?.includes(name));
  if (extraInput !== undefined) {
    throw refuse(`The graph wants an input ${extraInput} that its manifest leaves out.`);
  }
  const lackingOutput = expected.outputs.map(nameOf).find((name) => !graph.outputNames.includes(name));
  if (lackingOutput !== undefined) {
    throw refuse(
      `The graph has no output ${lackingOutput}, which its manifest names; its outputs: ${found(graph.outputNames)}.`,
    );
  }
  const wrong =
    wrongShape("input", expected.inputs, graph.inputMetadata) ??
    wrongShape("output", expected.outputs, graph.outputMetadata);
  if (wrong !== null) throw refuse(wrong);
}

/**
 * Holds the graphs of one part, in the order in which they run, against their manifest: each as `checkGraph` does, and
 * what one hands over has to be taken by one behind it. Throws `model-broken`.
 */
export function checkGraphs(
  graphs: readonly { readonly graph: GraphNames; readonly door: GraphDoor; readonly file: string }[],
): void {
  for (const { graph, door, file } of graphs) checkGraph(graph, door, file);
  graphs.forEach(({ door, file }, at) => {
    if (door.hands !== true) return;
    const later = graphs.slice(at + 1);
    const unused = door.outputs.map(nameOf).find((name) => !later.some(({ graph }) => graph.inputNames.includes(name)));
    if (unused !== undefined) throw refusal(`No graph behind this one takes ${unused}, which it hands over.`, file);
  });
}

const refusal = (message: string, where: string) => new AppError({ code: "model-broken", message, where, cure: CURE });

const nameOf = (value: ExpectedValue): string => (typeof value === "string" ? value : value.name);

function wrongShape(
  role: "input" | "output",
  expected: readonly ExpectedValue[],
  values: readonly GraphValue[] | undefined,
): string | null {
  for (const value of expected) {
    if (typeof value === "string") continue;
    const shape = values?.find(({ name }) => name === value.name)?.shape;
    // onnxruntime gives [] for a value whose file says nothing of its shape; no promised value is a scalar.
    if (shape === undefined || shape.length === 0) continue;
    if (value.shapes.some((promised) => matches(shape, promised))) continue;
    const promised = value.shapes.map(textOf).join(" or ");
    return `The graph's ${role} ${value.name} has the shape ${textOf(shape)}, expected ${promised}.`;
  }
  return null;
}

function matches(shape: readonly Dim[], promised: readonly Dim[]): boolean {
  if (shape.length !== promised.length) return false;
  return shape.every((dim, axis) => {
    const other = promised[axis];
    return typeof dim !== "number" || dim < 0 || typeof other !== "number" || dim === other;
  });
}

const textOf = (shape: readonly Dim[]): string => `[${shape.map((dim) => (dim === "" ? "?" : dim)).join(",")}]`;
