import { shortHash } from "./canonical.ts";
import { Contents } from "./contents.ts";
import type { ChainReport, VerifyReport } from "./contract.ts";
import type { Database } from "./database.ts";
import type { ImportedSample, StoreEvent } from "./event-kinds.ts";
import { EventLog, type EventRow, eventHash, readEvent } from "./event-log.ts";
import type { StoredRunResult } from "./projection.ts";
import { compareProjection } from "./replay.ts";

/** Checks everything that can be checked without the image files, as of one moment. Changes nothing. */
export function verifyDatabase(db: Database): VerifyReport {
  return db.snapshot(() => {
    const database = checkFile(db);
    try {
      return { ...checkLog(db, database === "ok"), database };
    } catch (thrown) {
      if (database === "ok") throw thrown;
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      return { ok: false, events: 0, chains: [], database, projection: [`The log could not be read: ${reason}`] };
    }
  });
}

function checkLog(db: Database, sound: boolean): Omit<VerifyReport, "database"> {
  const chains = checkChains(db);
  const projection = compareProjection(db);
  return {
    ok: sound && chains.every((chain) => chain.ok) && projection.length === 0,
    events: new EventLog(db).count(),
    chains,
    projection,
  };
}

function checkFile(db: Database): string {
  const findings = db.all("PRAGMA integrity_check(20)").map((row) => String(Object.values(row)[0]));
  if (findings.length !== 1 || findings[0] !== "ok") return findings.join("; ");
  const orphans = db.all("PRAGMA foreign_key_check");
  return orphans.length === 0 ? "ok" : `${orphans.length} rows refer to rows that are not there`;
}

interface Tail {
  readonly author: string;
  readonly device: string;
  readonly seq: number;
  readonly head: string;
}

function checkChains(db: Database): ChainReport[] {
  const names = db.all<{ author: string; device: string }>(
    "SELECT author, device FROM event UNION SELECT author, device FROM chain ORDER BY author, device",
  );
  const intact = new ContentCheck(new Contents(db));
  return names.map(({ author, device }) => {
    const tail = db.get<{ seq: number; head: string }>(
      "SELECT seq, head FROM chain WHERE author = ? AND device = ?",
      author,
      device,
    );
    return checkChain(new EventLog(db), { author, device, seq: tail?.seq ?? 0, head: tail?.head ?? "" }, intact);
  });
}

function checkChain(log: EventLog, tail: Tail, intact: ContentCheck): ChainReport {
  const { author, device } = tail;
  let events = 0;
  let before: EventRow | null = null;
  let problem: string | null = null;
  for (const event of log.ofChain(author, device)) {
    events++;
    problem ??= linkProblem(event, before) ?? intact.problem(event);
    before = event;
  }
  const head = before?.hash ?? "";
  problem ??= tailProblem(tail, before);
  return { author, device, events, head, ok: problem === null, problem };
}

function nameOf(event: EventRow): string {
  return `Event ${event.seq} (${event.kind}, ${shortHash(event.hash)})`;
}

function linkProblem(event: EventRow, before: EventRow | null): string | null {
  const expected = (before?.seq ?? 0) + 1;
  if (event.seq !== expected) return `Event ${expected} is missing: ${nameOf(event)} comes in its place.`;
  if (eventHash(event) !== event.hash) return `${nameOf(event)} was altered: its content does not match its hash.`;
  if (event.prev !== (before?.hash ?? "")) return `${nameOf(event)} does not follow the event before it.`;
  if (before !== null && event.clock <= before.clock)
    return `${nameOf(event)} is out of order: its clock stands still.`;
  return null;
}

function tailProblem(tail: Tail, last: EventRow | null): string | null {
  if ((last?.seq ?? 0) < tail.seq) {
    return `Event ${(last?.seq ?? 0) + 1} is missing: the chain ended with event ${tail.seq} (${shortHash(tail.head)}).`;
  }
  return tail.head === (last?.hash ?? "") ? null : "The chain's recorded end is not its last event.";
}

const REMEMBERED = 50_000;

/** Checks masks, results and details against the hashes by which events name them, each once. */
class ContentCheck {
  readonly #contents: Contents;
  readonly #problems = new Map<string, string | null>();

  constructor(contents: Contents) {
    this.#contents = contents;
  }

  problem(row: EventRow): string | null {
    let event: StoreEvent;
    try {
      event = readEvent(row);
    } catch {
      return `${nameOf(row)} cannot be read.`;
    }
    const problem = this.#of(event);
    return problem === null ? null : `${nameOf(row)}: ${problem}.`;
  }

  #of(event: StoreEvent): string | null {
    switch (event.kind) {
      case "samples.added":
      case "samples.imported":
        return this.#samples(event.payload.samples);
      case "candidates.imported":
        return this.#first(event.payload.candidates.map((candidate) => candidate.mask));
      case "edit.committed":
      case "reading.committed":
        return this.#first([event.payload.state.mask, event.payload.state.ignore ?? null]);
      case "run.recorded":
        return this.#result(event.payload.result);
      default:
        return null;
    }
  }

  #samples(samples: readonly ImportedSample[]): string | null {
    for (const { groundTruth, ignore, proposal, details } of samples) {
      const problem = this.#first([groundTruth, ignore ?? null, proposal?.mask ?? null]) ?? this.#document(details);
      if (problem !== null) return problem;
    }
    return null;
  }

  #document(hash: string | undefined): string | null {
    return hash === undefined ? null : this.#contents.documentProblem(hash, "details");
  }

  #first(masks: readonly (string | null)[]): string | null {
    for (const mask of masks) {
      const problem = this.#mask(mask);
      if (problem !== null) return problem;
    }
    return null;
  }

  #mask(hash: string | null): string | null {
    if (hash === null) return null;
    let problem = this.#problems.get(hash);
    if (problem === undefined) {
      problem = this.#contents.maskProblem(hash);
      // Only a note to save time: an imported project has millions of masks.
      if (this.#problems.size >= REMEMBERED) this.#problems.clear();
      this.#problems.set(hash, problem);
    }
    return problem;
  }

  #result(hash: string): string | null {
    const problem = this.#contents.documentProblem(hash, "result");
    if (problem !== null) return problem;
    const result = JSON.parse(this.#contents.document(hash) ?? "null") as StoredRunResult;
    return this.#first(result.candidates.map((candidate) => candidate.mask));
  }
}
