import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "vite";

/** Runs a script of the tests that needs the store, in a process of its own. */
export async function runChild(script: string, args: readonly string[], scratch: string): Promise<void> {
  const out = mkdtempSync(join(scratch, "child-"));
  const sqlite = "@photostructure/sqlite";
  await build({
    configFile: false,
    logLevel: "error",
    root: process.cwd(),
    ssr: { noExternal: true, external: [sqlite] },
    build: {
      ssr: script,
      outDir: out,
      minify: false,
      target: "node20",
      rolldownOptions: {
        external: [sqlite],
        output: {
          format: "es",
          entryFileNames: "child.mjs",
          paths: { [sqlite]: createRequire(join(process.cwd(), "package.json")).resolve(sqlite) },
        },
      },
    },
  });
  await promisify(execFile)(process.execPath, [join(out, "child.mjs"), ...args]);
  rmSync(out, { recursive: true });
}
