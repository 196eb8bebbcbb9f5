import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { apiOf, expect, Studio, shoot, test } from "./studio.ts";

const PHOTO = "assets/demo/images/coffee.png";
const LONG_WORD = "antidisestablishmentarianism".repeat(40);

/** A project with one sample a question, made through the API and opened from the list of recent ones. */
async function openProject(
  page: Page,
  studio: Studio,
  questions: readonly string[],
): Promise<{ dir: string; photo: string }> {
  const photo = join(studio.home, "photos", "coffee.png");
  mkdirSync(join(studio.home, "photos"), { recursive: true });
  copyFileSync(PHOTO, photo);
  const dir = join(studio.projectsDir, "mine");
  await page.goto(studio.url);
  await apiOf(page).post("settings.set", { autoDiscover: false });
  const { projectId } = await apiOf(page).post<{ projectId: string }>("projects.create", { dir, title: "Mine" });
  const samples = questions.map((question) => ({ imagePath: photo, question }));
  await apiOf(page).post("samples.add", { projectId, samples, copy: false });
  await page.reload();
  await page.getByText("Mine", { exact: true }).first().click();
  await expect(page.locator("[data-sample]")).toBeVisible();
  return { dir, photo };
}

test("an image that was removed after the import is shown as missing, with its path and a cure", async ({
  page,
  studio,
}) => {
  const { photo } = await openProject(page, studio, ["Which spoon?", "Which cup?"]);
  rmSync(photo);
  await page.keyboard.press("d");
  await expect(page.getByText(photo)).toBeVisible();
  await expect(page.getByText(/missing/i).first()).toBeVisible();
  await expect(page.getByText(/put the original file back/i).first()).toBeVisible();
  await shoot(page, "10-image-missing");
});

test("an image whose bytes changed is never shown as the one that was imported", async ({ page, studio }) => {
  const { photo } = await openProject(page, studio, ["Which spoon?", "Which cup?"]);
  copyFileSync("assets/demo/images/chelsea.png", photo);
  await page.keyboard.press("d");
  await expect(page.getByText(/changed/i).first()).toBeVisible();
  await shoot(page, "11-image-changed");
});

test("hostile and endless questions are shown as text and break no layout", async ({ page, studio }) => {
  const html = `<img src=x onerror="document.title='hacked'"><b>bold</b> \u202Eright to left\u202C`;
  await openProject(page, studio, [html, LONG_WORD, "Which spoon?\n\nThe one that shines."]);
  await expect(page.getByText("<b>bold</b>").first()).toBeVisible();
  await page.keyboard.press("d");
  await shoot(page, "12-long-question");
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  expect(await page.title()).not.toBe("hacked");
});

test("a second studio on the same project is told who has it, and the first goes on", async ({
  page,
  studio,
  cacheDir,
  context,
}) => {
  const { dir } = await openProject(page, studio, ["Which spoon?"]);
  const second = new Studio(cacheDir);
  try {
    await second.start();
    const other = await context.newPage();
    await other.goto(second.url);
    await expect(apiOf(other).post("projects.open", { dir })).rejects.toThrow(/in use|open|another|locked/i);
    await page.keyboard.press("Control+Space");
    await expect(page.locator("[data-sample]")).toHaveAttribute("data-status", "skipped");
  } finally {
    await second.stop();
    second.dispose();
  }
});

test("the pipeline process is killed in the middle of a run: the run still ends well and the app goes on", async ({
  page,
  studio,
}) => {
  await openProject(page, studio, ["Which spoon?"]);
  const recents = await apiOf(page).get<{ dir: string }[]>("projects.recent", undefined);
  const { projectId } = await apiOf(page).post<{ projectId: string }>("projects.open", { dir: recents[0]?.dir });
  const [sample] = (
    await apiOf(page).get<{ items: { id: string }[] }>("samples.page", { projectId, offset: 0, limit: 1 })
  ).items;
  const job = await apiOf(page).post<{ id: string }>("runs.start", {
    projectId,
    sampleId: sample?.id,
    request: { attention: "grid" },
  });
  const state = async () =>
    (await apiOf(page).get<{ id: string; state: string; step: string }[]>("runs.list", { projectId })).find(
      ({ id }) => id === job.id,
    );
  await expect.poll(async () => (await state())?.state, { timeout: 60_000, intervals: [50] }).toBe("running");
  const { pid } = await apiOf(page).get<{ pid: number }>("app.pipeline", undefined);
  process.kill(pid, "SIGKILL");
  await expect.poll(async () => (await state())?.state, { timeout: 90_000 }).toBe("done");
  await expect(page.getByTestId("candidate-1")).toBeVisible();
});

test("a file that only says it is a png is refused with what, where and a cure; the others are taken", async ({
  page,
  studio,
}) => {
  await openProject(page, studio, ["Which spoon?"]);
  const folder = join(studio.home, "mixed");
  mkdirSync(folder);
  copyFileSync(PHOTO, join(folder, "a.png"));
  writeFileSync(join(folder, "b.png"), "this is a text");
  writeFileSync(join(folder, "c.png"), "");
  const { projectId } = await apiOf(page).post<{ projectId: string }>("projects.open", {
    dir: join(studio.projectsDir, "mine"),
  });
  const report = await apiOf(page).post<{
    added: number;
    refused: { imagePath: string; message: string; cure: string }[];
  }>("samples.addFolder", {
    projectId,
    dir: folder,
    question: "What shines?",
    copy: true,
  });
  expect(report.added).toBe(1);
  expect(report.refused.map(({ imagePath }) => imagePath)).toEqual([join(folder, "b.png"), join(folder, "c.png")]);
  for (const { message, cure } of report.refused) expect(`${message} ${cure}`.length).toBeGreaterThan(20);
});

test("edits made while the studio's process was dead are saved once it is back, from the same tab", async ({
  page,
  studio,
  context,
}) => {
  await openProject(page, studio, ["Which spoon?", "Which cup?"]);
  const { port } = new URL(studio.url);
  await studio.stop("SIGKILL");
  await page.keyboard.press("Control+Backspace");
  await expect(page.getByTestId("save-banner")).toBeVisible();
  await expect(page.getByText("Failed to fetch")).toHaveCount(0);
  await shoot(page, "14-host-gone");

  await studio.start();
  expect(new URL(studio.url).port).toBe(port);
  const other = await context.newPage();
  await other.goto(studio.url);
  await other.close();
  // It saves by itself when it notices; a person may be quicker.
  await page
    .getByRole("button", { name: /retry/i })
    .click({ timeout: 2_000 })
    .catch(() => undefined);
  await expect(page.getByTestId("save-state")).toHaveText(/^saved/i, { timeout: 30_000 });
  await page.reload();
  await page.getByTestId("queue-row").first().click();
  await expect(page.locator("[data-sample]")).toHaveAttribute("data-status", "rejected");
});
