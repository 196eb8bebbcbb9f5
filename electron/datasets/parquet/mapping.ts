import { AppError } from "#core/errors";
import type { ColumnShape, ParquetColumn } from "./columns.ts";
import { NumberRows } from "./number-rows.ts";

export interface Role {
  readonly role: string;
  readonly label: string;
  readonly required: boolean;
  /** Names that such a column has, the surest first; without case and what is no letter or digit. */
  readonly names: readonly string[];
  readonly shapes: readonly ColumnShape[];
}

const PICTURES: readonly ColumnShape[] = ["struct", "bytes", "text", "list"];
const WORDS: readonly ColumnShape[] = ["text", "number"];

export const ROLES: readonly Role[] = [
  {
    role: "id",
    label: "The sample's own id; file and row without it",
    required: false,
    names: ["sampleid", "id", "uid", "questionid", "qid"],
    shapes: WORDS,
  },
  {
    role: "image",
    label: "The image: bytes, a file's path, base64",
    required: true,
    names: [
      "image",
      "img",
      "picture",
      "imagebytes",
      "jpg",
      "png",
      "images",
      "imagepath",
      "imagefile",
      "filename",
      "imagename",
    ],
    shapes: PICTURES,
  },
  {
    role: "question",
    label: "The question",
    required: true,
    names: [
      "question",
      "query",
      "text",
      "instruction",
      "prompt",
      "expression",
      "sentence",
      "caption",
      "referringexpression",
      "questions",
      "problem",
    ],
    shapes: ["text", "list"],
  },
  {
    role: "mask",
    label: "The true mask: a picture, COCO RLE, polygons or rows of pixels; several are united",
    required: false,
    names: [
      "mask",
      "gtmask",
      "groundtruthmask",
      "groundtruth",
      "maskrle",
      "gt",
      "label",
      "segmentation",
      "seg",
      "rle",
      "target",
      "annotation",
      "masks",
      "gtmasks",
      "polygons",
      "polygon",
    ],
    shapes: PICTURES,
  },
  {
    role: "ignore",
    label: "Pixels that count nowhere",
    required: false,
    names: ["ignore", "ignoremask", "ignoreregion", "void"],
    shapes: PICTURES,
  },
  {
    role: "category",
    label: "The category",
    required: false,
    names: ["category", "domain", "class", "task", "type", "source", "dataset"],
    shapes: WORDS,
  },
  {
    role: "kind",
    label: "Kinds of question",
    required: false,
    names: ["kind", "kinds", "questiontype", "reasoningtype", "subcategory", "tags", "tag"],
    shapes: ["text", "list"],
  },
  {
    role: "split",
    label: "The split; the file's name without it",
    required: false,
    names: ["split", "subset"],
    shapes: WORDS,
  },
  {
    role: "answer",
    label: "The answer in words",
    required: false,
    names: ["answer", "response", "answers", "output"],
    shapes: ["text", "number", "list"],
  },
  {
    role: "reasoning",
    label: "The reasoning",
    required: false,
    names: ["reasoning", "rationale", "explanation", "cot", "thinking", "think", "thought"],
    shapes: ["text", "list"],
  },
];

/** Of sets that hold other models' masks and their quality, to train or test an evaluator. */
export const CANDIDATE_ROLES: readonly Role[] = [
  {
    role: "candidates",
    label: "Proposed masks, each by itself",
    required: false,
    names: [
      "candidates",
      "candidatemasks",
      "predmasks",
      "predictions",
      "proposals",
      "predmask",
      "candidate",
      "candidatemask",
      "prediction",
    ],
    shapes: PICTURES,
  },
  {
    role: "ious",
    label: "The candidates' IoU with the true mask, in their order",
    required: false,
    names: ["ious", "iou", "scores", "score", "miou", "quality", "gtiou", "label"],
    shapes: ["list", "number"],
  },
];

/** Role -> column or path in one. */
export type Mapping = Readonly<Record<string, string>>;

/** The roles' columns by name and type, each column once. Roles for which nothing fits are left out. */
export function guessMapping(columns: readonly ParquetColumn[], roles: readonly Role[]): Mapping {
  const free = new Set(columns);
  const mapping: Record<string, string> = {};
  for (const isFound of [isNamed, hasName]) {
    for (const role of roles) {
      if (role.role in mapping) continue;
      const column = firstFor(role, free, isFound);
      if (column === null) continue;
      free.delete(column);
      mapping[role.role] = column.name;
    }
  }
  return mapping;
}

type Fit = (column: string, name: string) => boolean;
const isNamed: Fit = (column, name) => column === name;
const hasName: Fit = (column, name) => name.length > 3 && column.includes(name);

function firstFor({ names, shapes }: Role, columns: ReadonlySet<ParquetColumn>, fits: Fit): ParquetColumn | null {
  for (const name of names) {
    for (const column of columns) {
      if (shapes.includes(column.shape) && fits(plain(column.name), name)) return column;
    }
  }
  return null;
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The guess as the user corrected it; an empty column takes a role away. Throws `usage` that names what there is. */
export function chooseMapping(columns: readonly ParquetColumn[], roles: readonly Role[], corrected: Mapping): Mapping {
  const known = roles.map(({ role }) => role);
  for (const [role, path] of Object.entries(corrected)) {
    if (!known.includes(role)) throw wrong(`There is no role "${role}" here.`, `The roles are ${known.join(", ")}.`);
    if (path !== "" && !columns.some(({ name }) => reaches(path, name))) {
      throw wrong(
        `There is no column "${path}" for ${role}.`,
        `The columns are ${columns.map(({ name }) => name).join(", ")}.`,
      );
    }
  }
  const taken = new Set(Object.values(corrected));
  const guessed = Object.entries(guessMapping(columns, roles)).filter(([, column]) => !taken.has(column));
  const all = { ...Object.fromEntries(guessed), ...corrected };
  return Object.fromEntries(Object.entries(all).filter(([, path]) => path !== ""));
}

/** Throws `usage` where a role that a sample cannot do without has no column. */
export function requireRoles(mapping: Mapping, columns: readonly ParquetColumn[], roles: readonly Role[]): void {
  const missing = roles.filter(({ role, required }) => required && mapping[role] === undefined);
  if (missing.length === 0) return;
  const names = missing.map(({ role }) => role);
  throw wrong(
    `It is not known which column holds the ${names.join(" and the ")}.`,
    `Map them, e.g. ${names.map((name) => `--map ${name}=COLUMN`).join(" ")}; the columns are ${columns
      .map(({ name, type }) => `${name} (${type.slice(0, 80)})`)
      .join(", ")}.`,
  );
}

function wrong(message: string, cure: string): AppError {
  return new AppError({ code: "usage", message, cure });
}

/** Whether a path leads into a column: its name, or its name and members or places after dots. */
export function reaches(path: string, column: string): boolean {
  return path === column || path.startsWith(`${column}.`);
}

/** The top-level column of a path: the longest name that it starts with (names may have dots). */
export function columnOf(path: string, columns: readonly ParquetColumn[]): string | null {
  const found = columns.map(({ name }) => name).filter((name) => reaches(path, name));
  return found.sort((a, b) => b.length - a.length)[0] ?? null;
}

/** The value at a path: members by name, list elements by their place from 0; undefined where it leads nowhere. */
export function valueAt(row: Readonly<Record<string, unknown>>, path: string, column: string): unknown {
  let value = row[column];
  if (path === column) return value;
  for (const part of path.slice(column.length + 1).split(".")) {
    if (value instanceof NumberRows) value = value.lists();
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}
