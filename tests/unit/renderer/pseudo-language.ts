import { englishLanguage, type Language } from "#renderer/language";

/** Marks a text as one that went through the catalogue. */
export const marked = (text: string): string => (text === "" ? "" : `⟦${text}⟧`);

function translated(value: unknown): unknown {
  if (typeof value === "string") return marked(value);
  if (typeof value === "function") return (...values: unknown[]) => marked(String(value(...values)));
  if (Array.isArray(value)) return value.map(translated);
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, translated(inner)]));
  }
  return value;
}

/** A second catalogue, made of the first: every text in brackets, written from right to left. */
export const pseudoLanguage: Language = {
  id: "ar-XB",
  direction: "rtl",
  catalogue: translated(englishLanguage.catalogue) as Language["catalogue"],
  actionTitles: { "tool-brush": marked("Brush") },
};
