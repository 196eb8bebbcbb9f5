import { englishLanguage, type Language } from "#renderer/language";

/** Marks a text as one that went through the catalogue. */
export const marked = (text: string): string => (text === "" ? "" : `⟦${text}⟧`);

const FILLING = "öder sönst wäs".repeat(20);

/** The same, longer by what texts grow by in other languages: short ones most. */
export const lengthened = (text: string): string => {
  const growth = text.length < 12 ? 0.6 : text.length < 40 ? 0.4 : 0.25;
  return text === "" ? "" : marked(`${text} ${FILLING.slice(0, Math.ceil(growth * text.length))}`);
};

function translated(value: unknown, word: (text: string) => string): unknown {
  if (typeof value === "string") return word(value);
  if (typeof value === "function") return (...values: unknown[]) => translated(value(...values), word);
  if (Array.isArray(value)) return value.map((inner) => translated(inner, word));
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, translated(inner, word)]));
  }
  return value;
}

/** A second catalogue, made of the first: every text changed, written from right to left. */
export const pseudoOf = (word: (text: string) => string): Language => ({
  id: "ar-XB",
  direction: "rtl",
  catalogue: translated(englishLanguage.catalogue, word) as Language["catalogue"],
  actionTitles: { "tool-brush": word("Brush") },
});

/** Every text in brackets. */
export const pseudoLanguage: Language = pseudoOf(marked);
