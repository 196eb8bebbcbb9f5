/** Electron 42 and later fetch their binary with tools that need this Node. */
export const ELECTRON_TOOLS_NODE = "22.12.0";

/**
 * Decides how the studio opens, from facts alone.
 * "fetch" means: try to fetch Electron's binary, then ask again with the outcome.
 *
 * @param {{
 *   electronBinary: string | null,
 *   electronInstalled?: boolean,
 *   nodeVersion: string,
 *   display: boolean,
 *   platform: string,
 *   root?: boolean,
 *   forced: "web" | "electron" | null,
 *   fetchOutcome: { ok: true } | { ok: false, reason: string } | null,
 * }} facts `electronInstalled`: the npm package is there, with or without its binary
 * @returns {{ host: "electron" | "web" | "fetch", reason: string }}
 */
export function chooseHost(facts) {
  if (facts.forced === "web") return { host: "web", reason: "the web host was asked for" };
  // Who asks for Electron by name gets the attempt; if it fails, the web host opens with Electron's own reason.
  const cautious = facts.platform === "linux" && facts.forced !== "electron";
  if (cautious && !facts.display) {
    return { host: "web", reason: "there is no display here: DISPLAY and WAYLAND_DISPLAY are not set" };
  }
  if (cautious && facts.root) {
    return {
      host: "web",
      reason: "this is the root user, for whom Chromium's sandbox, and so Electron, does not start",
    };
  }
  if (facts.electronBinary !== null) {
    return { host: "electron", reason: facts.fetchOutcome?.ok ? "its binary has been fetched" : "its binary is here" };
  }
  if (facts.electronInstalled === false) {
    return { host: "web", reason: "the electron package is not installed" };
  }
  if (!atLeast(facts.nodeVersion, ELECTRON_TOOLS_NODE)) {
    const reason = `Electron's binary is not here, and fetching it needs Node ${ELECTRON_TOOLS_NODE} or later; this is ${facts.nodeVersion}`;
    return { host: "web", reason };
  }
  if (facts.fetchOutcome === null) return { host: "fetch", reason: "Electron's binary is not here yet" };
  const why = facts.fetchOutcome.ok ? "the fetch ended without leaving one" : facts.fetchOutcome.reason;
  return { host: "web", reason: `Electron's binary is not here: ${why}` };
}

/** Compares versions such as "22.12.0" or "v22.12.0" by their three numbers. */
export function atLeast(version, wanted) {
  const a = numbersOf(version);
  const b = numbersOf(wanted);
  for (let i = 0; i < 3; i++) {
    if (a[i] !== b[i]) return a[i] > b[i];
  }
  return true;
}

function numbersOf(version) {
  const [major = 0, minor = 0, patch = 0] = version
    .replace(/^v/, "")
    .split(".")
    .map((part) => Number.parseInt(part, 10));
  return [major, minor, patch];
}
