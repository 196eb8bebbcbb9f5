import { join, resolve } from "node:path";
import { AppError } from "#core/errors";
import { packDirs, userDirs } from "#electron/config";
import { packOfRequest, type RunServices, runSample, type SendNotice } from "#electron/runs";
import { probeImage } from "#native-models/runtime";
import { assertPromptsInside } from "./arguments.ts";
import { packByPicture } from "./default-pack.ts";
import { assertEndpointWanted, type EndpointOptions, endpointOfOptions } from "./endpoint-options.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { makeOutputFolder, writeCandidates, writeWhole } from "./mask-file.ts";
import { type AppPaths, withPipeline } from "./pipeline-session.ts";
import { type RequestOptions, toRequest } from "./run-request.ts";
import { describeRun, nothingScored, scoringProblem } from "./run-text.ts";
import type { Terminal } from "./terminal.ts";
import { waitTeller } from "./wait-text.ts";

export interface RunOptions extends RequestOptions, EndpointOptions {
  readonly image: string;
  readonly pack: string | undefined;
  readonly out: string | undefined;
}

/** `rea2seg run`: question and image to ranked candidates. Answers the exit code: 4 where no mask could be scored. */
export async function run(options: RunOptions, paths: AppPaths, terminal: Terminal): Promise<number> {
  const dirs = userDirs();
  const places = { packDirs: packDirs(dirs, paths.assetsDir), cacheDir: dirs.cacheDir };
  // What is wrong with the words is told before a picture or a pack is looked at; neither asks an endpoint of itself.
  const worded = toRequest(options, null);
  const scores = worded.evaluator === "chat";
  const asksEndpoint = scores || worded.attention === "chat";
  assertEndpointWanted(options, asksEndpoint, scores);
  const path = resolve(options.image);
  const pack = await packOfRequest(options.pack ?? (await packByPicture(options, path, places, terminal)), places);
  const request = toRequest(options, pack);
  const endpoint = asksEndpoint ? endpointOfOptions(options) : null;
  const facts = await probeImage(path);
  assertPromptsInside({ points: request.points, box: null }, facts);
  const { out } = options;
  if (out !== undefined) await makeOutputFolder(out);

  const image = { path, hash: facts.id, width: facts.width, height: facts.height };
  const result = await withPipeline(paths, terminal, ({ pipeline, options: session }) => {
    const services: RunServices = {
      pipeline,
      version: paths.version,
      ...places,
      endpoint,
      onWait: waitTeller(terminal),
    };
    const onSend = (notice: SendNotice) => terminal.note(sayWhatLeaves(notice));
    return runSample(services, { image, request, groundTruth: null }, { ...session, onSend });
  });
  if (out !== undefined) {
    await writeCandidates(
      out,
      result.candidates.map((candidate) => candidate.rle),
    );
    await writeWhole(join(out, "run.json"), `${JSON.stringify(result, null, 2)}\n`);
  }
  const problem = scoringProblem(result);
  if (problem !== null) terminal.note(problem);
  terminal.answer(result, describeRun(result, out === undefined ? null : resolve(out)));
  return nothingScored(result) ? EXIT_CODES["endpoint-failed"] : 0;
}

/** What is about to leave the machine, in words. */
export function sayWhatLeaves({ host, model, purpose, requests, pictures }: SendNotice): string {
  const many = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;
  const what = `the question and ${many(pictures, "picture")} in ${many(requests, "request")}`;
  return `To ${host} (${model}), for the ${purpose}: ${what}; kept answers are not asked for again, unusable ones are.`;
}

export function notYet(what: string, where: string, cure: string): AppError {
  return new AppError({ code: "unsupported", message: `${what} is not in this version.`, where, cure });
}
