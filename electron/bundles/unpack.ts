import { randomUUID } from "node:crypto";
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { AppError } from "#core/errors";
import { DATABASE_FILE, databaseProblem } from "#electron/store";
import { sha256OfFile } from "#native-models/hashing";
import { BUNDLE_EXTENSION, isSafeEntry, ORIGIN_FILE, travels } from "./contents.ts";

export interface Unpacked {
  readonly dir: string;
  /** False: the same bundle was unpacked here before, and this is that project with the work on it. */
  readonly fresh: boolean;
}

/** More files than any project has; a hostile file's million entries would take minutes to be refused. */
const MOST_ENTRIES = 2_000_000;
const FILE_TYPE = 0o170000;

/**
 * Unpacks a bundle into a folder beside it, named after it; where that place cannot be written, into `elsewhere`. Nothing
 * that is there is ever overwritten: a folder of that name gets a neighbour with a number. The same bundle opened again
 * answers the folder that it was unpacked into. Throws `bad-input` for a file that is no bundle.
 */
export async function unpackBundle(file: string, elsewhere: string): Promise<Unpacked> {
  const hash = await hashOf(file);
  const parents = [dirname(file), elsewhere] as const;
  const known = parents.flatMap((parent) => candidates(join(parent, stem(file)))).find((dir) => originOf(dir) === hash);
  if (known !== undefined) return { dir: known, fresh: false };
  const staging = stagingFor(stem(file), parents);
  try {
    await unpackInto(file, staging);
    assertDatabase(staging, file);
    writeFileSync(join(staging, ORIGIN_FILE), `${JSON.stringify({ bundle: basename(file), sha256: hash })}\n`);
    return { dir: settle(staging, join(dirname(staging), stem(file))), fresh: true };
  } catch (thrown) {
    // A file may still be closing.
    rmSync(staging, { recursive: true, force: true, maxRetries: 5 });
    throw thrown;
  }
}

const stem = (file: string): string =>
  basename(file).replace(new RegExp(`\\${BUNDLE_EXTENSION}$`, "i"), "") || "project";

/** "cats", "cats 2", "cats 3" … as long as they are there, and the first that is not. */
function candidates(dir: string): string[] {
  const found = [dir];
  while (existsSync(found.at(-1) as string)) found.push(`${dir} ${found.length + 1}`);
  return found;
}

/** A rename onto a folder that has come up meanwhile fails, and then the next name is tried. */
function settle(staging: string, wanted: string): string {
  for (;;) {
    const dir = candidates(wanted).at(-1) as string;
    try {
      renameSync(staging, dir);
      return dir;
    } catch (thrown) {
      if (!existsSync(dir)) throw thrown;
    }
  }
}

function originOf(dir: string): string | null {
  try {
    if (!existsSync(join(dir, DATABASE_FILE))) return null;
    return (JSON.parse(readFileSync(join(dir, ORIGIN_FILE), "utf8")) as { sha256?: string }).sha256 ?? null;
  } catch {
    return null;
  }
}

/** Asking for rights beforehand is no answer: root has all of them on paper, and Windows keeps its own lists. */
const REFUSED: ReadonlySet<string | undefined> = new Set(["EACCES", "EPERM", "EROFS"]);

/** A new folder for the files as they come, in the first place that takes one. */
function stagingFor(name: string, [parent, ...others]: readonly [string, ...string[]]): string {
  const staging = join(parent, `.${name}-${randomUUID()}`);
  try {
    mkdirSync(staging, { recursive: true });
    return staging;
  } catch (thrown) {
    const [next, ...rest] = others;
    if (next === undefined || !REFUSED.has((thrown as NodeJS.ErrnoException).code)) throw thrown;
    return stagingFor(name, [next, ...rest]);
  }
}

async function hashOf(file: string): Promise<string> {
  try {
    return await sha256OfFile(file);
  } catch (cause) {
    const report = { code: "not-found", message: "This file cannot be read.", where: file } as const;
    throw new AppError({ ...report, cure: "Check that it is there and that you may read it." }, { cause });
  }
}

async function unpackInto(file: string, dir: string): Promise<void> {
  const zip = await openPromise(file, { autoClose: false, validateEntrySizes: true, strictFileNames: true }).catch(
    (cause: Error) => Promise.reject(refused(`It is no readable zip file: ${plain(cause)}.`, file)),
  );
  try {
    const entries = await readEntries(zip, file);
    assertRoom(entries, dir, file);
    for (const entry of entries) {
      const target = join(dir, ...entry.fileName.split("/"));
      mkdirSync(dirname(target), { recursive: true });
      await unpackEntry(zip, entry, target, file);
    }
  } finally {
    zip.close();
  }
}

/** What cannot be opened as a project would be told of a folder by then, and the folder would stay. */
function assertDatabase(dir: string, file: string): void {
  const problem = databaseProblem(join(dir, DATABASE_FILE));
  if (problem !== null) throw refused(`Its ${DATABASE_FILE} is no project's: ${problem.replace(/\.$/, "")}.`, file);
}

/** No check of yauzl's: without it a byte that was turned on the way is a damaged picture, or worse, later. */
async function* checked(chunks: AsyncIterable<Buffer>, expected: number): AsyncGenerator<Buffer> {
  let sum = 0;
  for await (const chunk of chunks) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== expected) throw new Error("its bytes are not those that were packed");
}

/** What the disk refuses is told as it is; everything else is the bundle's fault. */
async function unpackEntry(zip: ZipFile, entry: Entry, target: string, file: string): Promise<void> {
  try {
    const packed = await zip.openReadStreamPromise(entry);
    await pipeline(packed, (chunks) => checked(chunks, entry.crc32), createWriteStream(target, { flags: "wx" }));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).syscall !== undefined) throw thrown;
    throw refused(`It is damaged: ${plain(thrown as Error)}.`, file);
  }
}

/** Every entry is looked at before one is unpacked. */
async function readEntries(zip: ZipFile, file: string): Promise<readonly Entry[]> {
  if (zip.entryCount > MOST_ENTRIES) throw refused(`It holds ${zip.entryCount} entries.`, file);
  const entries: Entry[] = [];
  const taken = new Set<string>();
  try {
    for await (const entry of zip.eachEntry()) {
      const shown = JSON.stringify(entry.fileName);
      if (!isSafeEntry(entry.fileName)) throw refused(`The entry ${shown} has a name that no project has.`, file);
      const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
      if (type !== 0 && type !== 0o100000 && type !== 0o040000)
        throw refused(`The entry ${shown} is no plain file.`, file);
      // What differs by case or by how an accent is written is one file on other systems.
      const plain = entry.fileName.replace(/\/$/, "").normalize("NFC").toLowerCase();
      if (taken.has(plain)) throw refused(`The entry ${shown} is there twice.`, file);
      taken.add(plain);
      if (entry.fileName.endsWith("/")) continue;
      // A write-ahead log, for one, would be played back into the database.
      if (entry.fileName !== DATABASE_FILE && !travels(entry.fileName))
        throw refused(`The entry ${shown} is none that a bundle has.`, file);
      if (entry.isEncrypted() || !entry.canDecodeFileData()) throw refused(`The entry ${shown} cannot be read.`, file);
      entries.push(entry);
    }
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : refused(`It is damaged: ${plain(thrown as Error)}.`, file);
  }
  if (!taken.has(DATABASE_FILE)) throw refused(`It has no ${DATABASE_FILE}.`, file);
  return entries;
}

/** No project shrinks so far: pictures hardly do, and a database to a tenth. Below the size it does not matter. */
const MOST_SHRINKING = 100;
const HARMLESS_BYTES = 1 << 30;

/** A few kilobytes may claim terabytes: what no project would claim, or the disk does not have, is refused before it is filled. */
function assertRoom(entries: readonly Entry[], dir: string, file: string): void {
  const bytes = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  const packed = statSync(file).size;
  if (bytes > HARMLESS_BYTES && bytes > packed * MOST_SHRINKING)
    throw refused(`It claims ${gigabytes(bytes)} in ${packed} bytes.`, file);
  const { bavail, bsize } = statfsSync(dir);
  if (bytes <= bavail * bsize) return;
  const message = `This bundle needs ${gigabytes(bytes)}, and the disk has ${gigabytes(bavail * bsize)} left.`;
  throw new AppError({
    code: "disk-full",
    message,
    where: file,
    cure: "Make room, or move the file to a larger disk.",
  });
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** Some of yauzl's sentences end in a full stop. */
const plain = ({ message }: Error): string => message.replace(/\.$/, "");

function refused(why: string, file: string): AppError {
  const cure = "Ask whoever sent it for a new copy, made by `rea2seg project pack` or in the studio's menu.";
  return new AppError({ code: "bad-input", message: `This is no project bundle. ${why}`, where: file, cure });
}
