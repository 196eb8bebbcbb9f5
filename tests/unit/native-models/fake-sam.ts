import { seededRandom } from "#native-models/discovery";
import type { Sam } from "#native-models/sam";
import { createMaskSampler, EMBEDDING_LENGTH, LOW_RES_SIDE, type SamFamily, samGeometry } from "#native-models/sam";
import type { PromptTokens } from "#native-models/segmenter";
import type { PreparedImage } from "../../../native-models/engine/embeddings.ts";

/** A rectangle of low-resolution cells, x1 and y1 exclusive. */
export interface Cells {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** What a prompt said, read back from its tokens. Points in low-resolution cells. */
export interface FakePrompt {
  readonly points: readonly { readonly x: number; readonly y: number; readonly label: number }[];
  /** The number that `promptToken` was given; null without prompt token. */
  readonly token: number | null;
  readonly maskPrompt: Float32Array | null;
}

export interface FakeMasks {
  readonly iou: readonly number[];
  readonly logits: readonly Float32Array[];
}

const LABEL = 5;
const NUMBER = 6;
const PROMPT_TOKEN = 100;
/** Small enough for the sine to be undone. */
const TURN = 0.1;

/** A prompt token that means the nth thing. */
export function promptToken(n: number): PromptTokens {
  const values = new Float32Array(256);
  values[LABEL] = PROMPT_TOKEN;
  values[NUMBER] = n;
  return { count: 1, values };
}

/** Logits of `strength` inside the cells and `outside` around them. */
export function logitsOf({ x0, y0, x1, y1 }: Cells, strength = 9, outside = -9): Float32Array {
  const logits = new Float32Array(LOW_RES_SIDE ** 2).fill(outside);
  for (let y = Math.max(0, y0); y < Math.min(LOW_RES_SIDE, y1); y++) {
    logits.fill(strength, y * LOW_RES_SIDE + Math.max(0, x0), y * LOW_RES_SIDE + Math.min(LOW_RES_SIDE, x1));
  }
  return logits;
}

const landscapes = new Map<number, Float32Array>();

/** Bumpy logits, the same for the same seed: not to be changed. */
export function bumpyLogits(seed: number): Float32Array {
  const known = landscapes.get(seed) ?? makeLandscape(seed);
  landscapes.set(seed, known);
  return known;
}

function makeLandscape(seed: number): Float32Array {
  const random = seededRandom(seed);
  const waves = Array.from({ length: 4 }, () => [random() / 8, random() / 8, random() * 6, random() * 8 - 1] as const);
  return Float32Array.from({ length: LOW_RES_SIDE ** 2 }, (_, i) => {
    const x = i % LOW_RES_SIDE;
    const y = Math.floor(i / LOW_RES_SIDE);
    const wave = waves.reduce((sum, [u, v, phase, height]) => sum + height * Math.sin(u * x + v * y + phase), 0);
    return Math.fround(wave + random());
  });
}

/** An image whose embedding has channel n set in the nth thing's cells, and the last channel elsewhere. */
export function fakeImage(
  width: number,
  height: number,
  things: readonly Cells[] = [],
  family: SamFamily = "sam1",
): PreparedImage {
  const values = new Float32Array(EMBEDDING_LENGTH);
  for (let cell = 0; cell < 64 * 64; cell++) {
    const x = (cell % 64) * 4 + 2;
    const y = Math.floor(cell / 64) * 4 + 2;
    const thing = things.findIndex(({ x0, y0, x1, y1 }) => x >= x0 && x < x1 && y >= y0 && y < y1);
    values[(thing === -1 ? 255 : thing) * 64 * 64 + cell] = 1;
  }
  const sampler = createMaskSampler(samGeometry(family, width, height));
  return { embedding: { width, height, values, highRes: [] }, sampler };
}

/** A SAM whose decoder is a function of what the prompt said; `prompts` collects all that it was asked. */
export function fakeSam(answer: (prompt: FakePrompt) => FakeMasks, family: SamFamily = "sam1") {
  const prompts: FakePrompt[] = [];
  const batches: number[] = [];
  const axis = (channel: number) => Array.from({ length: 128 }, (_, i) => (i === channel ? TURN : 0));
  const labelled = (label: number) => Array.from({ length: 256 }, (_, i) => (i === LABEL ? label + 1 : 0));
  const sam: Sam = {
    family,
    constants: {
      format: 1,
      inputSize: 1024,
      gaussian: [axis(0), axis(1)],
      pointEmbeddings: [0, 1, 2, 3].map(labelled),
      notAPoint: labelled(-2),
    },
    embeddingVersion: "fake",
    encode: () => Promise.reject(new Error("not asked for")),
    decode: async (_, sparse, batch, maskPrompt) => {
      batches.push(batch);
      const length = sparse.length / batch;
      const answers = Array.from({ length: batch }, (_, nth) => {
        const prompt = readPrompt(sparse.subarray(nth * length, (nth + 1) * length), maskPrompt ?? null);
        prompts.push(prompt);
        return answer(prompt);
      });
      return {
        batch,
        iou: (prompt) => Float32Array.from(answers[prompt]?.iou ?? []),
        logits: (prompt, mask) => answers[prompt]?.logits[mask] as Float32Array,
      };
    },
    release: async () => undefined,
  };
  return { sam, prompts, batches };
}

function readPrompt(tokens: Float32Array, maskPrompt: Float32Array | null): FakePrompt {
  const points: { x: number; y: number; label: number }[] = [];
  let token: number | null = null;
  for (let at = 0; at < tokens.length; at += 256) {
    const label = Math.round((tokens[at + LABEL] as number) - 1);
    if (label === PROMPT_TOKEN - 1) token = tokens[at + NUMBER] as number;
    else if (label >= 0) points.push({ x: cellOf(tokens[at]), y: cellOf(tokens[at + 1]), label });
  }
  return { points, token, maskPrompt };
}

/** Undoes p = (xy + 0.5) / 1024; q = 2p - 1; sin(2 pi q TURN); 1024 pixels are 256 cells. */
function cellOf(sine: number | undefined): number {
  const q = Math.asin(sine as number) / (2 * Math.PI * TURN);
  return (((q + 1) / 2) * 1024 - 0.5) / 4;
}

/**
 * A SAM that sees things: a point on one gets its left half, itself and itself with a margin, sure of all three; a
 * point beside all things gets three unsure masks. The prompt token n means the nth thing. With a mask prompt it
 * answers the bounding box of all things that have a foreground point, in three sizes.
 */
export function samThatSees(things: readonly Cells[], family: SamFamily = "sam1") {
  return fakeSam(({ points, token, maskPrompt }) => {
    const foreground = points.filter(({ label }) => label === 1);
    const pointed = things.filter((thing) => foreground.some((point) => inside(thing, point)));
    const meant = token === null ? pointed : things.slice(token, token + 1);
    const first = meant[0];
    if (first === undefined) {
      const unsure = logitsOf({ x0: 0, y0: 0, x1: 256, y1: 256 }, 0.5);
      return { iou: [0.4, 0.5, 0.3, 0.2], logits: [unsure, unsure, unsure, unsure] };
    }
    const whole = maskPrompt === null ? first : meant.reduce(boundingBox);
    const { x0, y0, x1, y1 } = whole;
    const half = { ...whole, x1: Math.ceil((x0 + x1) / 2) };
    const margin = maskPrompt === null ? 6 : 9;
    const wide = { x0: x0 - margin, y0: y0 - margin, x1: x1 + margin, y1: y1 + margin };
    return { iou: [0.9, 0.92, 0.97, 0.89], logits: [whole, half, whole, wide].map((cells) => logitsOf(cells)) };
  }, family);
}

function inside({ x0, y0, x1, y1 }: Cells, { x, y }: { readonly x: number; readonly y: number }): boolean {
  return x >= x0 && x < x1 && y >= y0 && y < y1;
}

function boundingBox(a: Cells, b: Cells): Cells {
  return {
    x0: Math.min(a.x0, b.x0),
    y0: Math.min(a.y0, b.y0),
    x1: Math.max(a.x1, b.x1),
    y1: Math.max(a.y1, b.y1),
  };
}
