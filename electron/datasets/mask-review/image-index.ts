import { basename } from "node:path";
import { extensionOf, type FolderFile, filesBelow, IMAGE_EXTENSIONS, stemOf } from "#electron/datasets/reading";

/** Endings of a mask's name that say what it is. */
const SUFFIX =
  /[_\-. ](mask|masks|gt|seg|label|labels|pred|prediction|instance|instances|instanceids|labelids|trainids)$/i;

export type FoundImage = { readonly image: FolderFile } | { readonly problem: string };

const bare = (name: string): string => name.slice(0, name.length - extensionOf(name).length).toLowerCase();
const key = (name: string): string => name.normalize("NFC").toLowerCase();

/** The images of a review by their names, and those that no mask has asked for. */
export class ImageIndex {
  readonly folder: string;
  readonly #byPath = new Map<string, FolderFile[]>();
  readonly #byStem = new Map<string, FolderFile[]>();
  readonly #used = new Set<string>();
  readonly #all: readonly FolderFile[];

  private constructor(folder: string, images: readonly FolderFile[]) {
    this.folder = folder;
    this.#all = images;
    for (const image of images) {
      push(this.#byPath, key(bare(image.name)), image);
      push(this.#byStem, key(stemOf(image.name)), image);
    }
  }

  /** `isMask` tells masks from images where both lie in one folder. */
  static async of(folder: string, isMask: (file: FolderFile) => boolean = () => false): Promise<ImageIndex> {
    const images: FolderFile[] = [];
    for await (const file of filesBelow(folder, 8, "files")) {
      if (IMAGE_EXTENSIONS.has(extensionOf(file.name)) && !isMask(file)) images.push(file);
    }
    return new ImageIndex(folder, images);
  }

  /**
   * The image of a mask by the mask's relative name without its ending: the same name; the same stem, with or without an
   * ending like `_mask`; the longest image's name that it begins with (`cat_0`, `cat-left-paw`); a folder's name.
   */
  find(name: string): FoundImage {
    const path = key(name);
    const stem = key(basename(name));
    const exact =
      this.#one(this.#byPath.get(path)) ??
      this.#one(this.#byStem.get(stem)) ??
      this.#one(this.#byPath.get(path.replace(SUFFIX, ""))) ??
      this.#one(this.#byStem.get(stem.replace(SUFFIX, ""))) ??
      this.#beginning(stem) ??
      this.#folderOf(path);
    return exact ?? { problem: `There is no image of the name ${basename(name).slice(0, 200)} in ${this.folder}.` };
  }

  /** By a file's name as COCO has it, with its ending and perhaps folders before it. */
  findFile(name: string): FoundImage {
    return this.find(name.slice(0, name.length - extensionOf(name).length).replaceAll("\\", "/"));
  }

  /** An image was found for a mask, whatever became of it. */
  unused(): readonly FolderFile[] {
    return this.#all.filter(({ name }) => !this.#used.has(name));
  }

  #one(found: readonly FolderFile[] | undefined): FoundImage | null {
    const [image, second] = found ?? [];
    if (image === undefined) return null;
    if (second !== undefined) {
      return {
        problem: `Several images have that name, ${image.name} and ${second.name}: it cannot be told which one.`,
      };
    }
    this.#used.add(image.name);
    return { image };
  }

  #beginning(stem: string): FoundImage | null {
    for (let end = stem.length - 1; end > 0; end--) {
      if (!/[^\p{L}\p{N}]/u.test(stem[end] as string)) continue;
      const found = this.#one(this.#byStem.get(stem.slice(0, end)));
      if (found !== null) return found;
    }
    return null;
  }

  #folderOf(path: string): FoundImage | null {
    for (const folder of path.split("/").slice(0, -1).reverse()) {
      const found = this.#one(this.#byStem.get(folder));
      if (found !== null) return found;
    }
    return null;
  }
}

function push(map: Map<string, FolderFile[]>, name: string, image: FolderFile): void {
  const found = map.get(name);
  if (found === undefined) map.set(name, [image]);
  else found.push(image);
}

/**
 * Masks and images in one folder: a PNG is a mask where its name says so (`cat_mask.png`), or where a picture of another
 * format has its name (`cat.png` beside `cat.jpg`).
 */
export function masksAmong(files: readonly FolderFile[]): (file: FolderFile) => boolean {
  const others = new Set<string>();
  const all = new Set<string>();
  for (const { name } of files) {
    if (!IMAGE_EXTENSIONS.has(extensionOf(name))) continue;
    all.add(bare(name));
    if (extensionOf(name) !== ".png") others.add(bare(name));
  }
  return ({ name }) => {
    if (extensionOf(name) !== ".png") return false;
    const own = bare(name);
    return others.has(own) || (SUFFIX.test(own) && all.has(own.replace(SUFFIX, "")));
  };
}
