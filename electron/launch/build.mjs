import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { withLock } from "./lock.mjs";
import { IGNORED_DIRS, SOURCE_FILE, TARGETS } from "./targets.mjs";

/** The folder with package.json. */
export const PROJECT_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");

/**
 * Builds what is stale, one process at a time. Progress goes to `log`.
 *
 * @param {{ targets?: readonly string[], log?: (line: string) => void, force?: boolean, root?: string,
 *           build?: (target: import("./targets.mjs").Target, stagingDir: string, root: string) => Promise<void> }} options
 * @returns {Promise<{ built: string[], skipped: string[] }>}
 */
export async function ensureBuilt(options = {}) {
  const root = options.root ?? PROJECT_ROOT;
  const log = options.log ?? logToStderr;
  const build = options.build ?? buildWithVite;
  const wanted = TARGETS.filter((target) => options.targets?.includes(target.name) ?? true);
  const present = wanted.filter((target) => target.entries.some((entry) => existsSync(join(root, entry))));
  const skipped = wanted.filter((target) => !present.includes(target)).map((target) => target.name);
  for (const target of wanted) {
    // An installed package carries the build without its sources: nothing to say.
    if (skipped.includes(target.name) && readStamp(root, target) === null) {
      log(`Nothing to build for the ${target.title}: ${target.entries.join(", ")} not there.`);
    }
  }
  const isFresh = (target) => !options.force && readStamp(root, target)?.hash === hashSources(root, target);
  if (present.every((target) => isFresh(target) && hasOutputs(root, target))) return { built: [], skipped };

  const onWait = (pid) => log(`Another build is running (process ${pid}); waiting for it.`);
  return await withLock(join(root, ".vite", "build.lock"), { onWait }, async () => {
    const built = [];
    for (const target of present) {
      // Asked again: the process that we waited for may have built it.
      if (isFresh(target) && hasOutputs(root, target)) continue;
      await buildTarget(root, target, build, log);
      built.push(target.name);
    }
    return { built, skipped };
  });
}

/** Builds beside the old output and swaps at the end; the stamp goes first and comes back last. */
async function buildTarget(root, target, build, log) {
  const started = performance.now();
  log(`Building the ${target.title} ...`);
  const hash = hashSources(root, target);
  const old = readStamp(root, target);
  rmSync(stampFile(root, target), { force: true });
  const staging = join(root, ".vite", "staging", target.name);
  rmSync(staging, { recursive: true, force: true });
  await build(target, staging, root);
  const outputs = listFiles(staging).map((file) => relative(staging, file).split(sep).join("/"));
  for (const output of outputs) {
    const destination = join(root, target.outDir, output);
    mkdirSync(dirname(destination), { recursive: true });
    renameSync(join(staging, output), destination);
  }
  for (const output of old?.outputs ?? []) {
    if (!outputs.includes(output)) rmSync(join(root, target.outDir, output), { force: true });
  }
  rmSync(staging, { recursive: true, force: true });
  writeStamp(root, target, { hash, outputs });
  log(`Built the ${target.title} in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

/** Vite runs in a process of its own, so that its threads and memory are gone before the app starts. */
async function buildWithVite(target, stagingDir, root) {
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  if (!existsSync(vite)) {
    throw new Error(`The ${target.title} must be built, but Vite is not installed. Run \`npm ci\` in ${root} first.`);
  }
  const args = [vite, "build", "--config", join(root, target.config), "--outDir", stagingDir, "--emptyOutDir"];
  const child = spawn(process.execPath, [...args, "--logLevel", "warn"], {
    cwd: root,
    // React's production build, whoever calls us (a test runner sets NODE_ENV=test).
    env: { ...process.env, NODE_ENV: "production", NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text) => lines.push(text));
  }
  const code = await new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", done);
  });
  // The builder's own stack says nothing about the source that is wrong.
  const said = lines.join("").split("\n");
  const output = said
    .filter((line) => !/^\s+at .*node_modules/.test(line))
    .join("\n")
    .trim();
  if (code !== 0) throw new Error(`The ${target.title} could not be built:\n${output}`);
  if (output) process.stderr.write(`${output}\n`);
}

/** Changes whenever a source, its name, the config or a dependency's version does. */
export function hashSources(root, target) {
  const files = [
    ...target.roots.flatMap((dir) => listFiles(join(root, dir)).filter((file) => SOURCE_FILE.test(file))),
    ...target.files.map((file) => join(root, file)).filter((file) => existsSync(file)),
  ];
  const hash = createHash("sha256");
  for (const file of [...files].sort()) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function listFiles(dir) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return IGNORED_DIRS.has(entry.name) ? [] : listFiles(path);
    return entry.isFile() ? [path] : [];
  });
}

function hasOutputs(root, target) {
  const outputs = readStamp(root, target)?.outputs ?? [];
  return outputs.length > 0 && outputs.every((output) => existsSync(join(root, target.outDir, output)));
}

function stampFile(root, target) {
  return join(root, ".vite", "stamps", `${target.name}.json`);
}

function readStamp(root, target) {
  try {
    return JSON.parse(readFileSync(stampFile(root, target), "utf8"));
  } catch {
    return null;
  }
}

function writeStamp(root, target, stamp) {
  const file = stampFile(root, target);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(stamp, null, 1));
  renameSync(`${file}.${process.pid}`, file);
}

function logToStderr(line) {
  process.stderr.write(`${line}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const force = process.argv.includes("--force");
  const targets = process.argv.slice(2).filter((arg) => !arg.startsWith("-"));
  try {
    const { built } = await ensureBuilt({ force, ...(targets.length > 0 ? { targets } : {}) });
    if (built.length === 0) logToStderr("Everything is up to date.");
  } catch (error) {
    logToStderr(error.message);
    process.exitCode = 1;
  }
}
