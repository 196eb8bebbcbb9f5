import { create } from "zustand";
import { type Place, seated } from "#renderer/editing";
import styles from "./canvas.module.css";
import { toScreen } from "./geometry.ts";
import { useView } from "./view.ts";

/** Where the brush is. Apart from the view's state, since it changes with every move of the pointer. */
export const useBrushPlace = create<{ readonly place: Place | null }>(() => ({ place: null }));

/** The outline of what the brush would cover now, at the right size at every zoom. */
export function BrushCursor() {
  const place = useBrushPlace((state) => state.place);
  const viewport = useView((view) => view.viewport);
  const brush = useView((view) => view.brush);
  const tool = useView((view) => view.tool);
  if (!place || (tool !== "brush" && tool !== "eraser")) return null;
  const { x, y } = toScreen(viewport, seated(place, brush.diameter));
  const size = brush.diameter * viewport.scale;
  return (
    <div
      className={styles.brush}
      data-testid="brush-cursor"
      data-shape={brush.shape}
      data-erases={tool === "eraser"}
      style={{ width: size, height: size, transform: `translate(${x - size / 2}px, ${y - size / 2}px)` }}
      aria-hidden
    />
  );
}
