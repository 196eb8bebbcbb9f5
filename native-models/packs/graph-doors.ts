import type { Dim, ExpectedValue, GraphDoor } from "./graph-check.ts";
import type { EvaluatorPart, PackManifest, SamPart, SegmenterPart } from "./manifest.ts";

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

function mllmInputs(part: SegmenterPart | EvaluatorPart): ExpectedValue[] {
  const { imageEmbeddings, pixels, inputIds } = part.inputs;
  const size: readonly Dim[] = part.pixels === undefined ? ["H", "W"] : [part.pixels.height, part.pixels.width];
  return [
    ...(imageEmbeddings === undefined ? [] : [value(imageEmbeddings, EMBEDDINGS)]),
    ...(pixels === undefined ? [] : [value(pixels, [1, 3, ...size])]),
    value(inputIds, [1, "T"]),
  ];
}

/** promptTokens [1,M,256] and attention [L,N] or [L,H,N], N = rows x cols image tokens. */
export function segmenterDoor(part: SegmenterPart): GraphDoor {
  const tokens = part.grid[0] * part.grid[1];
  const layers = part.exportedLayers?.length ?? "L";
  const attention = value(part.outputs.attention, [layers, tokens], [layers, "H", tokens]);
  const { promptTokens } = part.outputs;
  const outputs = promptTokens === undefined ? [attention] : [value(promptTokens, [1, "M", 256]), attention];
  return { inputs: mllmInputs(part), outputs };
}

/** masks [1,G,h,w] beside the usual inputs -> logits [1,T,V]. */
export function evaluatorDoor(part: EvaluatorPart): GraphDoor {
  const groups = value(part.inputs.masks, [1, "G", ...part.maskSize]);
  return { inputs: [...mllmInputs(part), groups], outputs: [value(part.outputs.logits, [1, "T", "V"])] };
}

/** Every graph of a pack by its file, and what the manifest promises of it. */
export function graphDoors(manifest: PackManifest): readonly { readonly file: string; readonly door: GraphDoor }[] {
  const doors: { file: string; door: GraphDoor }[] = [];
  const { sam, segmenter, evaluator } = manifest;
  if (typeof sam === "object") {
    doors.push({ file: sam.encoder, door: encoderDoor(sam) }, { file: sam.decoder, door: decoderDoor(sam) });
    if (sam.split !== undefined) {
      const { prepare, prompt } = splitDoors(sam, sam.split);
      doors.push({ file: sam.split.prepare, door: prepare }, { file: sam.split.prompt, door: prompt });
    }
  }
  if (segmenter !== undefined) doors.push({ file: segmenter.graph, door: segmenterDoor(segmenter) });
  if (evaluator !== undefined) doors.push({ file: evaluator.graph, door: evaluatorDoor(evaluator) });
  return doors;
}
