import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { TransferNote } from "#core/samples";
import { NoteBook } from "#electron/datasets/transfer";
import { scratch } from "../reading/scratch.ts";

const now = new Date("2026-01-02T03:04:05.678Z");
const note = (n: number, more: Partial<TransferNote> = {}): TransferNote => ({
  ...{ outcome: "skipped", reason: "its image is missing", file: `f${n}`, field: null, line: null, message: "…\u2028" },
  ...more,
});

it("counts by outcome and reason, keeps the first thousand, and writes all of them, one a line", () => {
  const folder = join(scratch(), "imports");
  const book = new NoteBook(folder, "own", now);
  for (let n = 0; n < 5000; n++)
    book.add(note(n, n % 5 === 0 ? { outcome: "partly", reason: "it has no question" } : {}));
  book.close();
  const { notes, notesFile, ...counts } = book.report();
  expect(counts).toEqual({
    skipped: 4000,
    partly: 1000,
    reasons: [
      { reason: "its image is missing", outcome: "skipped", count: 4000 },
      { reason: "it has no question", outcome: "partly", count: 1000 },
    ],
  });
  expect(notes.map(({ file }) => file)).toEqual(Array.from({ length: 1000 }, (_, n) => `f${n}`));
  expect(notesFile).toBe(join(folder, "2026-01-02-030405-own.jsonl"));
  const written = readFileSync(notesFile as string, "utf8")
    .trimEnd()
    .split("\n");
  expect(written.map((line) => JSON.parse(line).file)).toEqual(Array.from({ length: 5000 }, (_, n) => `f${n}`));
});

it("makes no file without a note, and none where there is no folder for it", () => {
  const folder = join(scratch(), "imports");
  const silent = new NoteBook(folder, "own", now);
  silent.close();
  expect([silent.report().notesFile, existsSync(folder)]).toEqual([null, false]);
  const nowhere = new NoteBook(null, "own", now);
  nowhere.add(note(1));
  nowhere.close();
  expect(nowhere.report()).toMatchObject({ skipped: 1, notesFile: null });
});

it("never writes over the notes of another import of the same second, and takes no path from a format's name", () => {
  const folder = scratch();
  for (let n = 0; n < 2; n++) {
    const book = new NoteBook(folder, "../x", now);
    book.add(note(n));
    book.close();
  }
  expect(readdirSync(folder).sort()).toEqual(["2026-01-02-030405-___x-2.jsonl", "2026-01-02-030405-___x.jsonl"]);
});

it("holds a bounded number of reasons, whatever a reader makes up", () => {
  const book = new NoteBook(null, "own", now);
  for (let n = 0; n < 1000; n++) book.add(note(n, { reason: `reason ${n}` }));
  const { reasons } = book.report();
  expect([reasons.length, reasons[0]]).toEqual([201, { reason: "another reason", outcome: "skipped", count: 800 }]);
});
