import sharp from "sharp";
import { AppError } from "#core/errors";
import { decodeRle, type Rle } from "#core/masks";
import { NameClaims, shortNameOfId } from "#electron/datasets/predictions";
import { extensionOf, stemOf } from "#electron/datasets/reading";
import type { ExportImage } from "./contract.ts";
import type { OutputFolder } from "./output-folder.ts";

/** An 8-bit grey PNG of the mask's own size, 255 inside and 0 outside. */
export async function maskPng(rle: Rle): Promise<Buffer> {
  const { width, height, data } = decodeRle(rle);
  const grey = Buffer.alloc(data.length);
  for (let i = 0; i < data.length; i++) grey[i] = data[i] === 0 ? 0 : 255;
  return await sharp(grey, { raw: { width, height, channels: 1 } })
    .toColourspace("b-w")
    .png({ compressionLevel: 9, palette: false })
    .toBuffer();
}

/** The ending that an image's content asks for, whatever its file is called. */
export function endingOf({ format, name }: Pick<ExportImage, "format" | "name">): string {
  if (format === "jpeg") return ".jpg";
  return format === "png" ? ".png" : extensionOf(name) || `.${format}`;
}

/** Whether every OpenCV reads it: JPEG and PNG; WebP, TIFF, AVIF and GIF depend on how it was built. */
export const isCommon = ({ format }: Pick<ExportImage, "format">): boolean => format === "jpeg" || format === "png";

/** The same pixels as PNG, upright. Throws `image-damaged`, and what `image.file()` throws. */
export async function imageAsPng(image: ExportImage): Promise<Buffer> {
  const file = image.file();
  try {
    const picture = sharp(file, { limitInputPixels: false, failOn: "truncated", ignoreIcc: true });
    const { depth, space } = await picture.metadata();
    const wide = depth === "ushort";
    const grey = space === "b-w" || space === "grey16";
    const colourspace = wide ? (grey ? "grey16" : "rgb16") : grey ? "b-w" : "srgb";
    return await picture.autoOrient().toColourspace(colourspace).png({ palette: false }).toBuffer();
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message.split("\n", 1)[0] : String(thrown);
    const message = `This picture cannot be written as PNG: ${why}.`;
    const cure = "Get the file again from its source.";
    throw new AppError({ code: "image-damaged", message, where: file, cure }, { cause: thrown });
  }
}

/** Pictures below one folder of the export, each copied once however many samples share it. */
export class ImageFiles {
  readonly #folder: OutputFolder;
  readonly #prefix: string;
  readonly #upright: boolean;
  readonly #names = new NameClaims();
  readonly #written = new Map<string, string>();

  /**
   * `prefix` ends in a slash. `upright`: for readers that do not look at EXIF (Pillow), turned pictures are written as
   * PNG, upright as the masks are.
   */
  constructor(folder: OutputFolder, prefix: string, { upright = false } = {}) {
    this.#folder = folder;
    this.#prefix = prefix;
    this.#upright = upright;
  }

  /** Name of its copy below the prefix. Throws what `image.file()` and the folder throw. */
  async copy(image: ExportImage): Promise<string> {
    const known = this.#written.get(image.id);
    if (known !== undefined) return known;
    const file = image.file();
    const turned = this.#upright && (await isTurned(file)) ? await imageAsPng(image) : null;
    const stem = this.#names.claim(image.id, shortNameOfId(stemOf(image.name)));
    const name = stem + (turned === null ? endingOf(image) : ".png");
    if (turned === null) await this.#folder.copy(this.#prefix + name, file);
    else await this.#folder.write(this.#prefix + name, turned);
    this.#written.set(image.id, name);
    return name;
  }
}

async function isTurned(file: string): Promise<boolean> {
  const header = await sharp(file, { limitInputPixels: false })
    .metadata()
    .catch(() => null);
  return (header?.orientation ?? 1) > 1;
}
