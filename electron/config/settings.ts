import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { toErrorReport } from "#core/errors";
import { attentionSourceSchema, endpointSchema, evaluatorNameSchema, keymapSchema } from "#core/samples";
import { readJsonFile, writeJsonFile } from "./json-file.ts";

export const settingsSchema = z
  .object({
    theme: z.enum(["dark", "light", "system"]).default("dark"),
    /** Signs every event; one chain per author and device. */
    author: z.string().trim().min(1).max(200).default(defaultAuthor),
    device: z.string().min(1).default(randomUUID),
    provider: z.string().default("auto"),
    threads: z.number().int().min(0).max(256).default(0),
    embeddingCacheBytes: z.number().int().min(0).default(4_000_000_000),
    memoryCeilingBytes: z.number().int().min(0).default(0),
    /** One that cannot be read costs the keys, not the other settings. */
    keys: keymapSchema.prefault({}).catch({ preset: "studio", changed: {} }),
    /** Whether the tour was taken or declined; it comes by itself once. */
    tour: z.enum(["new", "done"]).default("new").catch("new"),
    /** Go to the next open sample after a verdict. */
    autoAdvance: z.boolean().default(true),
    /** Look for candidates as soon as a sample without any is opened. */
    autoDiscover: z.boolean().default(true),
    /** Point at the target before masks are shown, in every project; a project can ask it of everybody. */
    blind: z.boolean().default(false),
    /** The one endpoint that may be asked; null: nothing ever leaves the machine. Its key is no setting. */
    endpoint: endpointSchema.nullable().default(null),
    /** What a run in the studio uses. A pack of null is mobilesam. */
    run: z
      .object({
        pack: z.string().nullable().default(null),
        attention: attentionSourceSchema.exclude(["clicks"]).default("grid"),
        evaluator: evaluatorNameSchema.default("predicted-iou"),
        groupSize: z.number().int().min(1).max(15).default(5),
        /** Null: the evaluator's own default. */
        cot: z.boolean().nullable().default(null),
        /** The picture chooses: a pack that was made for its kind, with its attention and evaluator; else the above. */
        automatic: z.boolean().optional(),
      })
      .prefault({})
      // Settings of earlier versions: who had chosen something keeps it.
      .transform((run) => ({ ...run, automatic: run.automatic ?? choosesNothing(run) })),
  })
  .prefault({});
export type Settings = z.infer<typeof settingsSchema>;

/** What a screen may change; the device's name is given once and kept. */
export const settingsPatchSchema = z
  .object({
    theme: z.enum(["dark", "light", "system"]),
    author: z.string().trim().min(1).max(200),
    provider: z.string().min(1).max(40),
    threads: z.number().int().min(0).max(256),
    embeddingCacheBytes: z.number().int().min(0),
    keys: keymapSchema,
    tour: z.enum(["new", "done"]),
    autoAdvance: z.boolean(),
    autoDiscover: z.boolean(),
    blind: z.boolean(),
    endpoint: endpointSchema.nullable(),
    run: z.object({
      pack: z.string().nullable(),
      attention: attentionSourceSchema.exclude(["clicks"]),
      evaluator: evaluatorNameSchema,
      groupSize: z.number().int().min(1).max(15),
      cot: z.boolean().nullable(),
      automatic: z.boolean(),
    }),
  })
  .partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

function choosesNothing(run: { pack: string | null; attention: string; evaluator: string }): boolean {
  return run.pack === null && run.attention === "grid" && run.evaluator === "predicted-iou";
}

function defaultAuthor(): string {
  try {
    return userInfo().username || "annotator";
  } catch {
    return "annotator";
  }
}

const fileIn = (configDir: string): string => join(configDir, "settings.json");

/**
 * Reads the settings. New ones are written at once, so that the device keeps the name that it was given; where that
 * can't be (a folder without write permission, a full disk) they hold for this session and the reason is logged.
 */
export function loadSettings(configDir: string): Settings {
  const known = existsSync(fileIn(configDir));
  const settings = readJsonFile(fileIn(configDir), settingsSchema);
  if (known) return settings;
  try {
    writeJsonFile(fileIn(configDir), settings);
  } catch (thrown) {
    console.error(`Settings are not kept: ${toErrorReport(thrown).message}`);
  }
  return settings;
}

export function saveSettings(configDir: string, settings: Settings): void {
  writeJsonFile(fileIn(configDir), settingsSchema.parse(settings));
}
