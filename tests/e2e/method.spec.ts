import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { type ChatServer, startChatServer } from "../mocks/chat-server.mjs";
import { expect, shoot, test } from "./studio.ts";

const dialog = (page: Page): Locator => page.getByRole("dialog", { name: "Settings" });
const step = (page: Page, id: string): Locator => page.getByTestId(`step-${id}`);

async function openSettings(page: Page, tab: string): Promise<void> {
  await page.getByRole("button", { name: "Settings" }).click();
  await dialog(page).getByRole("tab", { name: tab }).click();
}

async function openTab(page: Page, tab: string): Promise<void> {
  await dialog(page).getByRole("tab", { name: tab }).click();
}

/** A setting of the page Runs, picked from its list. */
async function pick(page: Page, setting: string, option: string | RegExp): Promise<void> {
  await dialog(page).getByRole("combobox", { name: setting }).click();
  await page.getByRole("option", { name: option }).click();
}

async function closeSettings(page: Page): Promise<void> {
  await dialog(page).getByRole("button", { name: "Close" }).click();
  await expect(dialog(page)).toHaveCount(0);
}

async function openDemo(page: Page): Promise<void> {
  await page.getByRole("button", { name: /open the demo/i }).click();
  await expect(page.locator("[data-sample]")).toBeVisible();
}

/** Starts a run from the palette. */
async function discover(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByLabel("Search commands").fill("Discover candidates");
  await page.keyboard.press("Enter");
}

test("a pack is installed, verified and chosen, and its attention and scores rank the candidates", async ({
  page,
  studio,
}) => {
  const packs = join(studio.home, "test packs");
  execFileSync(process.execPath, ["tests/packs/make.mjs", packs]);
  await page.goto(studio.url);
  await openSettings(page, "Model packs");
  await dialog(page).getByRole("button", { name: "Install…" }).click();
  const folder = dialog(page).getByRole("textbox", { name: "Folder", exact: true });
  await folder.fill(join(packs, "tiny-sam1"));
  await folder.press("Enter");
  await expect(dialog(page).getByRole("button", { name: "pack.json" })).toBeVisible();
  await dialog(page)
    .getByRole("button", { name: /use this folder/i })
    .click();
  await expect(dialog(page).getByRole("status")).toContainText("tiny-sam1@1.0.0");
  await dialog(page).getByRole("button", { name: "Done" }).click();
  const pack = page.getByTestId("pack-tiny-sam1");
  await expect(pack).toContainText("Made for: tests");
  await pack.getByRole("button", { name: "Verify" }).click();
  await expect(pack.getByRole("status")).toContainText("as the manifest says");
  await shoot(page, "60-packs");

  await openTab(page, "Runs");
  await pick(page, "Model pack", "tiny-sam1");
  await pick(page, "Attention", "The pack's segmenter");
  await pick(page, "Evaluator", "The pack's evaluator");
  await dialog(page).getByRole("textbox", { name: "Group size" }).fill("7");
  await expect(dialog(page).getByRole("alert")).toContainText("takes 5 masks at once");
  await dialog(page).getByRole("textbox", { name: "Group size" }).fill("3");
  await expect(dialog(page).getByRole("alert")).toHaveCount(0);
  await shoot(page, "61-runs");
  await closeSettings(page);

  // The first sample's run starts by itself, with what was chosen.
  await openDemo(page);
  await expect(page.getByTestId("candidate-1")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByTestId("candidates").locator("..")).toContainText("ranked by tiny-sam1@1.0.0");
  await expect(step(page, "attention")).toContainText("prompt token");
  await expect(step(page, "initial")).toContainText("prompt tokens");
  await expect(step(page, "tokens")).toContainText(/kept of \d+/);
  await expect(page.getByTestId("pack")).toContainText("Tiny models on a tiny SAM");
  await step(page, "attention").click();
  await shoot(page, "62-pack-run");
});

test("an endpoint is asked only once it is configured and somebody starts a run with it", async ({ page, studio }) => {
  const key = "sk-e2e-0123456789";
  const server = await startChatServer({ key });
  try {
    await page.goto(studio.url);
    await expect(page.getByText("offline", { exact: true })).toBeVisible();
    await configure(page, server, key);
    expect(server.requests).toHaveLength(1);
    expect(JSON.stringify(server.requests[0]?.body)).not.toContain("image_url");
    await openTab(page, "Runs");
    await pick(page, "Attention", "The endpoint");
    await pick(page, "Evaluator", "The endpoint");
    await expect(dialog(page).getByRole("alert")).toContainText("sends its picture to the endpoint");
    await closeSettings(page);
    await expect(page.getByTestId("endpoint")).toContainText(new URL(server.url).host);

    // The run that starts by itself stays on this machine.
    await openDemo(page);
    await expect(page.getByTestId("candidate-1")).toBeVisible({ timeout: 60_000 });
    expect(server.requests).toHaveLength(1);
    await expect(page.getByTestId("candidates").locator("..")).toContainText("ranked by SAM's predicted IoU");

    await discover(page);
    await expect(step(page, "attention")).toContainText("chat endpoint", { timeout: 60_000 });
    await expect(page.getByTestId("candidates").locator("..")).toContainText("ranked by tiny");
    expect(server.requests.length).toBeGreaterThan(2);
    await shoot(page, "63-chat-run");

    // Answers that are no scores make no scores.
    server.otherwise = (context) => {
      const isScoring = JSON.stringify(context.body).includes("scores");
      const text = isScoring ? '{"scores":[]}' : context.answer;
      const message = { choices: [{ message: { role: "assistant", content: text }, finish_reason: "stop" }] };
      context.response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(message));
    };
    await page.getByTestId("queue-row").nth(1).click();
    await expect(page.getByTestId("candidate-1")).toBeVisible({ timeout: 60_000 });
    await discover(page);
    await expect(step(page, "ranked")).toContainText(/groups failed/, { timeout: 60_000 });
    await expect(page.getByTestId("candidates").locator("..")).toContainText("not ranked: no mask could be scored");
    await shoot(page, "64-failed-groups");
  } finally {
    await server.close();
  }
});

async function configure(page: Page, server: ChatServer, key: string): Promise<void> {
  await openSettings(page, "Endpoint");
  await dialog(page).getByRole("textbox", { name: "Address" }).fill(server.url);
  await dialog(page).getByRole("textbox", { name: "Model" }).fill("tiny");
  await expect(page.getByTestId("what-leaves")).toContainText(new URL(server.url).host);
  await dialog(page).getByRole("button", { name: "Use this endpoint" }).click();
  await dialog(page).getByRole("textbox", { name: "Key" }).fill(key);
  await dialog(page).getByRole("button", { name: "Set", exact: true }).click();
  await expect(dialog(page)).toContainText("A key is set until the studio ends.");
  expect(server.requests).toHaveLength(0);
  await dialog(page).getByRole("button", { name: "Try it with one word" }).click();
  await expect(dialog(page).getByText(/Answered/)).toBeVisible();
  await shoot(page, "65-endpoint");
}
