interface Colour {
  /** Which channels are lit. */
  readonly rgb: readonly [red: 0 | 1, green: 0 | 1, blue: 0 | 1];
  /** A direction over (red, green, blue, 1), channels 0..1: the pure colour gives 1, the others 0.5 or less. */
  readonly direction: readonly [number, number, number, number];
}

/** Colours that the tiny models know by name. */
export const COLOURS: Readonly<Record<string, Colour>> = {
  red: { rgb: [1, 0, 0], direction: [1, -1, -1, 0] },
  green: { rgb: [0, 1, 0], direction: [-1, 1, -1, 0] },
  blue: { rgb: [0, 0, 1], direction: [-1, -1, 1, 0] },
  yellow: { rgb: [1, 1, 0], direction: [0.5, 0.5, -1, 0] },
  cyan: { rgb: [0, 1, 1], direction: [-1, 0.5, 0.5, 0] },
  magenta: { rgb: [1, 0, 1], direction: [0.5, -1, 0.5, 0] },
  white: { rgb: [1, 1, 1], direction: [1, 1, 1, -2] },
  black: { rgb: [0, 0, 0], direction: [-1, -1, -1, 1] },
};

/** Score tokens are <s0>, <s1>, ... <s20>: the score in steps of 1/20. */
export const SCORE_STEPS = 20;
export const MARKS = { unknown: "<unk>", think: "<think>", answer: "<answer>", end: "<end>" } as const;
/** What the tiny evaluator says before its scores when it is asked to think; the question's colour follows. */
export const REASONING = ["the", "target", "is"] as const;

const OTHER_WORDS = ["where", "which", "what", "one", "thing", "of", "a", "find", "segment", "object", "?", "."];
const NUMBERS = Array.from({ length: 16 }, (_, number) => String(number));

export const scoreToken = (step: number): string => `<s${step}>`;

/** Every token, its place is its id. */
export const VOCABULARY: readonly string[] = [
  ...Object.values(MARKS),
  ...Array.from({ length: SCORE_STEPS + 1 }, (_, step) => scoreToken(step)),
  ...NUMBERS,
  ...Object.keys(COLOURS),
  ...REASONING,
  ...OTHER_WORDS,
];

export function idOf(token: string): number {
  const id = VOCABULARY.indexOf(token);
  if (id < 0) throw new Error(`The tiny vocabulary has no ${token}.`);
  return id;
}

/** A row a token: `row(token)` where there is one, else zeros. Row-major. */
export function tokenTable(width: number, row: (token: string) => readonly number[] | undefined): number[] {
  return VOCABULARY.flatMap((token) => row(token) ?? new Array<number>(width).fill(0));
}

/** A tokenizer.json of words: lower case, split at blanks and punctuation, <unk> for all that it does not know. */
export function tokenizerJson(): string {
  const special = new Set<string>([...Object.values(MARKS), ...VOCABULARY.filter((token) => /^<s\d+>$/.test(token))]);
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  return JSON.stringify({
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: VOCABULARY.flatMap((content, id) => (special.has(content) ? [{ id, content, ...flags }] : [])),
    normalizer: { type: "Lowercase" },
    pre_tokenizer: { type: "Whitespace" },
    post_processor: null,
    decoder: null,
    model: {
      type: "WordLevel",
      vocab: Object.fromEntries(VOCABULARY.map((token, id) => [token, id])),
      unk_token: MARKS.unknown,
    },
  });
}
