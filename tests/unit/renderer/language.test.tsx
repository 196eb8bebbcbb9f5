import { DirectionProvider, MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, describe, expect, it } from "vitest";
import { actions } from "#renderer/actions";
import { ago } from "#renderer/home";
import { englishLanguage, filled, numberNow, setLanguage, textNow, titleOf, useLanguage } from "#renderer/language";
import { AppErrorNotice } from "../../../renderer/app/app-error-notice.tsx";
import { KeyList } from "../../../renderer/help/key-list.tsx";
import { GeneralPanel } from "../../../renderer/settings/general-panel.tsx";
import { KeysPanel } from "../../../renderer/settings/keys-panel.tsx";
import { marked, pseudoLanguage } from "./pseudo-language.ts";

const settings = {
  theme: "dark",
  author: "Ada",
  autoAdvance: true,
  autoDiscover: true,
  keys: { preset: "studio", changed: {} },
} as Parameters<typeof GeneralPanel>[0]["settings"];

const drawn = (children: ReactNode): string =>
  renderToStaticMarkup(
    <DirectionProvider initialDirection={useLanguage.getState().direction} detectDirection={false}>
      <MantineProvider>
        <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>,
  );

/** The words between the tags, without styles, numbers and signs. */
const wordsIn = (html: string): string[] =>
  html
    .replace(/<style[\s\S]*?<\/style>|<kbd[\s\S]*?<\/kbd>/g, "")
    .split(/<[^>]*>/)
    .map((text) => text.trim())
    .filter((text) => /[a-z]{2}/i.test(text));

afterEach(() => setLanguage(englishLanguage));

describe("another catalogue", () => {
  it.each([
    ["the general settings", () => <GeneralPanel settings={settings} change={() => undefined} />],
    ["a failed start", () => <AppErrorNotice thrown={new Error("")} />],
  ])("is all that is read in %s", (_name, part) => {
    setLanguage(pseudoLanguage);
    // What an error says comes from the process that it happened in.
    const words = wordsIn(drawn(part())).filter((text) => !/Something went wrong|Please report/.test(text));
    expect(words.filter((text) => !text.startsWith("⟦"))).toEqual([]);
    expect(words.length).toBeGreaterThan(0);
  });

  it("names groups and actions in the lists of keys; an action that it does not know keeps its own title", () => {
    setLanguage(pseudoLanguage);
    for (const part of [
      <KeyList key="list" />,
      <KeysPanel key="panel" settings={settings} change={() => undefined} />,
    ]) {
      const words = wordsIn(drawn(part));
      expect(words).toContain(marked("Tools"));
      expect(words).toContain(marked("Brush"));
      expect(words).toContain("Eraser");
    }
    expect(titleOf(actions.brushTool)).toBe(marked("Brush"));
  });

  it("tells sizes in one way wherever they stand", () => {
    const { settings: words, transfers } = textNow();
    expect([0, 1, 999, 1000, 1_250_000, 99_960_000, 999_999, 4.7e9, 3e15].map(words.cache.size)).toEqual([
      ...["0 bytes", "1 byte", "999 bytes", "1.0 kB", "1.3 MB", "100 MB", "1.0 MB", "4.7 GB", "3,000 TB"],
    ]);
    expect(transfers.job.amount(1_250_000, 5e9, "bytes")).toBe("1.3 MB of 5.0 GB");
    expect(words.cache.ask(1000, "it is made again")).toBe("Delete 1.0 kB? Then it is made again.");
    expect(words.packs.facts("built in", 1_250_000, 1, "MIT")).toContain("1.3 MB in 1 file;");
  });

  it("is what notices and times are written in", () => {
    setLanguage(pseudoLanguage);
    expect(textNow().projects.added(2)).toBe(marked("2 samples added."));
    expect(ago(new Date().toISOString())).toBe(marked("just now"));
  });

  it("says itself where a key or a bold name stands in its sentence", () => {
    const swapped = (name: string, key: string): string => `press ${key} for ${name}!`;
    expect(drawn(filled(swapped, <b>it</b>, <i>K</i>))).toContain("press <i>K</i> for <b>it</b>!");
  });

  it("counts things with one function, and writes numbers its own way", () => {
    const { projects, readers, transfers } = textNow();
    expect([1, 2, 2000].map(projects.added)).toEqual(["1 sample added.", "2 samples added.", "2,000 samples added."]);
    expect(readers.assign.takenBack(1)).toBe("1 sample without an annotator now.");
    expect(transfers.samples(0)).toBe("0 samples");
    expect(numberNow(1234)).toBe("1,234");
    setLanguage({ ...pseudoLanguage, id: "de" });
    expect(numberNow(1234)).toBe("1.234");
  });

  it("turns the page where it is written from right to left", () => {
    const root = { lang: "", dir: "" };
    Object.assign(globalThis, { document: { documentElement: root } });
    setLanguage(pseudoLanguage);
    expect(root).toEqual({ lang: "ar-XB", dir: "rtl" });
    Reflect.deleteProperty(globalThis, "document");
    expect(useLanguage.getState().direction).toBe("rtl");
  });
});
