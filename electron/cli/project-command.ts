import type { Command } from "commander";
import { createTerminal, type Streams } from "./terminal.ts";

/** `rea2seg project ...` */
export function addProject(program: Command, streams: Streams, exitWith: (code: number) => void): void {
  const project = program.command("project").description("annotation projects");
  project
    .command("verify")
    .description("SQLite's check, the event chains, and the tables against the log; exit 3 when damaged")
    .argument("<dir>", "the project's folder")
    .option("--json", "one JSON document on stdout")
    .action(async (dir, { json }) => {
      const { verify } = await import("./project.ts");
      exitWith(verify(dir, createTerminal(json === true, streams)));
    });
  project
    .command("restore")
    .description("puts a backup in the database's place; what was there is kept beside it")
    .argument("<dir>", "the project's folder")
    .option("--backup <file>", "one of the folder's backups; the newest when left out")
    .option("--json", "one JSON document on stdout")
    .action(async (dir, { backup, json }) => {
      const { restore } = await import("./project.ts");
      restore(dir, backup, createTerminal(json === true, streams));
    });
  project
    .command("pack")
    .description("a project into one file, which a double click or `project unpack` opens elsewhere")
    .argument("<dir>", "the project's folder")
    .requiredOption("--out <file.rea2seg>", "the file; it must not be there yet")
    .option("--json", "one JSON document on stdout")
    .action(async (dir, { out, json }) => {
      const { pack } = await import("./bundle.ts");
      await pack(dir, out, createTerminal(json === true, streams));
    });
  project
    .command("unpack")
    .description("a bundle into a folder beside it; nothing that is there is overwritten")
    .argument("<file.rea2seg>", "the bundle")
    .option("--json", "one JSON document on stdout")
    .action(async (file, { json }) => {
      const { unpack } = await import("./bundle.ts");
      await unpack(file, createTerminal(json === true, streams));
    });
}
