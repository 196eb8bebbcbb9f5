import { z } from "zod";

/** A choice that a dataset format offers beside its source; the command's `--option key=value` and a field in the studio. */
export const formatOptionSchema = z.object({
  key: z.string(),
  /** For people: what it is and what happens without it. */
  label: z.string(),
  kind: z.enum(["text", "folder", "file", "choice", "flag"]),
  choices: z.array(z.string()).optional(),
  /** What it is when nothing is said; null where the format then looks by itself. */
  preset: z.string().nullable(),
});
export type FormatOption = z.infer<typeof formatOptionSchema>;

export const formatInfoSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** What the source has to look like. */
  summary: z.string(),
  source: z.enum(["folder", "file", "either"]),
  options: z.array(formatOptionSchema),
  /** Whether its columns have to be mapped to our fields (parquet). */
  hasMapping: z.boolean(),
});
export type FormatInfo = z.infer<typeof formatInfoSchema>;

/** Something of the source that did not become a sample, or not wholly. */
export const transferNoteSchema = z.object({
  /** `skipped`: no sample came of it; `partly`: the sample is there without what is named. */
  outcome: z.enum(["skipped", "partly"]),
  /** A short reason that is the same for all of a kind, e.g. "its image is missing"; counts go by it. */
  reason: z.string(),
  file: z.string(),
  /** Path of the field, e.g. `annotations[12].segmentation`; null where the whole file is meant. */
  field: z.string().nullable(),
  /** From 1; null where the format has no lines. */
  line: z.number().int().positive().nullable(),
  /** What exactly is wrong here, and how to mend it. */
  message: z.string(),
});
export type TransferNote = z.infer<typeof transferNoteSchema>;

/** What an import or export did. */
export const transferReportSchema = z.object({
  direction: z.enum(["import", "export"]),
  format: z.string(),
  /** What was read (import) or written (export), absolute. */
  path: z.string(),
  taken: z.number().int(),
  /** Of the taken ones, those whose image came from inside a file (parquet) and was copied whatever was asked. */
  takenFromInside: z.number().int().optional(),
  /** Samples that the project had already, by id; they were left as they are. */
  present: z.number().int(),
  skipped: z.number().int(),
  partly: z.number().int(),
  reasons: z.array(z.object({ reason: z.string(), outcome: z.enum(["skipped", "partly"]), count: z.number().int() })),
  /** The first of them; all stand in `notesFile`. */
  notes: z.array(transferNoteSchema),
  /** JSON Lines, one note a line; null where there was none to write. */
  notesFile: z.string().nullable(),
  cancelled: z.boolean(),
});
export type TransferReport = z.infer<typeof transferReportSchema>;

export const transferProgressSchema = z.object({
  /** Bytes, files or rows of the source; total 0 while it is unknown. */
  done: z.number(),
  total: z.number(),
  unit: z.enum(["bytes", "files", "rows", "samples"]),
  taken: z.number().int(),
  skipped: z.number().int(),
});
export type TransferProgress = z.infer<typeof transferProgressSchema>;

/** Our field -> the source's column, and what the columns are: parquet files whose columns nobody has published. */
export const columnSchema = z.object({ name: z.string(), type: z.string(), example: z.string() });
export const columnMappingSchema = z.object({
  columns: z.array(columnSchema),
  /** Role -> column; a role that is missing was not found. */
  mapping: z.record(z.string(), z.string()),
  roles: z.array(z.object({ role: z.string(), label: z.string(), required: z.boolean() })),
});
export type ColumnMapping = z.infer<typeof columnMappingSchema>;

/** One of the first samples, shown before anything is written. */
export const previewSampleSchema = z.object({
  id: z.string(),
  question: z.string(),
  category: z.string(),
  split: z.string(),
  kind: z.array(z.string()),
  imageName: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  /** Pixels of the mask and of the ignore region; null where the source has none. */
  maskArea: z.number().int().nullable(),
  ignoreArea: z.number().int().nullable(),
  /** WebP, base64, at most 320 px a side, mask and ignore region drawn over the image; null where it can't be read. */
  thumbnail: z.string().nullable(),
});
export type PreviewSample = z.infer<typeof previewSampleSchema>;

export const importPreviewSchema = z.object({
  format: z.string(),
  samples: z.array(previewSampleSchema),
  notes: z.array(transferNoteSchema),
  mapping: columnMappingSchema.nullable(),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;
