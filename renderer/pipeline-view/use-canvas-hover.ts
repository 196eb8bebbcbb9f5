import { useEffect, useState } from "react";
import { toImage, useView } from "#renderer/canvas";
import { hoverTarget, type StepId, type Subject, targetAt, usePipelineView } from "#renderer/pipeline-steps";

export interface PointerPlace {
  readonly x: number;
  readonly y: number;
}

/**
 * Follows the pointer over the picture: what of the open step lies under it is the hovered thing. Answers where the
 * pointer is on the screen while it is over something, for the words beside it.
 */
export function useCanvasHover(step: StepId | null, subject: Subject | null): PointerPlace | null {
  const [place, setPlace] = useState<PointerPlace | null>(null);
  useEffect(() => {
    setPlace(null);
    if (step === null || subject === null) return;
    const canvas = document.querySelector<HTMLElement>("[data-canvas]");
    if (canvas === null) return;
    const move = (event: PointerEvent): void => {
      const { left, top } = canvas.getBoundingClientRect();
      const { viewport } = useView.getState();
      const at = toImage(viewport, { x: event.clientX - left, y: event.clientY - top });
      const target = targetAt(step, subject, at, viewport.scale);
      hoverTarget(target);
      setPlace(target === null ? null : { x: event.clientX, y: event.clientY });
    };
    const leave = (): void => {
      setPlace(null);
      if (usePipelineView.getState().step !== null) hoverTarget(null);
    };
    canvas.addEventListener("pointermove", move);
    canvas.addEventListener("pointerleave", leave);
    return () => {
      canvas.removeEventListener("pointermove", move);
      canvas.removeEventListener("pointerleave", leave);
    };
  }, [step, subject]);
  return place;
}
