import type { Rle } from "#core/masks";
import { type PictureSize, pictureSize } from "./pictures.ts";

/** Sizes of the pictures met last: samples of one image stand together in most datasets. */
export class PictureSizes {
  readonly #known = new Map<string, Promise<PictureSize>>();
  readonly #capacity: number;

  constructor(capacity = 256) {
    this.#capacity = capacity;
  }

  /** Throws as `pictureSize`, each time that it is asked. */
  of(path: string): Promise<PictureSize> {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const size = pictureSize(path);
    if (this.#known.size >= this.#capacity) this.#known.delete(this.#known.keys().next().value as string);
    this.#known.set(path, size);
    return size;
  }
}

/** Why a mask cannot belong to an image: both sizes, in words. Null if it can. */
export function sizeProblem({ size: [height, width] }: Pick<Rle, "size">, image: PictureSize): string | null {
  if (height === image.height && width === image.width) return null;
  return `It has ${width} x ${height} pixels, its image ${image.width} x ${image.height}.`;
}
