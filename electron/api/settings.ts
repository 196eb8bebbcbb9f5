import { settingsPatchSchema, settingsSchema } from "#electron/config";
import { procedure, router } from "./trpc.ts";

export const settingsRouter = router({
  get: procedure.output(settingsSchema).query(({ ctx }) => ctx.services.settings()),
  set: procedure
    .input(settingsPatchSchema)
    .output(settingsSchema)
    .mutation(({ ctx, input }) => ctx.services.changeSettings(input)),
});
