import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { build } from "vite";

/** Bundles child.ts so that plain Node 20 can run it; returns the file. */
export async function bundleChild(outDir: string): Promise<string> {
  const sqlite = "@photostructure/sqlite";
  await build({
    configFile: false,
    logLevel: "error",
    root: process.cwd(),
    ssr: { noExternal: true, external: [sqlite] },
    build: {
      ssr: "tests/integration/store/child.ts",
      outDir,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        external: [sqlite],
        output: {
          format: "cjs",
          entryFileNames: "child.cjs",
          paths: { [sqlite]: createRequire(import.meta.url).resolve(sqlite) },
        },
      },
    },
  });
  return join(outDir, "child.cjs");
}

export interface Child {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly lines: Interface;
  /** Resolves after its end, however it came. */
  readonly ended: Promise<string>;
}

export function startChild(
  file: string,
  dir: string,
  mode: "hold" | "commit" | "import" | "batch" | `migrate-${number}`,
): Child {
  const child = spawn(process.execPath, [file, dir, mode], { stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (data) => {
    errors += data;
  });
  const ended = new Promise<string>((resolve) => child.on("close", () => resolve(errors)));
  return { process: child, lines: createInterface({ input: child.stdout }), ended };
}

/** Waits for a line of the child's; fails with its error output if it ends before. */
export async function lineFrom(child: Child, accept: (line: string) => boolean): Promise<string> {
  return await new Promise((resolve, reject) => {
    const listen = (line: string) => {
      if (!accept(line)) return;
      child.lines.off("line", listen);
      resolve(line);
    };
    child.lines.on("line", listen);
    void child.ended.then((errors) => reject(new Error(`The child ended: ${errors}`)));
  });
}
