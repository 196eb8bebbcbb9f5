import type { RunResult, ScoredGroup, Scoring } from "#core/samples";

/** Whether there were masks to score and not one has a score. */
export function nothingScored({ scoring }: Pick<RunResult, "scoring">): boolean {
  return scoring !== undefined && scoring.groups.length > 0 && failedGroups(scoring).length === scoring.groups.length;
}

/** What could not be scored and why, in a line; null where everything was. */
export function scoringProblem(result: Pick<RunResult, "scoring">): string | null {
  const { scoring } = result;
  const failed = scoring === undefined ? [] : failedGroups(scoring);
  const [first] = failed;
  if (scoring === undefined || first === undefined) return null;
  if (nothingScored(result)) return `No mask could be scored, so none is ranked: ${first.error}`;
  const masks = failed.reduce((sum, { candidates }) => sum + candidates.length, 0);
  return `${failed.length} of ${scoring.groups.length} groups (${many(masks, "mask")}) could not be scored and rank last: ${first.error}`;
}

/** A run for people: what was asked of whom, the candidates best first, and what each step left over. */
export function describeRun(result: RunResult, out: string | null): string {
  const { funnel, timings, trace, scoring } = result;
  return [
    `"${result.question}" on ${result.image.path} (${result.image.width} x ${result.image.height})`,
    `${result.pack} on ${result.provider}; attention from ${result.attentionSource}; embedding ${result.embedding}`,
    rankedBy(result),
    "",
    row(["rank", "source", "pred.IoU", "stability", "score", "area", "box"]),
    ...result.candidates.map(describeCandidate),
    "",
    `${many(funnel.seeds, "seed")}, ${many(funnel.proposed, "mask")}; ${funnel.afterPredictedIou} after predicted IoU, ${funnel.afterStability} after stability, ${funnel.afterNms} after NMS, ${funnel.kept} kept`,
    ...(trace === undefined || trace.without.length === 0 ? [] : [`Left out on request: ${trace.without.join(", ")}`]),
    `encode ${ms(timings.encode)}, segment ${ms(timings.segment)}, discover ${ms(timings.discover)}, evaluate ${ms(timings.evaluate)}, total ${ms(timings.total)}`,
    ...(scoring === undefined ? [] : describeScoring(scoring)),
    ...(trace?.notes.map((note) => `Note: ${note}`) ?? []),
    ...(out === null ? [] : [`Written to ${out}: run.json and ${many(result.candidates.length, "PNG")}, best first`]),
  ].join("\n");
}

function many(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

const REMARKS: Readonly<Record<string, string>> = Object.freeze({
  "predicted-iou": ", SAM's own estimate; it has not read the question",
  random: ", by chance: a baseline",
  oracle: ", by ground truth: for analysis alone",
});

function rankedBy(result: RunResult): string {
  const { evaluator, scoring } = result;
  if (nothingScored(result)) return "Not ranked: no mask could be scored";
  const remark = REMARKS[evaluator];
  if (remark !== undefined) return `Ranked by ${evaluator}${remark}`;
  const cot = scoring?.cot ? "with" : "without";
  return `Ranked by ${evaluator}: ${scoring?.model ?? "unknown"}, ${cot} chain of thought, in groups of ${scoring?.groupSize ?? "?"}`;
}

function describeCandidate(candidate: RunResult["candidates"][number]): string {
  const [x, y, width, height] = candidate.bbox;
  const iou = candidate.predictedIou?.toFixed(3) ?? "-";
  const score = candidate.score === null ? "-" : candidate.score.toFixed(3);
  const cells = [String(candidate.rank), candidate.source, iou, candidate.stability?.toFixed(3) ?? "-", score];
  return row([...cells, String(candidate.area), `${x},${y} ${width}x${height}`]);
}

function failedGroups({ groups }: Scoring): (ScoredGroup & { error: string })[] {
  return groups.filter((group): group is ScoredGroup & { error: string } => group.error !== null);
}

function describeScoring(scoring: Scoring): string[] {
  const { evaluator, model, usage, groups } = scoring;
  const lines: string[] = [];
  if (usage !== null) {
    const cost = usage.cost === null ? "" : `, cost ${usage.cost.toFixed(4)}`;
    const asked = `${many(usage.requests, "request")}, ${many(usage.cached, "answer")} from the cache`;
    lines.push(`Asked of ${model}: ${asked}; ${many(usage.inputTokens, "token")} in, ${usage.outputTokens} out${cost}`);
  }
  const failed = failedGroups(scoring);
  if (failed.length > 0) {
    const last = failed.length < groups.length ? "; their masks rank last" : "";
    lines.push(`The evaluator ${evaluator} failed on ${failed.length} of ${groups.length} groups${last}:`);
    lines.push(...failed.map(({ candidates, error }) => `  ${many(candidates.length, "mask")}: ${error}`));
  }
  return lines;
}

const WIDTHS = [4, 8, 8, 9, 6, 9, 20];
function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
    .join("  ")
    .trimEnd();
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}
