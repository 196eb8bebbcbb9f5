import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { runnerImport } from "vite";

/**
 * Renders the scene files of a folder of reference renders (clevr_NNNN.json, .png) and prints how far our pixels are
 * from theirs; with a second argument also writes a sheet of four, theirs left and ours right:
 * node tests/parity/scripts/compare_clevr_look.mjs FOLDER [SHEET.jpg]
 */
const [folder, sheet] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write("usage: node tests/parity/scripts/compare_clevr_look.mjs FOLDER [SHEET.jpg]\n");
  process.exit(2);
}
const load = async (door) => {
  const source = fileURLToPath(new URL(`../../../core/scenes/${door}`, import.meta.url));
  return (await runnerImport(source, { configFile: false, logLevel: "error" })).module;
};
const { sceneFromClevr } = await load("index.ts");
const { instanceMap, renderScene } = await load("rendering/index.ts");

const sums = new Map();
function add(kind, difference) {
  const sum = sums.get(kind) ?? { absolute: 0, signed: 0, count: 0 };
  sum.absolute += Math.abs(difference);
  sum.signed += difference;
  sum.count++;
  sums.set(kind, sum);
}

const pairs = [];
const stems = fs.readdirSync(folder).filter((name) => name.endsWith(".json"));
for (const name of stems.map((file) => path.basename(file, ".json")).sort()) {
  const scene = sceneFromClevr(JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`), "utf8")));
  const theirs = await sharp(path.join(folder, `${name}.png`))
    .removeAlpha()
    .raw()
    .toBuffer();
  const { rgb } = renderScene(scene);
  instanceMap(scene).forEach((id, pixel) => {
    const object = scene.objects[id - 1];
    for (let i = 3 * pixel; i < 3 * pixel + 3; i++) {
      add("all", rgb[i] - theirs[i]);
      add(object ? `${object.material} ${object.shape}` : "ground", rgb[i] - theirs[i]);
      if (object) add(object.material, rgb[i] - theirs[i]);
    }
  });
  pairs.push([theirs, rgb]);
}
for (const [kind, { absolute, signed, count }] of [...sums].sort()) {
  const line = `mean absolute ${(absolute / count).toFixed(2)} mean ${(signed / count).toFixed(2)}`;
  process.stdout.write(`${kind.padEnd(16)} ${line}\n`);
}
if (sheet !== undefined) {
  const raw = { width: 480, height: 320, channels: 3 };
  const tiles = pairs
    .slice(0, 4)
    .flatMap((pair, row) => pair.map((input, column) => ({ input, raw, left: 480 * column, top: 320 * row })));
  const empty = sharp({ create: { width: 960, height: 1280, channels: 3, background: "black" } });
  await empty.composite(tiles).jpeg({ quality: 82 }).toFile(sheet);
}
