import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import sharp from "sharp";
import { breakSome, type Item, items, NASTY_QUESTION, writeReasonSeg } from "./reasonseg-folder.ts";
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
  await page.keyboard.press("g");
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
  const taken = Number(await figure(page, "samples-taken").textContent());
  expect(taken).toBeLessThan(many.length);
  await shoot(page, "28-import-cancelled");
  expect((await samplesOf(page, join(studio.projectsDir, "Many"))).samples).toHaveLength(Math.min(100, taken));
});

test("a question of hostile signs is shown with marks, and copying gives it as it is", async ({
  page,
  studio,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openImport(page, studio, writeReasonSeg(join(studio.home, "Signs")));
  await expect(page.getByTestId("preview-card")).toHaveCount(items.length);
  await startImport(page);
  await closeReport(page);
  await page.locator('[data-testid="queue-row"][data-sample-id*="cat"]').click();
  const question = page.getByTestId("question");
  await expect(question).toContainText("<b>bold</b>");
  expect(
    await question.locator("[data-label]").evaluateAll((marks) => marks.map((mark) => mark.getAttribute("data-label"))),
  ).toEqual(["RLO", "PDF", "ZWSP", "BEL", "LRM"]);
  expect(await question.evaluate((element) => element.textContent)).toBe(NASTY_QUESTION);
  await shoot(page, "29-hostile-signs");
  await question.evaluate((element) => window.getSelection()?.selectAllChildren(element));
  await page.keyboard.press("Control+c");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(NASTY_QUESTION);
  expect(await page.title()).not.toBe("hacked");
});

test("a sample without a question gets its first one, and another model's mask of it can be accepted", async ({
  page,
  studio,
}) => {
  const masks = join(studio.home, "masks");
  mkdirSync(masks);
  await openImport(page, studio, writeReasonSeg(join(studio.home, "Unasked"), [{ ...items[0], question: "" } as Item]));
  await expect(page.getByTestId("preview-card")).toContainText("needs a question");
  await startImport(page);
  await closeReport(page);
  await expect(page.getByRole("button", { name: /^needs a question/ })).toContainText("1");
  const accept = page.getByRole("button", { name: "Accept", exact: true });
  await expect(accept).toHaveAttribute("aria-disabled", "true");
  const editor = page.getByRole("textbox", { name: "Question of this sample" });
  await editor.fill("What shines?");
  await shoot(page, "30-needs-question");
  await editor.press("Control+Enter");
  await expect(page.getByTestId("question")).toHaveText("What shines?");
  await expect(page.locator("[data-sample]")).toHaveAttribute("data-status", "todo");
  await expect(page.getByTestId("queue-row").first()).toContainText("What shines?");
  await expect(page.getByRole("button", { name: /^needs a question/ })).toContainText("0");

  const [sample] = (await samplesOf(page, join(studio.projectsDir, "Unasked"))).samples;
  const mask = Buffer.alloc(600 * 400);
  for (let y = 100; y < 200; y++) mask.fill(255, y * 600 + 200, y * 600 + 320);
  await sharp(mask, { raw: { width: 600, height: 400, channels: 1 } })
    .png()
    .toFile(join(masks, `${sample?.id}.png`));
  await command(page, /Import another model/);
  await takeFolder(page, masks);
  await dialog(page).getByRole("textbox", { name: "Name of the model" }).fill("LISA-7B\u202e");
  await shoot(page, "31-predictions");
  await dialog(page).getByRole("button", { name: "Import the masks" }).click();
  await expect(figure(page, "masks-taken")).toHaveText("1");
  await closeReport(page);
  const card = page.getByTestId("candidate-1");
  await expect(card).toContainText("LISA-7B");
  await card.click();
  await expect.poll(async () => Number(await page.getByTestId("canvas").getAttribute("data-mask-area"))).toBe(12_000);
  await shoot(page, "32-imported-candidate");
  await accept.click();
  await expect(page.locator("[data-sample]")).toHaveAttribute("data-status", "accepted");
});

test("a question of 100,000 signs is clamped, opens on demand, and breaks no layout", async ({ page, studio }) => {
  const endless = `${NASTY_QUESTION} ${"Unbrechbar\u202e".repeat(9000)}`.slice(0, 99_000);
  await openImport(
    page,
    studio,
    writeReasonSeg(join(studio.home, "Long"), [{ ...items[1], question: endless } as Item]),
  );
  await expect(page.getByTestId("preview-card")).toHaveCount(1);
  await startImport(page);
  await closeReport(page);
  const question = page.getByTestId("question");
  const shownAtFirst = await question.evaluate((element) => element.textContent?.length ?? 0);
  expect(shownAtFirst).toBeLessThan(2000);
  await shoot(page, "33-endless-question");
  await page.getByRole("button", { name: "Show all 99,000 characters" }).click();
  expect(await question.evaluate((element) => element.textContent)).toBe(endless);
  for (const locator of [question, page.getByRole("region", { name: "Question" })]) {
    const inside = await locator.evaluate((element) => element.scrollWidth <= element.clientWidth + 1);
    expect(inside).toBe(true);
  }
  await expect(page.getByRole("button", { name: "Accept", exact: true })).toBeInViewport();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
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
