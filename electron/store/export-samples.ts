import type { SampleStatus } from "#core/samples";
import type { StoredReview, StoredSampleExport } from "./contract.ts";
import type { Row } from "./database.ts";
import { presentEdit } from "./edit-rows.ts";
import { imageNameOf } from "./image-names.ts";
import type { Images } from "./images.ts";
import type { Ledger } from "./ledger.ts";
import { noSuchSample } from "./queue.ts";
import { agreedReading } from "./readings.ts";
import { rulesOf } from "./review-rules.ts";

/** Places in the queue that are looked up at a time; what stands there is read when its turn comes. */
const PAGE = 500;

interface ExportRow extends Row {
  readonly id: string;
  readonly ordinal: number;
  readonly image_id: string;
  readonly question: string;
  readonly category: string;
  readonly kind: string;
  readonly split: string;
  readonly ground_truth: string | null;
  readonly ignore_mask: string | null;
  readonly proposal: string | null;
  readonly ignore_hash: string | null;
  readonly details: string | null;
  readonly status: string;
  readonly mask_hash: string | null;
  readonly position: number;
  readonly comment: string | null;
}

/**
 * Sample after sample in the queue's order, each as it is at the moment when it is asked for. No statement stays open
 * between two of them, so that work on the project goes on meanwhile.
 */
export function* exportSamples(
  ledger: Ledger,
  images: Images,
  status?: readonly SampleStatus[],
): Generator<StoredSampleExport> {
  let last = -1;
  for (;;) {
    const page = ordinalsAfter(ledger, last, status);
    for (const ordinal of page) {
      const sample = readSample(ledger, images, ordinal);
      if (sample !== null && (status === undefined || status.includes(sample.status))) yield sample;
      last = ordinal;
    }
    if (page.length < PAGE) return;
  }
}

function ordinalsAfter(ledger: Ledger, last: number, status: readonly SampleStatus[] | undefined): number[] {
  ledger.assertOpen();
  const { db } = ledger;
  const after = (filter: string, ...values: string[]) =>
    db
      .all<{ ordinal: number }>(
        `SELECT ordinal FROM sample WHERE ${filter} ordinal > ? ORDER BY ordinal LIMIT ${PAGE}`,
        ...values,
        last,
      )
      .map((row) => row.ordinal);
  // What readers agree on is no column of the sample: then each one is looked at.
  if (status === undefined || rulesOf(db).readers > 1) return after("");
  // One question a status: the index has each status in the queue's order, but not several of them together.
  const found = [...new Set(status)].flatMap((one) => after("status = ? AND", one));
  return found.sort((a, b) => a - b).slice(0, PAGE);
}

/** What a sample's source said beside what the project has columns for. Throws `not-found`. */
export function detailsOf(ledger: Ledger, sampleId: string): Record<string, unknown> {
  ledger.assertOpen();
  const row = ledger.db.get<{ details: string | null }>("SELECT details FROM sample WHERE id = ?", sampleId);
  if (row === undefined) throw noSuchSample(sampleId);
  return readDetails(ledger, row.details);
}

function readDetails({ contents }: Ledger, hash: string | null): Record<string, unknown> {
  const body = hash === null ? null : contents.document(hash);
  return body === null ? {} : (JSON.parse(body) as Record<string, unknown>);
}

function readSample(ledger: Ledger, images: Images, ordinal: number): StoredSampleExport | null {
  ledger.assertOpen();
  const { db, contents } = ledger;
  const row = db.get<ExportRow>(
    `SELECT sample.id, ordinal, image_id, question, category, kind, split, ground_truth, ignore_mask, proposal, details, status,
       edit.mask_hash, edit.ignore_hash, edit.comment, sample.position
     FROM sample LEFT JOIN edit ON edit.sample_id = sample.id AND edit.position = sample.position
     WHERE ordinal = ?`,
    ordinal,
  );
  if (row === undefined) return null;
  const mask = (hash: string | null) => (hash === null ? null : contents.mask(hash));
  const image = images.record(row.image_id);
  return withReading(ledger, {
    id: row.id,
    ordinal,
    image,
    imageName: imageNameOf(image.path),
    question: row.question,
    category: row.category,
    kind: JSON.parse(row.kind) as string[],
    split: row.split,
    groundTruth: mask(row.ground_truth),
    ignore: mask(row.ignore_mask),
    ownIgnore: mask(row.ignore_hash),
    proposal: mask(row.proposal),
    details: readDetails(ledger, row.details),
    status: row.status as SampleStatus,
    mask: mask(row.mask_hash),
    comment: row.comment ?? "",
    review: reviewOf(ledger, row),
  });
}

/** Where several people judge a sample, what they agree on is its verdict; where they do not, it has none yet. */
function withReading(ledger: Ledger, sample: StoredSampleExport): StoredSampleExport {
  if (rulesOf(ledger.db).readers === 1) return sample;
  const agreed = agreedReading(ledger.db, sample.id);
  if (agreed === null)
    return {
      ...sample,
      status: sample.status === "needs-question" ? sample.status : "todo",
      mask: null,
      comment: "",
      review: null,
    };
  const { mask, pointing: _, ...verdict } = agreed;
  return { ...sample, status: verdict.decision, mask, comment: verdict.comment, review: verdict };
}

function reviewOf({ db }: Ledger, { id, position }: ExportRow): StoredReview | null {
  const edit = presentEdit(db, id, position);
  return edit === null || edit.state.verdict === null
    ? null
    : { ...edit.state.verdict, author: edit.author, at: edit.at };
}
