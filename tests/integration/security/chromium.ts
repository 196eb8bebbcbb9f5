import { type Browser, chromium } from "playwright";

/** The browser that `npm test` uses as well; null where there is none to be had. */
export async function findChromium(): Promise<string | null> {
  const runner = new URL("../../runner/chromium.mjs", import.meta.url).href;
  const { findChromium: find } = (await import(/* @vite-ignore */ runner)) as {
    findChromium(): Promise<string | null>;
  };
  return find();
}

export function launch(executablePath: string): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
  return chromium.launch({ executablePath, args: [...args, "--disable-component-update", "--disable-sync"] });
}
