// `npm run test:packaging`: every installer that can be made here, around a stand-in for Electron's binary, made and opened;
// and, where a real Electron is, the packaged app started. Ends with "N passed, N failed, N skipped".
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findElectronBinary } from "../../electron/launch/electron-binary.mjs";
import { tallyPlaywright, tallyVitest } from "../runner/tally.mjs";
import { findTools, TOOLS } from "./tools.mjs";

const RESULTS = "test-results";
const total = { passed: 0, failed: 0, skipped: [] };
const bin = (...parts) => join("node_modules", ...parts);

/** Runs it; what an earlier run reported must not pass for this one's. */
function node(title, report, args, env = {}) {
  rmSync(report, { force: true });
  console.log(`\n== ${title}`);
  spawnSync(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...env } });
}

function add(name, { passed, failed, skipped }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped.push(...skipped.map((title) => `${name}: ${title}`));
}

mkdirSync(RESULTS, { recursive: true });
for (const program of findTools(console.log)) {
  total.skipped.push(
    `${TOOLS[program].makes}: ${program} is not on this machine (Debian: apt install ${TOOLS[program].from})`,
  );
}
const report = join(RESULTS, "vitest-packaging.json");
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
node("Installers (Vitest)", report, [
  bin("vitest", "vitest.mjs"),
  "run",
  "-c",
  "vitest.packaging.config.ts",
  ...reporters,
]);
add("packaging", tallyVitest(report));

const packaged = process.env.REA2SEG_PACKAGED_APP;
if (packaged || findElectronBinary(process.cwd())) {
  const smoke = join(RESULTS, "playwright-electron.json");
  const args = [bin("@playwright", "test", "cli.js"), "test", "--project=electron"];
  node("The desktop app (Playwright, Electron)", smoke, args, { PLAYWRIGHT_JSON_OUTPUT_NAME: smoke });
  add("electron", tallyPlaywright(smoke));
} else {
  total.skipped.push("electron: the smoke test of the real app, because Electron's binary is not on this machine");
}

if (total.skipped.length > 0) {
  console.log("\n!! SKIPPED:");
  for (const title of total.skipped) console.log(`!!   ${title}`);
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
