import type { Rle } from "#core/masks";
import { segmentationToRle } from "#electron/datasets/coco-parts";
import { type DatasetSample, maskNote, type Note } from "#electron/datasets/reading";
import type { Annotation } from "./coco-annotations.ts";

/** What our export of this format adds to an annotation (exporters/coco-rle.ts), as far as it is there. */
type OurKeys = Partial<Pick<DatasetSample, "id" | "question" | "split" | "ignore" | "kind">>;

export interface Ours extends OurKeys {
  /** Everything that is nobody's. */
  readonly more: Readonly<Record<string, unknown>>;
}

/** Keys of another type than our export writes stay where they are; an ignored region that is no mask is told. */
export function ourKeys({ image, field, more }: Annotation, file: string, partly: (note: Note) => void): Ours {
  const { sample_id: id, caption: question, split, kind, ignore_region: region, ...others } = more;
  const rest: Record<string, unknown> = others;
  const ours: Record<string, unknown> = {};
  const take = (key: keyof OurKeys, source: string, value: unknown, isOurs: boolean) => {
    if (isOurs) ours[key] = value;
    else if (value !== undefined) rest[source] = value;
  };
  take("id", "sample_id", id, typeof id === "string" && id !== "");
  take("question", "caption", question, typeof question === "string");
  take("split", "split", split, typeof split === "string");
  take("kind", "kind", kind, Array.isArray(kind) && kind.every((each) => typeof each === "string"));
  if (region !== undefined && region !== null) {
    let ignore: Rle | null = null;
    try {
      ignore = segmentationToRle(region, image.height, image.width);
    } catch (thrown) {
      partly(maskNote(thrown, { file, field: `${field}.ignore_region` }));
    }
    take("ignore", "ignore_region", ignore ?? region, ignore !== null);
  }
  return { ...(ours as OurKeys), more: rest };
}
