import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface Figure {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  readonly unit: "ms" | "frames" | "MiB";
  readonly note?: string;
}

/** How the benchmarks' Chromium is started: software rendering, nothing in the background. */
export const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export const figure = (name: string, values: readonly number[], note: string): Figure => ({
  name,
  p50: percentile(values, 0.5),
  p95: percentile(values, 0.95),
  unit: "ms",
  note,
});

/** The studio as `npm start -- --web` opens it, with folders of its own under `home`. */
export async function startStudio(home: string) {
  // Beside the tour the page would do more than what is measured.
  mkdirSync(join(home, "config"), { recursive: true });
  writeFileSync(join(home, "config", "settings.json"), JSON.stringify({ tour: "done", device: "bench" }));
  const from = performance.now();
  const child = spawn(process.execPath, ["electron/launch/start.mjs", "--web", "--no-open"], {
    env: {
      ...process.env,
      REA2SEG_CONFIG_DIR: join(home, "config"),
      REA2SEG_CACHE_DIR: join(home, "cache"),
      REA2SEG_DATA_DIR: join(home, "data"),
      REA2SEG_PROJECTS_DIR: join(home, "projects"),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+/.exec(line);
        if (found) resolve(found[0]);
      });
    }
    child.once("exit", (code) => reject(new Error(`the studio ended with ${code}`)));
  });
  return { url, startMs: performance.now() - from, stop: () => child.kill("SIGTERM") };
}
