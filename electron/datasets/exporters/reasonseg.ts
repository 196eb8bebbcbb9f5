import { AppError } from "#core/errors";
import {
  type Bitmap,
  bitmapArea,
  decodeRle,
  type LabelledShape,
  lisaMasks,
  lisaPolygons,
  type Rle,
  rleDifference,
} from "#core/masks";
import { NameClaims, shortNameOfId } from "#electron/datasets/predictions";
import { fileNameOfId, pathProblem, REASONS } from "#electron/datasets/reading";
import {
  type ExportContext,
  type Exporter,
  type ExportSample,
  endingOf,
  imageAsPng,
  isCommon,
  type Skipped,
} from "#electron/datasets/writing";

/** LISA's layout: X.json beside X.jpg or X.png, splits as folders. */
export const reasonseg: Exporter = {
  info: {
    id: "reasonseg",
    title: "ReasonSeg (LISA)",
    summary: "X.json beside X.jpg or X.png, a folder a split; polygons that LISA draws as exactly the same mask",
    source: "folder",
    options: [
      {
        key: "image-names",
        label:
          "own: .jpg or .png, as the picture is; jpg: .jpg for all, because LISA's own loader lists *.jpg alone (OpenCV goes by content)",
        kind: "choice",
        choices: ["own", "jpg"],
        preset: "own",
      },
    ],
    hasMapping: false,
  },
  begin: async (context) => {
    const stems = new Map<string, NameClaims>();
    return {
      add: (sample) => addSample(sample, stems, context),
      finish: async () => {},
    };
  },
};

/** In LISA's files a pixel is ignored or meant, not both; ignored wins, as it does in the comparison. */
function outsideOf(mask: Rle | null, ignore: Rle | null): Rle | null {
  return mask === null || ignore === null ? mask : rleDifference(mask, ignore);
}

type Content = Readonly<Record<string, unknown>>;

async function addSample(
  sample: ExportSample,
  stems: Map<string, NameClaims>,
  { folder, options }: ExportContext,
): Promise<Skipped | null> {
  const { question } = sample;
  const original = originalOf(sample);
  const mask = outsideOf(sample.mask, sample.ignore);
  if (mask === null) return { reason: REASONS.maskMissing, message: "LISA's files are masks; give it one." };
  if (question === "" && original === null) {
    return { reason: REASONS.noQuestion, message: "LISA asks text[0]; write its question first." };
  }
  const content = contentOf({ ...sample, mask }, original);
  const { image } = sample;
  const source = image.file();
  const png = isCommon(image) ? null : await imageAsPng(image);
  const where = sample.split === "" ? "" : `${plainName(sample.split)}/`;
  const claims = stems.get(where) ?? new NameClaims();
  stems.set(where, claims);
  const stem = where + claims.claim(sample.id, plainName(stemOfId(sample, original)));
  const ending = options["image-names"] === "jpg" ? ".jpg" : png === null ? endingOf(image) : ".png";
  if (png === null) await folder.copy(stem + ending, source);
  else await folder.write(stem + ending, png);
  await folder.write(`${stem}.json`, `${JSON.stringify(content, null, 2)}\n`);
  return null;
}

/** What the importer kept of the file; also where the samples were in our own dataset folder in between. */
function originalOf({ details }: ExportSample): Content | null {
  const { reasonseg: direct, own } = details as { reasonseg?: unknown; own?: { reasonseg?: unknown } };
  const kept = direct ?? own?.reasonseg;
  return kept !== null && typeof kept === "object" && !Array.isArray(kept) ? (kept as Content) : null;
}

/** The importer puts the folder before stems that two folders share. */
function stemOfId({ id, split }: ExportSample, original: Content | null): string {
  const prefix = `${split}/`;
  return original !== null && split !== "" && id.startsWith(prefix) ? id.slice(prefix.length) : id;
}

/** LISA's stems stand for themselves: a percent sign is no spelling there, unlike in our other names. */
function plainName(name: string): string {
  const rest = name.replaceAll("%", "");
  return rest !== "" && fileNameOfId(rest) === rest && pathProblem(name) === null && Buffer.byteLength(name) <= 180
    ? name
    : shortNameOfId(name);
}

interface Masked extends Pick<ExportSample, "id" | "question" | "kind" | "ignore"> {
  readonly mask: Rle;
}

/**
 * What LISA's file of a sample holds: `original` where that draws exactly this mask and this ignore region. Throws
 * `internal` for a mask whose polygons would not draw it again.
 */
export function reasonsegContent(
  sample: Pick<ExportSample, "id" | "question" | "kind" | "ignore"> & { readonly mask: Rle },
  original: Content | null,
): Content {
  return contentOf({ ...sample, mask: outsideOf(sample.mask, sample.ignore) ?? sample.mask }, original);
}

/** The file's own content where nothing changed, else that content with new shapes or a new question. */
function contentOf(sample: Masked, original: Content | null): Content {
  const { question, mask, ignore } = sample;
  const text = textOf(question, original);
  const isSentence = original?.is_sentence ?? sentenceOf(sample);
  if (original !== null && drawsAs(original.shapes, mask, ignore)) {
    return text === original.text ? original : { ...original, text };
  }
  const flags = shapesOf(original?.shapes).filter(({ label }) => label.toLowerCase() === "flag");
  const shapes = [...flags, ...traced(mask, "target"), ...(ignore === null ? [] : traced(ignore, "ignore"))];
  assertDrawsAs(shapes, mask, ignore, sample.id);
  return { ...original, text, is_sentence: isSentence, shapes };
}

/** The question in the first place, the file's other texts after it; the file's own value where it says the same. */
function textOf(question: string, original: Content | null): unknown {
  const text = original?.text;
  if (typeof text === "string") return text === question ? text : [question];
  if (!Array.isArray(text)) return original !== null && question === "" ? text : [question];
  return (text[0] ?? "") === question ? text : [question, ...text.slice(1)];
}

/**
 * LISA asks a sentence as it stands and makes "What is {} in this image?" of anything shorter (`utils/dataset.py`).
 * What was imported says which it is; else a text that ends like a sentence is one.
 */
function sentenceOf({ kind, question }: Pick<ExportSample, "kind" | "question">): boolean {
  if (kind.includes("long query")) return true;
  if (kind.includes("short query")) return false;
  return /[.?!\u2026\u3002\uff1f\uff01\u061f]["'\u201d\u2019\u00bb)\]]*\s*$/u.test(question);
}

function traced(mask: Rle, label: string): LabelledShape[] {
  return lisaPolygons(decodeRle(mask)).map((points) => ({ label, points }));
}

/** The shapes of a kept file that can be drawn; it was checked when it was imported. */
function shapesOf(shapes: unknown): readonly LabelledShape[] {
  return Array.isArray(shapes) ? (shapes as LabelledShape[]) : [];
}

/** Whether LISA's recipe reads exactly this mask and this ignore region of the shapes. */
function drawsAs(shapes: unknown, mask: Rle, ignore: Rle | null): boolean {
  const [height, width] = mask.size;
  let drawn: ReturnType<typeof lisaMasks>;
  try {
    drawn = lisaMasks(shapesOf(shapes), width, height);
  } catch {
    return false;
  }
  return (
    isSame(drawn.target, mask) && (ignore === null ? bitmapArea(drawn.ignore) === 0 : isSame(drawn.ignore, ignore))
  );
}

/** Compared as pixels: the same mask can be spelt by other runs. */
const isSame = (drawn: Bitmap, rle: Rle): boolean => Buffer.compare(drawn.data, decodeRle(rle).data) === 0;

function assertDrawsAs(shapes: readonly LabelledShape[], mask: Rle, ignore: Rle | null, id: string): void {
  if (drawsAs(shapes, mask, ignore)) return;
  throw new AppError({
    code: "internal",
    message: "The polygons of a mask do not draw that mask again, so the export would change it.",
    where: `sample ${id.slice(0, 200)}`,
    cure: "Please report this with the mask. Export as PNG or COCO RLE meanwhile.",
  });
}
