import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { build } from "vite";

const PICTURES = ["astronaut", "chelsea", "coffee"].map((name) => resolve("assets", "demo", "images", `${name}.png`));

/** Makes a project of 100,000 samples through the store, in a process of its own. */
export async function makeLargeProject(dir: string, title: string, scratch: string): Promise<void> {
  const out = mkdtempSync(join(scratch, "large-"));
  const sqlite = "@photostructure/sqlite";
  await build({
    configFile: false,
    logLevel: "error",
    root: process.cwd(),
    ssr: { noExternal: true, external: [sqlite] },
    build: {
      ssr: "tests/e2e/large-project-child.ts",
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
  await promisify(execFile)(process.execPath, [join(out, "child.mjs"), dir, title, ...PICTURES]);
  rmSync(out, { recursive: true });
}
