import type { RunResult } from "#core/samples";
import { applyCandidates, applySamples } from "./apply-imports.ts";
import { applyAssignment } from "./assignment-rows.ts";
import { isBlank } from "./blank.ts";
import { canonicalJson, sha256, shortHash } from "./canonical.ts";
import type { Contents } from "./contents.ts";
import type { Database } from "./database.ts";
import { addJudgement, isBehind, pointsOf, presentEdit, type SampleRow, wordingsIn } from "./edit-rows.ts";
import type { EventOf, EventPayloads, StoreEvent } from "./event-kinds.ts";
import { showHumanMask } from "./human-mask.ts";
import { applyPointing } from "./pointing-rows.ts";
import { addWording } from "./question-versions.ts";
import { applyReading, moveReading, refreshReadings } from "./reading-rows.ts";
import { applyRules } from "./review-rules.ts";
import { summariseScores } from "./score-summary.ts";
import { statusOf } from "./status-of.ts";
import { asFirstVersionRead } from "./text-codec.ts";
import { applyView } from "./views.ts";

/** Tables that the log determines, children before parents, with the order in which their rows are compared. */
export const projectionTables = [
  { table: "review_rule", order: "key" },
  { table: "pointing", order: "sample_id, author, question_version" },
  { table: "reading_outcome", order: "sample_id" },
  { table: "reading", order: "sample_id, author" },
  { table: "reading_edit", order: "sample_id, author, position" },
  { table: "assignment", order: "sample_id, annotator" },
  { table: "verdict", order: "sample_id" },
  { table: "judgement", order: "sample_id, number" },
  { table: "question", order: "sample_id, version" },
  { table: "edit", order: "sample_id, position" },
  { table: "score", order: "run_id, candidate_id, evaluator" },
  { table: "candidate", order: "sample_id, ifnull(run_id, ''), id" },
  { table: "run", order: "id" },
  { table: "sample", order: "id" },
  { table: "sample_kind", order: "kind, ordinal" },
  { table: "view", order: "name" },
  { table: "image", order: "id" },
  { table: "meta", order: "key" },
] as const;

/** A run's result as it rests: each candidate names its mask by hash. */
export type StoredRunResult = Omit<RunResult, "candidates"> & {
  readonly candidates: readonly (Omit<RunResult["candidates"][number], "rle"> & { readonly mask: string })[];
};

/** What a judgement is about: image, question and mask together. */
export function subjectHash(imageId: string, question: string, mask: string | null): string {
  return sha256(canonicalJson({ imageId, question, mask }));
}

function isSubject(subject: string, imageId: string, question: string, mask: string | null): boolean {
  if (subject === subjectHash(imageId, question, mask)) return true;
  const asRead = asFirstVersionRead(question);
  return asRead !== question && subject === subjectHash(imageId, asRead, mask);
}

type Judged = Pick<EventPayloads["edit.committed"], "sampleId" | "subject">;

/**
 * Applies events to the tables. The live store and every replay go through here, so that the tables cannot say
 * anything that the log doesn't. Throws if an event does not fit what came before it.
 */
export class Projection {
  readonly #db: Database;
  readonly #contents: Contents;

  constructor(db: Database, contents: Contents) {
    this.#db = db;
    this.#contents = contents;
  }

  clear(): void {
    for (const { table } of projectionTables) this.#db.exec(`DELETE FROM ${table}`);
  }

  apply(event: StoreEvent): void {
    switch (event.kind) {
      case "project.created":
        this.#db.run("INSERT INTO meta (key, value) VALUES ('title', ?)", event.payload.title);
        this.#db.run("INSERT INTO meta (key, value) VALUES ('created', ?)", event.at);
        return;
      case "samples.added":
      case "samples.imported":
        applySamples(this.#db, this.#contents, event.payload);
        return;
      case "candidates.imported":
        this.#importCandidates(event);
        return;
      case "question.written":
        this.#writeQuestion(event);
        return;
      case "question.edited":
        this.#editQuestion(event);
        return;
      case "edit.committed":
        this.#commitEdit(event);
        return;
      case "edit.undone":
      case "edit.redone":
        this.#moveTo(event.payload.sampleId, event.payload.position);
        return;
      case "view.saved":
      case "view.renamed":
      case "view.deleted":
        applyView(this.#db, event);
        return;
      case "run.recorded":
        this.#recordRun(event);
        return;
      case "rules.changed":
        applyRules(this.#db, event);
        return;
      case "samples.assigned":
        applyAssignment(this.#db, event);
        return;
      case "target.pointed":
        applyPointing(this.#db, event, this.#judgedVersion(event.payload, null));
        return;
      case "reading.committed":
        applyReading(this.#db, this.#contents, event, this.#judgedVersion(event.payload, event.payload.state.mask));
        return;
      case "reading.moved":
        moveReading(this.#db, this.#contents, event.payload.sampleId, event.author, event.payload.position);
        return;
      default:
        throw new Error(`this version does not know events of kind ${(event as { kind: string }).kind}`);
    }
  }

  #importCandidates({ payload }: EventOf<"candidates.imported">): void {
    applyCandidates(this.#db, this.#contents, payload);
    // What a person took over may have been a mask that is now exchanged; then it is shown as theirs.
    for (const { sampleId } of payload.candidates) {
      const position = Number(this.#db.value("SELECT position FROM sample WHERE id = ?", sampleId) ?? 0);
      if (position > 0) this.#moveTo(sampleId, position);
    }
  }

  #writeQuestion({ payload, author, at }: EventOf<"question.written">): void {
    const { sampleId, question } = payload;
    const present = this.#sample(sampleId);
    if (!isBlank(present.question)) throw new Error(`sample ${sampleId} has a question already`);
    addWording(this.#db, sampleId, present, { question, author, at });
    this.#moveTo(sampleId, present.position);
    refreshReadings(this.#db, this.#contents, sampleId);
  }

  #editQuestion({ payload, author, at }: EventOf<"question.edited">): void {
    const { sampleId, question } = payload;
    const present = this.#sample(sampleId);
    addWording(this.#db, sampleId, present, { question, author, at });
    this.#moveTo(sampleId, present.position);
    refreshReadings(this.#db, this.#contents, sampleId);
  }

  #sample(sampleId: string): SampleRow {
    const sample = this.#db.get<SampleRow>(
      "SELECT position, image_id, question, question_version, latest_run FROM sample WHERE id = ?",
      sampleId,
    );
    if (sample === undefined) throw new Error(`there is no sample ${sampleId}`);
    return sample;
  }

  #commitEdit({ payload, author, at }: EventOf<"edit.committed">): void {
    const { sampleId, state } = payload;
    const sample = this.#sample(sampleId);
    const version = this.#judgedVersion(payload, state.mask);
    const position = sample.position + 1;
    this.#db.run("DELETE FROM edit WHERE sample_id = ? AND position >= ?", sampleId, position);
    this.#db.run(
      `INSERT INTO edit (sample_id, position, action, chosen_candidate_id, mask_hash, ignore_hash, prompts, decision,
         comment, points, run_id, author, at, question_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      sampleId,
      position,
      payload.action,
      state.chosenCandidateId,
      state.mask,
      state.ignore ?? null,
      canonicalJson(state.prompts),
      state.verdict?.decision ?? null,
      state.verdict?.comment ?? null,
      pointsOf(state.verdict),
      payload.runId,
      author,
      at,
      version,
    );
    if (state.verdict !== null) addJudgement(this.#db, sampleId, { state, author, at, version });
    this.#moveTo(sampleId, position);
  }

  /**
   * The wording that an edit was about, by its hash: when the logs of several people are merged it may be one that
   * somebody else had changed meanwhile.
   */
  #judgedVersion({ sampleId, subject }: Judged, mask: string | null): number {
    const sample = this.#sample(sampleId);
    for (const [version, question] of wordingsIn(this.#db, sampleId, sample).newestFirst()) {
      if (isSubject(subject, sample.image_id, question, mask)) return version;
    }
    throw new Error(`the edit of sample ${sampleId} is about another image, question or mask`);
  }

  /** Makes the state at `position` of the sample's stack the current one, with all that follows from it. */
  #moveTo(sampleId: string, position: number): void {
    const edit = presentEdit(this.#db, sampleId, position);
    if (edit === null && position !== 0) throw new Error(`sample ${sampleId} has no edit ${position}`);
    const status = statusOf(edit?.state ?? null, this.#sample(sampleId).question);
    this.#db.run("UPDATE sample SET position = ?, status = ? WHERE id = ?", position, status, sampleId);
    this.#markStale(sampleId);
    this.#db.run("DELETE FROM verdict WHERE sample_id = ?", sampleId);
    this.#db.run("DELETE FROM candidate WHERE sample_id = ? AND run_id IS NULL AND source = 'human'", sampleId);
    if (edit === null || edit.state.verdict === null) return;
    this.#db.run(
      "INSERT INTO verdict (sample_id, author, decision, comment, mask_hash, at) VALUES (?, ?, ?, ?, ?, ?)",
      sampleId,
      edit.author,
      edit.state.verdict.decision,
      edit.state.verdict.comment,
      edit.state.mask,
      edit.at,
    );
    showHumanMask(this.#db, this.#contents, sampleId, edit);
  }

  /** Stale as long as something is about another wording, and neither a verdict nor the newest run about this one. */
  #markStale(sampleId: string): void {
    const sample = this.#sample(sampleId);
    const isStale = sample.question_version > 0 && isBehind(this.#db, sampleId, sample);
    this.#db.run("UPDATE sample SET stale = ? WHERE id = ?", isStale ? 1 : 0, sampleId);
  }

  #recordRun({ payload, at }: EventOf<"run.recorded">): void {
    const { sampleId, runId } = payload;
    const body = this.#contents.document(payload.result);
    if (body === null) throw new Error(`result ${shortHash(payload.result)} is missing`);
    const result = JSON.parse(body) as StoredRunResult;
    const sample = this.#sample(sampleId);
    const asked = wordingsIn(this.#db, sampleId, sample)
      .newestFirst()
      .find(([, text]) => text === result.question);
    this.#db.run(
      "INSERT INTO run (id, sample_id, result, pack, evaluator, at, question_version) VALUES (?, ?, ?, ?, ?, ?, ?)",
      runId,
      sampleId,
      payload.result,
      result.pack,
      result.evaluator,
      at,
      asked?.[0] ?? sample.question_version,
    );
    for (const candidate of result.candidates) {
      this.#db.run(
        `INSERT INTO candidate (sample_id, run_id, id, source, mask_hash, area, bbox, predicted_iou, stability, rank,
           reasoning) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        sampleId,
        runId,
        candidate.id,
        candidate.source,
        candidate.mask,
        candidate.area,
        JSON.stringify(candidate.bbox),
        candidate.predictedIou,
        candidate.stability,
        candidate.rank,
        candidate.reasoning ?? null,
      );
      if (candidate.score === null) continue;
      this.#db.run(
        "INSERT INTO score (run_id, candidate_id, evaluator, value) VALUES (?, ?, ?, ?)",
        runId,
        candidate.id,
        result.evaluator,
        candidate.score,
      );
    }
    this.#db.run("UPDATE sample SET latest_run = ? WHERE id = ?", runId, sampleId);
    summariseScores(this.#db, sampleId);
    this.#markStale(sampleId);
  }
}
