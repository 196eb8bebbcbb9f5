import type { Page, TestInfo } from "@playwright/test";
import { watchFrames } from "./frames.ts";
import { makeLargeProject } from "./large-project.ts";
import { LARGE, largeQuestion } from "./large-project-words.ts";
import { apiOf, expect, shoot, test } from "./studio.ts";

const ROW = 44;
const TITLE = "Hundred thousand";
const queue = (page: Page) => page.getByTestId("queue");
const rowOf = (page: Page, n: number) => page.locator(`[data-testid="queue-row"][data-sample-id="s${n}"]`);

/** Time from the click on the project to its first rows on the screen, in the page's own clock. */
async function openMeasured(page: Page): Promise<number> {
  const button = page.getByText(TITLE, { exact: true }).first();
  await expect(button).toBeVisible();
  return await button.evaluate(
    (element) =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        const look = (): void => {
          if (document.querySelector('[data-testid="queue-row"]')) resolve(performance.now() - start);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
        (element.closest("button") as HTMLElement).click();
      }),
  );
}

/** The row at this place is on the screen and is the right one. */
async function expectRow(page: Page, n: number): Promise<void> {
  await expect(rowOf(page, n)).toBeInViewport();
  await expect(rowOf(page, n)).toContainText(largeQuestion(n) || "no question yet");
}

const scrollTo = (page: Page, top: number): Promise<void> =>
  queue(page).evaluate((element, to) => element.scrollTo({ top: to }), top);

async function tell(info: TestInfo, figures: Readonly<Record<string, string>>): Promise<void> {
  const text = Object.entries(figures)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
  console.log(text);
  await info.attach("large-list", { body: text, contentType: "text/plain" });
}

const ms = (value: number): string => `${Math.round(value)} ms`;

test("a queue of 100,000 samples opens, scrolls and filters, and every row is the right one", async ({
  page,
  studio,
}, info) => {
  test.setTimeout(240_000);
  const dir = `${studio.projectsDir}/large`;
  const started = performance.now();
  await makeLargeProject(dir, TITLE, studio.home);
  const figures: Record<string, string> = { "making the project": ms(performance.now() - started) };
  await page.goto(studio.url);
  await apiOf(page).post("settings.set", { autoDiscover: false });
  // Known as recent, and closed again: the opening that is measured is a whole one.
  const { projectId } = await apiOf(page).post<{ projectId: string }>("projects.open", { dir });
  await apiOf(page).post("projects.close", { projectId });
  await page.reload();

  figures["opening to first rows"] = ms(await openMeasured(page));
  await expectRow(page, 0);
  await expect(page.getByTestId("progress")).toHaveText(`${LARGE.rejected.length} / 100,000`);
  await shoot(page, "40-large-list");

  const measured = async (name: string, work: () => Promise<void>): Promise<void> => {
    const stop = await watchFrames(page);
    await work();
    const { frames, longestGap, longestWait } = await stop();
    figures[name] = `longest frame ${ms(longestGap)}, longest wait for rows ${ms(longestWait)}, ${frames} frames`;
  };
  const last = LARGE.samples - 1;

  await measured("wheel to the bottom", async () => {
    await queue(page).hover();
    for (let i = 0; i < 240; i++) await page.mouse.wheel(0, 20_000);
    await expectRow(page, last);
  });
  await measured("Home and End", async () => {
    await queue(page).focus();
    for (const [key, n] of [
      ["Home", 0],
      ["End", last],
      ["Home", 0],
    ] as const) {
      await page.keyboard.press(key);
      await expectRow(page, n);
    }
  });
  await measured("dragging to places", async () => {
    // Seeded by being written down: spread over the queue, near and far.
    for (const place of [73_211, 12_004, 99_950, 40_000, 40_055, 5, 88_888, 61_803]) {
      await scrollTo(page, place * ROW);
      await expectRow(page, place);
    }
  });
  await measured("dragging without a stop", async () => {
    await queue(page).evaluate(
      (element) =>
        new Promise<void>((resolve) => {
          let step = 0;
          const move = (): void => {
            element.scrollTop = (element.scrollHeight * step++) / 120;
            if (step <= 120) requestAnimationFrame(move);
            else resolve();
          };
          move();
        }),
    );
    await expectRow(page, last);
  });

  await measured("search", async () => {
    await page.getByLabel("Search questions").fill("needle");
    await expectRow(page, 3);
    await expect(rowOf(page, 1003)).toBeInViewport();
    await scrollTo(page, 99 * ROW);
    await expectRow(page, 99_003);
  });
  await page.getByLabel("Clear the search").click();
  await expect(rowOf(page, 0)).toBeInViewport();
  await measured("status filter", async () => {
    await page.getByRole("button", { name: /^rejected/ }).click();
    await expect(page.getByTestId("queue-row")).toHaveCount(LARGE.rejected.length);
    for (const n of LARGE.rejected) await expectRow(page, n);
    await page.getByRole("button", { name: /^rejected/ }).click();
    await page.getByRole("button", { name: /^needs a question/ }).click();
    await expectRow(page, 1);
    await expect(page.getByRole("button", { name: /^needs a question/ })).toContainText("200");
    await scrollTo(page, 199 * ROW);
    await expectRow(page, 99_501);
  });
  await page.getByRole("button", { name: /^needs a question/ }).click();

  await measured("going to the next samples", async () => {
    await scrollTo(page, 50_000 * ROW);
    await rowOf(page, 50_010).click();
    await expect(page.locator("[data-sample]")).toHaveAttribute("data-sample", "s50010");
    for (const n of [50_011, 50_012, 50_013]) {
      await page.keyboard.press("d");
      await expect(page.locator("[data-sample]")).toHaveAttribute("data-sample", `s${n}`);
      await expect(rowOf(page, n)).toHaveAttribute("aria-current", "true");
    }
  });
  await tell(info, figures);
});
