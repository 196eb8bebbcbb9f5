import { AppError } from "#core/errors";
import type { PackManifest } from "./manifest.ts";
import { MANIFEST_FILE } from "./pack.ts";

/** What a pack is installed from: a folder or a zip file. Names are relative to the pack's own folder. */
export interface PackSource {
  /** Where its pack.json lies, as people name it: inside of a zip file the file's path goes on. */
  readonly manifestFile: string;
  /** Size of every file in it. */
  readonly files: ReadonlyMap<string, number>;
  read(name: string): Promise<Buffer>;
  /** Writes one file; `to` does not exist yet and its folder does. */
  copy(name: string, to: string, signal: AbortSignal | undefined): Promise<void>;
  close(): void;
}

/** How much an installer takes in. */
export interface InstallLimits {
  readonly entries: number;
  /** Bytes of all files together. */
  readonly bytes: number;
  /** Times that a zip file's contents may be larger than the file, once they are larger than `ratioFrom` bytes. */
  readonly ratio: number;
  readonly ratioFrom: number;
}

export const INSTALL_LIMITS: InstallLimits = Object.freeze({
  entries: 10_000,
  bytes: 256 * 2 ** 30,
  ratio: 100,
  ratioFrom: 64 * 2 ** 20,
});

const LARGEST_MANIFEST = 4 << 20;
const LARGEST_NOTICE = 1 << 20;
const NOTICE = /^(licen[cs]e|notice|copying|readme|authors|citation|model_?card)s?([._-][^/]*)?$/i;
/** What file managers and version control leave lying about; never copied, never complained about. */
const DROPPING = /(^|\/)(\.[^/]*|__MACOSX|Thumbs\.db|desktop\.ini)(\/|$)/i;

export const isDropping = (name: string): boolean => DROPPING.test(name);

export const MEND = "Get the pack again from where it came, or mend it (docs/packs.md). Nothing was installed.";

/** A source that is not as a pack should be. */
export function refuseSource(message: string, where: string): AppError {
  return new AppError({ code: "model-broken", message, where, cure: MEND });
}

/** A source that holds more than an installer takes in; the cure is another for a folder than for a zip file. */
export function refuseSize(message: string, where: string, cure: string): AppError {
  return new AppError({ code: "too-large", message, where, cure });
}

/**
 * The folder inside the source that holds the pack, "" or one with a slash at its end: where pack.json lies, at the
 * top or in the only folder there. Throws `model-missing`.
 */
export function packRoot(names: Iterable<string>, where: string): string {
  const relevant = [...names].filter((name) => !isDropping(name));
  if (relevant.includes(MANIFEST_FILE)) return "";
  const [top = ""] = relevant[0]?.split("/") ?? [];
  const root = `${top}/`;
  if (relevant.includes(`${root}${MANIFEST_FILE}`) && relevant.every((name) => name.startsWith(root))) return root;
  throw new AppError({
    code: "model-missing",
    message: `There is no ${MANIFEST_FILE} at its top or in its only folder.`,
    where,
    cure: "Choose the folder or zip file of one model pack (docs/packs.md).",
  });
}

/** Throws unless the manifest's own size is reasonable. */
export function assertManifestSize(bytes: number, where: string): void {
  if (bytes <= LARGEST_MANIFEST) return;
  const message = `The ${MANIFEST_FILE} takes ${bytes} bytes; ${LARGEST_MANIFEST} (4 MiB) are the most.`;
  const cure = `A manifest takes a few kilobytes: check that ${MANIFEST_FILE} is the manifest of the pack and not another file. Nothing was installed.`;
  throw refuseSize(message, where, cure);
}

/**
 * Holds what a source has against the manifest: every listed file in its size, and beside them notices at the top
 * alone. Answers the files to copy. Throws `model-missing` or `model-broken` naming the file.
 */
export function filesToCopy(source: PackSource, manifest: PackManifest, where: string): readonly string[] {
  const listed = Object.entries(manifest.files);
  for (const [name, { bytes }] of listed) {
    const size = source.files.get(name);
    if (size === undefined) {
      const message = `The pack ${manifest.id} lacks its file ${name}.`;
      throw new AppError({ code: "model-missing", message, where, cure: MEND });
    }
    if (size !== bytes) {
      throw refuseSource(`The file ${name} is ${size} bytes long, its manifest says ${bytes}.`, where);
    }
  }
  const notices: string[] = [];
  for (const [name, size] of source.files) {
    if (name === MANIFEST_FILE || Object.hasOwn(manifest.files, name) || isDropping(name)) continue;
    if (!NOTICE.test(name)) throw refuseSource(`The file ${name} is not listed in the pack's manifest.`, where);
    if (size > LARGEST_NOTICE) {
      throw refuseSource(`The file ${name} is ${size} bytes long and not listed in the pack's manifest.`, where);
    }
    notices.push(name);
  }
  return [...listed.map(([name]) => name), ...notices];
}
