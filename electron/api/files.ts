import { existsSync } from "node:fs";
import { z } from "zod";
import { listFolder } from "./folders.ts";
import { procedure, router } from "./trpc.ts";

export const folderListingSchema = z.object({
  dir: z.string(),
  parent: z.string().nullable(),
  isProject: z.boolean(),
  isFile: z.boolean(),
  /** How many more there are than are listed. */
  more: z.number().int(),
  entries: z.array(
    z.object({ name: z.string(), path: z.string(), kind: z.enum(["folder", "project", "image", "file"]) }),
  ),
});

export const filesRouter = router({
  /** With `files` those that are no images too. The projects' folder when none is named, or the home folder before there is one. */
  list: procedure
    .input(z.object({ dir: z.string().max(4096).optional(), files: z.boolean().default(false) }))
    .output(folderListingSchema)
    .query(({ ctx, input }) => {
      const { projectsDir } = ctx.services.dirs;
      const listing = listFolder(input.dir ?? (existsSync(projectsDir) ? projectsDir : undefined), input.files);
      return { ...listing, entries: [...listing.entries] };
    }),
});
