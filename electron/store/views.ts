import { AppError } from "#core/errors";
import { type SampleFilter, type SavedView, sampleFilterSchema } from "#core/samples";
import { canonicalJson } from "./canonical.ts";
import type { Database } from "./database.ts";
import type { EventOf } from "./event-kinds.ts";
import type { Ledger } from "./ledger.ts";

const LONGEST_NAME = 100;

/** Named filters of the project, by name. */
export function listViews(db: Database): SavedView[] {
  return db
    .all<{ name: string; filter: string }>("SELECT name, filter FROM view ORDER BY name COLLATE NOCASE, name")
    .map(({ name, filter }) => ({ name, filter: sampleFilterSchema.parse(JSON.parse(filter)) }));
}

/** Keeps a filter under a name; one that is there under this name is exchanged. */
export function saveView(ledger: Ledger, given: string, filter: SampleFilter): SavedView[] {
  const name = checkedName(given);
  return ledger.change(() => {
    ledger.record("view.saved", { name, filter });
    return listViews(ledger.db);
  });
}

/** Throws `conflict` where the new name is taken: nobody's view is lost by a slip. */
export function renameView(ledger: Ledger, from: string, given: string): SavedView[] {
  const to = checkedName(given);
  return ledger.change(() => {
    assertThere(ledger.db, from);
    if (to !== from) {
      if (isThere(ledger.db, to)) {
        const cure = "Choose another name, or delete that view first.";
        throw new AppError({ code: "conflict", message: `There is a view "${to}" already.`, where: from, cure });
      }
      ledger.record("view.renamed", { from, to });
    }
    return listViews(ledger.db);
  });
}

export function deleteView(ledger: Ledger, name: string): SavedView[] {
  return ledger.change(() => {
    assertThere(ledger.db, name);
    ledger.record("view.deleted", { name });
    return listViews(ledger.db);
  });
}

function checkedName(given: string): string {
  const name = given.trim();
  if (name !== "" && [...name].length <= LONGEST_NAME) return name;
  const message = name === "" ? "A view needs a name." : `A view's name has ${LONGEST_NAME} characters at most.`;
  throw new AppError({ code: "bad-input", message, where: "the view's name", cure: "Give it a short name." });
}

const isThere = (db: Database, name: string): boolean => db.value("SELECT 1 FROM view WHERE name = ?", name) !== null;

function assertThere(db: Database, name: string): void {
  if (isThere(db, name)) return;
  const cure = "Reload the list of views: it may have been renamed or deleted meanwhile.";
  throw new AppError({ code: "not-found", message: `There is no view "${name}".`, where: name, cure });
}

/** Applies an event about views. One that is gone, deleted by somebody else before a merge, needs nothing. */
export function applyView(
  db: Database,
  event: EventOf<"view.saved"> | EventOf<"view.renamed"> | EventOf<"view.deleted">,
): void {
  switch (event.kind) {
    case "view.saved":
      db.run(
        "INSERT OR REPLACE INTO view (name, filter, author, at) VALUES (?, ?, ?, ?)",
        event.payload.name,
        canonicalJson(event.payload.filter),
        event.author,
        event.at,
      );
      return;
    case "view.renamed":
      db.run("UPDATE OR REPLACE view SET name = ? WHERE name = ?", event.payload.to, event.payload.from);
      return;
    case "view.deleted":
      db.run("DELETE FROM view WHERE name = ?", event.payload.name);
  }
}
