import { createWriteStream } from "node:fs";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from "yauzl";
import { AppError } from "#core/errors";
import {
  type InstallLimits,
  isDropping,
  type PackSource,
  packRoot,
  refuseSize,
  refuseSource,
} from "./install-source.ts";
import { MANIFEST_FILE } from "./pack.ts";

const UNPACK = "Unpack it yourself if you trust it, and install the folder.";

/**
 * A pack in a zip file, at its top or in its only folder. Every entry is looked at before one is unpacked: names stay
 * inside, no two are the same, each is a plain file or folder that is not encrypted, and their number, size and growth
 * stay within `limits`. While unpacking, an entry that holds more or less than it says is an error.
 * Throws `model-missing`, `model-broken` or `too-large`, naming the entry.
 */
export async function openZipSource(file: string, limits: InstallLimits): Promise<PackSource> {
  // Names come raw: yauzl's own way turns backslashes into slashes before anyone has seen them.
  const options = { decodeStrings: false, autoClose: false, validateEntrySizes: true } as const;
  const zip = await openPromise(file, options).catch((error) => Promise.reject(unreadable(error, file)));
  try {
    const entries = await readEntries(zip, file, limits);
    const root = packRoot(entries.keys(), file);
    const own = new Map<string, Entry>();
    for (const [name, entry] of entries) {
      if (name.startsWith(root)) own.set(name.slice(root.length), entry);
    }
    return sourceOf(zip, own, file, root);
  } catch (error) {
    zip.close();
    throw error;
  }
}

function sourceOf(zip: ZipFile, entries: ReadonlyMap<string, Entry>, file: string, root: string): PackSource {
  const stream = (name: string) => zip.openReadStreamPromise(entries.get(name) as Entry);
  const named = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if ((error as Error).name === "AbortError" || isSystemError(error)) throw error;
      throw refuseSource(`The entry ${name} cannot be unpacked: ${(error as Error).message}.`, file);
    }
  };
  return {
    manifestFile: path.join(file, root, MANIFEST_FILE),
    files: new Map([...entries].map(([name, entry]) => [name, entry.uncompressedSize])),
    read: (name) => named(name, async () => await buffer(await stream(name))),
    copy: (name, to, signal) =>
      named(name, async () => {
        const out = createWriteStream(to, { flags: "wx" });
        await pipeline(await stream(name), out, { ...(signal && { signal }) });
      }),
    close: () => zip.close(),
  };
}

/** The disk's refusals (ENOSPC ...) have an errno; zlib's have one too, but a code of its own. */
const isSystemError = (error: unknown): boolean =>
  typeof (error as NodeJS.ErrnoException).syscall === "string" && (error as NodeJS.ErrnoException).code !== undefined;

function unreadable(error: unknown, file: string): AppError {
  if (isSystemError(error)) throw error;
  const { message, cure } = refuseSource(`This is not a readable zip file: ${(error as Error).message}.`, file);
  return new AppError({ code: "model-broken", message, where: file, cure }, { cause: error });
}

async function readEntries(zip: ZipFile, file: string, limits: InstallLimits): Promise<Map<string, Entry>> {
  if (zip.entryCount > limits.entries) {
    const message = `It holds ${zip.entryCount} entries; ${limits.entries} are the most.`;
    throw refuseSize(message, file, UNPACK);
  }
  const files = new Map<string, Entry>();
  const taken = new Set<string>();
  let [packed, unpacked] = [0, 0];
  const entries = zip.eachEntry();
  for (;;) {
    const next = await entries.next().catch((error) => Promise.reject(unreadable(error, file)));
    if (next.done) return files;
    const entry: Entry = next.value;
    const name = checkedName(entry, file);
    // What differs by case or by how an accent is written is one file on other systems.
    const plain = name.replace(/\/$/, "").normalize("NFC").toLowerCase();
    if (taken.has(plain)) throw refuseSource(`The entry ${name} is there twice.`, file);
    taken.add(plain);
    checkKind(entry, name, file);
    if (name.endsWith("/")) continue;
    packed += entry.compressedSize;
    unpacked += entry.uncompressedSize;
    checkGrowth({ packed, unpacked, size: zip.fileSize }, name, file, limits);
    files.set(name, entry);
  }
}

function checkedName(entry: Entry, file: string): string {
  const flags = entry.generalPurposeBitFlag;
  let name: string;
  try {
    name = getFileNameLowLevel(flags, entry.fileNameRaw, entry.extraFields, true);
  } catch (error) {
    throw unreadable(error, file);
  }
  const shown = JSON.stringify(name);
  if (name.includes("\\")) throw refuseSource(`The entry ${shown} has a backslash in its name.`, file);
  if (/\p{Cc}/u.test(name)) throw refuseSource(`The entry ${shown} has a control character in its name.`, file);
  if (/^([A-Za-z]:|\/)/.test(name)) throw refuseSource(`The entry ${shown} has an absolute path.`, file);
  const parts = name.replace(/\/$/, "").split("/");
  if (parts.some((part) => /^\.+ *$/.test(part) || part === "" || /[:]/.test(part) || /[. ]$/.test(part))) {
    throw refuseSource(`The entry ${shown} has a path that could lead out of the pack.`, file);
  }
  return name;
}

const FILE_TYPE = 0o170000;
const PLAIN_FILE = 0o100000;
const FOLDER = 0o040000;

function checkKind(entry: Entry, name: string, file: string): void {
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  if (type !== 0 && type !== PLAIN_FILE && type !== FOLDER) {
    const kind = type === 0o120000 ? "a symbolic link" : "a device or another special file";
    throw refuseSource(`The entry ${name} is ${kind}.`, file);
  }
  if (isDropping(name) || name.endsWith("/")) return;
  if (entry.isEncrypted()) throw refuseSource(`The entry ${name} is encrypted.`, file);
  if (!entry.canDecodeFileData()) {
    throw refuseSource(
      `The entry ${name} is compressed by a method (${entry.compressionMethod}) that is not read.`,
      file,
    );
  }
}

interface Growth {
  readonly packed: number;
  readonly unpacked: number;
  readonly size: number;
}

function checkGrowth({ packed, unpacked, size }: Growth, name: string, file: string, limits: InstallLimits): void {
  if (packed > size) {
    throw refuseSource(`Up to the entry ${name} it claims more bytes than the file has: entries overlap.`, file);
  }
  if (unpacked > limits.bytes) {
    const message = `Up to the entry ${name} it unpacks to ${unpacked} bytes; ${limits.bytes} are the most.`;
    throw refuseSize(message, file, UNPACK);
  }
  if (unpacked > limits.ratioFrom && unpacked > limits.ratio * size) {
    const message = `Up to the entry ${name} its ${size} bytes unpack to ${unpacked}: that is no model but a zip bomb.`;
    throw refuseSize(message, file, UNPACK);
  }
}
