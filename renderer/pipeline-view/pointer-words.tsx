import { describe, type Subject, usePipelineView } from "#renderer/pipeline-steps";
import styles from "./pipeline-view.module.css";
import type { PointerPlace } from "./use-canvas-hover.ts";

const WIDTH = 280;

/** What lies under the pointer, in words beside it. */
export function PointerWords({ place, subject }: { readonly place: PointerPlace; readonly subject: Subject }) {
  const target = usePipelineView((view) => view.hovered);
  const layer = usePipelineView((view) => view.layer);
  const text = target === null ? null : describe(target, subject, layer);
  if (text === null) return null;
  const left = Math.min(place.x + 14, window.innerWidth - WIDTH - 8);
  return (
    <div
      className={styles.pointerWords}
      style={{ left, top: place.y + 16, maxWidth: WIDTH }}
      data-testid="pointer-words"
    >
      {text}
    </div>
  );
}
