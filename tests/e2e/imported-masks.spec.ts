import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { type Bitmap, createBitmap, encodeRle } from "#core/masks";
import { apiOf, expect, shoot, test } from "./studio.ts";

const MODEL = "LISA-7B (rerun of May)";
const dialog = (page: Page): Locator => page.getByRole("dialog", { name: "Import another model’s masks" });

interface Summary {
  readonly id: string;
  readonly ordinal: number;
}

/** A mask of 50 x 50 pixels for each sample but the last, and one of a sample that is not there. */
function writeMasks(folder: string, samples: readonly { id: string; width: number; height: number }[]): string {
  mkdirSync(folder, { recursive: true });
  const line = (id: string, width: number, height: number): string => {
    const bitmap: Bitmap = createBitmap(width, height);
    for (let y = 40; y < 90; y++) bitmap.data.fill(1, y * width + 60, y * width + 110);
    return JSON.stringify({ id, mask: encodeRle(bitmap) });
  };
  const lines = samples.slice(0, -1).map(({ id, width, height }) => line(id, width, height));
  const file = join(folder, "masks.jsonl");
  writeFileSync(file, [...lines, line("nobody", 300, 300)].join("\n"));
  return file;
}

test("another model's masks are imported by name, chosen, refined and accepted like others", async ({
  page,
  studio,
}) => {
  await page.goto(studio.url);
  const api = apiOf(page);
  await api.post("settings.set", { autoDiscover: false });
  await page.getByRole("button", { name: /open the demo/i }).click();
  await expect(page.locator("[data-sample]")).toBeVisible();
  const { projectId } = await api.post<{ projectId: string }>("projects.openDemo", {});
  const { items } = await api.get<{ items: Summary[] }>("samples.page", { projectId, offset: 0, limit: 100 });
  const samples = await Promise.all(
    items.map(async ({ id }) => {
      const { image } = await api.get<{ image: { width: number; height: number } }>("samples.get", {
        projectId,
        sampleId: id,
      });
      return { id, width: image.width, height: image.height };
    }),
  );
  const file = writeMasks(join(studio.home, "masks"), samples);

  await page.keyboard.press("Control+k");
  await page.getByLabel("Search commands").fill("model’s masks");
  await page.keyboard.press("Enter");
  const folder = dialog(page).getByRole("textbox", { name: "Folder", exact: true });
  await folder.fill(join(studio.home, "masks"));
  await folder.press("Enter");
  await dialog(page).getByRole("button", { name: "masks.jsonl" }).click();
  await dialog(page).getByLabel("Name of the model").fill(MODEL);
  await shoot(page, "50-import-masks");
  await dialog(page).getByRole("button", { name: "Import the masks" }).click();
  const transfer = page.getByTestId("transfer");
  await expect(transfer).toHaveAttribute("data-state", "done");
  await expect(transfer).toContainText(file);
  await expect(page.getByTestId("figure-masks-taken")).toContainText(String(samples.length - 1));
  await expect(transfer).toContainText("nobody");
  await shoot(page, "51-masks-report");
  await transfer.getByRole("button", { name: "Close", exact: true }).click();

  // As long as a dialog is on the screen, closing too, the keys are its own.
  await expect(page.getByRole("dialog")).toHaveCount(0);
  // The open sample shows them at once.
  const candidate = page.getByTestId("candidate-1");
  await expect(candidate).toContainText(MODEL);
  await expect(candidate).toContainText("imported mask");
  await page.keyboard.press("1");
  const canvas = page.getByTestId("canvas");
  await expect(canvas).toHaveAttribute("data-mask-area", "2500");
  await expect(candidate).toHaveAttribute("aria-pressed", "true");
  await shoot(page, "52-imported-candidate");
  const id = await page.locator("[data-sample]").getAttribute("data-sample");
  await page.keyboard.press("Control+Enter");
  await expect(page.locator(`[data-testid="queue-row"][data-sample-id="${id}"]`)).toHaveAttribute(
    "data-row-status",
    "accepted",
  );

  // The next one is corrected with SAM first, and is a fixed one then.
  await expect(page.locator("[data-sample]")).not.toHaveAttribute("data-sample", id ?? "");
  await expect(page.getByTestId("candidate-1")).toContainText(MODEL);
  await page.keyboard.press("1");
  await expect(canvas).toHaveAttribute("data-mask-area", "2500");
  await expect(page.getByTestId("save-state")).toHaveText(/^saved/i);
  const place = await canvas.boundingBox();
  if (!place) throw new Error("the canvas has no place on the screen");
  await page.keyboard.press("q");
  await page.mouse.click(place.x + place.width / 2, place.y + place.height / 2);
  await expect(canvas).not.toHaveAttribute("data-mask-area", "2500", { timeout: 60_000 });
  const second = await page.locator("[data-sample]").getAttribute("data-sample");
  await page.keyboard.press("Control+Enter");
  await expect(page.locator(`[data-testid="queue-row"][data-sample-id="${second}"]`)).toHaveAttribute(
    "data-row-status",
    "fixed",
  );
});
