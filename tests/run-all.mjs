// `npm test`: everything, on a machine that has nothing but Node. Ends with "N passed, N failed, N skipped";
// whatever is skipped is named above it.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "../electron/launch/build.mjs";
import { findElectronBinary } from "../electron/launch/electron-binary.mjs";
import { findChromium } from "./runner/chromium.mjs";
import { tallyPlaywright, tallyVitest } from "./runner/tally.mjs";

const RESULTS = "test-results";
const total = { passed: 0, failed: 0, skipped: [] };

function node(title, args, env = {}) {
  console.log(`\n== ${title}`);
  return spawnSync(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...env } }).status === 0;
}

function check(title, args) {
  if (node(title, args)) total.passed++;
  else total.failed++;
}

function add(name, { passed, failed, skipped, flaky = [] }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped.push(...skipped.map((title) => `${name}: ${title}`));
  for (const title of flaky) console.log(`FLAKY, passed on its second try: ${title}`);
}

const bin = (...parts) => join("node_modules", ...parts);

rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });

check("Lint and one-way imports (Biome)", [bin("@biomejs", "biome", "bin", "biome"), "check", "."]);
check("Types (tsc)", [bin("typescript", "bin", "tsc"), "--noEmit"]);

console.log("\n== Build");
await ensureBuilt({ targets: ["node", "preload", "renderer"], log: console.log });

const chromium = await findChromium();
const env = chromium ? { REA2SEG_CHROMIUM: chromium } : {};
console.log(chromium ? `\nBrowser: ${chromium}` : "\nNo Chromium could be found, fetched or installed.");

const vitestReport = join(RESULTS, "vitest.json");
node(
  "Unit, parity and integration tests (Vitest)",
  [
    bin("vitest", "vitest.mjs"),
    "run",
    "--reporter=default",
    "--silent=passed-only",
    "--reporter=json",
    `--outputFile.json=${vitestReport}`,
  ],
  env,
);
add("vitest", tallyVitest(vitestReport));

if (chromium) {
  const report = join(RESULTS, "playwright.json");
  node(
    "The studio in a real browser (Playwright)",
    [bin("@playwright", "test", "cli.js"), "test", "--project=browser"],
    {
      ...env,
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    },
  );
  add("browser", tallyPlaywright(report));
} else {
  // Without a browser the most important path is untested; that must not look like success.
  total.failed++;
  console.error("FAILED: the browser tests need Chromium. Install Chrome or Chromium, or set REA2SEG_CHROMIUM to it.");
}

if (findElectronBinary(process.cwd())) {
  const report = join(RESULTS, "playwright-electron.json");
  node("The desktop app (Playwright, Electron)", [bin("@playwright", "test", "cli.js"), "test", "--project=electron"], {
    ...env,
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  });
  add("electron", tallyPlaywright(report));
} else {
  total.skipped.push("electron: the desktop smoke test, because Electron's binary is not on this machine");
}

if (total.skipped.length > 0) {
  console.log("\n!! SKIPPED:");
  for (const title of total.skipped) console.log(`!!   ${title}`);
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
