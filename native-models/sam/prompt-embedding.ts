import type { Box, Point } from "#core/samples";
import type { PromptConstants } from "#native-models/packs";
import { type SamGeometry, toSamCoordinates } from "./geometry.ts";

/** Width of every token. */
export const TOKEN_WIDTH = 256;

/** A prompt token in SAM's square: labels 0 and 1 are points, 2 and 3 a box's corners, -1 the padding point. */
export interface PromptPoint {
  readonly x: number;
  readonly y: number;
  readonly label: -1 | 0 | 1 | 2 | 3;
}

/**
 * The points that the decoder sees for a person's prompts, in its order. SAM1: the points, then the box's corners, or
 * without a box the padding point (0,0) with label -1 (segment-anything, notebook `onnx_model_example.ipynb`). SAM2:
 * the box's corners, the points, and always the padding point (sam2, `sam2_image_predictor.py`, _predict, hands boxes
 * over as points, and `modeling/sam/prompt_encoder.py` pads wherever it gets no boxes).
 */
export function promptPoints(points: readonly Point[], box: Box | null, geometry: SamGeometry): PromptPoint[] {
  const at = (x: number, y: number, label: PromptPoint["label"]): PromptPoint => {
    const [samX, samY] = toSamCoordinates(x, y, geometry);
    return { x: samX, y: samY, label };
  };
  const tokens = points.map((point) => at(point.x, point.y, point.label));
  const corners = box === null ? [] : [at(box.x0, box.y0, 2), at(box.x1, box.y1, 3)];
  const padding: PromptPoint = { x: 0, y: 0, label: -1 };
  if (geometry.family === "sam2") return [...corners, ...tokens, padding];
  return box === null ? [...tokens, padding] : [...tokens, ...corners];
}

/**
 * The decoder's tokens where a language model's prompt tokens, float32[M,256], are among them: float32[N,256]. Without
 * points and box the prompt tokens stand alone, without padding (LISA, SESAME, LENS); else they come last, behind
 * `promptPoints` (READ `model/READ.py`, prompt_encoder with points and text_embeds).
 */
export function promptTokensOf(
  promptTokens: Float32Array,
  points: readonly Point[],
  box: Box | null,
  geometry: SamGeometry,
  constants: PromptConstants,
): Float32Array {
  if (points.length === 0 && box === null) return promptTokens;
  const embedded = embedPoints(promptPoints(points, box, geometry), constants);
  const tokens = new Float32Array(embedded.length + promptTokens.length);
  tokens.set(embedded);
  tokens.set(promptTokens, embedded.length);
  return tokens;
}

const TWO_PI = Math.fround(2 * Math.PI);

/**
 * Embeds prompt points: float32[points.length, 256]. p = (xy + 0.5) / 1024; q = 2p - 1; q G 2pi; sin | cos; plus the
 * label's embedding; the padding point is its embedding alone (segment-anything, `modeling/prompt_encoder.py` and
 * `utils/onnx.py`, _embed_points). Each step is rounded to 32 bits, as the exported graph does.
 */
export function embedPoints(points: readonly PromptPoint[], constants: PromptConstants): Float32Array {
  const tokens = new Float32Array(points.length * TOKEN_WIDTH);
  points.forEach((point, index) => {
    writeToken(point, constants, tokens.subarray(index * TOKEN_WIDTH, (index + 1) * TOKEN_WIDTH));
  });
  return tokens;
}

function writeToken(point: PromptPoint, constants: PromptConstants, token: Float32Array): void {
  if (point.label === -1) {
    token.set(constants.notAPoint);
    return;
  }
  const [rowX, rowY] = constants.gaussian as [number[], number[]];
  const labelEmbedding = constants.pointEmbeddings[point.label] as number[];
  const qx = squareToUnit(point.x, constants.inputSize);
  const qy = squareToUnit(point.y, constants.inputSize);
  const half = TOKEN_WIDTH / 2;
  for (let i = 0; i < half; i++) {
    const angle = Math.fround(Math.fround(qx * (rowX[i] as number) + qy * (rowY[i] as number)) * TWO_PI);
    token[i] = Math.fround(Math.sin(angle)) + (labelEmbedding[i] as number);
    token[half + i] = Math.fround(Math.cos(angle)) + (labelEmbedding[half + i] as number);
  }
}

function squareToUnit(value: number, side: number): number {
  return Math.fround(Math.fround(2 * Math.fround(Math.fround(Math.fround(value) + 0.5) / side)) - 1);
}
