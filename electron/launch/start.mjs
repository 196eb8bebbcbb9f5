import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ensureBuilt, PROJECT_ROOT } from "./build.mjs";
import { chooseHost } from "./choose-host.mjs";
import { fetchElectron, findElectronBinary, isElectronInstalled } from "./electron-binary.mjs";

const USAGE = `Opens Rea2Seg Studio in Electron, or else as a web host on this machine.

  --web        skip Electron
  --port N     port of the web host; a free one when left out
  --no-open    print the address and leave the browser alone

REA2SEG_HOST=web|electron chooses the host as well.`;

/** Electron that lives this long has opened; one that can't start ends within a fraction of it. */
const SETTLE_MS = 3_000;

const log = (line) => process.stderr.write(`${line}\n`);

/** The line that says how it opened: the command's answer, so it goes to stdout. */
const say = (line) => process.stdout.write(`${line}\n`);

/** @param {readonly string[]} argv the arguments after the command's name */
export async function start(argv) {
  const flags = readFlags(argv);
  if (flags === null) return;
  await ensureBuilt({ targets: ["node", "preload", "renderer"], log });
  const decision = await decide(flags.forced);
  let reason = decision.reason;
  if (decision.host === "electron") {
    const failure = await openElectron(decision.binary, reason);
    if (failure === null) return;
    reason = failure;
  }
  await openWebHost(flags, reason);
}

function readFlags(argv) {
  const host = process.env.REA2SEG_HOST || null;
  if (host !== null && host !== "web" && host !== "electron") {
    return refuse(`REA2SEG_HOST is "${host}"; it can be "web" or "electron".`);
  }
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        web: { type: "boolean" },
        port: { type: "string" },
        "no-open": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) {
      process.stdout.write(`${USAGE}\n`);
      return null;
    }
    if (values.port !== undefined && !/^\d{1,5}$/.test(values.port)) return refuse(`"${values.port}" is no port.`);
    return { forced: values.web ? "web" : host, port: values.port ?? null, open: !values["no-open"] };
  } catch (error) {
    return refuse(error.message);
  }
}

function refuse(message) {
  log(`${message}\n\n${USAGE}`);
  process.exitCode = 2;
  return null;
}

async function decide(forced) {
  const facts = () => ({
    electronBinary: findElectronBinary(PROJECT_ROOT),
    electronInstalled: isElectronInstalled(PROJECT_ROOT),
    nodeVersion: process.versions.node,
    display: Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY),
    platform: process.platform,
    root: process.getuid?.() === 0,
    forced,
  });
  let decision = chooseHost({ ...facts(), fetchOutcome: null });
  if (decision.host === "fetch") {
    log("Fetching Electron's binary (once; given up after 20 s without a byte) ...");
    const fetchOutcome = await fetchElectron({ log });
    decision = chooseHost({ ...facts(), fetchOutcome });
  }
  return { ...decision, binary: findElectronBinary(PROJECT_ROOT) };
}

/** Resolves with null once Electron has run and ended, or with the reason why it could not start. */
async function openElectron(binary, reason) {
  const child = spawn(binary, [PROJECT_ROOT], { stdio: "inherit", windowsHide: false });
  const stop = (signal) => child.kill(signal);
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  const ended = new Promise((done) => {
    child.once("error", (error) => done({ problem: error.message }));
    child.once("exit", (code, signal) => done({ code, signal, problem: `exit ${code ?? signal}` }));
  });
  const early = await Promise.race([ended, delay(SETTLE_MS, null, { ref: false })]);
  if (early !== null && early.code !== 0 && early.signal !== "SIGINT" && early.signal !== "SIGTERM") {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    return `Electron ended at once: ${early.problem}`;
  }
  say(`Rea2Seg Studio opened in Electron (${reason}).`);
  const { code } = await ended;
  process.exitCode = code ?? 0;
  return null;
}

/** The built command opens the web host in this process and says so in the one line. */
async function openWebHost(flags, reason) {
  const args = ["web", "--reason", reason];
  if (flags.port !== null) args.push("--port", flags.port);
  if (!flags.open) args.push("--no-open");
  await runCommand(args);
}

/** Runs the built `rea2seg` in this process. */
export async function runCommand(args) {
  const command = join(PROJECT_ROOT, ".vite", "build", "rea2seg.cjs");
  if (!existsSync(command)) throw new Error(`${command} is missing. Run \`npm run build -- --force\`.`);
  process.argv = [process.argv[0], command, ...args];
  await import(pathToFileURL(command).href);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    await start(process.argv.slice(2));
  } catch (error) {
    log(error.message);
    process.exitCode = 1;
  }
}
