// Builds counts.as.ts into counts-code.ts: `node core/masks/compiled/build.mjs`. Only needed when counts.as.ts changes (a
// test tells); the compiler is fetched for the occasion and is no dependency.
// biome-ignore-all lint/style/noRestrictedImports: a build script, not a part of core
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const COMPILER = "assemblyscript@0.28.20";
const here = import.meta.dirname;
const source = join(here, "counts.as.ts");
const folder = mkdtempSync(join(tmpdir(), "rea2seg-counts-"));
try {
  const out = join(folder, "counts.wasm");
  const flags = ["-O3", "--runtime", "stub", "--initialMemory", "20", "--maximumMemory", "20", "-o", out];
  execFileSync("npx", ["--yes", "--package", COMPILER, "asc", source, ...flags], { stdio: "inherit" });
  const code = readFileSync(out).toString("base64");
  const hash = createHash("sha256").update(readFileSync(source)).digest("hex");
  const lines = code.match(/.{1,110}/g) ?? [];
  writeFileSync(
    join(here, "counts-code.ts"),
    `// Written by build.mjs from counts.as.ts with ${COMPILER}; do not edit.\n\n` +
      `export const COUNTS_SOURCE_SHA256 = "${hash}";\n\n` +
      `export const COUNTS_WASM_BASE64 =\n${lines.map((line) => `  "${line}"`).join(" +\n")};\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
