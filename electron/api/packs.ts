import { resolve } from "node:path";
import { z } from "zod";
import { packPlaces } from "#electron/config";
import { DOMAIN_DETECTORS } from "#native-models/domain";
import { installPack, listPacks, PRESET_NAMES, verifyPacks } from "#native-models/packs";
import type { Services } from "./services.ts";
import { procedure, router } from "./trpc.ts";

const summary = {
  id: z.string(),
  version: z.string(),
  title: z.string(),
  licence: z.string(),
  domain: z.string(),
  domainDetector: z.enum(DOMAIN_DETECTORS).nullable(),
  sam: z.union([z.object({ family: z.enum(["sam1", "sam2"]) }), z.object({ pack: z.string() })]).nullable(),
  segmenter: z.boolean(),
  evaluator: z.object({ groupSize: z.number().int(), cot: z.boolean() }).nullable(),
  preset: z.enum(PRESET_NAMES).nullable(),
  files: z.number().int(),
  bytes: z.number().int(),
};

/** A pack, or a folder whose manifest cannot be used: then everything but the place and the problem is null. */
export const packInfoSchema = z
  .object(summary)
  .extend({ id: z.string().nullable(), version: z.string().nullable(), title: z.string().nullable() })
  .extend({ licence: z.string().nullable(), domain: z.string().nullable(), segmenter: z.boolean().nullable() })
  .extend({ files: z.number().int().nullable(), bytes: z.number().int().nullable() })
  .extend({
    dir: z.string(),
    origin: z.enum(["installed", "built-in", "built here"]),
    hiddenBy: z.string().nullable(),
    problem: z.string().nullable(),
    cure: z.string().nullable(),
  });
export type PackInfo = z.infer<typeof packInfoSchema>;

export const packInstallInfoSchema = z.object({
  ...summary,
  dir: z.string(),
  outcome: z.enum(["installed", "already installed", "replaced", "repaired"]),
  warnings: z.array(z.string()),
});
export type PackInstallInfo = z.infer<typeof packInstallInfoSchema>;

const nameSchema = z.string().min(1).max(200);
const placesOf = (services: Services) => packPlaces(services.dirs, services.assetsDir);

export const packsRouter = router({
  /** What the manifests say; no file is read but those. */
  list: procedure.output(z.array(packInfoSchema)).query(async ({ ctx }) => {
    return [...(await listPacks(placesOf(ctx.services)))];
  }),

  /** Every file by its hash, every graph against its manifest; one pack, or all without an id. Ends with the request. */
  verify: procedure
    .input(z.object({ id: nameSchema.nullable() }))
    .output(z.array(packInfoSchema))
    .mutation(async ({ ctx, input, signal }) => {
      return [...(await verifyPacks(input.id, placesOf(ctx.services), { signal }))];
    }),

  /** From a folder or zip file of this machine. Ends, and leaves nothing, with the request. */
  install: procedure
    .input(z.object({ path: z.string().min(1).max(4096), replace: z.boolean().default(false) }))
    .output(packInstallInfoSchema)
    .mutation(async ({ ctx, input, signal }) => {
      const places = placesOf(ctx.services);
      const { replace } = input;
      const source = resolve(input.path);
      const report = await installPack(source, { packsDir: places.installedDir, replace, places, signal });
      return { ...report, warnings: [...report.warnings] };
    }),
});
