import { appRouter } from "./app.ts";
import { batchesRouter } from "./batches.ts";
import { cacheRouter } from "./cache.ts";
import { computeRouter } from "./compute.ts";
import { datasetsRouter } from "./datasets.ts";
import { desktopRouter } from "./desktop.ts";
import { endpointRouter } from "./endpoint.ts";
import { filesRouter } from "./files.ts";
import { judgingRouter } from "./judging.ts";
import { maskReviewRouter } from "./mask-review.ts";
import { packsRouter } from "./packs.ts";
import { projectsRouter } from "./projects.ts";
import { reviewRouter } from "./review.ts";
import { runsRouter } from "./runs.ts";
import { samRouter } from "./sam.ts";
import { samplesRouter } from "./samples.ts";
import { settingsRouter } from "./settings.ts";
import { router } from "./trpc.ts";
import { viewsRouter } from "./views.ts";

/** The only door to everything below, the same for both hosts. */
export const apiRouter = router({
  app: appRouter,
  batches: batchesRouter,
  cache: cacheRouter,
  compute: computeRouter,
  datasets: datasetsRouter,
  desktop: desktopRouter,
  endpoint: endpointRouter,
  files: filesRouter,
  judging: judgingRouter,
  maskReview: maskReviewRouter,
  packs: packsRouter,
  projects: projectsRouter,
  review: reviewRouter,
  runs: runsRouter,
  sam: samRouter,
  samples: samplesRouter,
  settings: settingsRouter,
  views: viewsRouter,
});
export type ApiRouter = typeof apiRouter;
