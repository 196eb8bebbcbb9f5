import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

/**
 * Renders the demo's scenes and writes them behind its photographs: node native-models/training/make-demo.mjs
 * Twenty scenes of the split `demo`, which nothing is trained or measured on, two questions each, all kinds alike.
 * The pictures are JPEG of quality 92, for the size of the repository.
 */
const SCENES = 20;
const QUESTIONS = 40;
const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const demo = here("assets/demo");
const work = mkdtempSync(join(tmpdir(), "rea2seg-demo-"));
const made = join(work, "made");

const counts = ["--scenes", String(SCENES), "--questions", String(QUESTIONS)];
const command = [
  here("electron/launch/rea2seg.mjs"),
  "generate",
  "geometric",
  "--split",
  "demo",
  ...counts,
  "--out",
  made,
];
const { status } = spawnSync(process.execPath, command, { stdio: ["ignore", "ignore", "inherit"] });
if (status !== 0) process.exit(status ?? 1);

const linesOf = (file) =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const isRendered = ({ category }) => category === "geometric";
const pictureOf = (image) => `scene-${basename(image).replace(/\.\w+$/, ".jpg")}`;
const rendered = linesOf(join(made, "samples.jsonl"));

for (const old of readdirSync(join(demo, "images"))) if (old.startsWith("scene-")) rmSync(join(demo, "images", old));
for (const image of new Set(rendered.map((sample) => sample.image))) {
  const to = join(demo, "images", pictureOf(image));
  await sharp(join(made, image)).jpeg({ quality: 92, chromaSubsampling: "4:4:4" }).toFile(to);
}
const photographs = linesOf(join(demo, "samples.jsonl")).filter((sample) => !isRendered(sample));
const samples = [
  ...photographs,
  ...rendered.map((sample) => ({
    ...sample,
    image: `images/${pictureOf(sample.image)}`,
    split: "demo",
    source: "rea2seg generate geometric --split demo",
  })),
];
writeFileSync(join(demo, "samples.jsonl"), `${samples.map((sample) => JSON.stringify(sample)).join("\n")}\n`);
const description = JSON.parse(readFileSync(join(demo, "dataset.json"), "utf8"));
description.version = "2.0.0";
description.licence = "Photographs: public domain and CC0 (see NOTICE). Rendered scenes, questions and masks: CC0.";
description.counts = { images: new Set(samples.map(({ image }) => image)).size, samples: samples.length };
writeFileSync(join(demo, "dataset.json"), `${JSON.stringify(description, null, 2)}\n`);
const bytes = readdirSync(join(demo, "images")).reduce(
  (sum, file) => sum + (file.startsWith("scene-") ? statSync(join(demo, "images", file)).size : 0),
  0,
);
process.stdout.write(
  `${rendered.length} questions on ${new Set(rendered.map(({ image }) => image)).size} scenes, ${bytes} bytes of pictures\n`,
);
rmSync(work, { recursive: true });
