export type { AppInfo } from "./app.ts";
export { type JobUpdate, jobUpdateSchema } from "./job-board.ts";
export { handleMedia } from "./media.ts";
export type { OpenProjectInfo } from "./projects.ts";
export type { ReviewResultInfo } from "./review.ts";
export { type ApiRouter, apiRouter } from "./router.ts";
export type { AddReportInfo } from "./samples.ts";
export { createServices, type HostKind, type Services, type ServicesOptions } from "./services.ts";
export type { ApiContext } from "./trpc.ts";
