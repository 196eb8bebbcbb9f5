import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import sharp from "sharp";
import { apiOf, expect, type Studio, shoot, test } from "./studio.ts";

const NAMES = ["coffee", "chelsea", "astronaut"] as const;
const LONG = "ein-sehr-langer-Name-den-niemand-einer-Datei-geben-würde-קובץ-ארוך-مقنع-طويل-0123456789-0123456789";

/** Three photographs with a mask each, one mask of no image and one of another size. */
async function writeFolders(root: string): Promise<Map<string, Buffer>> {
  mkdirSync(join(root, "images"), { recursive: true });
  mkdirSync(join(root, "masks"));
  const masks = new Map<string, Buffer>();
  const write = async (name: string, width: number, height: number) => {
    const data = Buffer.alloc(width * height);
    for (let y = 40; y < 100 && y < height; y++) data.fill(255, y * width + 60, y * width + 140);
    const file = await sharp(data, { raw: { width, height, channels: 1 } })
      .toColourspace("b-w")
      .png()
      .toBuffer();
    writeFileSync(join(root, "masks", `${name}.png`), file);
    masks.set(`${name}.png`, file);
  };
  for (const name of NAMES) {
    const photo = join("assets/demo/images", `${name}.png`);
    copyFileSync(photo, join(root, "images", `${name}.png`));
    const { width, height } = await sharp(photo).metadata();
    await write(name, width, height);
  }
  await write(LONG, 30, 30);
  copyFileSync(join("assets/demo/images", "coffee.png"), join(root, "images", "small.png"));
  await write("small", 20, 20);
  return masks;
}

async function openHome(page: Page, studio: Studio, theme: "dark" | "light"): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(studio.url);
  await expect(page.getByRole("button", { name: "Review masks" })).toBeVisible();
  await apiOf(page).post("settings.set", { theme, autoDiscover: false });
  await page.reload();
}

async function status(page: Page, id: string, wanted: string): Promise<void> {
  const row = page.locator(`[data-testid="queue-row"][data-sample-id="${id}"]`);
  await expect(row).toHaveAttribute("data-row-status", wanted);
}

test("two clicks to a review of masks, verdicts by keys, and the same files out again", async ({ page, studio }) => {
  const root = join(studio.home, "LISA-7B");
  const files = await writeFolders(root);
  await openHome(page, studio, "light");
  await shoot(page, "60-home-review-masks-light");
  await page.getByRole("button", { name: "Review masks" }).click();
  const dialog = page.getByRole("dialog", { name: "Review masks" });
  await shoot(page, "61-review-masks-empty-light");
  const place = dialog.getByRole("textbox", { name: "Folder", exact: true });
  await place.fill(root);
  await place.press("Enter");
  await dialog.getByRole("button", { name: "Use this folder" }).click();
  await expect(dialog.getByTestId("mask-kind")).toContainText("PNG masks");
  await expect(dialog.getByTestId("preview-card")).toHaveCount(3);
  await expect(dialog.getByTestId("transfer-notes")).toContainText("its image is missing");
  await shoot(page, "62-review-masks-preview-light");
  await dialog.getByLabel("Model that made the masks").fill("LISA-7B");
  await dialog.getByRole("button", { name: "Start the review" }).click();

  const transfer = page.getByTestId("transfer");
  await expect(transfer).toHaveAttribute("data-state", "done");
  await expect(page.getByTestId("figure-samples-taken")).toContainText("3");
  await expect(transfer).toContainText("its mask has another size than its image");
  await shoot(page, "63-review-masks-report-light");
  await transfer.getByRole("button", { name: "Close", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);

  // The mask is chosen already: one key judges it, and the next one comes.
  const canvas = page.getByTestId("canvas");
  const sample = page.locator("[data-sample]");
  await expect(sample).toHaveAttribute("data-sample", "astronaut");
  await expect(canvas).toHaveAttribute("data-mask-area", "4800");
  await expect(page.getByTestId("candidate-1")).toContainText("LISA-7B");
  await expect(canvas).toHaveAttribute("data-picture", "ready");
  await shoot(page, "64-review-masks-workspace-light");
  await page.keyboard.press("Control+Enter");
  await status(page, "astronaut", "accepted");
  await expect(sample).toHaveAttribute("data-sample", "chelsea");
  await expect(canvas).toHaveAttribute("data-mask-area", "4800");
  await page.keyboard.press("Control+Backspace");
  await status(page, "chelsea", "rejected");
  await expect(sample).toHaveAttribute("data-sample", "coffee");
  await expect(canvas).toHaveAttribute("data-picture", "ready");
  await page.keyboard.press("b");
  const box = await canvas.boundingBox();
  if (!box) throw new Error("the canvas has no place on the screen");
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect(canvas).not.toHaveAttribute("data-mask-area", "4800");
  const area = Number(await canvas.getAttribute("data-mask-area"));
  // The edited mask stands beside the model's, with who made it.
  await expect(page.getByTestId("candidate-2")).toContainText("human");
  const { author } = await apiOf(page).get<{ author: string }>("settings.get");
  await expect(page.getByTestId("candidate-2")).toContainText(`by ${author}`);
  await shoot(page, "65-own-mask-light");
  await page.keyboard.press("Control+Enter");
  await status(page, "coffee", "fixed");

  await page.keyboard.press("Control+k");
  await page.getByLabel("Search commands").fill("reviewed masks");
  await page.keyboard.press("Enter");
  const out = page.getByRole("dialog", { name: "Export the reviewed masks" });
  await expect(out).toContainText(join(root, "masks"));
  await shoot(page, "66-export-review-light");
  await out.getByRole("button", { name: "Export the masks" }).click();
  await expect(transfer).toHaveAttribute("data-state", "done");
  const folder = join(root, "masks-reviewed");
  expect(readdirSync(folder).sort()).toEqual(
    ["astronaut.png", "coffee.png", `${LONG}.png`, "review.csv", "review.json", "small.png"].sort(),
  );
  for (const name of ["astronaut.png", `${LONG}.png`, "small.png"]) {
    expect(readFileSync(join(folder, name)).equals(files.get(name) as Buffer)).toBe(true);
  }
  const { channels, data } = await sharp(join(folder, "coffee.png"))
    .toColourspace("b-w")
    .raw()
    .toBuffer({ resolveWithObject: true })
    .then(({ info, data }) => ({ channels: info.channels, data }));
  expect([channels, data.reduce((sum, value) => sum + (value === 255 ? 1 : 0), 0)]).toEqual([1, area]);
  const { masks } = JSON.parse(readFileSync(join(folder, "review.json"), "utf8")) as {
    masks: { id: string; verdict: string; outcome: string }[];
  };
  expect(masks.map(({ id, verdict, outcome }) => [id, verdict, outcome])).toEqual([
    ["astronaut", "accepted", "as it came"],
    ["chelsea", "rejected", "left out"],
    ["coffee", "fixed", "changed"],
  ]);
  // What came is as it was.
  for (const [name, bytes] of files) expect(readFileSync(join(root, "masks", name)).equals(bytes)).toBe(true);
});

test("a folder without masks says so, and what would help", async ({ page, studio }) => {
  mkdirSync(join(studio.home, "nothing"));
  await openHome(page, studio, "dark");
  await page.getByRole("button", { name: "Review masks" }).click();
  const dialog = page.getByRole("dialog", { name: "Review masks" });
  const place = dialog.getByRole("textbox", { name: "Folder", exact: true });
  await place.fill(join(studio.home, "nothing"));
  await place.press("Enter");
  await dialog.getByRole("button", { name: "Use this folder" }).click();
  await expect(dialog).toContainText("There are no masks in nothing that could be reviewed.");
  await expect(dialog.getByRole("button", { name: "Start the review" })).toBeDisabled();
  await shoot(page, "67-review-masks-nothing-dark");
});
