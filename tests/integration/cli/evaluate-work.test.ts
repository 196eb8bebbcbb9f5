import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toErrorReport } from "#core/errors";
import { describeEvaluation, type EvaluationRequest, evaluatePredictions } from "#electron/evaluation";
import { figures, SAMPLES, writeLines, writeOwn, writePngs, writeReasonSeg } from "./evaluation-fixtures.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-evaluation-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const request = (dataset: string, predictions: string): EvaluationRequest => {
  return { dataset, predictions, convention: "lisa", bootstrap: null, seed: 0 };
};

describe("evaluatePredictions", () => {
  it("stops where it is told to, while it reads and while it scores", async () => {
    const dataset = await writeReasonSeg(join(dir, "reasonseg"));
    const predictions = await writePngs(join(dir, "pngs"));
    for (const step of ["read predictions", "score"]) {
      const abort = new AbortController();
      const steps: string[] = [];
      const thrown = await evaluatePredictions({
        ...request(dataset, predictions),
        signal: abort.signal,
        onProgress: (progress) => {
          steps.push(progress.step);
          if (progress.step === step) abort.abort();
        },
      }).catch((error: unknown) => error);
      expect(toErrorReport(thrown).code).toBe("cancelled");
      expect(steps.filter((each) => each === step)).toHaveLength(1);
    }
  });

  it("takes category names as they are, and shows them so that a terminal stays as it is", async () => {
    const names = ["__proto__", "constructor", "red\u001b[31m", "\u202etxet", "面白い"];
    const samples = names.map(
      (category, index) => ({ ...SAMPLES[index], id: `s${index}`, category }) as (typeof SAMPLES)[0],
    );
    const dataset = await writeOwn(join(dir, "named"), samples);
    const predictions = writeLines(join(dir, "named.jsonl"), samples);
    const report = await evaluatePredictions({ ...request(dataset, predictions), bootstrap: 20 });
    expect(Object.keys(report.categories).sort()).toEqual([...names].sort());
    expect(Object.keys(JSON.parse(JSON.stringify(report)).intervals.categories).sort()).toEqual([...names].sort());
    expect(report.macro.top1?.gIoU).toBeCloseTo(figures(samples, "lisa").gIoU, 12);
    const text = describeEvaluation(report);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(text).toContain("category red\\u{1b}[31m");
    expect(text).toContain("category 面白い");
    expect(text).toMatch(/category __proto__ +1 +1\.0000/);
  });

  it("tells apart the same file names of ReasonSeg's splits by their folders", async () => {
    const dataset = join(dir, "splits");
    const [first, second] = [SAMPLES[0], SAMPLES[1]] as [(typeof SAMPLES)[0], (typeof SAMPLES)[0]];
    await writeReasonSeg(join(dataset, "val"), [first]);
    await writeReasonSeg(join(dataset, "test"), [{ ...second, id: first.id }]);
    const predictions = join(dir, "split-pngs");
    await writePngs(join(predictions, "val"), [first]);
    await writePngs(join(predictions, "test"), [{ ...second, id: first.id }]);
    const report = await evaluatePredictions(request(dataset, predictions));
    expect(report).toMatchObject({ samples: 2, missing: [], unknown: [] });
    expect(report.average.top1?.gIoU).toBeCloseTo(figures([first, second], "lisa").gIoU, 12);
  });

  it("does not take a plain file name with a percent sign for a stranger", async () => {
    const samples = [{ ...SAMPLES[0], id: "50%25 off" }] as (typeof SAMPLES)[0][];
    const dataset = await writeOwn(join(dir, "percent"), samples);
    const report = await evaluatePredictions(request(dataset, await writePngs(join(dir, "percent-pngs"), samples)));
    expect(report).toMatchObject({ missing: [], unknown: [] });
    expect(report.average.top1?.gIoU).toBeCloseTo(1, 5);
  });
});
