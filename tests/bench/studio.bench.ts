import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright";
import { ARGS, type Figure, figure, startStudio } from "./studio-process.ts";

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
