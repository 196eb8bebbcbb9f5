import { AppError } from "#core/errors";
import { textNow } from "#renderer/language";

export const GUIDES = ["verification", "keys", "method", "evaluators", "runs", "packs", "datasets"] as const;
export type Guide = (typeof GUIDES)[number];

/** The repository's own pages, taken along by the build; each is loaded when it is opened. */
const pages = import.meta.glob<string>("../../docs/*.md", { query: "?raw", import: "default" });

/** The page's text, in Markdown. Throws AppError `not-found` for one that the build has left out. */
export async function guideText(guide: Guide): Promise<string> {
  const load = pages[`../../docs/${guide}.md`];
  if (load) return await load();
  const { noGuide, noGuideCure } = textNow().notices;
  throw new AppError({
    code: "not-found",
    message: noGuide,
    where: `docs/${guide}.md`,
    cure: noGuideCure,
  });
}

export type Block =
  | { readonly kind: "heading" | "code" | "text"; readonly text: string }
  | { readonly kind: "table"; readonly rows: readonly (readonly string[])[] };

/** As much of Markdown as reading needs: headings, code, tables, lists and paragraphs; marks and links are plain words. */
export function blocksOf(markdown: string): readonly Block[] {
  return markdown.split(/^(```[\s\S]*?^```)$/m).flatMap((part): readonly Block[] => {
    if (part.startsWith("```")) return [{ kind: "code", text: part.replace(/^```.*\n|\n?```$/g, "") }];
    return part
      .split(/\n{2,}/)
      .map((text) => text.trim())
      .filter((text) => text !== "" && !text.startsWith("!["))
      .flatMap(blocksOfParagraph);
  });
}

function blocksOfParagraph(text: string): readonly Block[] {
  const heading = /^#+ (.*)$/m.exec(text);
  if (text.startsWith("#") && heading) {
    const rest = text.slice(heading[0].length).trim();
    return [{ kind: "heading", text: plain(heading[1] ?? "") }, ...(rest ? blocksOfParagraph(rest) : [])];
  }
  if (text.startsWith("|")) return [{ kind: "table", rows: rowsOf(text) }];
  // A line that was broken in the source flows on, unless it begins an item of a list.
  return [{ kind: "text", text: plain(text).replace(/\n(?! *(?:[-*]|\d+\.) )\s*/g, " ") }];
}

/** Without the line below the head, whose dashes only lay the table out. */
const rowsOf = (text: string): string[][] =>
  text
    .split("\n")
    .filter((line) => !/^\|[\s:|-]+\|$/.test(line))
    .map((line) =>
      line
        .replace(/^\||\|\s*$/g, "")
        .split(/(?<!\\)\|/)
        .map((cell) => plain(cell.trim().replaceAll("\\|", "|"))),
    );

const plain = (text: string): string =>
  text
    .replace(/\[([^\]]+)\]\([^)]+\)/g, "$1")
    .replace(/\*\*|`/g, "")
    .replace(/(?<!\S)\*(\S(?:[^*]*\S)?)\*/g, "$1");
