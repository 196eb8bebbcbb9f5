import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { apiOf, expect, type Studio, shoot, test } from "./studio.ts";

const workspace = (page: Page): Locator => page.locator("[data-sample]");
const settings = (page: Page): Locator => page.getByRole("dialog", { name: "Settings" });
const help = (page: Page): Locator => page.getByRole("dialog", { name: "Help" });
const keyRow = (page: Page, id: string): Locator => settings(page).getByTestId(`key-row-${id}`);
const tool = (page: Page, name: string): Locator =>
  page.getByRole("toolbar", { name: "Tools" }).getByRole("button", { name, exact: true });
const sampleId = (page: Page): Promise<string | null> => workspace(page).getAttribute("data-sample");

async function openDemo(page: Page, studio: Studio): Promise<void> {
  await page.goto(studio.url);
  // No test here is about the models: they need not run for each.
  await apiOf(page).post("settings.set", { autoDiscover: false });
  await page.reload();
  await page.getByRole("button", { name: /open the demo/i }).click();
  await expect(workspace(page)).toHaveAttribute("data-loading", "false", { timeout: 90_000 });
}

async function openSettings(page: Page, tab: string): Promise<void> {
  await page.keyboard.press("Control+,");
  await settings(page).getByRole("tab", { name: tab, exact: true }).click();
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
}

async function inBothThemes(page: Page, name: string): Promise<void> {
  for (const theme of ["light", "dark"] as const) {
    await page.evaluate((to) => document.documentElement.setAttribute("data-mantine-color-scheme", to), theme);
    await shoot(page, `${name}-${theme}`);
  }
}

// The machine of the smallest kind shares two cores with the worker; a journey here is long.
test.setTimeout(300_000);

test("a key is changed, shown everywhere, used, and kept for the user", async ({ page, studio }) => {
  await openDemo(page, studio);
  await openSettings(page, "Keys");
  const search = settings(page).getByRole("searchbox", { name: "Search keys" });
  await search.fill("brush");

  await test.step("a new key beside the old one", async () => {
    await settings(page).getByRole("button", { name: "Add a key for Brush", exact: true }).click();
    await page.keyboard.press("z");
    await expect(keyRow(page, "tool-brush")).toContainText("Z");
  });
  await test.step("Escape leaves it as it is, and the dialog open", async () => {
    await settings(page).getByRole("button", { name: "Add a key for Brush", exact: true }).click();
    await page.keyboard.press("Escape");
    await expect(settings(page).getByTestId("key-recorder")).toBeHidden();
    await expect(keyRow(page, "tool-brush").locator("kbd")).toHaveCount(2);
  });
  await test.step("another's key is asked for, and taken over", async () => {
    await settings(page).getByRole("button", { name: "Add a key for Brush", exact: true }).click();
    await page.keyboard.press("g");
    const asked = keyRow(page, "tool-brush").getByRole("alert");
    await expect(asked).toContainText(/G belongs to Flood fill/i);
    // Escape leaves the key where it is, and the dialog open.
    await page.keyboard.press("Escape");
    await expect(asked).toBeHidden();
    await expect(keyRow(page, "tool-brush").locator("kbd")).toHaveText(["B", "Z"]);
    await expect(settings(page).getByRole("button", { name: "Add a key for Brush", exact: true })).toBeFocused();
    await page.keyboard.press("Enter");
    await page.keyboard.press("g");
    await expect(asked).toContainText(/G belongs to Flood fill/i);
    await inBothThemes(page, "settings-keys-taken");
    await settings(page).getByRole("button", { name: "Take it over" }).click();
    await search.fill("flood");
    await expect(keyRow(page, "tool-fill")).toContainText("no key");
  });
  await test.step("keys that mean something everywhere are refused", async () => {
    await settings(page).getByRole("button", { name: "Add a key for Flood fill", exact: false }).click();
    await page.keyboard.press("Space");
    const told = keyRow(page, "tool-fill").getByRole("alert");
    await expect(told).toContainText("Space pans");
    await page.keyboard.press("Escape");
    await expect(told).toBeHidden();
    await page.keyboard.press("Enter");
    await page.keyboard.press("F5");
    await expect(told).toContainText("Browsers use this key");
    await page.keyboard.press("Escape");
    await expect(settings(page)).toBeVisible();
  });
  await search.fill("brush");
  await settings(page).getByRole("button", { name: "Remove B from Brush", exact: true }).click();
  await expect(keyRow(page, "tool-brush").locator("kbd")).toHaveText(["Z", "G"]);
  await closeDialog(page);

  await test.step("tooltip, help and palette name it", async () => {
    await tool(page, "Brush").hover();
    await expect(page.getByRole("tooltip")).toContainText("Brush (Z)");
    await page.keyboard.press("?");
    await help(page).getByRole("searchbox", { name: "Search keys" }).fill("brush");
    await expect(help(page).getByTestId("help-tool-brush").locator("kbd")).toHaveText(["Z", "G"]);
    await inBothThemes(page, "help-keys");
    await closeDialog(page);
    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: "Search commands" }).fill("brush");
    await expect(page.locator("[data-action]", { hasText: /^Brush/ })).toContainText("Z");
    await closeDialog(page);
  });
  await test.step("it works, the old one does not, and a restart changes nothing", async () => {
    await page.keyboard.press("z");
    await expect(tool(page, "Brush")).toHaveAttribute("aria-pressed", "true");
    await page.keyboard.press("v");
    await page.keyboard.press("b");
    await expect(tool(page, "Brush")).toHaveAttribute("aria-pressed", "false");
    await studio.stop();
    await studio.start();
    await openDemo(page, studio);
    await page.keyboard.press("g");
    await expect(tool(page, "Brush")).toHaveAttribute("aria-pressed", "true");
  });
});

test("a preset, a conflict that a person decides, export, import and reset", async ({ page, studio }) => {
  await openDemo(page, studio);
  const first = await sampleId(page);
  await openSettings(page, "Keys");
  await inBothThemes(page, "settings-keys");
  const file = join(studio.home, "keys.json");
  const keymap = { format: "rea2seg-keys", version: 1, preset: "studio", changed: { "tool-brush": ["F9", "N"] } };
  writeFileSync(file, JSON.stringify(keymap));

  await test.step("CVAT's F is the next sample", async () => {
    await settings(page).getByRole("combobox", { name: "Begin with the keys of" }).click();
    await page.getByRole("option", { name: "CVAT" }).click();
    await closeDialog(page);
    await page.keyboard.press("f");
    await expect(workspace(page)).not.toHaveAttribute("data-sample", first ?? "");
    await page.keyboard.press("d");
    await expect(workspace(page)).toHaveAttribute("data-sample", first ?? "");
  });
  await test.step("one's own key below another preset is a conflict", async () => {
    await openSettings(page, "Keys");
    await settings(page).getByRole("combobox", { name: "Begin with the keys of" }).click();
    await page.getByRole("option", { name: "Rea2Seg Studio" }).click();
    const brush = settings(page).getByRole("button", { name: "Add a key for Smooth", exact: false }).first();
    await brush.click();
    await page.keyboard.press("F1");
    await settings(page).getByRole("combobox", { name: "Begin with the keys of" }).click();
    await page.getByRole("option", { name: "CVAT" }).click();
    const conflicts = settings(page).getByTestId("key-conflicts");
    await expect(conflicts).toContainText("One key means two things.");
    await inBothThemes(page, "settings-keys-conflict");
    await conflicts.getByRole("button", { name: /Keep for Smooth/ }).click();
    await expect(conflicts).toBeHidden();
    await expect(keyRow(page, "keys").locator("kbd")).toHaveText(["?"]);
  });
  await test.step("what is exported is what is in force", async () => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      settings(page).getByRole("button", { name: "Export", exact: true }).click(),
    ]);
    const written = JSON.parse(readFileSync(await download.path(), "utf8"));
    expect(written).toMatchObject({ format: "rea2seg-keys", preset: "cvat" });
  });
  await test.step("a file is imported, one that is none is refused, and all can be reset", async () => {
    const chooser = settings(page).locator('input[type="file"]');
    await chooser.setInputFiles(file);
    await expect(keyRow(page, "tool-brush").locator("kbd")).toHaveText(["F9", "N"]);
    await chooser.setInputFiles({ name: "no.json", mimeType: "application/json", buffer: Buffer.from("{}") });
    await expect(page.getByText(/This is not a file of keys/).first()).toBeVisible();
    await settings(page).getByRole("button", { name: "Reset all" }).click();
    await settings(page).getByRole("button", { name: "Reset", exact: true }).click();
    await expect(keyRow(page, "tool-brush").locator("kbd")).toHaveText(["B"]);
  });
});

test("signs typed with AltGr, and keys while a dialog fades out", async ({ page, studio }) => {
  await openDemo(page, studio);
  await page.keyboard.press("b");
  const size = async () => Number.parseInt((await page.getByTestId("brush-size").textContent()) ?? "", 10);
  const before = await size();
  await page.evaluate(() => {
    const altGr = { ctrlKey: true, altKey: true, modifierAltGraph: true };
    document.body.dispatchEvent(
      new KeyboardEvent("keydown", { key: "]", code: "Digit9", bubbles: true, cancelable: true, ...altGr }),
    );
  });
  expect(await size()).toBeGreaterThan(before);

  await test.step("a half drawn polygon outlives a dialog and its Escapes", async () => {
    await page.keyboard.press("p");
    const box = await page.getByTestId("canvas").boundingBox();
    if (!box) throw new Error("the canvas has no place on the screen");
    const corners = [
      [0.4, 0.4],
      [0.6, 0.4],
      [0.5, 0.6],
    ] as const;
    for (const [x, y] of corners) await page.mouse.click(box.x + x * box.width, box.y + y * box.height);
    const area = () => page.getByTestId("canvas").getAttribute("data-mask-area");
    const bare = await area();
    await page.keyboard.press("Control+,");
    await expect(settings(page)).toBeVisible();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await expect(settings(page)).toBeHidden();
    await page.getByTestId("canvas").locator("..").press("Enter");
    await expect.poll(area).not.toBe(bare);
  });

  await test.step("a key right after a dialog's Escape is not lost", async () => {
    const sample = await sampleId(page);
    await page.keyboard.press("?");
    await expect(help(page)).toBeVisible();
    // Between the Escape and the dialog's end: three frames of a fade of 80 ms.
    const wasThere = await page.evaluate(async () => {
      const press = (key: string, target: EventTarget) =>
        target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      press("Escape", document.activeElement ?? document.body);
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
      const there = document.querySelector('[role="dialog"]') !== null;
      press("d", document.activeElement ?? document.body);
      return there;
    });
    expect(wasThere).toBe(true);
    await expect(workspace(page)).not.toHaveAttribute("data-sample", sample ?? "");
  });
});

test("the tour comes once, by keyboard, and again from help", async ({ page, studio }) => {
  await page.goto(studio.url);
  await expect(page.getByTestId("home")).toBeVisible();
  await apiOf(page).post("settings.set", { tour: "new" });
  await openDemo(page, studio);
  const tour = page.getByTestId("tour");
  await expect(tour).toHaveAttribute("data-step", "queue");
  await inBothThemes(page, "tour-queue");

  await test.step("the work goes on beside it", async () => {
    const first = await sampleId(page);
    await page.keyboard.press("d");
    await expect(workspace(page)).not.toHaveAttribute("data-sample", first ?? "");
  });
  await test.step("Enter goes on to the end", async () => {
    for (const step of ["question", "canvas", "tools", "candidates", "verdict", "pipeline", "help"]) {
      await page.keyboard.press("Enter");
      await expect(tour).toHaveAttribute("data-step", step);
      await shoot(page, `tour-${step}`);
    }
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await expect(tour).toHaveAttribute("data-step", "pipeline");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await expect(tour).toBeHidden();
  });
  await test.step("it does not come by itself again", async () => {
    await expect.poll(async () => (await apiOf(page).get<{ tour: string }>("settings.get")).tour).toBe("done");
    await page.reload();
    await expect(workspace(page)).toHaveAttribute("data-loading", "false");
    await expect(tour).toBeHidden();
  });
  await test.step("help starts it, Escape ends it; at home it takes the demo", async () => {
    await page.keyboard.press("?");
    await help(page).getByRole("button", { name: "Take the tour" }).click();
    await expect(tour).toHaveAttribute("data-step", "queue");
    await page.keyboard.press("Escape");
    await expect(tour).toBeHidden();
    await page.getByRole("button", { name: "Rea2Seg Studio, all projects" }).click();
    await page.getByRole("button", { name: "Help" }).click();
    await help(page).getByRole("button", { name: "Take the tour" }).click();
    await expect(tour).toHaveAttribute("data-step", "queue");
    await expect(workspace(page)).toBeVisible();
  });
});

test("what is wrong with the endpoint stands beside its field, which takes the keys", async ({ page, studio }) => {
  await openDemo(page, studio);
  await openSettings(page, "Endpoint");
  const field = (name: string) => settings(page).getByRole("textbox", { name });
  const [address, model] = [field("Address"), field("Model")];
  const use = settings(page).getByRole("button", { name: "Use this endpoint" });
  await expect(use).toBeDisabled();
  await address.fill("127.0.0.1:8000/v1");
  await use.click();
  await expect(address).toBeFocused();
  await expect(address).toHaveAccessibleDescription(/has to start with http/);
  await expect(model).toHaveAccessibleDescription(/name is missing/);
  await inBothThemes(page, "settings-endpoint-wrong");
  await address.fill("http://127.0.0.1:8000/v1");
  await expect(address).not.toHaveAttribute("aria-invalid", "true");
  await page.keyboard.press("Enter");
  await expect(model).toBeFocused();
  await page.keyboard.type("tiny");
  await page.keyboard.press("Enter");
  await expect(settings(page).getByRole("button", { name: "Remove" })).toBeVisible();

  await test.step("the saved endpoint is tried, and what is not saved is not", async () => {
    const tried = settings(page).getByTestId("endpoint-trial");
    const tryIt = tried.getByRole("button", { name: "Try it with one word" });
    await page.route("**/trpc/endpoint.test**", (route) =>
      route.fulfill({ json: { result: { data: { text: "yes", milliseconds: 12 } } } }),
    );
    await tryIt.click();
    await expect(tried.getByRole("status")).toHaveText("Answered “yes” in 12 ms.");
    await expect(tried.getByRole("status")).toBeInViewport({ ratio: 1 });
    await address.fill("http://127.0.0.1:8001/v1");
    await expect(tried.getByRole("status")).toHaveCount(0);
    await expect(tryIt).toBeDisabled();
    await expect(tryIt).toHaveAccessibleDescription(/Save the changes first/);
    await address.fill("http://127.0.0.1:8000/v1");
    await expect(tryIt).toBeEnabled();
    await expect(tried.getByRole("status")).toHaveCount(0);
    await settings(page).getByLabel("Key", { exact: true }).fill("secret");
    await expect(tryIt).toHaveAccessibleDescription(/Set the key first/);
  });
  await test.step("a refused save brings the field into sight with what is wrong with it", async () => {
    await address.fill("http://127.0.0.1:99999/v1");
    const save = settings(page).getByRole("button", { name: "Save changes" });
    await save.scrollIntoViewIfNeeded();
    await save.click();
    await expect(address).toBeInViewport({ ratio: 1 });
    await expect(settings(page).getByText("The port has to be a number")).toBeInViewport({ ratio: 1 });
  });
});

test("guides open offline; providers say why not; the cache is cleared after a question", async ({ page, studio }) => {
  await openDemo(page, studio);
  // A first click on the picture, so that there is something in the cache.
  await page.keyboard.press("q");
  await page.getByTestId("canvas").click();
  await expect(page.getByTestId("canvas")).not.toHaveAttribute("data-mask-area", "0", { timeout: 90_000 });
  await page.keyboard.press("?");
  await help(page).getByRole("tab", { name: "Guides" }).click();
  await expect(help(page).getByTestId("guide")).toContainText("Verif");
  await inBothThemes(page, "help-guides");
  await closeDialog(page);

  await openSettings(page, "Compute");
  await expect(settings(page).getByTestId("provider-cpu")).toContainText("can be tried");
  await inBothThemes(page, "settings-compute");
  await apiOf(page).post("settings.set", { provider: "dml" });
  await page.reload();
  await expect(workspace(page)).toHaveAttribute("data-loading", "false");
  await openSettings(page, "Compute");
  await expect(settings(page).getByTestId("provider-problem")).toBeVisible();
  await settings(page).getByRole("button", { name: "Load the models on it" }).click();
  await expect(settings(page).getByTestId("provider-now")).toContainText("run on CPU", { timeout: 120_000 });
  await inBothThemes(page, "settings-provider-problem");

  await settings(page).getByRole("tab", { name: "Cache" }).click();
  await expect(settings(page).getByLabel("Embedding cache in GB")).toHaveValue("4 GB");
  const embeddings = settings(page).getByTestId("cache-embeddings");
  await expect(embeddings).toContainText(/[1-9]\d* (entry|entries)/);
  await inBothThemes(page, "settings-cache");
  await embeddings.getByRole("button", { name: "Clear Embeddings of pictures" }).click();
  await shoot(page, "settings-cache-ask");
  await settings(page).getByRole("button", { name: "Keep" }).click();
  await expect(embeddings).not.toContainText("empty");
  await embeddings.getByRole("button", { name: "Clear Embeddings of pictures" }).click();
  await settings(page).getByRole("button", { name: "Delete", exact: true }).click();
  await expect(embeddings).toContainText("empty");

  await settings(page).getByRole("tab", { name: "Model packs" }).click();
  await expect(settings(page).getByTestId("licence-notice")).toContainText("licence");
  await expect(settings(page).getByTestId("pack-geo-tiny")).toContainText("for pictures like its own");
  await settings(page).getByRole("button", { name: "Use geo-tiny for every run" }).click();
  await expect(settings(page).getByTestId("pack-geo-tiny")).toContainText("default");
  await inBothThemes(page, "settings-packs");
  await settings(page).getByRole("button", { name: "Let the picture decide" }).click();
  await settings(page).getByRole("tab", { name: "General" }).click();
  await inBothThemes(page, "settings-general");
});
