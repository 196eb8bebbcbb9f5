import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** A build takes seconds; a lock this old belongs to a process that hangs, or to a reused pid. */
const MAX_AGE_MS = 10 * 60_000;

/**
 * Runs `work` while holding the lock file; waits while another living process holds it.
 *
 * @template T
 * @param {string} file
 * @param {{ onWait?: (pid: number) => void, pollMs?: number }} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, options, work) {
  let told = false;
  mkdirSync(dirname(file), { recursive: true });
  while (!tryTake(file)) {
    const holder = readHolder(file);
    if (holder !== null && !isAlive(file, holder)) {
      removeStale(file, holder);
      continue;
    }
    if (holder !== null && !told) options.onWait?.(holder);
    told ||= holder !== null;
    await delay(options.pollMs ?? 100);
  }
  const release = () => {
    if (readHolder(file) === process.pid) rmSync(file, { force: true });
  };
  process.on("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

/** A hard link appears together with its content, so nobody ever reads an empty lock. */
function tryTake(file) {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

function readHolder(file) {
  try {
    return Number.parseInt(readFileSync(file, "utf8"), 10);
  } catch {
    return null;
  }
}

function isAlive(file, pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    if (Date.now() - statSync(file).mtimeMs > MAX_AGE_MS) return false;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Two waiters may find the same dead holder: whoever moved a living one's lock away puts it back. */
function removeStale(file, deadPid) {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (!Object.is(moved, deadPid)) {
    try {
      linkSync(aside, file);
    } catch {
      // Somebody took the lock meanwhile; the rightful owner's release leaves it alone.
    }
  }
  rmSync(aside, { force: true });
}
