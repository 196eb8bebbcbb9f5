// The words of the questions, for training: `node native-models/training/words.mjs --out WORDS.json` writes
// {concepts: {name: words of the training}, heldOut: words that training must never see, ordinals}.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runnerImport } from "vite";

const load = async (file) => {
  const source = fileURLToPath(new URL(`../../core/scenes/language/${file}`, import.meta.url));
  return (await runnerImport(source, { configFile: false, logLevel: "error" })).module;
};

const { values } = parseArgs({ options: { out: { type: "string" } } });
if (values.out === undefined) throw new Error("--out is missing");
const { SIZE_WORDS, COLOR_WORDS, MATERIAL_WORDS, SHAPE_WORDS } = await load("lexicon.ts");
const { HELD_OUT_WORDS } = await load("held-out-words.ts");
const concepts = {};
for (const group of [SIZE_WORDS, COLOR_WORDS, MATERIAL_WORDS, SHAPE_WORDS]) {
  for (const [name, { train }] of Object.entries(group)) {
    concepts[name] = [...new Set(train.flat().filter((word) => word !== null))];
  }
}
writeFileSync(
  values.out,
  `${JSON.stringify({ concepts, heldOut: [...HELD_OUT_WORDS.val, ...HELD_OUT_WORDS.test] }, null, 1)}\n`,
);
