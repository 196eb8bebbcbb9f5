import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { HARD_PICTURES, seededDraw } from "./hard-pictures.mjs";
import { loadDomain, photographsIn } from "./photographs.mjs";

/**
 * Fits the weights of `clevr-like` and writes clevr-weights.ts: ridge logistic regression over seven statistics, of our
 * own rendered scenes against the photographs listed for fitting and pictures made to be hard. See
 * docs/geo-tiny-detector.md. Same folders, same seed: same weights.
 */
const { values } = parseArgs({
  options: {
    scenes: { type: "string", multiple: true, default: [] },
    photographs: { type: "string" },
    "per-folder": { type: "string", default: "250" },
    seed: { type: "string", default: "1" },
    ridge: { type: "string", default: "0.001" },
  },
});
if (values.scenes.length === 0 || values.photographs === undefined) {
  throw new Error("usage: node native-models/domain/fit.mjs --scenes DIR [--scenes DIR2] --photographs DIR");
}
const domain = await loadDomain();
const names = domain.CLEVR_STATISTICS;
const draw = seededDraw(Number(values.seed));
const work = mkdtempSync(join(tmpdir(), "rea2seg-fit-"));
const rows = [];

/** One picture as JPEG of some quality and size: what the detector meets is seldom the renderer's own PNG. */
async function take(label, input, region) {
  let picture = sharp(input).autoOrient().removeAlpha();
  if (region !== undefined) picture = picture.extract(region);
  const scale = 240 + Math.floor(draw() * 800);
  const bytes = await sharp(await picture.png().toBuffer())
    .resize(scale, scale, { fit: "inside" })
    .jpeg({ quality: 60 + Math.floor(draw() * 38) })
    .toBuffer();
  const file = join(work, "picture.jpg");
  writeFileSync(file, bytes);
  const statistics = domain.clevrStatistics(await domain.readThumbnail(file));
  rows.push({ label, x: names.map((name) => statistics[name]) });
}

/** A piece of a picture that keeps `least` of each side or more. */
async function someRegion(input, least) {
  const { width, height } = await sharp(input).metadata();
  const [w, h] = [width, height].map((side) => Math.floor(side * (least + (1 - least) * draw())));
  return { left: Math.floor((width - w) * draw()), top: Math.floor((height - h) * draw()), width: w, height: h };
}

const most = Number(values["per-folder"]);
for (const folder of values.scenes) {
  const pictures = readdirSync(folder)
    .filter((file) => /^\d+\.png$/.test(file))
    .sort()
    .slice(0, most);
  for (const [i, file] of pictures.entries()) {
    const path = join(folder, file);
    await take(1, path, i % 3 === 0 ? await someRegion(path, 0.8) : undefined);
  }
}
const photographs = photographsIn(values.photographs, "fit");
for (const path of photographs) {
  await take(0, path);
  for (let i = 0; i < 5; i++) await take(0, path, await someRegion(path, 0.3));
}
for (const { make, fromPhotograph } of HARD_PICTURES) {
  for (let i = 0; i < 40; i++) {
    const path = photographs[Math.floor(draw() * photographs.length)];
    await take(0, await make(draw, fromPhotograph ? path : null));
  }
}
rmSync(work, { recursive: true });

/** Which way each statistic may speak: so the rule stays sensible on pictures unlike all that it was fitted to. */
const SIGN = {
  ground: 1,
  ring: 1,
  brightness: -1,
  falloff: 1,
  things: 1,
  vividness: 1,
  hueTurns: -1,
};

/** Gradient descent on the mean log loss, both labels weighing the same, plus ridge on standardised weights of a given sign. */
function fitWeights(ridge) {
  const mean = names.map((_, j) => rows.reduce((sum, { x }) => sum + x[j], 0) / rows.length);
  const spread = names.map(
    (_, j) => Math.sqrt(rows.reduce((sum, { x }) => sum + (x[j] - mean[j]) ** 2, 0) / rows.length) || 1,
  );
  const points = rows.map(({ label, x }) => ({ label, x: x.map((value, j) => (value - mean[j]) / spread[j]) }));
  const count = [0, 1].map((label) => points.filter((point) => point.label === label).length);
  let weights = names.map(() => 0);
  let bias = 0;
  for (let step = 0; step < 20000; step++) {
    const slope = weights.map((weight) => ridge * weight);
    let biasSlope = 0;
    for (const { label, x } of points) {
      const p = 1 / (1 + Math.exp(-(bias + x.reduce((sum, value, j) => sum + value * weights[j], 0))));
      const pull = (p - label) / (2 * count[label]);
      x.forEach((value, j) => {
        slope[j] += pull * value;
      });
      biasSlope += pull;
    }
    weights = weights.map((weight, j) => SIGN[names[j]] * Math.max(0, SIGN[names[j]] * (weight - 0.5 * slope[j])));
    bias -= 0.5 * biasSlope;
  }
  const plain = weights.map((weight, j) => weight / spread[j]);
  return { weights: plain, bias: bias - plain.reduce((sum, weight, j) => sum + weight * mean[j], 0) };
}

const { weights, bias } = fitWeights(Number(values.ridge));
const wrong = [1, 0].map((label) => {
  const of = rows.filter((row) => row.label === label);
  const bad = of.filter(({ x }) => bias + x.reduce((sum, v, j) => sum + v * weights[j], 0) >= 0 !== (label === 1));
  return `${bad.length} of ${of.length}`;
});
process.stdout.write(
  `on the pictures it was fitted to: scenes missed ${wrong[0]}, others taken for scenes ${wrong[1]}\n`,
);
const entries = [["bias", bias], ...names.map((name, j) => [name, weights[j]])];
writeFileSync(
  fileURLToPath(new URL("clevr-weights.ts", import.meta.url)),
  `import type { ClevrStatistics } from "./clevr-statistics.ts";

/** Written by native-models/domain/fit.mjs, from ${rows.length} pictures. */
export const CLEVR_WEIGHTS: Readonly<Record<keyof ClevrStatistics | "bias", number>> = Object.freeze({
${entries.map(([name, value]) => `  ${name}: ${value.toFixed(3)},`).join("\n")}
});
`,
);
