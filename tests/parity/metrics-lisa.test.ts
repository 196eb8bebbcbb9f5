import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { CONVENTIONS } from "#core/metrics";
import { evaluatePredictions } from "#electron/evaluation";
import { temporaryFolder } from "./support.ts";
import vectors from "./vectors/metrics-lisa.json" with { type: "json" };

let dataset: string;
let predictions: string;

beforeAll(async () => {
  dataset = await temporaryFolder();
  predictions = join(await temporaryFolder(), "masks.jsonl");
  for (const { id, width, height, file } of vectors.samples) {
    const picture = sharp({ create: { width, height, channels: 3, background: "#357" } }).jpeg();
    await picture.toFile(join(dataset, `${id}.jpg`));
    writeFileSync(join(dataset, `${id}.json`), Buffer.from(file, "base64"));
  }
  const lines = vectors.samples.flatMap(({ id, prediction }) => (prediction ? [{ id, mask: prediction }] : []));
  writeFileSync(predictions, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
});

test.each(CONVENTIONS)(
  "the figures by %s of a ReasonSeg folder are those that LISA's code gives, file to figure",
  async (convention) => {
    const reference = vectors[convention];
    const report = await evaluatePredictions({ dataset, predictions, convention, bootstrap: null, seed: 0 });
    expect(report).toMatchObject({ samples: vectors.samples.length, failed: 0, skipped: 0, unknown: [] });
    expect(report.missing).toEqual(vectors.samples.filter(({ prediction }) => !prediction).map(({ id }) => id));
    expect(report.average.top1?.gIoU).toBeCloseTo(reference.gIoU, 12);
    expect(report.average.top1?.cIoU).toBeCloseTo(reference.cIoU, 12);
  },
);
