import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { breakSome, items, writeReasonSeg } from "./reasonseg-folder.ts";
import { apiOf, expect, type Studio, shoot, test } from "./studio.ts";

interface Summary {
  readonly id: string;
  readonly question: string;
  readonly status: string;
}

const dialog = (page: Page): Locator => page.getByRole("dialog");
const figure = (page: Page, name: string): Locator => page.getByTestId(`figure-${name}`).locator("dd");

/** Goes to a folder in a dialog's file browser and takes it. */
async function takeFolder(page: Page, folder: string): Promise<void> {
  const path = dialog(page).getByRole("textbox", { name: "Folder", exact: true });
  await path.fill(folder);
  await path.press("Enter");
  await dialog(page).getByRole("button", { name: "Use this folder" }).click();
}

async function openImport(page: Page, studio: Studio, folder: string): Promise<void> {
  await page.goto(studio.url);
  await apiOf(page).post("settings.set", { autoDiscover: false });
  await page.getByRole("button", { name: "New project from a dataset" }).click();
  await takeFolder(page, folder);
}

const startImport = (page: Page): Promise<void> =>
  dialog(page).getByRole("button", { name: "Create the project and import" }).click();

const closeReport = (page: Page): Promise<void> =>
  page.getByTestId("transfer").getByRole("button", { name: "Close", exact: true }).click();

async function command(page: Page, name: RegExp): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("textbox").fill(name.source);
  await page.getByRole("dialog").getByRole("button", { name }).first().click();
}

async function samplesOf(page: Page, dir: string): Promise<{ projectId: string; samples: Summary[] }> {
  const { projectId } = await apiOf(page).post<{ projectId: string }>("projects.open", { dir });
  const query = { projectId, offset: 0, limit: 100 };
  const { items: samples } = await apiOf(page).get<{ items: Summary[] }>("samples.page", query);
  return { projectId, samples };
}

/** Everything of a sample that its dataset said. */
async function contentOf(page: Page, dir: string): Promise<unknown[]> {
  const { projectId, samples } = await samplesOf(page, dir);
  const details = await Promise.all(
    samples.map(({ id }) => apiOf(page).get<Record<string, unknown>>("samples.get", { projectId, sampleId: id })),
  );
  return details
    .map(({ id, question, category, kind, split, imageId, groundTruth, ignore }) => ({
      ...{ id, question, category, kind, split, imageId, groundTruth, ignore },
    }))
    .sort((a, b) => String(a.id).localeCompare(String(b.id)));
}

test("a ReasonSeg folder: previewed, imported, reviewed, exported, and the same when imported again", async ({
  page,
  studio,
}) => {
  const folder = writeReasonSeg(join(studio.home, "ReasonSeg"));
  await openImport(page, studio, folder);
  const cards = page.getByTestId("preview-card");
  await expect(cards).toHaveCount(items.length);
  await expect(cards.locator("img")).toHaveCount(items.length);
  await expect(dialog(page)).toContainText("What would one stir with?");
  await expect(dialog(page)).toContainText("ignored");
  // Nothing is written before somebody says so.
  expect(existsSync(join(studio.projectsDir, "ReasonSeg"))).toBe(false);
  await shoot(page, "20-import-preview");

  await startImport(page);
  await expect(page.getByTestId("transfer")).toHaveAttribute("data-state", "done");
  await expect(figure(page, "samples-taken")).toHaveText(String(items.length));
  await shoot(page, "21-import-report");
  await closeReport(page);
  await expect(page.getByTestId("queue-row")).toHaveCount(items.length);
  await expect(page.getByTestId("transfer-chip")).toHaveCount(0);

  await page.getByTestId("queue-row").filter({ hasText: "stir" }).click();
  await expect(page.getByTestId("question")).toHaveText("What would one stir with?");
  await page.keyboard.press("r");
  await expect(page.getByTestId("reference-legend")).toContainText("ignored");
  await expect(page.getByTestId("origin")).toContainText("val");
  await shoot(page, "22-ignore-region");

  const out = join(studio.projectsDir, "ReasonSeg-reasonseg");
  await command(page, /Export samples/);
  await expect(page.getByTestId("export-count")).toHaveText(`${items.length} samples`);
  await shoot(page, "23-export");
  await dialog(page).getByRole("button", { name: "Export", exact: true }).click();
  await expect(page.getByTestId("transfer")).toHaveAttribute("data-state", "done");
  await expect(figure(page, "samples-written")).toHaveText(String(items.length));
  await shoot(page, "24-export-report");

  const before = await contentOf(page, join(studio.projectsDir, "ReasonSeg"));
  await page.goto("about:blank");
  await openImport(page, studio, out);
  await expect(cards).toHaveCount(items.length);
  await dialog(page).getByRole("textbox", { name: "Title of the project" }).fill("Again");
  await startImport(page);
  await expect(page.getByTestId("transfer")).toHaveAttribute("data-state", "done");
  expect(await contentOf(page, join(studio.projectsDir, "Again"))).toEqual(before);
});

test("records that are broken are named with file and field, and the others are taken", async ({ page, studio }) => {
  const folder = writeReasonSeg(join(studio.home, "Broken"));
  breakSome(folder);
  await openImport(page, studio, folder);
  await expect(page.getByTestId("preview-card")).toHaveCount(items.length);
  await expect(page.getByTestId("transfer-notes")).toContainText("crooked.json");
  await startImport(page);
  await expect(page.getByTestId("transfer")).toHaveAttribute("data-state", "done");
  await expect(figure(page, "samples-taken")).toHaveText(String(items.length));
  await expect(figure(page, "skipped")).toHaveText("3");
  const notes = page.getByTestId("transfer-notes");
  await expect(notes).toContainText("broken.json");
  await expect(notes).toContainText("crooked.json");
  await expect(notes).toContainText("shapes[0].points[1]");
  await expect(notes).toContainText("lonely.json");
  await shoot(page, "25-report-with-notes");
  const file = (await page.getByTestId("transfer-report").locator("code").last().textContent()) ?? "";
  expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(3);
});

test("a strict import of a broken folder writes nothing and says where it is broken", async ({ page, studio }) => {
  const folder = writeReasonSeg(join(studio.home, "Strict"));
  breakSome(folder);
  await openImport(page, studio, folder);
  await dialog(page).getByRole("switch", { name: "Strict" }).click();
  await startImport(page);
  await expect(page.getByTestId("transfer")).toHaveAttribute("data-state", "failed");
  await expect(dialog(page).getByRole("alert")).toContainText(/\.json/);
  await shoot(page, "26-strict-failed");
  expect((await samplesOf(page, join(studio.projectsDir, "Strict"))).samples).toEqual([]);
});

test("a start that is refused says so beside the button, however long the form", async ({ page, studio }) => {
  const folder = writeReasonSeg(join(studio.home, "Taken"));
  await openImport(page, studio, folder);
  await apiOf(page).post("projects.create", { dir: join(studio.projectsDir, "Taken"), title: "Taken" });
  await expect(page.getByTestId("preview-card")).toHaveCount(items.length);
  await page.setViewportSize({ width: 1280, height: 600 });
  await startImport(page);
  await expect(dialog(page).getByRole("alert")).toContainText("There is a project in this folder already");
  await expect(dialog(page).getByRole("alert")).toBeInViewport({ ratio: 1 });
});

test("an import goes on behind a closed dialog, is cancelled from there, and what it took stays", async ({
  page,
  studio,
}) => {
  const many = Array.from({ length: 3000 }, (_, n) => ({ ...items[n % 3], name: `s${n}` }) as (typeof items)[number]);
  await openImport(page, studio, writeReasonSeg(join(studio.home, "Many"), many));
  await expect(page.getByTestId("preview-card")).toHaveCount(12);
  await startImport(page);
  await expect(page.getByTestId("transfer")).toHaveAttribute("data-state", "running");
  await dialog(page).getByRole("button", { name: "Go on in the background" }).click();
  const chip = page.getByTestId("transfer-chip");
  await expect(chip).toHaveAttribute("data-state", "running");
  await shoot(page, "27-import-in-background");
  await chip.click();
  await dialog(page).getByRole("button", { name: "Cancel the import" }).click();
  await expect(page.getByTestId("transfer")).toHaveAttribute("data-state", "cancelled");
  const taken = Number((await figure(page, "samples-taken").textContent())?.replaceAll(",", ""));
  expect(taken).toBeLessThan(many.length);
  await shoot(page, "28-import-cancelled");
  expect((await samplesOf(page, join(studio.projectsDir, "Many"))).samples).toHaveLength(Math.min(100, taken));
});

test("a project that is left while it is imported is shown at home, and closed once the import has ended", async ({
  page,
  studio,
}) => {
  const many = Array.from({ length: 1500 }, (_, n) => ({ ...items[n % 3], name: `s${n}` }) as (typeof items)[number]);
  await openImport(page, studio, writeReasonSeg(join(studio.home, "Left"), many));
  await expect(page.getByTestId("preview-card")).toHaveCount(12);
  await startImport(page);
  await dialog(page).getByRole("button", { name: "Go on in the background" }).click();
  const closed = page.waitForResponse((response) => response.url().includes("projects.close"));
  await command(page, /Close the project/);
  const chip = page.getByTestId("left-behind");
  await expect(chip).toContainText("Importing · Left");
  await shoot(page, "39-import-at-home");
  await closed;
  await expect(chip).toHaveCount(0);
  await expect(page.getByText("Import done: Left")).toBeVisible();
  await shoot(page, "39b-import-done-at-home");
  expect((await samplesOf(page, join(studio.projectsDir, "Left"))).samples).toHaveLength(100);
});

test("the columns of a parquet file are shown as they were guessed, and what is corrected is what is read", async ({
  page,
  studio,
}) => {
  await page.goto(studio.url);
  await page.getByRole("button", { name: "New project from a dataset" }).click();
  const path = dialog(page).getByRole("textbox", { name: "Folder", exact: true });
  await path.fill(resolve("tests/parity/vectors/parquet"));
  await path.press("Enter");
  await dialog(page).getByRole("button", { name: "masks.parquet", exact: true }).click();
  const mapping = page.getByTestId("mapping");
  const cards = page.getByTestId("preview-card");
  await expect(mapping.locator('[data-role="question"] input').first()).toHaveValue(/^question/);
  await expect(cards.first()).toContainText("Which one is 0?");

  const choose = async (role: string, column: RegExp): Promise<void> => {
    await mapping.locator(`[data-role="${role}"] input`).first().click();
    await page.getByRole("option", { name: column }).click();
  };
  await choose("mask", /^as_rle/);
  await expect(cards.first()).toContainText("mask 20 px");
  await choose("question", /^as_json/);
  await expect(cards.first()).toContainText('"counts"');
  await choose("question", /^question/);
  await expect(cards.first()).toContainText("Which one is 0?");
  await shoot(page, "38-columns");
  await startImport(page);
  await expect(figure(page, "samples-taken")).toHaveText("3");
  const [first] = (await contentOf(page, join(studio.projectsDir, "parquet"))) as {
    question: string;
    groundTruth: { size: number[] };
  }[];
  expect(first?.question).toBe("Which one is 0?");
  expect(first?.groundTruth.size).toEqual([12, 16]);
});

for (const [theme, width, height] of [
  ["light", 1280, 800],
  ["dark", 3840, 2160],
] as const) {
  test(`the dialogs of datasets fit ${width} x ${height}, ${theme}`, async ({ page, studio }) => {
    await page.setViewportSize({ width, height });
    const deep = join(studio.home, "a folder with a name as long as people make them", "مجلد الصور", "x".repeat(120));
    const folder = writeReasonSeg(join(deep, "ReasonSeg"));
    breakSome(folder);
    await page.goto(studio.url);
    await apiOf(page).post("settings.set", { theme, autoDiscover: false });
    await page.goto(studio.url);
    await page.getByRole("button", { name: "New project from a dataset" }).click();
    await expect(dialog(page)).toContainText("What can be read");
    await shoot(page, `34-import-empty-${theme}-${width}`);
    await openImport(page, studio, folder);
    await expect(page.getByTestId("preview-card")).toHaveCount(items.length);
    await shoot(page, `35-import-preview-${theme}-${width}`);
    const box = await dialog(page).boundingBox();
    await startImport(page);
    await expect(page.getByTestId("transfer")).toHaveAttribute("data-state", "done");
    await shoot(page, `36-import-report-${theme}-${width}`);
    await closeReport(page);
    await command(page, /Export samples/);
    await expect(page.getByTestId("export-count")).toBeVisible();
    await shoot(page, `37-export-${theme}-${width}`);
    for (const area of [box, await dialog(page).boundingBox()]) {
      expect(area?.x).toBeGreaterThanOrEqual(0);
      expect((area?.y ?? 0) + (area?.height ?? 0)).toBeLessThanOrEqual(height);
      expect((area?.x ?? 0) + (area?.width ?? 0)).toBeLessThanOrEqual(width);
    }
  });
}
