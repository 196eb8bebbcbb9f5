import type { Dim, ExpectedValue, GraphDoor } from "./graph-check.ts";
import type { PackManifest, SamPart } from "./manifest.ts";
import { type EvaluatorPart, type SegmenterPart, type StageInputs, stagesOf } from "./mllm-parts.ts";

const value = (name: string, ...shapes: readonly (readonly Dim[])[]): ExpectedValue => ({ name, shapes });

const EMBEDDINGS: readonly Dim[] = [1, 256, 64, 64];
/** SAM2's features of high resolution. */
const HIGH_RES: readonly (readonly Dim[])[] = [
  [1, 32, 256, 256],
  [1, 64, 128, 128],
];

const highRes = (part: SamPart, names: readonly [string, string]): ExpectedValue[] =>
  part.family === "sam2" ? names.map((name, level) => value(name, HIGH_RES[level] as readonly Dim[])) : [];

/** pixels [1,3,1024,1024] -> embeddings [1,256,64,64]; SAM2 also its features of high resolution. */
export function encoderDoor(part: SamPart): GraphDoor {
  return {
    inputs: [value(part.inputs.pixels, [1, 3, 1024, 1024])],
    outputs: [value(part.outputs.embeddings, EMBEDDINGS), ...highRes(part, part.outputs.highRes)],
  };
}

const masks = (part: SamPart): ExpectedValue[] => [
  value(part.outputs.lowRes, ["B", 4, 256, 256]),
  value(part.outputs.iou, ["B", 4]),
];
const embeddings = (part: SamPart): ExpectedValue => value(part.inputs.imageEmbeddings, EMBEDDINGS);
const sparse = (part: SamPart): ExpectedValue => value(part.inputs.sparse, ["B", "N", 256]);

/** The whole decoder, with a mask prompt: low_res [B,4,256,256] logits and iou [B,4]. */
export function decoderDoor(part: SamPart): GraphDoor {
  const { inputs } = part;
  const mask = [value(inputs.maskInput, ["B", 1, 256, 256]), value(inputs.hasMaskInput, ["B"])];
  return {
    inputs: [embeddings(part), ...highRes(part, inputs.highRes), sparse(part), ...mask],
    outputs: masks(part),
  };
}

/** The split decoder's two halves, for prompts without a mask. */
export function splitDoors(
  part: SamPart,
  split: NonNullable<SamPart["split"]>,
): { readonly prepare: GraphDoor; readonly prompt: GraphDoor } {
  return {
    prepare: { inputs: [embeddings(part)], outputs: split.prepared },
    prompt: { inputs: [...split.prepared, ...highRes(part, part.inputs.highRes), sparse(part)], outputs: masks(part) },
  };
}

/** A graph of a pack by its file inside the pack, and what the manifest promises of it. */
export interface FileOfDoor {
  readonly file: string;
  readonly door: GraphDoor;
}

/** Shapes by role: embeddings [1,256,64,64], pixels [1,3,H,W], token ids [1,T], masks [1,G,h,w]. */
function inputsOf(part: SegmenterPart | EvaluatorPart, names: StageInputs): ExpectedValue[] {
  const size: readonly Dim[] = part.pixels === undefined ? ["H", "W"] : [part.pixels.height, part.pixels.width];
  const maskSize: readonly Dim[] = "maskSize" in part ? part.maskSize : [];
  const shapes: readonly (readonly [name: string | undefined, shape: readonly Dim[]])[] = [
    [names.imageEmbeddings, EMBEDDINGS],
    [names.pixels, [1, 3, ...size]],
    [names.inputIds, [1, "T"]],
    [names.masks, [1, "G", ...maskSize]],
  ];
  return shapes.flatMap(([name, shape]) => (name === undefined ? [] : [value(name, shape)]));
}

/** The stages of a part, then its main graph, each with what those before it hand over. */
function partDoors(part: SegmenterPart | EvaluatorPart, outputs: readonly ExpectedValue[]): readonly FileOfDoor[] {
  const handed: string[] = [];
  const doors = stagesOf(part).map((stage) => {
    const door = { inputs: inputsOf(part, stage.inputs), outputs: stage.outputs, handed: [...handed], hands: true };
    handed.push(...stage.outputs);
    return { file: stage.graph, door };
  });
  return [...doors, { file: part.graph, door: { inputs: inputsOf(part, part.inputs), outputs, handed } }];
}

/** promptTokens [1,M,256] and attention [L,N] or [L,H,N], N = rows x cols image tokens. */
export function segmenterDoors(part: SegmenterPart): readonly FileOfDoor[] {
  const tokens = part.grid[0] * part.grid[1];
  const layers = part.exportedLayers?.length ?? "L";
  const attention = value(part.outputs.attention, [layers, tokens], [layers, "H", tokens]);
  const { promptTokens } = part.outputs;
  return partDoors(part, promptTokens === undefined ? [attention] : [value(promptTokens, [1, "M", 256]), attention]);
}

/** logits [1,T,V] in the end. */
export function evaluatorDoors(part: EvaluatorPart): readonly FileOfDoor[] {
  return partDoors(part, [value(part.outputs.logits, [1, "T", "V"])]);
}

/** Every graph of a pack: a list for each part, in the order in which its graphs run. */
export function graphDoors(manifest: PackManifest): readonly (readonly FileOfDoor[])[] {
  const { sam, segmenter, evaluator } = manifest;
  return [
    ...(typeof sam === "object" ? [samDoors(sam)] : []),
    ...(segmenter === undefined ? [] : [segmenterDoors(segmenter)]),
    ...(evaluator === undefined ? [] : [evaluatorDoors(evaluator)]),
  ];
}

function samDoors(sam: SamPart): readonly FileOfDoor[] {
  const whole = [
    { file: sam.encoder, door: encoderDoor(sam) },
    { file: sam.decoder, door: decoderDoor(sam) },
  ];
  if (sam.split === undefined) return whole;
  const { prepare, prompt } = splitDoors(sam, sam.split);
  return [...whole, { file: sam.split.prepare, door: prepare }, { file: sam.split.prompt, door: prompt }];
}
