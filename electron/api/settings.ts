import { settingsPatchSchema, settingsSchema } from "#electron/config";
import { procedure, router } from "./trpc.ts";

export const settingsRouter = router({
  get: procedure.output(settingsSchema).query(({ ctx }) => ctx.services.settings()),
  set: procedure
    .input(settingsPatchSchema)
    .output(settingsSchema)
    .mutation(({ ctx, input }) => ctx.services.changeSettings(definedOnly(input))),
});

/** zod keeps `undefined` of absent keys apart from values; the settings know values only. */
function definedOnly<T extends object>(patch: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
