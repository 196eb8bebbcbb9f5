import { createHash } from "node:crypto";
import type { Rle } from "#core/masks";
import { iouOf, tallyRle } from "#core/metrics";
import type { Candidate } from "#core/samples";
import { NameClaims } from "#electron/datasets/predictions";
import { REASONS } from "#electron/datasets/reading";
import {
  type ExportContext,
  type Exporter,
  type ExportSample,
  ImageFiles,
  type LineFile,
  maskPng,
  type Skipped,
} from "#electron/datasets/writing";

const LINES = "samples.jsonl";
/** The paper's evaluator compares five masks at a time (App. B). */
const GROUP = 5;
const IOU_DIGITS = 2;

/**
 * What the model is asked and what it has to answer. The images come first as `Image-1: <image>` and so on, as InternVL
 * numbers several of them; the words are ours, the paper does not print its own.
 */
const INSTRUCTION = [
  "Image-1 is a picture; each of the other images is a candidate mask of it, white inside.",
  'Question: "{question}"',
  "For every candidate mask estimate its IoU with the region that the question asks for, a number from 0 to 1.",
  'Answer as JSON: {"scores": [...]}, one number a candidate mask, in their order.',
].join("\n");

/**
 * Fine-tuning data for a mask evaluator: InternVL's chat JSONL with several images a sample (`id, image, width_list,
 * height_list, conversations`) and the meta file that its training reads. Its paths count from where training starts.
 * Source: InternVL `internvl_chat/internvl/train/internvl_chat_finetune.py`, multi_modal_multi_image_get_item and
 * build_datasets.
 */
export const internvl: Exporter = {
  info: {
    id: "internvl",
    title: "InternVL fine-tuning",
    summary:
      "samples.jsonl with question, picture and up to five candidate masks against their true IoUs; meta.json, whose paths count from this folder",
    source: "folder",
    options: [
      { key: "seed", label: "Seed of the candidates' order and groups", kind: "text", preset: "0" },
      { key: "name", label: "Name of the data in meta.json", kind: "text", preset: "rea2seg" },
    ],
    hasMapping: false,
  },
  begin: async (context) => {
    const { folder, options } = context;
    const lines = await folder.lines(LINES);
    const parts = { lines, images: new ImageFiles(folder, "images/", { upright: true }), masks: new NameClaims() };
    let length = 0;
    return {
      add: async (sample) => {
        const written = await addSample(sample, parts, context);
        if (typeof written !== "number") return written;
        length += written;
        return null;
      },
      finish: async () => {
        const entry = { root: "", annotation: LINES, data_augment: false, repeat_time: 1, length };
        const meta = { [options.name || "rea2seg"]: entry };
        await folder.write("meta.json", `${JSON.stringify(meta, null, 2)}\n`);
      },
    };
  },
};

interface Parts {
  readonly lines: LineFile;
  readonly images: ImageFiles;
  readonly masks: NameClaims;
}

/** How many lines a sample made: one a group. */
async function addSample(sample: ExportSample, parts: Parts, context: ExportContext): Promise<Skipped | number> {
  const { id, mask, image, question, ignore } = sample;
  if (mask === null) return { reason: REASONS.maskMissing, message: "A candidate's true IoU needs a right mask." };
  if (question === "") return { reason: REASONS.noQuestion, message: "Write its question first." };
  const candidates = sample.candidates();
  if (candidates.length === 0) {
    return { reason: "it has no candidate masks", message: "Run the pipeline on it, or import another model's masks." };
  }
  const picture = `images/${await parts.images.copy(image)}`;
  const stem = parts.masks.claim(id);
  const groups = grouped(shuffled(candidates, id, context.options.seed ?? ""));
  for (const [index, group] of groups.entries()) {
    const names = group.map((_, place) => `masks/${stem}/${index * GROUP + place + 1}.png`);
    for (const [place, name] of names.entries()) {
      await context.folder.write(name, await maskPng((group[place] as Candidate).rle));
    }
    const scores = group.map(({ rle }) => trueIou(rle, mask, ignore));
    const line = lineOf({ id: `${id}#${index + 1}`, question, images: [picture, ...names], size: image, scores });
    await parts.lines.add(`${JSON.stringify(line)}\n`);
  }
  return groups.length;
}

/** LISA's: pixels of the ignore region count nowhere, and an empty mask is right where nothing is meant. */
function trueIou(candidate: Rle, truth: Rle, ignore: Rle | null): number {
  return Number(iouOf(tallyRle(candidate, truth, ignore, "lisa")).toFixed(IOU_DIGITS));
}

function lineOf(parts: {
  readonly id: string;
  readonly question: string;
  readonly images: readonly string[];
  readonly size: { readonly width: number; readonly height: number };
  readonly scores: readonly number[];
}): Record<string, unknown> {
  const { id, question, images, size, scores } = parts;
  const placeholders = images.map((_, index) => `Image-${index + 1}: <image>`).join("\n");
  // As many <image> as images: a question must not add one of its own.
  const asked = INSTRUCTION.replace("{question}", () => question.replaceAll("<image>", "< image >"));
  return {
    id,
    image: images,
    width_list: images.map(() => size.width),
    height_list: images.map(() => size.height),
    conversations: [
      { from: "human", value: `${placeholders}\n${asked}` },
      { from: "gpt", value: JSON.stringify({ scores }) },
    ],
  };
}

/** An order that depends on the seed and the ids alone, so that the best candidate does not always come first. */
function shuffled(candidates: readonly Candidate[], id: string, seed: string): Candidate[] {
  const key = (candidate: Candidate, index: number) =>
    createHash("sha256")
      .update(JSON.stringify([seed, id, candidate.id, index]))
      .digest("hex");
  return candidates
    .map((candidate, index) => ({ candidate, key: key(candidate, index) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ candidate }) => candidate);
}

function grouped(candidates: readonly Candidate[]): Candidate[][] {
  const groups: Candidate[][] = [];
  for (let i = 0; i < candidates.length; i += GROUP) groups.push(candidates.slice(i, i + GROUP));
  return groups;
}
