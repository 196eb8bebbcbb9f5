import { z } from "zod";
import { AppError } from "#core/errors";

/** Every threshold of the candidate discovery. Values and where they come from: docs/method.md. */
export const discoverySettingsSchema = z.object({
  /** k: tokens looked at, by attention (paper 4.2). */
  topTokens: z.number().int().positive().max(4096),
  /** k': tokens kept after the rerank by mean logit. */
  keptTokens: z.number().int().positive().max(4096),
  /** Seed points in all. */
  seeds: z.number().int().positive().max(1024),
  /** AMG keeps masks whose predicted IoU is above. */
  predIou: z.number(),
  /** AMG keeps masks whose stability is at least. */
  stability: z.number(),
  stabilityOffset: z.number().nonnegative(),
  /** Boxes that overlap by more are near-duplicates. */
  nmsIou: z.number(),
  amgOrder: z.enum(["predicted-iou", "attention"]),
  amgBudget: z.number().int().positive().max(64),
  /** Seeds whose features' cosine similarity is above are connected. */
  cosine: z.number().min(-1).max(1),
  /** The background point is looked for where Z is below. */
  tau: z.number(),
});
export type DiscoverySettings = z.infer<typeof discoverySettingsSchema>;

export const discoveryOverridesSchema = z.strictObject(discoverySettingsSchema.shape).partial();
export type DiscoveryOverrides = z.infer<typeof discoveryOverridesSchema>;

export const PRESET_NAMES = ["llava-sam1", "qwen-sam2"] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

export interface Preset {
  readonly title: string;
  readonly discovery: DiscoverySettings;
  /** Numbers of the language model's layers whose attention is averaged (paper, appendix B). */
  readonly layers: readonly number[];
}

/** Where the paper gives no value, ours; docs/method.md tells which. */
const COMMON = {
  topTokens: 32,
  keptTokens: 16,
  seeds: 64,
  stabilityOffset: 1,
  nmsIou: 0.7,
  amgOrder: "predicted-iou",
  amgBudget: 9,
  cosine: 0.7,
  tau: -5,
} as const;

/** The paper's two settings (appendix B). */
export const PRESETS: Readonly<Record<PresetName, Preset>> = Object.freeze({
  "llava-sam1": {
    title: "LLaVA-1.5 with SAM",
    discovery: { ...COMMON, predIou: 0.88, stability: 0.9 },
    layers: Array.from({ length: 17 }, (_, index) => 14 + index),
  },
  "qwen-sam2": {
    title: "Qwen2.5-VL with SAM 2",
    discovery: { ...COMMON, predIou: 0.8, stability: 0.88 },
    layers: [33],
  },
});

/** Thresholds that somebody gave by name. Throws `usage` naming the first that is none or has no such value. */
export function parseOverrides(given: Readonly<Record<string, unknown>>): DiscoveryOverrides {
  const parsed = discoveryOverridesSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const name = unknown ?? String(issue?.path[0]);
  throw new AppError({
    code: "usage",
    message:
      unknown === undefined
        ? `${name} cannot be ${JSON.stringify(given[name])}: ${issue?.message}.`
        : `"${name}" is no threshold of the discovery.`,
    where: name,
    cure: `Use ${Object.keys(discoverySettingsSchema.shape).join(", ")}; docs/method.md tells what each is.`,
  });
}

/** The settings of a pack: its preset's (llava-sam1's without one), single values overridden. */
export function discoverySettings(preset?: PresetName, overrides: DiscoveryOverrides = {}): DiscoverySettings {
  const set = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  return { ...PRESETS[preset ?? "llava-sam1"].discovery, ...set };
}

/** What `layersOf` looks at; a pack's segmenter fits. */
export interface LayerChoice {
  readonly layers: readonly number[];
  readonly exportedLayers?: readonly number[] | undefined;
}

/**
 * Numbers of the layers whose attention is averaged (paper, appendix B): those that the manifest names; where it names
 * none the preset's, if the graph's output has them all (`exportedLayers`); else null, every layer of the output.
 */
export function layersOf(segmenter: LayerChoice, preset: PresetName | undefined): readonly number[] | null {
  if (segmenter.layers.length > 0) return segmenter.layers;
  if (preset === undefined) return null;
  const { layers } = PRESETS[preset];
  return layers.every((layer) => segmenter.exportedLayers?.includes(layer)) ? layers : null;
}
