import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { atLeast } from "./choose-host.mjs";

/** Electron Forge 8 needs this Node; the app itself is content with an older one. */
export const FORGE_NODE = "22.13.0";

/** What is taken from the npm registry where the machine has no such Node: a package of one binary. */
export const FETCHED_NODE = "24.21.0";

const EXECUTABLE = process.platform === "win32" ? "node.exe" : "node";

/**
 * A Node that Forge runs on: this one, one of the machine's, one that was fetched before, or one from the npm registry.
 * It is never listed in package.json, for Forge would pack it.
 *
 * @param {{ log: (line: string) => void, env?: NodeJS.ProcessEnv, current?: { version: string, file: string },
 *           candidates?: readonly string[], fetch?: (dir: string) => string | null }} options
 * @returns {{ file: string, version: string, source: "this" | "machine" | "cache" | "registry" }}
 */
export function findNode(options) {
  const env = options.env ?? process.env;
  const current = options.current ?? { version: process.versions.node, file: process.execPath };
  if (env.REA2SEG_NODE) refuseUnfit(env.REA2SEG_NODE);
  if (atLeast(current.version, FORGE_NODE)) return { ...current, source: "this" };
  const onMachine = firstFit(options.candidates ?? nodesOf(env));
  if (onMachine) return { ...onMachine, source: "machine" };
  const dir = join(cacheDir(env), "tools", `node-${FETCHED_NODE}`);
  const cached = firstFit([fetchedBinary(dir)]);
  if (cached) return { ...cached, source: "cache" };
  options.log(
    `Packaging needs Node ${FORGE_NODE} or later and this is ${current.version}: fetching ${nodePackage()} ...`,
  );
  const problem = (options.fetch ?? fetchNode)(dir);
  const fetched = firstFit([fetchedBinary(dir)]);
  if (fetched) return { ...fetched, source: "registry" };
  throw new Error(
    [
      `Packaging needs Node ${FORGE_NODE} or later; this is ${current.version}, no other was found on this machine,`,
      `and ${nodePackage()} could not be had from the npm registry${problem ? `: ${problem}` : "."}`,
      "Install a newer Node, or name one in REA2SEG_NODE.",
    ].join("\n"),
  );
}

/** Where downloads that can be had again are kept, as electron/config has it. */
export function cacheDir(env = process.env, platform = process.platform, home = homedir()) {
  if (env.REA2SEG_CACHE_DIR) return env.REA2SEG_CACHE_DIR;
  if (platform === "win32") return join(env.LOCALAPPDATA || join(home, "AppData", "Local"), "rea2seg", "cache");
  if (platform === "darwin") return join(home, "Library", "Caches", "rea2seg");
  return join(env.XDG_CACHE_HOME || join(home, ".cache"), "rea2seg");
}

/** Every Node that a developer may have: by name, on the PATH, and in the folders of nvm, fnm and Volta. */
export function nodesOf(env, home = homedir()) {
  const named = env.REA2SEG_NODE ? [env.REA2SEG_NODE] : [];
  const onPath = (env.PATH ?? "").split(delimiter).map((dir) => join(dir, EXECUTABLE));
  const versions = [
    { dir: join(env.NVM_DIR || join(home, ".nvm"), "versions", "node"), below: ["bin"] },
    { dir: join(env.FNM_DIR || join(home, ".local", "share", "fnm"), "node-versions"), below: ["installation", "bin"] },
    { dir: join(env.VOLTA_HOME || join(home, ".volta"), "tools", "image", "node"), below: ["bin"] },
  ].flatMap(({ dir, below }) => namesIn(dir).map((name) => join(dir, name, ...below, EXECUTABLE)));
  return [...named, ...onPath, ...versions];
}

function namesIn(dir) {
  try {
    return readdirSync(dir).sort().reverse();
  } catch {
    return [];
  }
}

function firstFit(files) {
  for (const file of new Set(files)) {
    const version = versionOf(file);
    if (version !== null && atLeast(version, FORGE_NODE)) return { file, version };
  }
  return null;
}

/** Whoever names one wants that one: what is wrong with it is said, and no other is taken in its place. */
function refuseUnfit(file) {
  const version = versionOf(file);
  if (version !== null && atLeast(version, FORGE_NODE)) return;
  const what = !existsSync(file) ? "is not there" : version === null ? "is no Node" : `is Node ${version}`;
  throw new Error(
    `REA2SEG_NODE names ${file}, which ${what}; packaging needs Node ${FORGE_NODE} or later. Name another, or unset it.`,
  );
}

function versionOf(file) {
  if (!existsSync(file)) return null;
  const { status, stdout } = spawnSync(file, ["--version"], { encoding: "utf8", timeout: 20_000 });
  return status === 0 && /^v\d+\.\d+\.\d+/.test(stdout) ? stdout.trim().slice(1) : null;
}

const nodePackage = () => `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

const fetchedBinary = (dir) => join(dir, "node_modules", nodePackage(), "bin", EXECUTABLE);

/** Through the npm of this machine, so that its registry, proxy and certificates hold here too. Null when it worked. */
function fetchNode(dir) {
  try {
    mkdirSync(dir, { recursive: true });
  } catch (error) {
    return `${error.message} (REA2SEG_CACHE_DIR names another place for the cache)`;
  }
  const args = ["install", "--prefix", dir, "--no-save", "--no-audit", "--no-fund", `${nodePackage()}@${FETCHED_NODE}`];
  const npm = process.env.npm_execpath;
  const options = { encoding: "utf8", timeout: 600_000 };
  const { status, stderr, error } = npm
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  if (status === 0) return null;
  return reasonOfNpm(stderr ?? "") ?? error?.message ?? `npm ended with ${status}`;
}

/**
 * What npm says went wrong, with the host that it asked, without its own words around it. Before that it prints the
 * error's fields one a line ("npm error syscall connect"), which tell nobody anything.
 */
export function reasonOfNpm(stderr) {
  const lines = stderr
    .split("\n")
    .flatMap((line) => /^npm (?:error|ERR!) (.+)$/.exec(line.trim())?.[1] ?? [])
    .map((line) => line.replace(/^(?:[A-Z]\w*Error: |network |\d{3} )+/, ""));
  const isField = (line) =>
    /^(code|syscall|errno|address|port|type|path|dest|hostname|host|method|uri|stack) /.test(line);
  const isHint = (line) => /complete log|problem related to network|behind a proxy|debug-0\.log/.test(line);
  const useful = lines.filter((line) => !isField(line) && !isHint(line));
  return useful.find((line) => /https?:\/\//.test(line)) ?? useful[0] ?? lines[0] ?? null;
}
