import { resolve } from "node:path";
import type { Box, Point, SegmentResult } from "#core/samples";
import { probeImage } from "#native-models/runtime";
import { assertPromptsInside, usage } from "./arguments.ts";
import { assertCanWriteFile, maskToPng, writeWhole } from "./mask-file.ts";
import { type AppPaths, withPipeline } from "./pipeline-session.ts";
import type { Terminal } from "./terminal.ts";

export interface SegmentOptions {
  readonly image: string;
  readonly point: readonly Point[];
  readonly box: Box | null;
  readonly out: string | undefined;
}

/** `rea2seg segment`: one mask for points and a box. */
export async function segment(options: SegmentOptions, paths: AppPaths, terminal: Terminal): Promise<void> {
  const { point: points, box, out } = options;
  if (points.length === 0 && box === null) {
    throw usage(
      "There is nothing to segment from.",
      "--point, --box",
      "Give at least one --point x,y or a --box x0,y0,x1,y1.",
    );
  }
  const path = resolve(options.image);
  const facts = await probeImage(path);
  assertPromptsInside({ points, box }, facts);
  if (out !== undefined) await assertCanWriteFile(out, path);
  const result = await withPipeline(paths, terminal, ({ pipeline, options: request }) =>
    pipeline.request("segment", { image: { path, hash: facts.id }, points, box }, { ...request, priority: 1 }),
  );
  if (out !== undefined) await writeWhole(out, await maskToPng(result.rle));
  const image = { path, width: facts.width, height: facts.height };
  const written = out === undefined ? null : resolve(out);
  terminal.answer(
    { image, prompts: { points, box }, ...result, out: written },
    describeSegment(result, image, written),
  );
}

function describeSegment(result: SegmentResult, image: { width: number; height: number }, out: string | null): string {
  const share = ((100 * result.area) / (image.width * image.height)).toFixed(1);
  const [left, top, width, height] = result.bbox;
  const stability = result.stability === null ? "" : `, stability ${result.stability.toFixed(3)}`;
  const { encode, decode, total } = result.timings;
  return [
    `Mask of ${result.area} px, ${share} % of ${image.width} x ${image.height}; box ${left},${top} ${width} x ${height}`,
    `Predicted IoU (SAM's own estimate) ${result.predictedIou.toFixed(3)}${stability}; mask ${result.maskIndex} of SAM's 0..3`,
    `${result.pack} on ${result.provider}; embedding ${result.embedding}`,
    `encode ${encode.toFixed(0)} ms, decode ${decode.toFixed(0)} ms, total ${total.toFixed(0)} ms`,
    out === null ? "Not written anywhere; --out FILE writes a PNG." : `Written to ${out}`,
  ].join("\n");
}
