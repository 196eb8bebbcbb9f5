import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Attention } from "#core/samples";
import {
  backgroundPoint,
  kCore,
  type LogitField,
  nonMaximumSuppression,
  rerankByLogits,
  tokenRegions,
} from "#native-models/discovery";
import {
  createMaskSampler,
  EMBEDDING_LENGTH,
  featureAt,
  type ImageEmbedding,
  type SamFamily,
  samGeometry,
} from "#native-models/sam";
import { hill, noise } from "./discovery-fields.ts";

/** The steps of the discovery against networkx, torchvision and torch: scripts/make_discovery_vectors.py. */
interface Vectors {
  readonly graphs: readonly { vertices: number; edges: string; coreness: number[]; mainCore: number[] }[];
  readonly nms: readonly {
    threshold: number;
    bbox: [number, number, number, number][];
    scores: number[];
    kept: number[];
  }[];
  readonly features: readonly (Size & { points: [number, number][]; values: string })[];
  readonly regions: readonly (Place & { tokens: number[]; means: number[] })[];
  readonly backgrounds: readonly (Place & {
    values: number[];
    tau: number;
    x: number;
    y: number;
    logit: number;
    attention: number;
    rule: string;
  })[];
}

interface Size {
  readonly family: SamFamily;
  readonly width: number;
  readonly height: number;
}

interface Place extends Size {
  readonly rows: number;
  readonly cols: number;
  readonly frame?: { x: number; y: number; width: number; height: number };
  readonly field: Parameters<typeof hill>[0];
}

const vectors = JSON.parse(
  readFileSync(new URL("./vectors/discovery.json", import.meta.url), "utf8"),
) as unknown as Vectors;

function pairs(base64: string): [number, number][] {
  const bytes = Buffer.from(base64, "base64");
  return Array.from({ length: bytes.length / 2 }, (_, i) => [bytes[2 * i] as number, bytes[2 * i + 1] as number]);
}

function floats(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(base64, "base64")).buffer);
}

function fieldOf({ family, width, height, field }: Place): LogitField {
  return { logits: hill(field), sampler: createMaskSampler(samGeometry(family, width, height)) };
}

function attentionOf({ rows, cols, frame }: Place, values: number[]): Attention {
  return { rows, cols, values, ...(frame === undefined ? {} : { frame }) };
}

test("core numbers and the main core of 200 graphs are networkx's", () => {
  expect(vectors.graphs).toHaveLength(200);
  for (const { vertices, edges, coreness, mainCore } of vectors.graphs) {
    const ours = kCore(vertices, pairs(edges));
    expect(ours).toEqual(coreness);
    const k = Math.max(0, ...ours);
    expect(ours.flatMap((number, vertex) => (number === k ? [vertex] : []))).toEqual(mainCore);
  }
});

test.each(vectors.nms)("NMS of boxes above $threshold keeps what torchvision keeps, in its order", (set) => {
  expect(nonMaximumSuppression(set.bbox, set.scores, set.threshold).kept).toEqual(set.kept);
});

describe("features at points are torch's grid_sample, normalised", () => {
  const values = noise(EMBEDDING_LENGTH, 7);

  test.each(vectors.features)("$family, $width x $height", (set) => {
    const embedding: ImageEmbedding = { width: set.width, height: set.height, values, highRes: [] };
    const geometry = samGeometry(set.family, set.width, set.height);
    const expected = floats(set.values);
    const channels = expected.length / set.points.length;
    set.points.forEach(([x, y], point) => {
      const feature = featureAt(embedding, x, y, geometry);
      for (let i = 0; i < channels; i++) {
        // Both round to 32 bits once, ours before it normalises as well.
        expect(Math.abs((feature[i * 8] as number) - (expected[point * channels + i] as number))).toBeLessThan(3e-7);
      }
    });
  });
});

test.each(vectors.regions)("mean logits of tokens: $family, $width x $height, field $field.seed", (set) => {
  const regions = tokenRegions(attentionOf(set, []), set);
  const tokens = set.tokens.map((token) => ({ token, attention: 1, region: nonNull(regions[token]) }));
  const kept = Math.ceil(tokens.length / 2);
  const traces = rerankByLogits(tokens, fieldOf(set), kept);
  const scale = Math.max(...set.means.map(Math.abs));
  traces.forEach(({ meanLogit }, i) => {
    // The reference's pixels are rounded to 32 bits; ours are never computed.
    expect(Math.abs((meanLogit as number) - (set.means[i] as number))).toBeLessThan(1e-6 * scale);
  });
  const best = [...set.tokens].sort((a, b) => meanOf(set, b) - meanOf(set, a)).slice(0, kept);
  expect(new Set(traces.filter((trace) => trace.kept).map(({ token }) => token))).toEqual(new Set(best));
});

test.each(vectors.backgrounds)("background point: $family, $width x $height, field $field.seed, $rule", (set) => {
  const attention = attentionOf(set, set.values);
  const point = backgroundPoint(fieldOf(set), attention, tokenRegions(attention, set), set.tau);
  const { x, y, logit, attention: attended, rule } = set;
  expect({ ...point, logit: 0 }).toEqual({ x, y, logit: 0, attention: attended, rule });
  expect(Math.abs(point.logit - logit)).toBeLessThan(1e-6 * Math.abs(logit));
});

function meanOf({ tokens, means }: (typeof vectors.regions)[number], token: number): number {
  return means[tokens.indexOf(token)] as number;
}

function nonNull<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("A token of the vectors has no region.");
  return value;
}
