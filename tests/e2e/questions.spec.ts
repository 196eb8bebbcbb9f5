import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { apiOf, expect, type Studio, shoot, test } from "./studio.ts";

const LONG = 100_000;

/** Texts that break layouts, reorder what is beside them, or mean something to a browser. */
const texts = {
  html: `<img src=x onerror="document.title='hacked'"><style>*{display:none}</style>&lt;b&gt;`,
  override: "Which file? photo\u202Egnp.exe\u202C \u2067isolated\u2069",
  unclosed: "Which\u202B\u202B\u202B one\u2067\u2067 is never closed",
  controls: "null\u0000 bell\u0007 escape\u001b[31m delete\u007f c1\u0085 end",
  invisible: "\u200b\u200b\u2060\ufeff\u00ad",
  arabic: "أيُّ كوبٍ على الطاولة؟ (the cup) 12",
  pile: `What is this${"\u0301\u0302\u0303".repeat(300)}?`,
  word: "antidisestablishmentarianism".repeat(40),
  lines: `First line\n\n\n\ttabbed\r\nlast line${"\n".repeat(40)}end`,
  emoji: "Where is the 👩🏽‍🚀 with the 🏴󠁧󠁢󠁳󠁣󠁴󠁿 beside 👨‍👩‍👧‍👦?",
  long: `Start ${"of a question without an end ".repeat(LONG)}`.slice(0, LONG),
} as const;

/** A project in our own format, each text a question; one sample has none. */
async function openTexts(page: Page, studio: Studio): Promise<void> {
  const folder = join(studio.home, "texts");
  mkdirSync(join(folder, "images"), { recursive: true });
  copyFileSync("assets/demo/images/coffee.png", join(folder, "images", "coffee.png"));
  const sample = (id: string, question: string) => ({
    id,
    image: "images/coffee.png",
    question,
    category: question.slice(0, 40),
  });
  const lines = [...Object.entries(texts).map(([id, text]) => sample(id, text)), sample("unasked", "")];
  writeFileSync(join(folder, "dataset.json"), JSON.stringify({ name: "texts", version: 1 }));
  writeFileSync(join(folder, "samples.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
  await page.goto(studio.url);
  const api = apiOf(page);
  await api.post("settings.set", { autoDiscover: false });
  const { projectId } = await api.post<{ projectId: string }>("projects.create", {
    dir: join(studio.projectsDir, "texts"),
    title: "Texts",
  });
  const what = { projectId, format: "own", source: folder, options: {}, mapping: {}, strict: true, copy: false };
  await api.post("datasets.startImport", what);
  await expect
    .poll(async () => (await api.get<{ state: string }[]>("datasets.list", { projectId }))[0]?.state)
    .toBe("done");
  await page.reload();
  await page.getByText("Texts", { exact: true }).first().click();
  await expect(page.getByTestId("queue-row").first()).toBeVisible();
}

async function open(page: Page, id: string): Promise<void> {
  await page.locator(`[data-testid="queue-row"][data-sample-id="${id}"]`).click();
  await expect(page.locator("[data-sample]")).toHaveAttribute("data-sample", id);
}

/** What would go to the clipboard: also what a system's clipboard cannot hold, like NUL. */
const copied = (page: Page): Promise<string> =>
  page.getByTestId("question").evaluate((element) => {
    let text = "";
    const hear = (event: ClipboardEvent): void => {
      text = event.clipboardData?.getData("text/plain") ?? "";
    };
    window.getSelection()?.selectAllChildren(element);
    document.addEventListener("copy", hear);
    document.execCommand("copy");
    document.removeEventListener("copy", hear);
    return text;
  });

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

test("questions of any signs and length are text, change no layout, and are copied as they are", async ({
  page,
  studio,
}) => {
  await openTexts(page, studio);
  const verdicts = page.getByRole("group", { name: "Give a verdict" });
  const place = await verdicts.boundingBox();
  for (const [id, text] of Object.entries(texts)) {
    await open(page, id);
    const question = page.getByTestId("question");
    if (id !== "long") {
      expect(await question.evaluate((element) => element.textContent), id).toBe(text);
      expect(await copied(page), id).toBe(text);
    }
    expect(await verdicts.boundingBox(), id).toEqual(place);
    expect(await overflow(page), id).toBeLessThanOrEqual(0);
    await expect(page.locator('[data-testid="queue-row"][aria-current="true"]')).toHaveCSS("height", "44px");
    await shoot(page, `41-question-${id}`);
  }
  expect(await page.title()).not.toBe("hacked");

  await open(page, "long");
  const more = page.getByRole("button", { name: /show all 100,000/i });
  await more.click();
  await expect(page.getByRole("button", { name: /show less/i })).toBeAttached();
  expect(await page.getByTestId("question").evaluate((element) => element.textContent)).toBe(texts.long);
  expect(await copied(page)).toBe(texts.long);
  expect(await verdicts.boundingBox()).toEqual(place);
});

test("a sample without a question is judged only after somebody wrote it", async ({ page, studio }) => {
  await openTexts(page, studio);
  await page.getByRole("button", { name: /^needs a question/ }).click();
  await expect(page.getByTestId("queue-row")).toHaveCount(1);
  await open(page, "unasked");
  await expect(page.getByRole("button", { name: "Accept", exact: true })).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Control+Backspace");
  await expect(page.getByRole("alert").first()).toContainText(/question/i);
  await expect(page.locator("[data-sample]")).toHaveAttribute("data-status", "needs-question");
  await shoot(page, "42-needs-question");

  const written = "Which cup?\nThe one that \u202Eshines\u202C.";
  const editor = page.getByLabel("Question of this sample");
  await expect(editor).toHaveAttribute("placeholder", /came without a question/);
  await editor.press("Control+Enter");
  await expect(editor).toHaveAccessibleDescription("An empty question cannot be saved.");
  await editor.fill(written);
  await editor.press("Control+Enter");
  await expect(page.getByTestId("question")).toBeVisible();
  expect(await page.getByTestId("question").evaluate((element) => element.textContent)).toBe(written);
  await expect(page.locator("[data-sample]")).toHaveAttribute("data-status", "todo");
  await expect(page.getByRole("button", { name: /^needs a question/ })).toContainText("0");
  await shoot(page, "43-question-written");
  await page.getByRole("button", { name: "Change the question" }).first().click();
  await editor.fill("");
  await expect(editor).toHaveAttribute("placeholder", /was emptied/);
  await expect(editor).toHaveAccessibleDescription("An empty question cannot be saved.");
  await shoot(page, "43-question-emptied");
  await page.getByRole("button", { name: "Leave it as it was" }).click();
  // The next open sample is there at once, so that the verdict is seen in the queue alone.
  await page.keyboard.press("Control+Backspace");
  await page.getByRole("button", { name: /^needs a question/ }).click();
  const row = page.locator('[data-testid="queue-row"][data-sample-id="unasked"]');
  await expect(row).toHaveAttribute("data-row-status", "rejected");
});
