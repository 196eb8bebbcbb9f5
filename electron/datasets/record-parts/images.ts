import { isAbsolute, join } from "node:path";
import { AppError } from "#core/errors";
import {
  extensionOf,
  fileInside,
  filesBelow,
  IMAGE_EXTENSIONS,
  kindOf,
  type PictureSize,
  PictureSizes,
  type ReadContext,
} from "#electron/datasets/reading";
import { asImageProblem } from "./notes.ts";

/** The option that every format with pictures beside its annotations has. */
export const imagesOption = (where: string) =>
  ({
    key: "images",
    label: `Folder of the images; without it: ${where}.`,
    kind: "folder",
    preset: null,
  }) as const;

/**
 * Where a dataset's pictures are. A name is looked up in every folder in turn, and, where `deep` is set, by its last
 * part in all folders below them (datasets whose downloads unpack into several folders).
 */
export class ImageFolders {
  private readonly roots: readonly string[];
  private readonly deep: boolean;
  private readonly sizes = new PictureSizes();
  private byName: Map<string, string | null> | null = null;

  private constructor(roots: readonly string[], deep: boolean) {
    this.roots = roots;
    this.deep = deep;
  }

  /** The option `images` alone where it is set (relative to the source), else those of `places` that are there. */
  static async open(context: ReadContext, places: readonly string[], deep = false): Promise<ImageFolders> {
    const { images } = context.options;
    if (images !== undefined && images !== "") {
      const base = (await kindOf(context.source)) === "file" ? join(context.source, "..") : context.source;
      const root = isAbsolute(images) ? images : join(base, images);
      if ((await kindOf(root)) === "folder") return new ImageFolders([root], deep);
      throw new AppError({
        code: "not-found",
        message: "There is no such folder of images.",
        where: root,
        cure: "Check the option `images`.",
      });
    }
    const roots: string[] = [];
    for (const place of places) if ((await kindOf(place)) === "folder") roots.push(place);
    return new ImageFolders(roots, deep);
  }

  /** Throws `bad-input` for a name that leads out of the folders, `image-missing` where none has it. */
  async find(name: string): Promise<string> {
    for (const root of this.roots) {
      try {
        const file = await fileInside(root, name);
        if ((await kindOf(file)) === "file") return file;
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.code !== "not-found") throw thrown;
      }
    }
    const found = this.deep ? (await this.index()).get(lastPart(name)) : undefined;
    if (typeof found === "string") return found;
    throw new AppError({
      code: "image-missing",
      message:
        found === null ? `Several images are called ${lastPart(name)}.` : `There is no image ${name.slice(0, 300)}.`,
      where: this.roots[0] ?? "",
      cure: "Put it there, or name the folder of the images by the option `images`.",
    });
  }

  /** The image that a record names at `path`, and its size. Throws RecordProblem. */
  async take(name: string, path: string): Promise<{ readonly file: string; readonly size: PictureSize }> {
    try {
      const file = await this.find(name);
      return { file, size: await this.sizes.of(file) };
    } catch (thrown) {
      throw asImageProblem(thrown, path);
    }
  }

  private async index(): Promise<Map<string, string | null>> {
    if (this.byName !== null) return this.byName;
    const byName = new Map<string, string | null>();
    for (const root of this.roots) {
      for await (const { name, path } of filesBelow(root)) {
        if (!IMAGE_EXTENSIONS.has(extensionOf(name))) continue;
        const last = lastPart(name);
        const known = byName.get(last);
        byName.set(last, known === undefined || known === path ? path : null);
      }
    }
    this.byName = byName;
    return byName;
  }
}

const lastPart = (name: string): string => name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
