import { z } from "zod";

/** Something that is missing or broken, and how to mend it. */
export const doctorProblemSchema = z.object({ part: z.string(), message: z.string(), cure: z.string() });
export type DoctorProblem = z.infer<typeof doctorProblemSchema>;

const packSchema = z.object({
  id: z.string(),
  version: z.string(),
  title: z.string(),
  dir: z.string(),
  ok: z.boolean(),
  problem: z.string().nullable(),
  files: z.array(z.object({ path: z.string(), sha256: z.string(), bytes: z.number() })),
});

/** Sizes in bytes. A part that could not be looked at is null, and `problems` says why. */
export const doctorReportSchema = z.object({
  versions: z.object({
    app: z.string(),
    node: z.string(),
    electron: z.string().nullable(),
    onnxruntime: z.string().nullable(),
    sqlite: z.string().nullable(),
    sharp: z.string().nullable(),
    libvips: z.string().nullable(),
  }),
  machine: z.object({
    platform: z.string(),
    arch: z.string(),
    release: z.string(),
    cpu: z.string(),
    cores: z.number().int(),
    memory: z.number(),
    freeMemory: z.number(),
  }),
  models: z
    .object({
      /** The execution provider that runs the models. */
      provider: z.string().nullable(),
      threads: z.number(),
      attempts: z.array(z.object({ provider: z.string(), ok: z.boolean(), reason: z.string() })),
      packs: z.array(packSchema),
    })
    .nullable(),
  caches: z.object({
    dir: z.string(),
    bytes: z.number().nullable(),
    embeddings: z.object({ dir: z.string(), bytes: z.number(), limit: z.number(), entries: z.number() }).nullable(),
  }),
  configDir: z.string(),
  hosts: z.object({
    display: z.boolean(),
    electronBinary: z.string().nullable(),
    browser: z.string().nullable(),
  }),
  worker: z.object({
    state: z.string(),
    pid: z.number().nullable(),
    restarts: z.number(),
    lastProblem: z.string().nullable(),
  }),
  problems: z.array(doctorProblemSchema),
});
export type DoctorReport = z.infer<typeof doctorReportSchema>;

/** Whether models can't run here. A missing Electron or browser is a lack, not a breakage. */
export function isBroken({ models, versions }: DoctorReport): boolean {
  return (
    models === null || models.packs.some((pack) => !pack.ok) || versions.sqlite === null || versions.sharp === null
  );
}
