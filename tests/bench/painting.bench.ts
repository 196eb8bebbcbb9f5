import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Browser, chromium, type Page } from "playwright";
import sharp from "sharp";
import { runChild } from "../e2e/run-child.ts";
import { ARGS, type Figure, figure, startStudio } from "./studio-process.ts";

const SIDE = 4096;
const STROKES = 60;
const WALK = 500;
const LOOK_MS = 400;
/** While these are walked over V8 still compiles what runs often, and keeps the code: more than all else that it keeps. */
const WARM_UP = 100;

interface Recorder {
  readonly frames: number[];
  readonly inputToPixel: number[];
  readonly saves: number[];
}

const recorded = (page: Page): Promise<Recorder> =>
  page.evaluate(() => (window as unknown as { recorder: Recorder }).recorder);

/**
 * Records in the page's own clock: the time between two frames while the button is down; how many frames pass from a press
 * until the pixel under it is painted; and from the button going up until the change's answer is there, which means that it is on
 * the disk.
 */
function record(): void {
  const recorder = { frames: [] as number[], inputToPixel: [] as number[], saves: [] as number[] };
  Object.assign(window, { recorder });
  let [isDown, last, waited, upAt] = [false, 0, -1, 0];
  let place = { x: 0, y: 0 };
  const painted = (): boolean => {
    const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-layer="mask-fill"]');
    if (!canvas) return false;
    const box = canvas.getBoundingClientRect();
    const ratio = canvas.width / box.width;
    const at = [Math.round((place.x - box.left) * ratio), Math.round((place.y - box.top) * ratio)] as const;
    return (canvas.getContext("2d")?.getImageData(at[0], at[1], 1, 1).data[3] ?? 0) > 0;
  };
  addEventListener("pointerdown", (event) => {
    [isDown, last, waited] = [true, 0, 0];
    place = { x: event.clientX, y: event.clientY };
  });
  addEventListener("pointerup", (event) => {
    [isDown, upAt] = [false, event.timeStamp];
  });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
      if (!entry.name.includes("/trpc/review.") || upAt === 0 || entry.startTime < upAt) continue;
      recorder.saves.push(entry.responseEnd - upAt);
      upAt = 0;
    }
  }).observe({ type: "resource" });
  const tick = (now: number): void => {
    if (isDown && last > 0) recorder.frames.push(now - last);
    last = isDown ? now : 0;
    if (waited >= 0) {
      waited++;
      if (painted()) {
        recorder.inputToPixel.push(waited);
        waited = -1;
      }
    }
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

/** Strokes over places where nothing is painted yet, each on the way for about half a second. */
async function paint(page: Page): Promise<void> {
  const box = await page.getByTestId("canvas").boundingBox();
  if (!box) throw new Error("the canvas has no place on the screen");
  for (let stroke = 0; stroke < STROKES; stroke++) {
    const x = box.x + box.width / 2 - 220 + 110 * (stroke % 4);
    const y = box.y + box.height / 2 - 210 + 29 * Math.floor(stroke / 4);
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let step = 1; step <= 40; step++) {
      await page.mouse.move(x + 2 * step, y + 4 * Math.sin(step / 5));
    }
    await page.mouse.up();
    await page.waitForFunction((n) => (window as unknown as { recorder: Recorder }).recorder.saves.length > n, stroke);
  }
}

/** Everything that the page's process holds (heap, pictures, canvases, code), in MiB; null where the system does not tell. */
async function processMemory(browser: Browser): Promise<number | null> {
  if (process.platform !== "linux") return null;
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const held = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, "utf8"))?.[1]) / 1024);
  // A spare process without a page is small.
  return Math.max(...held);
}

interface Walk {
  readonly looked: number[];
  readonly held: number[];
  readonly heaps: number[];
  readonly processes: number[];
}

/**
 * From the key to the next sample's picture on the screen, and what memory is held after a collection, over many samples: first
 * each is looked at for a moment, as a person does, then the key is pressed again as soon as the picture is there.
 */
async function walk(page: Page, browser: Browser): Promise<Walk> {
  const session = await page.context().newCDPSession(page);
  const walked: Walk = { looked: [], held: [], heaps: [], processes: [] };
  const { looked, held } = walked;
  const weigh = async (): Promise<void> => {
    await session.send("HeapProfiler.collectGarbage");
    walked.heaps.push((await session.send("Runtime.getHeapUsage")).usedSize / 2 ** 20);
    const whole = await processMemory(browser);
    if (whole !== null) walked.processes.push(whole);
  };
  for (let n = 0; n < WARM_UP; n++) await toNext(page);
  await weigh();
  for (let n = 0; n < WALK; n++) {
    const isLookedAt = n < WALK / 2;
    if (isLookedAt) await page.waitForTimeout(LOOK_MS);
    (isLookedAt ? looked : held).push(await toNext(page));
    if (n % 50 === 49) await weigh();
  }
  return walked;
}

/** Milliseconds from the key to the frame in which the next sample's picture is on the screen. */
const toNext = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((done) => {
        const from = performance.now();
        const before = document.querySelector("[data-sample]")?.getAttribute("data-sample");
        const look = (): void => {
          const isNext = document.querySelector("[data-sample]")?.getAttribute("data-sample") !== before;
          const isReady = document.querySelector('[data-testid="canvas"]')?.getAttribute("data-picture") === "ready";
          // The frame after the one that drew it: then it is on the screen.
          if (isNext && isReady) requestAnimationFrame(() => done(performance.now() - from));
          else requestAnimationFrame(look);
        };
        window.dispatchEvent(new KeyboardEvent("keydown", { key: "d", code: "KeyD", bubbles: true }));
        requestAnimationFrame(look);
      }),
  );

/** Painting on a picture of 4096 x 4096 with 15 outlines on, and walking over 500 samples. */
export async function benchPainting(executablePath: string): Promise<readonly Figure[]> {
  const home = mkdtempSync(join(tmpdir(), "rea2seg-bench-"));
  const wide = join(home, "wide.jpg");
  const noise = { mean: 128, sigma: 40, type: "gaussian" as const };
  await sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: "#888", noise } })
    .jpeg()
    .toFile(wide);
  const dir = join(home, "projects", "painting");
  const run = resolve("tests/e2e/vectors/scene-run.json");
  await runChild("tests/bench/painting-child.ts", [dir, wide, run, resolve("assets/demo")], home);
  const studio = await startStudio(home);
  const browser = await chromium.launch({ executablePath, args: ARGS });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(studio.url);
  const origin = new URL(page.url()).origin;
  const post = (path: string, data: unknown) =>
    page.request.post(`${origin}/trpc/${path}`, { data, headers: { origin } });
  await post("settings.set", { autoDiscover: false });
  await post("projects.open", { dir });
  await page.goto(`${origin}/#${new URLSearchParams({ project: dir, sample: "wide" })}`);
  await page.reload();
  await page.locator('[data-testid="canvas"][data-picture="ready"]').waitFor({ timeout: 60_000 });
  const renderer = await page.evaluate(() => {
    const gl = document.createElement("canvas").getContext("webgl");
    const named = gl?.getExtension("WEBGL_debug_renderer_info");
    return named ? String(gl?.getParameter(named.UNMASKED_RENDERER_WEBGL)) : "Chromium's software rendering";
  });
  await page.keyboard.press("o");
  await page.locator('canvas[data-layer="all-candidates"]').waitFor({ state: "attached" });
  await page.keyboard.press("b");
  await setDiameter(page, 100);
  await page.evaluate(record);
  await paint(page);
  const { frames, inputToPixel, saves } = await recorded(page);
  await page.keyboard.press("o");
  const { looked, held, heaps, processes } = await walk(page, browser);
  await browser.close();
  studio.stop();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  return [
    figure("painting, 100 px on 4096 x 4096, 15 outlines: frame", frames, `${frames.length} frames; ${renderer}`),
    { ...figure("press to painted pixel", inputToPixel, `${inputToPixel.length} presses`), unit: "frames" },
    figure("stroke's end to saved on the disk", saves, `${saves.length} strokes`),
    figure(
      "next sample to its picture on the screen",
      looked,
      `${looked.length} samples of 480 x 320, each looked at for ${LOOK_MS} ms`,
    ),
    figure("the same with the key pressed again at once", held, `${held.length} samples`),
    memory("the page's heap while walking", heaps),
    ...(processes.length > 0 ? [memory("memory of the page's process while walking", processes)] : []),
  ];
}

function memory(name: string, weights: readonly number[]): Figure {
  const [early, late] = [weights[0] ?? 0, weights.at(-1) ?? 0];
  const between = `before ${early.toFixed(1)}, after ${WALK} samples ${late.toFixed(1)}`;
  return { ...figure(name, weights, between), unit: "MiB" };
}

/** Larger and larger, as the key does it, up to this diameter. */
async function setDiameter(page: Page, diameter: number): Promise<void> {
  const shown = async (): Promise<number> => Number.parseInt(await page.getByTestId("brush-size").innerText(), 10);
  for (let presses = 0; presses < 100 && (await shown()) < diameter; presses++) await page.keyboard.press("]");
}
