/** One shape as LISA's `utils/data_processing.py` takes it. */
interface Shape {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface ReasonSegFile {
  /** Evaluation asks the first; all of them are kept in `content`. */
  readonly texts: readonly string[];
  readonly isSentence: boolean | null;
  readonly shapes: readonly Shape[];
  /** The file's own, unchanged: what its export writes again. */
  readonly content: Readonly<Record<string, unknown>>;
}

export interface FileProblem {
  readonly field: string;
  readonly problem: string;
}

/** Points are cast to 32-bit integers by the reference; beyond them it would wrap round without a word. */
const FARTHEST = 2 ** 31 - 1;

/** Checks what LISA reads of such a file and leaves everything else alone. */
export function readReasonSegFile(content: unknown): ReasonSegFile | FileProblem {
  if (content === null || typeof content !== "object" || Array.isArray(content)) {
    return { field: "", problem: "It holds no JSON object with text and shapes." };
  }
  const { text, is_sentence: isSentence, shapes } = content as Record<string, unknown>;
  const texts = typeof text === "string" ? [text] : (text ?? []);
  if (!Array.isArray(texts) || !texts.every((each) => typeof each === "string")) {
    return { field: "text", problem: "text has to be a list of strings." };
  }
  if (!Array.isArray(shapes)) return { field: "shapes", problem: "shapes has to be a list." };
  for (const [index, shape] of shapes.entries()) {
    const problem = shapeProblem(shape);
    if (problem !== null) return { field: `shapes[${index}]${problem.field}`, problem: problem.problem };
  }
  return {
    texts,
    isSentence: typeof isSentence === "boolean" ? isSentence : null,
    shapes: shapes as Shape[],
    content: content as Record<string, unknown>,
  };
}

function shapeProblem(shape: unknown): FileProblem | null {
  if (shape === null || typeof shape !== "object") return { field: "", problem: "A shape has to be an object." };
  const { label, points } = shape as Record<string, unknown>;
  if (typeof label !== "string") return { field: ".label", problem: "A shape's label has to be a string." };
  if (!Array.isArray(points)) return { field: ".points", problem: "A shape's points have to be a list of [x, y]." };
  const wrong = points.findIndex((point) => !isPoint(point));
  if (wrong < 0) return null;
  return { field: `.points[${wrong}]`, problem: "A point has to be [x, y], two finite numbers of pixels." };
}

function isPoint(point: unknown): boolean {
  if (!Array.isArray(point) || point.length !== 2) return false;
  return point.every((value) => typeof value === "number" && Math.abs(value) <= FARTHEST);
}
