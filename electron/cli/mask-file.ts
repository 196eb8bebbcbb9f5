import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import sharp from "sharp";
import { AppError } from "#core/errors";
import { decodeRle, type Rle } from "#core/masks";

/** An 8-bit grey PNG of the mask's own size, 255 inside and 0 outside. */
export async function maskToPng(rle: Rle): Promise<Buffer> {
  const { width, height, data } = decodeRle(rle);
  const grey = Buffer.alloc(data.length);
  for (let i = 0; i < data.length; i++) grey[i] = data[i] === 0 ? 0 : 255;
  return await sharp(grey, { raw: { width, height, channels: 1 } })
    .toColourspace("b-w")
    .png({ compressionLevel: 9, palette: false })
    .toBuffer();
}

/** Refuses an output file early, before any model has run for it. */
export async function assertCanWriteFile(file: string, input: string): Promise<void> {
  if (extname(file).toLowerCase() !== ".png") {
    const message = "A mask is written as PNG, and this name says otherwise.";
    throw new AppError({ code: "bad-input", message, where: file, cure: "Name a .png file with --out." });
  }
  const folder = dirname(resolve(file));
  const facts = await stat(folder).catch(() => null);
  if (!facts?.isDirectory()) {
    const message = "The folder for the output does not exist.";
    throw new AppError({
      code: "bad-input",
      message,
      where: folder,
      cure: "Make the folder first, or name another with --out.",
    });
  }
  if ((await stat(file).catch(() => null))?.isDirectory()) {
    const message = "The output is a folder, not a file.";
    throw new AppError({
      code: "bad-input",
      message,
      where: file,
      cure: "Name a file with --out, for example --out mask.png.",
    });
  }
  if (resolve(file) === resolve(input)) {
    const message = "The output would overwrite the input image.";
    throw new AppError({ code: "bad-input", message, where: file, cure: "Name another file with --out." });
  }
}

/** Makes the output folder if its parent exists. */
export async function makeOutputFolder(dir: string): Promise<void> {
  try {
    await mkdir(resolve(dir));
  } catch (error) {
    if ((await stat(dir).catch(() => null))?.isDirectory()) return;
    throw writeFailure(dir, error);
  }
}

/** Writes beside the target and renames, so that a reader sees the old file or the whole new one. */
export async function writeWhole(file: string, content: Buffer | string): Promise<void> {
  const target = resolve(file);
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, content);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw writeFailure(file, error);
  }
}

const CANDIDATE_FILE = /^candidate-\d+\.png$/;

/** Writes one PNG a mask, best first, and removes those that an earlier, longer run left. */
export async function writeCandidates(dir: string, masks: readonly Rle[]): Promise<readonly string[]> {
  const names = masks.map((_, index) => `candidate-${String(index + 1).padStart(2, "0")}.png`);
  for (const [index, mask] of masks.entries())
    await writeWhole(join(dir, names[index] as string), await maskToPng(mask));
  for (const name of await readdir(dir)) {
    if (CANDIDATE_FILE.test(name) && !names.includes(name)) await rm(join(dir, name), { force: true });
  }
  return names;
}

function writeFailure(path: string, cause: unknown): AppError {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === "ENOSPC" || code === "EDQUOT") {
    const report = {
      code: "disk-full",
      message: "The disk is full.",
      where: path,
      cure: "Free some space, then repeat it.",
    } as const;
    return new AppError(report, { cause });
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    const report = {
      code: "read-only",
      message: "This place cannot be written to.",
      where: path,
      cure: "Name another with --out.",
    } as const;
    return new AppError(report, { cause });
  }
  const message =
    code === "ENOENT" ? "The folder for the output does not exist." : `It could not be written (${code ?? "?"}).`;
  return new AppError(
    { code: "bad-input", message, where: path, cure: "Make the folder first, or name another with --out." },
    { cause },
  );
}
