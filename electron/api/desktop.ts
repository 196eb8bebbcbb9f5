import { z } from "zod";
import { AppError } from "#core/errors";
import { packBundle, suggestedName, unpackBundle } from "#electron/bundles";
import { type DesktopDialogs, type DesktopNews, desktopNewsSchema, menuSchema } from "./desktop-board.ts";
import type { Services } from "./services.ts";
import { streamOf } from "./stream.ts";
import { procedure, projectInput, router } from "./trpc.ts";

/** How many images lie outside; the command names them. */
const packReportSchema = z.object({ file: z.string(), images: z.number(), outside: z.number() });

/** What the page and the desktop around it say to each other; a web host has no such desktop. */
export const desktopRouter = router({
  /** The actions as they are now, for the native menu. */
  offerMenu: procedure.input(menuSchema).mutation(({ ctx, input }) => ctx.services.desktop.offerMenu(input)),

  watch: procedure.input(z.enum(["action", "open"])).subscription(async function* ({ ctx, input, signal }) {
    const { desktop } = ctx.services;
    const news = streamOf<DesktopNews>((listener) => desktop.onNews(input, listener), signal);
    for await (const one of news) yield desktopNewsSchema.parse(one);
  }),

  /** Asks for a bundle, unpacks it beside itself and answers the project's folder; null where none was chosen. */
  openBundle: procedure.output(z.string().nullable()).mutation(async ({ ctx }) => {
    const file = await dialogsOf(ctx.services).chooseBundle();
    return file === null ? null : (await unpackBundle(file, ctx.services.dirs.projectsDir)).dir;
  }),

  /** Asks for a place and writes the open project there as one file; null where none was chosen. */
  saveBundle: procedure
    .input(projectInput)
    .output(packReportSchema.nullable())
    .mutation(async ({ ctx, input }) => {
      const store = ctx.services.projects.get(input.projectId);
      const file = await dialogsOf(ctx.services).placeForBundle(suggestedName(store.dir));
      if (file === null) return null;
      // The system's dialog asks about a file that is there already.
      const report = await packBundle(store, file, { replace: true });
      return { ...report, outside: report.outside.length };
    }),
});

function dialogsOf(services: Services): DesktopDialogs {
  if (services.desktop.dialogs !== null) return services.desktop.dialogs;
  throw new AppError({
    code: "unsupported",
    message: "A browser cannot choose files of this machine.",
    cure: "Use `rea2seg project pack` and `rea2seg project unpack`, or the desktop app.",
  });
}
