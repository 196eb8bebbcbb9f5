import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { findPlaces, maskKindSchema, originOf } from "#electron/datasets/mask-review";
import { exportReview } from "#electron/datasets/mask-review-export";
import { transferJobSchema } from "./transfer-board.ts";
import { procedure, projectInput, router } from "./trpc.ts";

const pathSchema = z.string().min(1).max(4096);

/** Ready-made masks of a model, to be reviewed; they are imported as the format `mask-review` (see `datasets`). */
export const maskReviewRouter = router({
  /** What lies at a place: the masks, what they are, and the images that they are of. */
  places: procedure
    .input(z.object({ source: pathSchema, images: pathSchema.nullable() }))
    .output(z.object({ kind: maskKindSchema, masks: z.string(), images: z.string(), name: z.string() }))
    .query(async ({ input }) => await findPlaces(input.source, input.images, null)),

  /** Where the masks of a review came from; null for a project that began otherwise. */
  origin: procedure
    .input(projectInput)
    .output(z.object({ masks: z.string(), folder: z.string() }).nullable())
    .query(({ ctx, input }) => {
      const store = ctx.services.projects.get(input.projectId);
      for (const { id } of store.samples({ offset: 0, limit: 1 }).items) {
        const origin = originOf(store.details(id));
        if (origin !== null) return { masks: origin.root, folder: dirname(origin.root) };
      }
      return null;
    }),

  /** The masks in the encoding that they came in, into a new folder. */
  startExport: procedure
    .input(projectInput.extend({ out: pathSchema, rejected: z.enum(["leave-out", "keep"]) }))
    .output(transferJobSchema)
    .mutation(({ ctx, input }) => {
      const { projectId, rejected } = input;
      const { transfers, projects } = ctx.services;
      const store = projects.get(projectId);
      const out = resolve(input.out);
      const request = { store, out, rejected, notesFolder: join(store.dir, "exports") };
      return transfers.start(store, { projectId, kind: "export", format: "mask-review", path: out }, (hooks) =>
        exportReview({ ...request, ...hooks }),
      );
    }),
});
