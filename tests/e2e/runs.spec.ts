import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { apiOf, expect, type Studio, shoot, test } from "./studio.ts";

const dialog = (page: Page): Locator => page.getByRole("dialog", { name: "Runs" });
const newest = (page: Page): Locator => dialog(page).getByTestId("run").first();
const chip = (page: Page): Locator => page.getByTestId("run-chip");

/** How many samples the newest run has finished, as the open dialog says. */
const done = async (page: Page): Promise<number> =>
  Number(/^(\d+) of/.exec((await newest(page).getByTestId("run-figures").textContent()) ?? "")?.[1] ?? -1);

async function close(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);
}

async function openRuns(page: Page): Promise<void> {
  await page.keyboard.press("j");
  await expect(dialog(page)).toBeVisible();
}

/** Twenty questions about rendered scenes, which geo-tiny answers; the first of them is open. */
async function openScenes(page: Page, studio: Studio, search = "demo-00000"): Promise<void> {
  await page.goto(studio.url);
  // Masks are scored one by one, so that a quick machine is still at work when something is done to the run.
  const run = { pack: null, attention: "grid", evaluator: "predicted-iou", groupSize: 1, cot: null, automatic: true };
  await apiOf(page).post("settings.set", { autoDiscover: false, run });
  await page.reload();
  await page.getByRole("button", { name: /open the demo/i }).click();
  await expect(page.locator("[data-sample]")).toBeVisible();
  await page.getByRole("searchbox", { name: "Search questions" }).fill(search);
  await expect(page.getByTestId("queue-row").first()).toHaveAttribute("data-sample-id", "demo-000000-1");
  await page.getByTestId("queue-row").first().click();
  await expect(page.locator("[data-sample]")).toHaveAttribute("data-sample", "demo-000000-1");
  await page.getByTestId("canvas").focus();
}

test("a run on a selection: results appear as they come, pause, resume, a dead worker, a dead studio, cancel", async ({
  page,
  studio,
}) => {
  test.setTimeout(600_000);
  // Forty, so that a quick machine is still at work when something is done to the run.
  await openScenes(page, studio, "demo-0000");
  await test.step("started by keyboard over what the queue shows", () => startByKeyboard(page));
  await test.step("results appear as they come", () => resultsAppear(page));
  await test.step("paused and resumed", () => pauseAndResume(page));
  await test.step("the worker dies and the run goes on", () => deadWorker(page));
  await test.step("the studio dies; the run is paused and goes on where it was", () => deadStudio(page, studio));
  await test.step("cancelled; what was found stays", () => cancel(page));
});

async function startByKeyboard(page: Page): Promise<void> {
  await openRuns(page);
  await expect(dialog(page)).toContainText("No run yet.");
  await expect(dialog(page).getByRole("radio", { name: "As filtered" })).toBeChecked();
  await shoot(page, "110-runs-empty");
  // The button has the focus: J and Enter start a run.
  await expect(dialog(page).getByRole("button", { name: "Run 40 samples" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(newest(page)).toHaveAttribute("data-state", "running");
  await expect(newest(page)).toContainText("filtered: “demo-0000”");
  await expect(newest(page)).toContainText("pack by the picture");
  await close(page);
}

async function resultsAppear(page: Page): Promise<void> {
  await expect(chip(page)).toContainText("/ 40");
  // The open sample is the first of the run; nobody asked for its candidates here.
  await expect(page.getByTestId("candidate-1")).toBeVisible({ timeout: 150_000 });
  await expect(page.getByTestId("candidates").locator("..")).toContainText("ranked by geo-tiny@");
  await expect(page.getByTestId("step-attention")).toContainText("prompt token");
  await expect(page.getByTestId("queue-row").first().getByTestId("queue-score")).toHaveText(/^[01]\.\d\d$/);
  await expect(page.getByTestId("queue-row").nth(1).getByTestId("queue-score")).toBeVisible({ timeout: 150_000 });
  await expect(chip(page)).toHaveAttribute("data-state", "running");
  await openRuns(page);
  await expect(newest(page)).toContainText(/left|nearly done/);
  await shoot(page, "111-runs-running");
}

async function pauseAndResume(page: Page): Promise<void> {
  await newest(page).getByRole("button", { name: "Pause" }).click();
  await expect(newest(page)).toHaveAttribute("data-state", "paused");
  const before = await done(page);
  await page.waitForTimeout(2_500);
  expect(await done(page)).toBe(before);
  await expect(chip(page)).toContainText("Run paused");
  await newest(page).getByRole("button", { name: "Resume" }).click();
  await expect(newest(page)).toHaveAttribute("data-state", "running");
  await expect.poll(() => done(page), { timeout: 150_000 }).toBeGreaterThan(before);
}

async function deadWorker(page: Page): Promise<void> {
  const pidNow = async () => (await apiOf(page).get<{ pid: number | null }>("app.pipeline")).pid;
  const pid = await pidNow();
  process.kill(pid as number, "SIGKILL");
  const isAnother = async () => ![null, pid].includes(await pidNow());
  await expect.poll(isAnother, { timeout: 60_000 }).toBe(true);
  const before = await done(page);
  await expect.poll(() => done(page), { timeout: 150_000 }).toBeGreaterThan(before);
  await expect(newest(page)).toHaveAttribute("data-state", "running");
  await expect(newest(page)).not.toContainText("failed");
}

async function deadStudio(page: Page, studio: Studio): Promise<void> {
  // Work on a sample of the run goes to the disk meanwhile, as ever.
  await close(page);
  await page.getByTestId("queue-row").nth(9).click();
  await expect(page.locator("[data-sample]")).toHaveAttribute("data-sample", "demo-000004-2");
  await page.keyboard.press("Control+Backspace");
  await expect(page.locator('[data-sample-id="demo-000004-2"]')).toHaveAttribute("data-row-status", "rejected");
  await openRuns(page);
  const before = await done(page);
  await studio.stop("SIGKILL");
  await studio.start();
  await page.goto(studio.url);
  await page.getByRole("button", { name: /open the demo/i }).click();
  await expect(page.locator("[data-sample]")).toBeVisible();
  await expect(chip(page)).toContainText("Run paused");
  await page.getByTestId("canvas").focus();
  await openRuns(page);
  await expect(newest(page)).toHaveAttribute("data-state", "paused");
  await expect(newest(page)).toContainText("The app ended while this run was under way.");
  const kept = await done(page);
  expect(kept).toBeGreaterThanOrEqual(before);
  await shoot(page, "112-runs-interrupted");
  await newest(page).getByRole("button", { name: "Resume" }).click();
  await expect.poll(() => done(page), { timeout: 150_000 }).toBeGreaterThan(kept);
}

async function cancel(page: Page): Promise<void> {
  await newest(page).getByRole("button", { name: "Cancel" }).click();
  await expect(newest(page)).toHaveAttribute("data-state", "cancelled");
  await expect(newest(page).getByRole("button")).toHaveCount(0);
  await expect(chip(page)).toHaveCount(0);
  await close(page);
  await page.getByRole("searchbox", { name: "Search questions" }).fill("demo-00000");
  await expect(page.getByTestId("queue-row")).toHaveCount(20);
  await expect(page.locator('[data-sample-id="demo-000004-2"]')).toHaveAttribute("data-row-status", "rejected");
  await expect(page.getByTestId("queue-row").first().getByTestId("queue-score")).toBeVisible();
}

test("several evaluators score the same candidates side by side, and the ranking goes by either", async ({
  page,
  studio,
}) => {
  test.setTimeout(400_000);
  await openScenes(page, studio);
  await openRuns(page);
  await dialog(page).getByText("This sample").click();
  await dialog(page).getByRole("button", { name: "Run 1 sample" }).click();
  await expect(newest(page)).toHaveAttribute("data-state", "finished", { timeout: 150_000 });
  await dialog(page).getByText("Keep, score anew").click();
  await dialog(page).getByRole("combobox", { name: "Model pack" }).click();
  await page.getByRole("option", { name: "mobilesam" }).click();
  await dialog(page).getByRole("combobox", { name: "Evaluator" }).click();
  await page.getByRole("option", { name: /Random/ }).click();
  await dialog(page).getByRole("textbox", { name: "Seed" }).fill("7");
  await dialog(page).getByRole("button", { name: "Run 1 sample" }).click();
  await expect(dialog(page).getByTestId("run")).toHaveCount(2);
  await expect(newest(page)).toContainText("score anew · mobilesam · random scores");
  await expect(newest(page)).toHaveAttribute("data-state", "finished", { timeout: 60_000 });
  await shoot(page, "113-runs-finished");
  await close(page);

  const scores = page.getByTestId("candidate-1").getByTestId("evaluator-score");
  await expect(scores).toHaveText([/^random, seed 7[01]\.\d\d$/, /^geo-tiny[01]\.\d\d$/]);
  const ranked = page.getByTestId("ranked-by");
  await expect(ranked).toContainText("ranked by random");
  await scores.first().hover();
  await expect(page.getByRole("tooltip")).toContainText(/by geo-tiny@[\d.]+, with.* reasoning: run of .*candidates by/);
  await shoot(page, "114-evaluators");
  const first = await page.getByTestId("candidate-1").getAttribute("data-candidate-id");

  await page.mouse.move(5, 5);
  await page.keyboard.press("Shift+E");
  await expect(ranked).toContainText("ranked by geo-tiny");
  const order = await page
    .getByTestId("candidates")
    .getByTestId(/^candidate-\d+$/)
    .allTextContents();
  const byGeoTiny = order.map((text) => Number(/geo-tiny([\d.]{4})/.exec(text)?.[1] ?? -1));
  expect(byGeoTiny).toEqual([...byGeoTiny].sort((a, b) => b - a));
  // Keys go by the order that is shown.
  const best = await page.getByTestId("candidate-1").getAttribute("data-candidate-id");
  await page.keyboard.press("1");
  await expect(page.locator(`[data-candidate-id="${best}"]`)).toHaveAttribute("aria-pressed", "true");
  // It stays after an edit and a look at another sample.
  const shown = page.locator("[data-sample]");
  await page.keyboard.press("d");
  await expect(shown).toHaveAttribute("data-sample", "demo-000000-2");
  await page.keyboard.press("a");
  await expect(shown).toHaveAttribute("data-sample", "demo-000000-1");
  await expect(page.getByTestId("candidate-1")).toHaveAttribute("data-candidate-id", best ?? "");

  await ranked.click();
  await shoot(page, "115-ranked-by");
  await page.getByRole("menuitem", { name: /random/ }).click();
  await expect(ranked).toContainText("ranked by random");
  await expect(page.getByTestId("candidate-1")).toHaveAttribute("data-candidate-id", first ?? "");
  await apiOf(page).post("settings.set", { theme: "light" });
  await page.reload();
  await expect(page.getByTestId("candidate-1")).toBeVisible();
  await shoot(page, "116-evaluators-light");
  await page.getByTestId("canvas").focus();
  await openRuns(page);
  await shoot(page, "117-runs-light");
});

test("a sample that fails is listed with its cure and tried again once it is mended", async ({ page, studio }) => {
  test.setTimeout(300_000);
  const photos = ["coffee.png", "chelsea.png"].map((name) => {
    mkdirSync(join(studio.home, "photos"), { recursive: true });
    copyFileSync(join("assets", "demo", "images", name), join(studio.home, "photos", name));
    return join(studio.home, "photos", name);
  });
  await page.goto(studio.url);
  await apiOf(page).post("settings.set", { autoDiscover: false });
  const dir = join(studio.projectsDir, "mine");
  const { projectId } = await apiOf(page).post<{ projectId: string }>("projects.create", { dir, title: "Mine" });
  const question = `ما الذي سينسكب إذا سقط الكوب؟ ${"endless ".repeat(60)}`;
  const samples = photos.map((imagePath, i) => ({ imagePath, question: i === 0 ? question : "Which eye?" }));
  await apiOf(page).post("samples.add", { projectId, samples, copy: false });
  rmSync(photos[0] as string);
  await page.goto(`${new URL(studio.url).origin}/#${new URLSearchParams({ project: dir })}`);
  await page.reload();
  await expect(page.locator("[data-sample]")).toBeVisible();
  await page.locator("body").press("j");
  await dialog(page).getByRole("button", { name: "Run 2 samples" }).click();
  await expect(newest(page)).toHaveAttribute("data-state", "finished", { timeout: 150_000 });
  await expect(newest(page)).toContainText("finished, 1 failed");
  await newest(page).getByRole("button", { name: "Show failures" }).click();
  const failure = newest(page).getByTestId("run-failure");
  await expect(failure).toContainText("The image file of this sample is missing.");
  await expect(failure).toContainText("Put the original file back");
  await shoot(page, "118-run-failures");
  const width = await dialog(page).evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(width).toBeLessThanOrEqual(0);

  copyFileSync(join("assets", "demo", "images", "coffee.png"), photos[0] as string);
  await newest(page).getByRole("button", { name: "Retry 1 failed" }).click();
  await expect(newest(page)).toContainText("2 of 2 done", { timeout: 150_000 });
  await expect(newest(page)).not.toContainText("failed");
});
