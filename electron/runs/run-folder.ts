import { randomBytes } from "node:crypto";
import { mkdir, readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { AppError } from "#core/errors";
import { syncFolder } from "./durable-file.ts";
import {
  differences,
  hashOfIdentity,
  REPORT_FILE,
  RUN_FILE,
  type RunFile,
  type RunIdentity,
  readRunFile,
  writeRunFile,
} from "./run-file.ts";
import { lockRun, type RunLock } from "./run-lock.ts";

/** A run folder in the hands of this process. */
export interface OpenRun {
  readonly folder: string;
  readonly run: RunFile;
  readonly lock: RunLock;
  readonly resumed: boolean;
}

export interface FolderChoice {
  /** The folder that the user named; null: one below `root`. */
  readonly out: string | null;
  /** Where runs lie unless the user names a folder. */
  readonly root: string;
  readonly resume: boolean;
  /** What the run would be now. */
  readonly identity: RunIdentity;
  readonly selected: number;
  readonly now: Date;
  readonly onNotice: (text: string) => void;
}

/**
 * Makes the run's folder, or opens the one to go on with. Throws `conflict` for a folder that holds a run which is not
 * to be resumed, or one with other settings, versions or samples (each named), or that another process works on.
 */
export async function openRunFolder(choice: FolderChoice): Promise<OpenRun> {
  const { out, resume, onNotice } = choice;
  if (!resume) return await startNew(choice);
  const folder = out === null ? await newestUnfinished(choice) : resolve(out);
  if (folder !== null && (await holds(folder, RUN_FILE))) return await goOn(folder, choice);
  onNotice(
    "There is nothing to resume: no unfinished run with these settings, versions and samples. Starting a new one.",
  );
  return await startNew(choice);
}

async function goOn(folder: string, { identity }: FolderChoice): Promise<OpenRun> {
  const lock = lockRun(folder);
  try {
    const run = await readRunFile(folder);
    const found = differences(identityOf(run), identity);
    if (found.length === 0) return { folder, run, lock, resumed: true };
    throw new AppError({
      code: "conflict",
      message: `This run was made otherwise, so its results would not fit: ${found.join("; ")}.`,
      where: folder,
      cure: "Resume it with what it was started with, or start a new run without --resume.",
    });
  } catch (thrown) {
    lock.release();
    throw thrown;
  }
}

async function startNew({ out, root, identity, selected, now }: FolderChoice): Promise<OpenRun> {
  const id = randomBytes(6).toString("hex");
  const folder = out === null ? join(root, folderName(identity, now, id)) : resolve(out);
  await mkdir(folder, { recursive: true });
  await assertEmpty(folder);
  await syncFolder(dirname(folder));
  const lock = lockRun(folder);
  try {
    // Of two that start in one folder, the second finds the first one's run.
    await assertEmpty(folder);
    const run: RunFile = {
      ...{ format: 1, id, created: now.toISOString(), state: "running", problem: null },
      ...{ source: identity.source, selected, settings: identity.settings, packs: [...identity.packs] },
      ...{ versions: { app: identity.app }, settingsHash: hashOfIdentity(identity) },
    };
    await writeRunFile(folder, run);
    return { folder, run, lock, resumed: false };
  } catch (thrown) {
    lock.release();
    throw thrown;
  }
}

async function assertEmpty(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith("run.lock"));
  if (names.length === 0) return;
  const holds = names.includes(RUN_FILE) ? "a run already" : "other files";
  throw new AppError({
    code: "conflict",
    message: `The folder for the run holds ${holds}.`,
    where: folder,
    cure: names.includes(RUN_FILE)
      ? "Go on with that run with --resume, or name another folder with --out."
      : "Name a new or empty folder with --out.",
  });
}

async function holds(folder: string, name: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => [] as string[]);
  return names.includes(name);
}

/** Folder names begin with their time, so that the last by name is the newest. */
async function newestUnfinished({ root, identity }: FolderChoice): Promise<string | null> {
  const wanted = hashOfIdentity(identity);
  const names = (await readdir(root).catch(() => [] as string[])).sort().reverse();
  for (const name of names) {
    const folder = join(root, name);
    const run = await readRunFile(folder).catch(() => null);
    if (run === null || run.settingsHash !== wanted) continue;
    if (run.state !== "finished" || !(await holds(folder, REPORT_FILE))) return folder;
  }
  return null;
}

function identityOf({ source, settings, packs, versions }: RunFile): RunIdentity {
  return { source, settings, packs, app: versions.app ?? "unknown" };
}

/** `2026-11-23T18-30-00-reasonseg-1a2b3c`: sorts by time and is taken by every file system. */
function folderName({ source }: RunIdentity, now: Date, id: string): string {
  const time = now.toISOString().slice(0, 19).replaceAll(":", "-");
  const name = source.name.replace(/[^\p{L}\p{N}._-]+/gu, "-").slice(0, 40) || "run";
  return `${time}-${name}-${id.slice(0, 6)}`;
}
