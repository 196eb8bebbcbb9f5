import { AppError } from "#core/errors";
import { type AssignReport, type AssignRequest, assignRequestSchema, type SampleFilter } from "#core/samples";
import type { Database } from "./database.ts";
import { filterConditions } from "./filter-sql.ts";
import type { Ledger } from "./ledger.ts";
import { samplesSeen } from "./queue.ts";

/** Samples an event: one of a hundred thousand would be an event of megabytes. */
const EVENT_SIZE = 5000;

/** Gives the samples that a filter lets through to people, in turns along the queue, so that all get as many. */
export function assignSamples(ledger: Ledger, filter: SampleFilter, request: AssignRequest): AssignReport {
  const { annotators, perSample, keepAssigned } = assignRequestSchema.parse(request);
  const names = [...new Set(annotators)];
  if (names.length > 0 && perSample > names.length) {
    throw new AppError({
      code: "bad-input",
      message: `Each sample is to go to ${perSample} people, and there are ${names.length}.`,
      where: "annotators",
      cure: "Name more people, or give each sample to fewer of them.",
    });
  }
  return ledger.change(() => {
    const found = matching(ledger, filter);
    const held = new Set(keepAssigned ? heldSamples(ledger.db) : []);
    const free = found.filter((id) => !held.has(id));
    const groups = new Map<string, { annotators: string[]; sampleIds: string[] }>();
    const shares = new Map(names.map((name) => [name, 0]));
    free.forEach((sampleId, turn) => {
      const chosen = chosenAt(names, turn * perSample, perSample);
      for (const name of chosen) shares.set(name, (shares.get(name) ?? 0) + 1);
      const key = JSON.stringify(chosen);
      const group = groups.get(key) ?? { annotators: chosen, sampleIds: [] };
      group.sampleIds.push(sampleId);
      groups.set(key, group);
    });
    for (const { annotators, sampleIds } of groups.values()) {
      for (let at = 0; at < sampleIds.length; at += EVENT_SIZE) {
        ledger.record("samples.assigned", { annotators, sampleIds: sampleIds.slice(at, at + EVENT_SIZE) });
      }
    }
    return {
      assigned: free.length,
      kept: found.length - free.length,
      shares: names.map((annotator) => ({ annotator, samples: shares.get(annotator) ?? 0 })),
    };
  });
}

/** So many names from a place on, and after the last the first again. */
function chosenAt(names: readonly string[], from: number, count: number): string[] {
  if (names.length === 0) return [];
  return Array.from({ length: count }, (_, i) => names[(from + i) % names.length] as string).sort();
}

function matching(ledger: Ledger, filter: SampleFilter): string[] {
  const source = samplesSeen(ledger);
  const conditions = filterConditions(filter, source.readers);
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.map(({ sql }) => sql).join(" AND ")}`;
  return ledger.db
    .all<{ id: string }>(
      `SELECT id FROM ${source.sql} ${where} ORDER BY ordinal`,
      ...source.values,
      ...conditions.flatMap(({ values }) => values),
    )
    .map(({ id }) => id);
}

const heldSamples = (db: Database): string[] =>
  db.all<{ sample_id: string }>("SELECT DISTINCT sample_id FROM assignment").map((row) => row.sample_id);

export function assigneesOf(db: Database, sampleId: string): string[] {
  return db
    .all<{ annotator: string }>("SELECT annotator FROM assignment WHERE sample_id = ? ORDER BY annotator", sampleId)
    .map(({ annotator }) => annotator);
}

/** Everybody who has worked in the project or was given something in it, by name. */
export function annotatorsOf(db: Database): string[] {
  return db
    .all<{ name: string }>("SELECT author AS name FROM chain UNION SELECT annotator FROM assignment ORDER BY name")
    .map(({ name }) => name);
}
