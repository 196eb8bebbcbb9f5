import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const CHILD = join(dirname(fileURLToPath(import.meta.url)), "fetch-electron-child.mjs");

/** A download that delivers nothing for this long is given up. */
export const SILENCE_LIMIT_MS = 20_000;

/** True when the npm package is there, with or without its binary. */
export function isElectronInstalled(root) {
  return existsSync(join(root, "node_modules", "electron", "package.json"));
}

/** Path of Electron's binary without fetching it (requiring "electron" would); null when it is not here. */
export function findElectronBinary(root, env = process.env) {
  const dir = join(root, "node_modules", "electron");
  const pathFile = join(dir, "path.txt");
  const recorded = existsSync(pathFile) ? readFileSync(pathFile, "utf8").trim() : null;
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!override && recorded === null) return null;
  const binary = override ? join(override, recorded ?? "electron") : join(dir, "dist", recorded);
  return existsSync(binary) ? binary : null;
}

/**
 * Fetches the binary in a child process; never throws.
 *
 * @param {{ log: (line: string) => void, child?: string, silenceMs?: number, signal?: AbortSignal }} options
 * @returns {Promise<{ ok: true } | { ok: false, reason: string }>}
 */
export async function fetchElectron({ log, child: script = CHILD, silenceMs = SILENCE_LIMIT_MS, signal }) {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, ELECTRON_GET_NO_PROGRESS: "1" },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const abort = () => child.kill("SIGKILL");
  signal?.addEventListener("abort", abort, { once: true });
  let stderr = "";
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (text) => {
    stderr = (stderr + text).slice(-4000);
  });

  let silent = false;
  const giveUp = () => {
    silent = true;
    child.kill("SIGKILL");
  };
  let timer = setTimeout(giveUp, silenceMs);
  const report = progressReporter(log);
  child.on("message", (progress) => {
    clearTimeout(timer);
    // Once everything is here the child unpacks it, which is silent and may take long on a slow disk.
    if (progress.total === null || progress.bytes < progress.total) timer = setTimeout(giveUp, silenceMs);
    report(progress);
  });
  const end = await new Promise((done) => {
    child.once("error", (error) => done({ error: error.message }));
    child.once("close", (code, closeSignal) => done({ code, signal: closeSignal }));
  });
  clearTimeout(timer);
  signal?.removeEventListener("abort", abort);
  if (silent) return { ok: false, reason: `no bytes arrived for ${silenceMs / 1000} s` };
  if (end.error) return { ok: false, reason: end.error };
  if (end.code !== 0)
    return { ok: false, reason: reasonFrom(stderr) || `its fetch ended with ${end.code ?? end.signal}` };
  return { ok: true };
}

/** One line at the start, then one every ten per cent (every 10 MB where the total is unknown). */
function progressReporter(log) {
  let next = 0;
  return ({ bytes, total }) => {
    const megabytes = (bytes / 1e6).toFixed(1);
    const step = total === null ? Math.floor(bytes / 1e7) : Math.floor((bytes / total) * 10);
    if (step < next) return;
    next = step + 1;
    log(total === null ? `  ${megabytes} MB` : `  ${megabytes} of ${(total / 1e6).toFixed(1)} MB (${step * 10} %)`);
  };
}

/** The first error line of a stack, and the innermost cause ("getaddrinfo EAI_AGAIN github.com"), which says more. */
export function reasonFrom(stderr) {
  const lines = stderr.split("\n").map((line) => line.trim());
  const cause = lines.findLast((line) =>
    /\b(ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|ENETUNREACH|CERT_\w+)\b/.test(line),
  );
  const first = lines.find((line) => /Error/.test(line) && !/^at /.test(line));
  const text = (cause && /getaddrinfo|connect/.test(cause) ? cause : first) ?? "";
  return text.replace(/^(\[cause\]:\s*)?([A-Za-z]*Error:\s*)+/, "").replace(/[{,\s]+$/, "");
}
