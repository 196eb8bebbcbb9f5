import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium, type Page } from "playwright";

interface Figure {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  readonly unit: "ms";
  readonly note?: string;
}

const ARGS = [
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

const figure = (name: string, values: readonly number[], note: string): Figure => ({
  name,
  p50: percentile(values, 0.5),
  p95: percentile(values, 0.95),
  unit: "ms",
  note,
});

async function startStudio(home: string) {
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

/** Collects every task over 50 ms that the page's main thread ran, with the browser's own observer. */
async function watchLongTasks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(window, { longTasks: tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({
      type: "longtask",
      buffered: true,
    });
  });
}

const longTasks = (page: Page): Promise<number[]> =>
  page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks.splice(0));

/** Start to interactive, and how long the interface was blocked while the worker looked for candidates. */
export async function benchStudio(executablePath: string): Promise<readonly Figure[]> {
  const interactive: number[] = [];
  const blocked: number[] = [];
  const clicks: number[] = [];
  for (let round = 0; round < 3; round++) {
    const home = mkdtempSync(join(tmpdir(), "rea2seg-bench-"));
    const studio = await startStudio(home);
    const browser = await chromium.launch({ executablePath, args: ARGS });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await watchLongTasks(page);
    const from = performance.now();
    await page.goto(studio.url);
    const demo = page.getByRole("button", { name: /open the demo/i });
    await demo.waitFor();
    interactive.push(studio.startMs + performance.now() - from);
    await demo.click();
    await page.locator("[data-sample]").waitFor();
    // Loading the page is over; from here on only the worker has heavy work to do.
    await longTasks(page);
    await page.getByTestId("candidate-1").waitFor({ timeout: 120_000 });
    clicks.push(...(await clickLatencies(page)));
    blocked.push(...(await longTasks(page)));
    await browser.close();
    studio.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
  return [
    figure("start to interactive (built, web host, Chromium)", interactive, "3 starts"),
    figure("click to mask on the screen", clicks, `${clicks.length} clicks, cached embedding, committed to disk`),
    figure("interface blocked while the worker runs", blocked, `${blocked.length} tasks over 50 ms in 3 sessions`),
  ];
}

/** From the mouse button going up to the mask's area changing on the canvas. */
async function clickLatencies(page: Page): Promise<readonly number[]> {
  await page.keyboard.press("q");
  const box = await page.getByTestId("canvas").boundingBox();
  if (!box) return [];
  const measured: number[] = [];
  for (let i = 0; i < 8; i++) {
    const before = await page.getByTestId("canvas").getAttribute("data-mask-area");
    const x = box.x + box.width * (0.35 + 0.04 * i);
    const y = box.y + box.height * (0.4 + 0.03 * (i % 4));
    await page.mouse.move(x, y);
    const from = performance.now();
    await page.mouse.click(x, y);
    await page
      .waitForFunction(
        (old) => document.querySelector('[data-testid="canvas"]')?.getAttribute("data-mask-area") !== old,
        before,
        {
          timeout: 5_000,
          polling: "raf",
        },
      )
      .then(() => measured.push(performance.now() - from))
      // The same area twice can't be told from no answer: such a click is left out.
      .catch(() => undefined);
  }
  return measured;
}
