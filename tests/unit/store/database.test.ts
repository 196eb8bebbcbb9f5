import { describe, expect, it } from "vitest";
import { AppError } from "#core/errors";
import { backupsToKeep } from "../../../electron/store/backups.ts";
import { Database } from "../../../electron/store/database.ts";
import { storeFailure } from "../../../electron/store/failures.ts";
import { migrate, versionOf } from "../../../electron/store/migrate.ts";
import { migrations } from "../../../electron/store/migrations/index.ts";

function memory(): Database {
  return new Database(":memory:");
}

describe("migrations", () => {
  it("are numbered without gaps", () => {
    expect(migrations.map((step) => step.version)).toEqual(migrations.map((_, i) => i + 1));
  });

  it("run once each, only those that are missing", () => {
    const db = memory();
    const one = { version: 1, name: "one", sql: "CREATE TABLE a (x)" };
    const two = { version: 2, name: "two", sql: "ALTER TABLE a ADD COLUMN y" };
    migrate(db, [one]);
    migrate(db, [one, two]);
    migrate(db, [one, two]);
    expect(versionOf(db)).toBe(2);
    expect(db.all("SELECT x, y FROM a")).toEqual([]);
    expect(() => migrate(db, [one])).toThrow(expect.objectContaining({ code: "unsupported" }));
  });

  it("that fail leave the version before, whole", () => {
    const db = memory();
    const one = { version: 1, name: "one", sql: "CREATE TABLE a (x)" };
    const broken = { version: 2, name: "two", sql: "CREATE TABLE b (x); CREATE TABLE a (x)" };
    expect(() => migrate(db, [one, broken])).toThrow(/already exists/);
    expect(versionOf(db)).toBe(1);
    expect(db.value("SELECT count(*) FROM sqlite_schema WHERE name = 'b'")).toBe(0);
  });

  it("make tables that take no value of another type", () => {
    const db = memory();
    migrate(db);
    const loose = db.all("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0");
    expect(loose.map((row) => row.name)).toEqual(["sqlite_schema"]);
  });
});

describe("transactions", () => {
  it("undo everything when their work throws, and the next one goes on", () => {
    const db = memory();
    db.exec("CREATE TABLE a (x)");
    const failure = new AppError({ code: "conflict", message: "no", cure: "none" });
    expect(() =>
      db.transaction(() => {
        db.run("INSERT INTO a VALUES (1)");
        throw failure;
      }),
    ).toThrow(failure);
    db.transaction(() => db.run("INSERT INTO a VALUES (2)"));
    expect(db.all("SELECT x FROM a").map((row) => row.x)).toEqual([2]);
  });
});

describe("errors of SQLite and of files", () => {
  const sqlite = (errcode: number) => Object.assign(new Error("x"), { errcode });
  const file = (code: string) => Object.assign(new Error("x"), { code });
  it.each([
    [sqlite(13), "disk-full"],
    [sqlite(8), "read-only"],
    [sqlite(8 | (4 << 8)), "read-only"],
    [sqlite(5), "project-locked"],
    [sqlite(6), "project-locked"],
    [sqlite(11), "project-damaged"],
    [sqlite(26), "project-damaged"],
    [sqlite(14), "project-damaged"],
    [sqlite(10), "project-damaged"],
    [sqlite(1), "internal"],
    [Object.assign(new Error("database disk image is malformed"), { code: "ERR_SQLITE_ERROR" }), "project-damaged"],
    [file("ENOSPC"), "disk-full"],
    [file("EDQUOT"), "disk-full"],
    [file("EROFS"), "read-only"],
    [file("EACCES"), "read-only"],
    [file("EBUSY"), "project-locked"],
    [file("ENOENT"), "not-found"],
  ])("%o become %s, with the place and a cure", (thrown, code) => {
    const error = storeFailure(thrown, "/tmp");
    expect(error).toMatchObject({ code, where: "/tmp", cause: thrown });
    expect(error.cure.length).toBeGreaterThan(10);
  });
});

describe("backupsToKeep", () => {
  it("keeps the newest five and the newest of each of the last seven days", () => {
    const now = new Date("2026-03-20T12:00:00.000Z");
    const at = (day: number, hour: number) =>
      `2026-03-${String(day).padStart(2, "0")}T${String(hour).padStart(2, "0")}:00:00.000Z`;
    const times = [
      at(20, 11),
      at(20, 10),
      at(20, 9),
      at(20, 8),
      at(20, 7),
      at(20, 6),
      at(19, 9),
      at(19, 8),
      at(15, 9),
      at(14, 9),
      at(13, 9),
      at(1, 9),
    ];
    const keep = backupsToKeep(
      times.map((time) => ({ file: time, at: time, bytes: 1 })),
      now,
    );
    expect([...keep].sort()).toEqual(
      [at(14, 9), at(15, 9), at(19, 9), at(20, 7), at(20, 8), at(20, 9), at(20, 10), at(20, 11)].sort(),
    );
  });

  it("keeps the newest five however old they are", () => {
    const backups = [1, 2, 3, 4, 5, 6].map((n) => ({ file: `${n}`, at: `2020-01-0${7 - n}T00:00:00.000Z`, bytes: 1 }));
    expect([...backupsToKeep(backups, new Date("2026-03-20T12:00:00.000Z"))]).toEqual(["1", "2", "3", "4", "5"]);
  });
});
