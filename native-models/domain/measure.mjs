import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { HARD_PICTURES, seededDraw } from "./hard-pictures.mjs";
import { loadDomain, photographsIn } from "./photographs.mjs";

/** Prints the errors of the detector `clevr-like` on pictures that it was not fitted to. See docs/geo-tiny-detector.md. */
const { values } = parseArgs({
  options: {
    reference: { type: "string" },
    scenes: { type: "string", multiple: true, default: [] },
    photographs: { type: "string" },
    seed: { type: "string", default: "2" },
  },
});
if (values.photographs === undefined) {
  throw new Error("usage: node native-models/domain/measure.mjs --photographs DIR [--reference DIR] [--scenes DIR]");
}
const demo = ["astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg"].map((file) =>
  join("assets/demo/images", file),
);
const domain = await loadDomain();
const work = mkdtempSync(join(tmpdir(), "rea2seg-measure-"));
const table = [];

async function row(name, expected, files) {
  const likelihoods = [];
  for (const file of files) likelihoods.push((await domain.lookAt("clevr-like", file)).likelihood);
  const wrong = likelihoods
    .map((value, i) => ({ value, file: files[i] }))
    .filter(({ value }) => value >= 0.5 !== expected);
  table.push({ name, expected, wrong: wrong.length, of: files.length, likelihoods });
  for (const { file, value } of wrong)
    process.stderr.write(`wrong: ${name}: ${basename(file)} (${value.toFixed(3)})\n`);
}

const picturesOf = (folder) =>
  readdirSync(folder)
    .filter((file) => /^(clevr_)?\d+\.png$/.test(file))
    .sort()
    .map((file) => join(folder, file));

/** The same pictures at other sizes, proportions and qualities. */
async function changed(files, name, change) {
  const made = [];
  for (const file of files) {
    const to = join(work, `${name}-${basename(file)}`.replace(/\.\w+$/, ".jpg"));
    writeFileSync(to, await change(sharp(file).autoOrient().removeAlpha()).toBuffer());
    made.push(to);
  }
  return made;
}

const photographs = [...photographsIn(values.photographs, "measure"), ...demo];
if (values.reference !== undefined) {
  const reference = picturesOf(join(values.reference, "scenes"));
  await row("reference scenes", true, reference);
  await row(
    "reference scenes, 240 wide, JPEG 70",
    true,
    await changed(reference, "small", (p) => p.resize(240).jpeg({ quality: 70 })),
  );
  await row(
    "reference scenes, 1600 wide",
    true,
    await changed(reference, "large", (p) => p.resize(1600).jpeg({ quality: 90 })),
  );
  await row(
    "reference scenes, the middle square",
    true,
    await changed(reference, "square", (p) => p.resize(320, 320, { fit: "cover" }).jpeg()),
  );
}
for (const folder of values.scenes) await row(`our own renders, ${basename(folder)}`, true, picturesOf(folder));
await row("photographs", false, photographs);
await row(
  "photographs, 240 wide, JPEG 70",
  false,
  await changed(photographs.map(String), "photo", (p) => p.resize(240).jpeg({ quality: 70 })),
);
const draw = seededDraw(Number(values.seed));
for (const { name, make, fromPhotograph } of HARD_PICTURES) {
  const files = [];
  for (let i = 0; i < (name === "photograph without colour" ? photographs.length : 50); i++) {
    const path = photographs[i % photographs.length];
    const file = join(work, `${name.replaceAll(" ", "-")}-${i}.png`);
    writeFileSync(file, await make(draw, fromPhotograph ? path : null));
    files.push(file);
  }
  await row(name, false, files);
}
rmSync(work, { recursive: true });

process.stdout.write(
  "| pictures | belong to the domain | wrong | of | likelihood, lowest to highest |\n| --- | --- | --- | --- | --- |\n",
);
for (const { name, expected, wrong, of, likelihoods } of table) {
  const range = [Math.min(...likelihoods), Math.max(...likelihoods)].map((value) => value.toFixed(3)).join(" to ");
  process.stdout.write(`| ${name} | ${expected ? "yes" : "no"} | ${wrong} | ${of} | ${range} |\n`);
}
