import { AppError } from "#core/errors";
import type { Database } from "./database.ts";
import { type Migration, migrations } from "./migrations/index.ts";

/** "Rea2" in ASCII, in the database header: tells our files from other people's (PRAGMA application_id). */
export const APPLICATION_ID = 0x52656132;

export const schemaVersion = migrations.length;

export function versionOf(db: Database): number {
  return Number(db.value("PRAGMA user_version"));
}

/** Throws `unsupported` for a database that a newer version of the app has written. */
export function refuseNewer(version: number, where: string, steps: readonly Migration[] = migrations): void {
  if (version <= steps.length) return;
  throw new AppError({
    code: "unsupported",
    message: `This project was written by a newer Rea2Seg Studio (format ${version}; this one knows ${steps.length}).`,
    where,
    cure: "Open it with the newer version, or update this one. Nothing was changed.",
  });
}

/** Brings a database up to date, each step in a transaction of its own, so that a crash leaves a whole version. */
export function migrate(db: Database, steps: readonly Migration[] = migrations): void {
  refuseNewer(versionOf(db), db.where, steps);
  for (const step of steps.slice(versionOf(db))) {
    db.transaction(() => {
      db.exec(step.sql);
      db.exec(`PRAGMA user_version = ${step.version}; PRAGMA application_id = ${APPLICATION_ID}`);
    });
  }
}
