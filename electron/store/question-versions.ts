import { isBlank } from "./blank.ts";
import type { Database } from "./database.ts";

/** A wording of a sample's question. Version 0 is the one that it came with: nobody here wrote it. */
export interface StoredWording {
  readonly version: number;
  readonly question: string;
  readonly author: string | null;
  readonly at: string | null;
}

/** All wordings from the first; none where the question is still the one that the sample came with. */
export function wordingsOf(db: Database, sampleId: string): StoredWording[] {
  return db.all<{ version: number; question: string; author: string | null; at: string | null }>(
    "SELECT version, question, author, at FROM question WHERE sample_id = ? ORDER BY version",
    sampleId,
  );
}

/** Makes a wording the sample's present one and keeps those before it. */
export function addWording(
  db: Database,
  sampleId: string,
  present: { readonly question: string; readonly question_version: number },
  next: { readonly question: string; readonly author: string; readonly at: string },
): void {
  const insert = (version: number, question: string, author: string | null, at: string | null) =>
    db.run(
      "INSERT INTO question (sample_id, version, question, author, at) VALUES (?, ?, ?, ?, ?)",
      sampleId,
      version,
      question,
      author,
      at,
    );
  if (present.question_version === 0) insert(0, present.question, null, null);
  const version = present.question_version + 1;
  insert(version, next.question, next.author, next.at);
  db.run("UPDATE sample SET question = ?, question_version = ? WHERE id = ?", next.question, version, sampleId);
}

/** Which versions say something else than the present one. A wording that was taken back counts as present. */
export class Wordings {
  readonly #texts: ReadonlyMap<number, string>;
  readonly #present: string;

  constructor(db: Database, sampleId: string, present: { readonly question: string; readonly version: number }) {
    this.#present = present.question;
    this.#texts =
      present.version === 0
        ? new Map()
        : new Map(wordingsOf(db, sampleId).map(({ version, question }) => [version, question]));
  }

  /** From the newest, with its version; the present one among them. */
  newestFirst(): readonly (readonly [number, string])[] {
    return this.#texts.size === 0 ? [[0, this.#present]] : [...this.#texts].reverse();
  }

  /** Whether what was said of this version is about another question. A blank question never was one. */
  isAnother(version: number): boolean {
    const text = this.#texts.get(version);
    return text !== undefined && text !== this.#present && !isBlank(text);
  }
}

/** Whether a question is word for word the one that the sample came with. */
export function isAsItCame(db: Database, sampleId: string, question: string): boolean {
  const first = db.value("SELECT question FROM question WHERE sample_id = ? AND version = 0", sampleId);
  return first === null || first === question;
}
