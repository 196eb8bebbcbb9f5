// The words of the questions, for training: `node native-models/training/words.mjs --out WORDS.json` writes
// {groups: {size: {large: words of the training}, …}, heldOut: words of the held-out wordings, which may not stand in for
// others, heldOutPairs: [colour, shape]}.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runnerImport } from "vite";

const load = async (file) => {
  const source = fileURLToPath(new URL(`../../core/scenes/${file}`, import.meta.url));
  return (await runnerImport(source, { configFile: false, logLevel: "error" })).module;
};

const { values } = parseArgs({ options: { out: { type: "string" } } });
if (values.out === undefined) throw new Error("--out is missing");
const { SIZE_WORDS, COLOR_WORDS, MATERIAL_WORDS, SHAPE_WORDS, ATTRIBUTE_NOUNS } = await load("language/lexicon.ts");
const { HELD_OUT_WORDS } = await load("language/held-out-words.ts");
const trained = (group) =>
  Object.fromEntries(
    Object.entries(group).map(([name, { train }]) => [
      name,
      [...new Set(train.flat().filter((word) => word !== null))],
    ]),
  );
const groups = {
  size: trained(SIZE_WORDS),
  color: trained(COLOR_WORDS),
  material: trained(MATERIAL_WORDS),
  shape: trained(SHAPE_WORDS),
  attribute: trained(ATTRIBUTE_NOUNS),
};
const { TEST_TEMPLATES, VAL_TEMPLATES } = await load("language/held-out-templates.ts");
/** Every string of the lexicon's held-out groups, and of their templates: their words that are not training's too. */
const heldOutTexts = (value) => {
  if (typeof value === "string") return [value];
  return Object.entries(value ?? {}).flatMap(([key, inner]) =>
    ["train", "wide"].includes(key) ? [] : heldOutTexts(inner),
  );
};
const lexicon = [await load("language/lexicon.ts"), await load("language/ties.ts")];
const phrases = [...heldOutTexts(lexicon), ...heldOutTexts([TEST_TEMPLATES, VAL_TEMPLATES])].flatMap(
  (text) =>
    text
      .toLowerCase()
      .replace(/\{[^}]+\}/g, " ")
      .match(/[a-z]+/g) ?? [],
);
const heldOut = [...new Set([...HELD_OUT_WORDS.val, ...HELD_OUT_WORDS.test, ...phrases])];
const { HELD_OUT_PAIRS } = await load("splits.ts");
writeFileSync(values.out, `${JSON.stringify({ groups, heldOut, heldOutPairs: HELD_OUT_PAIRS }, null, 1)}\n`);
