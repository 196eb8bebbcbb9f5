// `npm run package` and `npm run make`: finds what Forge needs, says in a sentence what is missing, then runs Forge.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { downloadElectron, electronVersion, ensureElectronZip, publishedSums } from "./electron-zip.mjs";
import { findNode } from "./find-node.mjs";
import { targetsFor } from "./make-targets.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");
const FORGE = join(ROOT, "node_modules", "@electron-forge", "cli", "dist", "electron-forge.js");

const USAGE = `npm run package -- [--platform P] [--arch A]     the app as a folder, in out/
npm run make -- [--platform P] [--arch A] [--targets zip,deb,rpm,AppImage,dmg,nsis] [--from-package]

ELECTRON_ZIP_DIR   a folder that holds Electron's zip; else it is downloaded
REA2SEG_NODE       a Node of 22.13 or later; else one is looked for, or fetched from the npm registry`;

const log = (line) => process.stderr.write(`${line}\n`);

function readArguments(argv) {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      platform: { type: "string", default: process.platform },
      arch: { type: "string", default: process.arch },
      targets: { type: "string" },
      "from-package": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [command, ...rest] = positionals;
  if ((command !== "package" && command !== "make") || rest.length > 0)
    throw new Error(`Say package or make.\n\n${USAGE}`);
  assertKnown("platform", values.platform, ["linux", "darwin", "win32"]);
  assertKnown("architecture", values.arch, ["x64", "arm64"]);
  return { command, ...values };
}

/** Electron's server would be asked for a zip that nobody ever made, and the network be blamed. */
function assertKnown(what, value, known) {
  if (!known.includes(value))
    throw new Error(`The app is made for no ${what} "${value}"; there is ${known.join(", ")}.`);
}

/** npm installs the native files of its own system alone: the packager would find that out after the download and the build. */
function assertInstalledFor({ platform, arch }) {
  const natives = join("node_modules", "@img", `sharp-${platform}-${arch}`);
  if (existsSync(join(ROOT, natives))) return;
  throw new Error(
    `The native files for ${platform} ${arch} are not installed here: ${natives} is missing. ` +
      `Package for ${platform} ${arch} on such a machine, after \`npm ci\`.`,
  );
}

/** Runs a program with our own stdin and stdout; a signal that ends us ends it too. */
function run(file, args, env) {
  const child = spawn(file, args, { cwd: ROOT, stdio: "inherit", env });
  const stop = (signal) => child.kill(signal);
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code, signal) => done(signal ? 1 : (code ?? 1)));
  });
}

/** Forge and Vite start processes by the name `node`, so it has to be the first on the PATH. */
function withNode(file) {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  return { ...process.env, [name]: `${dirname(file)}${delimiter}${process.env[name] ?? ""}` };
}

async function main(argv) {
  if (argv.includes("--help") || argv.includes("-h")) return void process.stdout.write(`${USAGE}\n`);
  const options = readArguments(argv);
  if (!existsSync(FORGE)) throw new Error(`Electron Forge is not installed. Run \`npm ci\` in ${ROOT} first.`);
  const { platform, arch, command } = options;
  // Before anything is fetched or built: a name that was mistyped costs nobody a download.
  const targets = command === "make" ? targetsFor({ platform, arch, targets: options.targets, log }) : [];
  assertInstalledFor({ platform, arch });
  const node = findNode({ log });
  if (node.source !== "this") {
    log(`Packaging with Node ${node.version} (${node.file}).`);
    process.exitCode = await run(node.file, [fileURLToPath(import.meta.url), ...argv], withNode(node.file));
    return;
  }
  const facts = { version: electronVersion(ROOT), platform, arch, zipDir: process.env.ELECTRON_ZIP_DIR };
  const ways = { log, sums: publishedSums(ROOT), download: downloadElectron };
  log(`Electron: ${await ensureElectronZip({ ...facts, ...ways })}`);
  const forgeArgs = [FORGE, command, `--platform=${platform}`, `--arch=${arch}`];
  if (command === "make" && options["from-package"]) forgeArgs.push("--from-package");
  const env = { ...withNode(process.execPath), REA2SEG_TARGETS: targets.join(",") };
  process.exitCode = await run(process.execPath, forgeArgs, env);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  log(error.message);
  process.exitCode = 1;
}
