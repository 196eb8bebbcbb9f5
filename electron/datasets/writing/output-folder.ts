import { constants, existsSync } from "node:fs";
import { access, copyFile, lstat, mkdir, open, readdir, realpath, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { AppError } from "#core/errors";
import { pathProblem } from "#electron/datasets/reading";
import { makeFolders } from "#electron/store/folders";
import { writeFailure } from "./failures.ts";
import { LineFile } from "./line-file.ts";
import { partialFolder, removeStalePartials } from "./partial-folders.ts";

/** What a project's folder holds of its own, or may hold tomorrow. */
const PROJECT_NAMES = /^(project\.sqlite.*|images|backups|cache|\..*)$/i;

/**
 * A folder that comes into being as a whole: it is written under another name beside its place and renamed at the end.
 * Paths inside are relative, with forward slashes; no file is written twice and no link is followed.
 */
export class OutputFolder {
  /** Absolute; where the folder will be. */
  readonly path: string;
  readonly #partial: string;
  /** Folders above it that were made for it, the uppermost first. */
  readonly #parents: readonly string[];
  readonly #folders = new Set<string>();
  readonly #open = new Set<LineFile>();

  private constructor(path: string, partial: string, parents: readonly string[]) {
    this.path = path;
    this.#partial = partial;
    this.#parents = parents;
  }

  /**
   * Throws `conflict` for a place that is taken, `bad-input` for one among the project's own files or
   * below a file, `read-only`, `disk-full`. Missing folders above it are made. `projectDir` is null where what is written
   * comes from no project.
   */
  static async create(out: string, projectDir: string | null): Promise<OutputFolder> {
    const path = resolve(out);
    await assertFree(path);
    try {
      if (projectDir !== null) await assertOutside(path, projectDir);
      const partial = partialFolder(path);
      const parents = makeFolders(dirname(path));
      await removeStalePartials(path);
      await mkdir(partial);
      return new OutputFolder(path, partial, parents);
    } catch (thrown) {
      throw writeFailure(thrown, path);
    }
  }

  /** Writes a new file. Throws `disk-full`, `read-only`. */
  async write(name: string, content: string | Uint8Array): Promise<void> {
    await this.#into(name, async (file) => {
      // "wx" fails on whatever is there, links included.
      const handle = await open(file, "wx");
      try {
        await handle.writeFile(content);
      } finally {
        await handle.close();
      }
    });
  }

  /** Copies a file from elsewhere, its bytes alone. */
  async copy(name: string, source: string): Promise<void> {
    await access(source, constants.R_OK).catch((thrown) => {
      const report = { code: "image-missing", message: "This file cannot be read.", where: source } as const;
      throw new AppError({ ...report, cure: "Give yourself the permission to read it." }, { cause: thrown });
    });
    await this.#into(name, (file) => copyFile(source, file, constants.COPYFILE_EXCL));
  }

  /** A new file that grows by pieces; it is closed by `commit` and `discard` at the latest. */
  async lines(name: string): Promise<LineFile> {
    return await this.#into(name, async (file) => {
      const lines = new LineFile(await open(file, "wx+"), join(this.path, name));
      this.#open.add(lines);
      return lines;
    });
  }

  /** Adds to a file, which is made where it is not there. For files that many samples share. */
  async append(name: string, content: string): Promise<void> {
    await this.#into(name, async (file) => {
      const handle = await open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | noFollow);
      try {
        await handle.writeFile(content);
      } finally {
        await handle.close();
      }
    });
  }

  /** Takes a file away again that was only needed on the way. */
  async remove(name: string): Promise<void> {
    await this.#into(name, (file) => rm(file));
  }

  /** Puts the folder in its place. Throws `conflict` if something came to lie there meanwhile. */
  async commit(): Promise<void> {
    await this.#closeAll();
    await assertFree(this.path);
    try {
      // Windows does not rename onto an empty folder.
      await rmdir(this.path).catch(() => {});
      await rename(this.#partial, this.path);
    } catch (thrown) {
      throw writeFailure(thrown, this.path);
    }
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await this.#closeAll().catch(() => {});
    await rm(this.#partial, { recursive: true, force: true });
    // Only empty ones go: others may have put something there meanwhile.
    for (const parent of this.#parents.toReversed()) await rmdir(parent).catch(() => {});
  }

  async #closeAll(): Promise<void> {
    const files = [...this.#open];
    this.#open.clear();
    for (const file of files) await file.close();
  }

  async #into<T>(name: string, work: (file: string) => Promise<T>): Promise<T> {
    const problem = pathProblem(name);
    if (problem !== null) throw new Error(`An exporter wrote to "${name.slice(0, 300)}": ${problem}.`);
    const parts = name.split("/");
    try {
      await this.#makeFolders(parts.slice(0, -1));
      return await work(join(this.#partial, ...parts));
    } catch (thrown) {
      throw writeFailure(thrown, join(this.path, ...parts));
    }
  }

  async #makeFolders(parts: readonly string[]): Promise<void> {
    const folder = parts.join("/");
    if (folder === "" || this.#folders.has(folder)) return;
    await mkdir(join(this.#partial, ...parts), { recursive: true });
    this.#folders.add(folder);
  }
}

/** Windows has no such flag; making links needs rights of their own there. */
const noFollow = constants.O_NOFOLLOW ?? 0;

async function assertFree(path: string): Promise<void> {
  const taken = (message: string) =>
    new AppError({ code: "conflict", message, where: path, cure: "Name another folder, or empty this one first." });
  let stats: Awaited<ReturnType<typeof lstat>>;
  try {
    stats = await lstat(path);
  } catch (thrown) {
    // A file above it is named when the folders are made.
    if (["ENOENT", "ENOTDIR"].includes((thrown as NodeJS.ErrnoException).code ?? "")) return;
    throw writeFailure(thrown, path);
  }
  if (stats.isSymbolicLink()) throw taken("This is a link; an export does not follow it.");
  if (!stats.isDirectory()) throw taken("There is a file of this name already.");
  if ((await readdir(path)).length > 0) throw taken("This folder is not empty.");
}

/** The folder above with its links followed, as far as it is there already. */
async function realParent(path: string): Promise<string> {
  let there = dirname(path);
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  return join(await realpath(there), relative(there, dirname(path)));
}

/** Throws `bad-input` for the project's folder itself and for what is, or may become, one of its own files. */
async function assertOutside(path: string, projectDir: string): Promise<void> {
  const [parent, project] = await Promise.all([realParent(path), realpath(projectDir)]);
  const inside = relative(project, join(parent, basename(path)));
  const isInside = inside === "" || (inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside));
  if (!isInside || (inside !== "" && !PROJECT_NAMES.test(inside.split(sep)[0] as string))) return;
  throw new AppError({
    code: "bad-input",
    message: "This place belongs to the project's own files.",
    where: path,
    cure: "Name a folder outside of the project.",
  });
}
