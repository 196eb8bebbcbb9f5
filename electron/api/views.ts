import { z } from "zod";
import { sampleFilterSchema, savedViewSchema } from "#core/samples";
import { procedure, projectInput, router } from "./trpc.ts";

const nameSchema = z.string().max(1000);
const viewsSchema = z.array(savedViewSchema);

/** Named filters of a project; each answer is the list as it is now. */
export const viewsRouter = router({
  list: procedure
    .input(projectInput)
    .output(viewsSchema)
    .query(({ ctx, input }) => [...ctx.services.projects.get(input.projectId).views()]),
  save: procedure
    .input(projectInput.extend({ name: nameSchema, filter: sampleFilterSchema }))
    .output(viewsSchema)
    .mutation(({ ctx, input }) => [...ctx.services.projects.get(input.projectId).saveView(input.name, input.filter)]),
  rename: procedure
    .input(projectInput.extend({ from: nameSchema, to: nameSchema }))
    .output(viewsSchema)
    .mutation(({ ctx, input }) => [...ctx.services.projects.get(input.projectId).renameView(input.from, input.to)]),
  delete: procedure
    .input(projectInput.extend({ name: nameSchema }))
    .output(viewsSchema)
    .mutation(({ ctx, input }) => [...ctx.services.projects.get(input.projectId).deleteView(input.name)]),
});
