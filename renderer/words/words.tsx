import { type ClipboardEvent, memo, useMemo, useState } from "react";
import { useText } from "#renderer/language";
import { cut, linePieces, type Piece, piecesOf } from "./signs.ts";
import styles from "./words.module.css";

interface WordsProps {
  readonly text: string;
  /** Characters that are shown at first; the rest on demand. Left out: all. */
  readonly most?: number;
  readonly testId?: string;
  /** A part of a longer text: it flows with what stands beside it. */
  readonly isInline?: boolean;
}

/**
 * People's own words, of any language, length and content: never read as anything but text, isolated from what stands
 * beside them, with marks where a character would be invisible or reorder others. What is copied is the text itself.
 */
export const Words = memo(function Words({ text, most, testId, isInline }: WordsProps) {
  const words = useText().words;
  const [isWhole, setWhole] = useState(false);
  const shown = most === undefined || isWhole ? text : cut(text, most);
  const pieces = usePieces(piecesOf, shown);
  return (
    <>
      <span
        className={isInline ? styles.inline : `${styles.words} r2-words`}
        // A part runs as the whole does, which could not be told by parts that have a direction of their own.
        dir={isInline ? undefined : "auto"}
        data-testid={testId}
        onCopy={copyText}
      >
        {pieces.map((piece, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no other name than their place.
          <PieceOf key={index} piece={piece} />
        ))}
        {shown.length < text.length && <span aria-hidden>…</span>}
      </span>
      {most !== undefined && text.length > cut(text, most).length && (
        <button type="button" className={styles.more} onClick={() => setWhole(!isWhole)} aria-expanded={isWhole}>
          {isWhole ? words.less : words.all(text.length)}
        </button>
      )}
    </>
  );
});

interface LineProps {
  readonly text: string;
  readonly most?: number;
}

/** The start of a text on one line, for rows and chips: what reorders is left out, control characters are marks. */
export const Line = memo(function Line({ text, most }: LineProps) {
  const pieces = usePieces(linePieces, text, most);
  return pieces.map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no other name than their place.
    <PieceOf key={index} piece={piece} />
  ));
});

/** Made anew when the language changes, too: marks are called in it. */
function usePieces(make: (text: string, most?: number) => readonly Piece[], text: string, most?: number) {
  const language = useText();
  return useMemo(() => {
    void language;
    return make(text, most);
  }, [make, text, most, language]);
}

function PieceOf({ piece }: { readonly piece: Piece }) {
  if (piece.kind === "plain") return piece.text;
  return (
    <span className={styles.mark} data-label={piece.label} title={piece.title}>
      {piece.text}
    </span>
  );
}

/** Browsers drop or change some of what a text can hold; what was selected goes to the clipboard as it is. */
function copyText(event: ClipboardEvent<HTMLElement>): void {
  const selection = window.getSelection();
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  // A selection that reaches beyond these words is the browser's own business.
  if (!event.currentTarget.contains(range.commonAncestorContainer)) return;
  const selected = range.cloneContents();
  for (const dots of selected.querySelectorAll("[aria-hidden]")) dots.remove();
  event.clipboardData.setData("text/plain", selected.textContent ?? "");
  event.preventDefault();
}
