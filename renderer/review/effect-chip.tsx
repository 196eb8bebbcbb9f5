import { Tooltip } from "@mantine/core";
import { useText } from "#renderer/language";
import { useSessionState } from "#renderer/session";
import styles from "./review.module.css";

const two = (value: number): string => value.toFixed(2);

/** A change that rounds to nothing is not worth reading. */
function changed(now: number, before: number | undefined): string {
  if (before === undefined) return "";
  const by = two(Math.abs(now - before));
  return by === "0.00" ? "" : ` (${now > before ? "+" : "−"}${by})`;
}

/** What the last edit did to the mask, measured against the dataset's own. */
export function EffectChip() {
  const words = useText().tools.hud;
  const effect = useSessionState((state) => state.effect);
  if (!effect) return null;
  const { now, before } = effect;
  return (
    <Tooltip multiline maw={340} label={words.effectHint}>
      <span className={styles.hudItem} data-testid="edit-effect">
        {words.effect(
          `${two(now.iou)}${changed(now.iou, before?.iou)}`,
          `${two(now.boundaryF)}${changed(now.boundaryF, before?.boundaryF)}`,
        )}
      </span>
    </Tooltip>
  );
}
