import { Tooltip } from "@mantine/core";
import { useMemo } from "react";
import type { Candidate } from "#core/samples";
import { useText } from "#renderer/language";
import { useSessionState } from "#renderer/session";
import styles from "./blind.module.css";
import { pointedWords } from "./relation-words.ts";

const none: readonly Candidate[] = [];

/** Where the person had pointed before the mask was shown, and how that lies to it; nothing where nobody asked. */
export function PointingRow() {
  const pointing = useSessionState((state) => state.sample?.detail.pointing ?? null);
  const mask = useSessionState((state) => state.sample?.state.mask ?? null);
  const candidates = useSessionState((state) => state.sample?.detail.candidates ?? none);
  const text = useText().blind;
  const words = useMemo(
    () => pointing && pointedWords(pointing, mask, candidates, text),
    [pointing, mask, candidates, text],
  );
  if (!pointing || !words) return null;
  const seconds = (pointing.milliseconds / 1000).toFixed(1);
  return (
    <Tooltip multiline maw={300} position="left" label={text.pointedHint(pointing.by === "keyboard", seconds)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what the tooltip says is to be had with the keyboard too. */}
      <div className={styles.row} data-testid="pointed" data-fits={words.fits ?? undefined} tabIndex={0}>
        <span>{text.pointed}</span>
        <span>{words.short}</span>
      </div>
    </Tooltip>
  );
}
