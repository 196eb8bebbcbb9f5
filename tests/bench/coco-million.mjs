// `node tests/bench/coco-million.mjs [annotations] [images]`: a COCO file of a million annotations through the built
// command, in a temporary folder. Prints the file's size, time, peak memory (VmHWM, Linux) and what was taken.
// Nothing here is a pass condition; the README quotes what it prints.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { ensureBuilt } from "../../electron/launch/build.mjs";

const ANNOTATIONS = Number(process.argv[2] ?? 1_000_000);
const IMAGES = Number(process.argv[3] ?? 10_000);
const [WIDTH, HEIGHT] = [640, 480];
const COMMAND = resolve(import.meta.dirname, "../../electron/launch/rea2seg.mjs");

/** Numerical Recipes' generator: the same file every time. */
let state = 1;
const random = (below) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};

async function makeImages(folder) {
  await mkdir(folder, { recursive: true });
  // One picture, made different by a comment that is its number: decoding is not what is measured.
  const jpeg = await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: "#667788" } })
    .jpeg()
    .toBuffer();
  for (let n = 0; n < IMAGES; n++) {
    const text = Buffer.from(String(n));
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, text.length + 2]), text]);
    await writeFile(join(folder, `${n}.jpg`), Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]));
  }
}

function annotation(id) {
  const x = 20 + random(500);
  const y = 20 + random(360);
  const points = Array.from({ length: 20 }, (_, k) => {
    const radius = 10 + random(60);
    return [x + radius * Math.cos((k * Math.PI) / 10), y + radius * Math.sin((k * Math.PI) / 10)].map((v) =>
      v.toFixed(2),
    );
  });
  const polygon = points.flat().join(",");
  const image = random(IMAGES);
  return `{"id":${id},"image_id":${image},"category_id":${1 + random(80)},"iscrowd":0,"area":${random(9000)},"bbox":[${x},${y},60,60],"segmentation":[[${polygon}]]}`;
}

async function makeFile(file) {
  const out = createWriteStream(file);
  const write = async (text) => {
    if (!out.write(text)) await once(out, "drain");
  };
  // Annotations before images and categories: the order that takes two passes.
  await write('{"info":{},"annotations":[');
  for (let id = 1; id <= ANNOTATIONS; id++) await write(`${id === 1 ? "" : ","}${annotation(id)}`);
  await write('],"images":[');
  for (let n = 0; n < IMAGES; n++) {
    await write(`${n === 0 ? "" : ","}{"id":${n},"file_name":"${n}.jpg","width":${WIDTH},"height":${HEIGHT}}`);
  }
  const categories = Array.from({ length: 80 }, (_, n) => ({ id: n + 1, name: `thing ${n + 1}` }));
  await write(`],"categories":${JSON.stringify(categories)}}`);
  out.end();
  await once(out, "finish");
}

function peakMiB(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  } catch {
    return [];
  }
}

async function importIt(file, project) {
  const start = performance.now();
  const env = { ...process.env, REA2SEG_CONFIG_DIR: join(project, "..", "config") };
  const args = [COMMAND, "import", "coco", file, "--project", project, "--json"];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  /** Peak of the command's process and of the one that reads, by pid. */
  const peaks = new Map();
  const timer = setInterval(() => {
    for (const pid of [child.pid, ...childrenOf(child.pid)])
      peaks.set(pid, Math.max(peaks.get(pid) ?? 0, peakMiB(pid)));
  }, 200);
  let text = "";
  child.stdout.on("data", (piece) => {
    text += piece;
  });
  const [code] = await once(child, "close");
  clearInterval(timer);
  return { code, seconds: (performance.now() - start) / 1000, peaks: [...peaks.values()], report: JSON.parse(text) };
}

await ensureBuilt({ targets: ["node"], log: console.log });
const dir = mkdtempSync(join(tmpdir(), "rea2seg-million-"));
try {
  const file = join(dir, "instances.json");
  await makeImages(join(dir, "images"));
  await makeFile(file);
  console.log(
    `${ANNOTATIONS} annotations, ${IMAGES} images, ${(statSync(file).size / 2 ** 20).toFixed(0)} MiB of JSON`,
  );
  const { code, seconds, peaks, report } = await importIt(file, join(dir, "project"));
  console.log(
    `exit ${code}, ${seconds.toFixed(0)} s, ${(ANNOTATIONS / seconds).toFixed(0)} annotations a second, peaks ${peaks.map((peak) => peak.toFixed(0)).join(" + ")} MiB`,
  );
  console.log(`taken ${report.taken}, skipped ${report.skipped}`);
  console.log(`database ${(statSync(join(dir, "project", "project.sqlite")).size / 2 ** 20).toFixed(0)} MiB`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}
