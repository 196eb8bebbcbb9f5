import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { foundation } from "../../../../electron/store/migrations/0001-foundation.ts";

/** A project as the first version of the database left it (see make.ts), with `more` done to it. */
export function versionOneProject(root: string, more = ""): string {
  const dir = join(root, "project");
  mkdirSync(dir);
  const db = new DatabaseSync(join(dir, "project.sqlite"), { enableForeignKeyConstraints: false });
  db.exec(`PRAGMA journal_mode = WAL; BEGIN; ${foundation.sql}`);
  db.exec(readFileSync("tests/integration/store/version-1/project.sql", "utf8"));
  db.exec(`${more}; PRAGMA user_version = 1; PRAGMA application_id = ${0x52656132}; COMMIT`);
  db.close();
  return dir;
}
