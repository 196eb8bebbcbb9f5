import { AppError } from "#core/errors";
import { validateRle } from "#core/masks";
import { canonicalJson, sha256, shortHash } from "./canonical.ts";
import { maskHash } from "./contents.ts";
import type { ForeignMask, ImportBatchReport } from "./contract.ts";
import type { ImportedCandidate } from "./event-kinds.ts";
import { isFatal } from "./image-intake.ts";
import type { Ledger } from "./ledger.ts";
import { noSuchSample } from "./queue.ts";

const LONGEST_NAME = 200;

/** The same for every sample and every import of a model, and another for every other name. */
export function foreignCandidateId(model: string): string {
  return `imported-${shortHash(sha256(canonicalJson(model)))}`;
}

/** Adds another model's masks as candidates, in one transaction. A mask that is there already counts as present. */
export function addForeignMasks(ledger: Ledger, model: string, masks: readonly ForeignMask[]): ImportBatchReport {
  checkModelName(model);
  const candidateId = foreignCandidateId(model);
  return ledger.change(() => {
    const refused: { index: number; message: string; cure: string }[] = [];
    const candidates: ImportedCandidate[] = [];
    const named = new Set<string>();
    let present = 0;
    for (const [index, foreign] of masks.entries()) {
      try {
        checkForeign(ledger, foreign, named);
      } catch (thrown) {
        if (!(thrown instanceof AppError) || isFatal(thrown)) throw thrown;
        refused.push({ index, message: thrown.message, cure: thrown.cure });
        continue;
      }
      const { sampleId, rle } = foreign;
      named.add(sampleId);
      const mask = maskHash(rle);
      if (mask === importedMask(ledger, sampleId, candidateId)) {
        present++;
        continue;
      }
      ledger.contents.putMask(rle);
      candidates.push({ sampleId, candidateId, mask });
    }
    if (candidates.length > 0) ledger.record("candidates.imported", { model, candidates });
    return { added: candidates.length, present, refused };
  }, "import");
}

/** Throws `bad-input` for a name that is none, or too long to be shown. */
export function checkModelName(model: string): void {
  const length = [...model].length;
  if (model.trim() !== "" && length <= LONGEST_NAME) return;
  throw new AppError({
    code: "bad-input",
    message:
      length > LONGEST_NAME
        ? `This model's name has ${length} characters; ${LONGEST_NAME} are the most.`
        : "These masks need the name of the model that made them.",
    where: "the model's name",
    cure: "Give it a short name that tells it from other models.",
  });
}

function checkForeign(ledger: Ledger, { sampleId, rle }: ForeignMask, named: ReadonlySet<string>): void {
  const image = ledger.db.get<{ width: number; height: number }>(
    "SELECT width, height FROM sample JOIN image ON image.id = sample.image_id WHERE sample.id = ?",
    sampleId,
  );
  if (image === undefined) throw noSuchSample(sampleId);
  const refuse = (message: string, cure: string) =>
    new AppError({ code: "bad-input", message, where: `sample ${sampleId}`, cure });
  if (named.has(sampleId)) {
    throw refuse(`The sample ${sampleId} is named a second time.`, "Give one mask for each sample.");
  }
  const [height, width] = rle.size;
  if (height !== image.height || width !== image.width) {
    throw refuse(
      `A mask of ${width} x ${height} pixels does not fit the image of ${image.width} x ${image.height}.`,
      "Export the mask at the image's own size.",
    );
  }
  validateRle(rle);
}

function importedMask(ledger: Ledger, sampleId: string, candidateId: string): string | null {
  return ledger.db.value(
    `SELECT mask_hash FROM candidate
     WHERE sample_id = ? AND ifnull(run_id, '') = '' AND id = ? AND source = 'imported'`,
    sampleId,
    candidateId,
  ) as string | null;
}
