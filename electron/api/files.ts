import { existsSync } from "node:fs";
import { z } from "zod";
import { listFolder } from "./folders.ts";
import { procedure, router } from "./trpc.ts";

export const folderListingSchema = z.object({
  dir: z.string(),
  parent: z.string().nullable(),
  isProject: z.boolean(),
  entries: z.array(z.object({ name: z.string(), path: z.string(), kind: z.enum(["folder", "project", "image"]) })),
});

export const filesRouter = router({
  /** The projects' folder when none is named, or the home folder before there is one. */
  list: procedure
    .input(z.object({ dir: z.string().max(4096).optional() }))
    .output(folderListingSchema)
    .query(({ ctx, input }) => {
      const { projectsDir } = ctx.services.dirs;
      const listing = listFolder(input.dir ?? (existsSync(projectsDir) ? projectsDir : undefined));
      return { ...listing, entries: [...listing.entries] };
    }),
});
