import { z } from "zod";
import { listFolder } from "./folders.ts";
import { procedure, router } from "./trpc.ts";

export const folderListingSchema = z.object({
  dir: z.string(),
  parent: z.string().nullable(),
  entries: z.array(z.object({ name: z.string(), path: z.string(), kind: z.enum(["folder", "project", "image"]) })),
});

export const filesRouter = router({
  /** The home folder when none is named. */
  list: procedure
    .input(z.object({ dir: z.string().max(4096).optional() }))
    .output(folderListingSchema)
    .query(({ input }) => {
      const listing = listFolder(input.dir);
      return { ...listing, entries: [...listing.entries] };
    }),
});
