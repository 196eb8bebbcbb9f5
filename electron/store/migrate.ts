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

/**
 * Brings a database up to date, each step in a transaction of its own, so that a crash leaves a whole version.
 * `finish` is part of the last step's. Foreign keys rest meanwhile, as SQLite asks of those who rebuild a table
 * (https://sqlite.org/lang_altertable.html#otheralter); no transaction can switch them itself.
 */
export function migrate(db: Database, steps: readonly Migration[] = migrations, finish: () => void = () => {}): void {
  refuseNewer(versionOf(db), db.where, steps);
  const missing = steps.slice(versionOf(db));
  if (missing.length === 0) return;
  const foreignKeys = Number(db.value("PRAGMA foreign_keys"));
  db.exec("PRAGMA foreign_keys = OFF");
  try {
    for (const step of missing) {
      db.transaction(() => {
        db.exec(step.sql);
        db.exec(`PRAGMA user_version = ${step.version}; PRAGMA application_id = ${APPLICATION_ID}`);
        if (step === missing.at(-1)) finish();
      });
    }
  } finally {
    db.exec(`PRAGMA foreign_keys = ${foreignKeys}`);
  }
}
