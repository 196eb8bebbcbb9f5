import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { apiOf, expect, type Studio, shoot, test } from "./studio.ts";

/** A pack of the tests' own that says which pictures it was made for, where installed packs lie. */
function installScenesPack(studio: Studio): void {
  const packs = join(studio.home, "data", "packs");
  execFileSync(process.execPath, ["tests/packs/make.mjs", packs]);
  const file = join(packs, "tiny-sam1", "pack.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...manifest, domainDetector: "clevr-like" }));
}

test("the picture chooses the pack; of a photograph the studio says what its masks are not", async ({
  page,
  studio,
}) => {
  installScenesPack(studio);
  await page.goto(studio.url);
  await page.getByRole("button", { name: /open the demo/i }).click();
  const notice = page.getByTestId("photograph-notice");
  await expect(notice).toContainText("A question about a photograph needs a bigger pack or an endpoint");
  await expect(page.getByTestId("candidate-1")).toBeVisible({ timeout: 60_000 });
  const candidates = page.getByTestId("candidates").locator("..");
  await expect(candidates).toContainText("ranked by SAM's predicted IoU");
  await shoot(page, "70-photograph");

  await notice.getByRole("button", { name: "Use clicks" }).click();
  await expect(page.getByRole("button", { name: "SAM point" })).toHaveAttribute("aria-pressed", "true");
  for (const [button, tab] of [
    ["Packs", "Model packs"],
    ["Endpoint", "Endpoint"],
  ] as const) {
    await notice.getByRole("button", { name: button }).click();
    const dialog = page.getByRole("dialog", { name: "Settings" });
    await expect(dialog.getByRole("tab", { name: tab })).toHaveAttribute("aria-selected", "true");
    await dialog.getByRole("button", { name: "Close" }).click();
    await expect(dialog).toHaveCount(0);
  }

  // Behind the eight questions about photographs.
  await page.getByTestId("queue-row").nth(8).click();
  await expect(page.locator("[data-sample]")).toHaveAttribute("data-sample", /.+/);
  await expect(candidates).toContainText("ranked by tiny-sam1@1.0.0", { timeout: 60_000 });
  await expect(notice).toHaveCount(0);
  await shoot(page, "71-rendered");

  // Whoever chooses has the choice.
  await page.getByRole("button", { name: "Settings" }).click();
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("tab", { name: "Runs" }).click();
  await expect(dialog.getByRole("combobox", { name: "Model pack" })).toHaveValue("By the picture (default)");
  await dialog.getByRole("combobox", { name: "Model pack" }).click();
  await page.getByRole("option", { name: "mobilesam", exact: true }).click();
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.getByTestId("queue-row").nth(1).click();
  await expect(page.getByTestId("candidate-1")).toBeVisible({ timeout: 60_000 });
  await expect(notice).toHaveCount(0);
});

test("the notice about photographs is folded to a line, for all of them, and leaves the candidates the room", async ({
  page,
  studio,
}) => {
  await page.goto(studio.url);
  await expect(page.getByRole("button", { name: /open the demo/i })).toBeVisible();
  await apiOf(page).post("settings.set", { autoDiscover: false });
  await page.reload();
  await page.getByRole("button", { name: /open the demo/i }).click();
  const notice = page.getByTestId("photograph-notice");
  const heightOf = async () => (await notice.boundingBox())?.height ?? 0;
  await expect(notice.getByRole("button", { name: "Packs" })).toBeVisible();
  const before = await heightOf();
  // By the keyboard, which then is where it was.
  await notice.getByRole("button", { name: "Fold this notice", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(notice).toContainText("These masks do not answer the question.");
  await expect(notice.getByRole("button", { name: "Packs" })).toHaveCount(0);
  await expect(notice.getByRole("button", { name: "Unfold this notice", exact: true })).toBeFocused();
  expect(await heightOf()).toBeLessThan(before / 2);
  await shoot(page, "72-photograph-folded");
  await page.getByTestId("queue-row").nth(2).click();
  await expect(page.getByTestId("image-name")).toHaveText("chelsea.png");
  await expect(notice).toHaveAttribute("data-folded", "true");
  await notice.getByRole("button", { name: "Unfold this notice", exact: true }).click();
  await expect(notice.getByRole("button", { name: "Endpoint" })).toBeVisible();
});
