import { Tooltip } from "@mantine/core";
import { useMemo } from "react";
import type { Candidate } from "#core/samples";
import { useSessionState } from "#renderer/session";
import styles from "./blind.module.css";
import { pointedWords } from "./relation-words.ts";

const none: readonly Candidate[] = [];

/** Where the person had pointed before the mask was shown, and how that lies to it; nothing where nobody asked. */
export function PointingRow() {
  const pointing = useSessionState((state) => state.sample?.detail.pointing ?? null);
  const mask = useSessionState((state) => state.sample?.state.mask ?? null);
  const candidates = useSessionState((state) => state.sample?.detail.candidates ?? none);
  const words = useMemo(() => pointing && pointedWords(pointing, mask, candidates), [pointing, mask, candidates]);
  if (!pointing || !words) return null;
  const seconds = (pointing.milliseconds / 1000).toFixed(1);
  const how = pointing.by === "keyboard" ? "by the keyboard" : "by a click";
  return (
    <Tooltip
      multiline
      maw={300}
      position="left"
      label={`What you pointed at before any mask was shown, ${how} after ${seconds} s; the cross on the picture. It is kept as it was.`}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what the tooltip says is to be had with the keyboard too. */}
      <div className={styles.row} data-testid="pointed" data-fits={words.fits ?? undefined} tabIndex={0}>
        <span>Pointed</span>
        <span>{words.short}</span>
      </div>
    </Tooltip>
  );
}
