import { type RefObject, useEffect, useMemo, useState } from "react";
import type { ReviewSession } from "#renderer/session";
import { type ToolEvent, ToolHost, type ToolPort } from "#renderer/tools";
import { toImage, wheelFactor } from "./geometry.ts";
import { panBy, useView, zoomBy } from "./view.ts";

/** Joins the tools to the canvas and the session. */
function portOf(session: ReviewSession): ToolPort {
  const intact = (): boolean => session.store.getState().sample?.detail.imageStatus === "ok";
  return {
    prompts: () => session.prompts(),
    image: () => (intact() ? useView.getState().image : null),
    scale: () => useView.getState().viewport.scale,
    panBy,
    addPoint: (point) => session.addPoint(point),
    removePoint: (index) => session.removePoint(index),
    setBox: (box) => session.setBox(box),
    hover: (point) => session.hover(point),
    showDraftBox: (draftBox) => useView.setState({ draftBox }),
  };
}

/** Turns the DOM's pointer, wheel and Space events into tool events; answers the cursor to show. */
export function usePointer(container: RefObject<HTMLElement | null>, session: ReviewSession): string {
  const tool = useView((view) => view.tool);
  const host = useMemo(() => new ToolHost(portOf(session), useView.getState().tool), [session]);
  const [cursor, setCursor] = useState(host.cursor);

  useEffect(() => {
    host.select(tool);
    setCursor(host.cursor);
  }, [host, tool]);

  useEffect(() => {
    const element = container.current;
    return element ? listen(element, host, () => setCursor(host.cursor)) : undefined;
  }, [container, host]);
  return cursor;
}

function listen(element: HTMLElement, host: ToolHost, changed: () => void): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  let over = false;
  const toolEvent = (event: PointerEvent): ToolEvent => {
    const { left, top } = element.getBoundingClientRect();
    const screen = { x: event.clientX - left, y: event.clientY - top };
    const { x, y } = toImage(useView.getState().viewport, screen);
    return { x, y, screenX: screen.x, screenY: screen.y, button: event.button, alt: event.altKey };
  };
  const on = <K extends keyof HTMLElementEventMap>(type: K, listener: (event: HTMLElementEventMap[K]) => void): void =>
    element.addEventListener(type, listener, { signal, passive: false });

  on("pointerdown", (event) => {
    if (event.button === 1) event.preventDefault();
    element.setPointerCapture(event.pointerId);
    element.dataset.pointerFocus = "true";
    element.focus({ preventScroll: true });
    host.pointerDown(toolEvent(event));
    changed();
  });
  on("pointermove", (event) => {
    over = true;
    host.pointerMove(toolEvent(event));
  });
  on("pointerup", (event) => {
    host.pointerUp(toolEvent(event));
    changed();
  });
  on("blur", () => delete element.dataset.pointerFocus);
  on("pointercancel", () => host.cancel());
  on("pointerleave", () => {
    over = false;
    host.cancel();
  });
  on("contextmenu", (event) => event.preventDefault());
  on("wheel", (event) => {
    event.preventDefault();
    const { left, top } = element.getBoundingClientRect();
    zoomBy(wheelFactor(event.deltaY, event.deltaMode), { x: event.clientX - left, y: event.clientY - top });
  });
  const space = (event: KeyboardEvent, held: boolean): void => {
    if (event.code !== "Space" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (held && !over) return;
    // Space would press the button that has the focus.
    if (held && !(event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement)) {
      event.preventDefault();
      host.holdSpace(true);
    } else if (!held) host.holdSpace(false);
    changed();
  };
  window.addEventListener("keydown", (event) => space(event, true), { signal });
  window.addEventListener("keyup", (event) => space(event, false), { signal });
  window.addEventListener("blur", () => host.holdSpace(false), { signal });
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape") host.cancel();
    },
    { signal },
  );
  return () => ending.abort();
}
