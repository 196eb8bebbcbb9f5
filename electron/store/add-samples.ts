import type { AddReport, NewSample, SampleImport } from "./contract.ts";
import { ImageIntake, type IntakeOptions } from "./image-intake.ts";
import type { Images } from "./images.ts";
import type { Ledger } from "./ledger.ts";
import { SampleIntake } from "./sample-intake.ts";

/** Samples in one event and one transaction: few enough to be quick, enough to spread the cost of reaching the disk. */
const BATCH = 500;

/** Adds samples that a person chose; an id that the project has already is refused. */
export async function addSamples(
  ledger: Ledger,
  images: Images,
  options: IntakeOptions,
  samples: readonly NewSample[],
): Promise<AddReport> {
  ledger.assertOpen();
  const intake = new SampleIntake(ledger, new ImageIntake(ledger, images, options), "person");
  const sampleIds: string[] = [];
  const refused: AddReport["refused"][number][] = [];
  for (let start = 0; start < samples.length; start += BATCH) {
    const batch = samples.slice(start, start + BATCH);
    const report = await intake.add(batch);
    for (const id of report.ids) sampleIds.push(id);
    for (const { index, problem } of report.refused) {
      const { imagePath } = batch[index] as NewSample;
      refused.push({ imagePath, message: problem.message, cure: problem.cure });
    }
  }
  return { added: sampleIds.length, sampleIds, refused };
}

/** The import of a dataset: as many batches as its reader likes, an image read once for all of them. */
export function beginImport(ledger: Ledger, images: Images, options: IntakeOptions): SampleImport {
  ledger.assertOpen();
  const intake = new SampleIntake(ledger, new ImageIntake(ledger, images, options), "import");
  return {
    async add(samples) {
      const { ids, present, refused } = await intake.add(samples);
      return {
        added: ids.length,
        present,
        refused: refused.map(({ index, problem }) => ({ index, message: problem.message, cure: problem.cure })),
      };
    },
  };
}
