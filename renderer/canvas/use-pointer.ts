import { type RefObject, useEffect, useMemo, useState } from "react";
import { pictureUrl } from "#renderer/link";
import { isVeiled, type ReviewSession, useSessionState } from "#renderer/session";
import { hasDialog } from "#renderer/shell";
import { type ToolEvent, ToolHost, type ToolPort } from "#renderer/tools";
import { useBrushPlace } from "./brush-cursor.tsx";
import { toImage, wheelFactor } from "./geometry.ts";
import { liveStrokes } from "./live-strokes.ts";
import { forgetTarget } from "./target-cursor.ts";
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
    pointTarget: (place) => void session.judging.point(place, "pointer"),
    showDraftBox: (draftBox) => useView.setState({ draftBox }),
    brush: () => useView.getState().brush,
    subtracts: () => useView.getState().subtracts,
    showBrush: (place) => useBrushPlace.setState({ place }),
    showStroke: (stroke) => liveStrokes.show(stroke),
    paint: (stroke) => void liveStrokes.finish(stroke, session.edits.stroke(stroke)),
    showDraftOutline: (draftOutline) => useView.setState({ draftOutline }),
    fillOutline: (outline, kind) => void session.edits.outline(outline, kind),
    floodFill: (place, subtract) => {
      const { projectId, sample } = session.store.getState();
      if (!sample) return;
      const url = new URL(pictureUrl(projectId, sample.detail.imageId), location.href).href;
      void session.edits.flood(url, place, useView.getState().flood, subtract);
    },
  };
}

/** Turns the DOM's pointer, wheel and Space events into tool events; answers the cursor to show. */
export function usePointer(container: RefObject<HTMLElement | null>, session: ReviewSession): string {
  const inHand = useView((view) => view.tool);
  // Until the target was pointed at there is nothing to edit.
  const tool = useSessionState(isVeiled) ? "target" : inHand;
  const host = useMemo(() => new ToolHost(portOf(session), useView.getState().tool), [session]);
  const [cursor, setCursor] = useState(host.cursor);

  useEffect(() => {
    host.select(tool);
    setCursor(host.cursor);
  }, [host, tool]);

  const sampleId = useSessionState((state) => state.sample?.detail.id ?? null);
  useEffect(() => {
    void sampleId;
    // What was half drawn on one picture means nothing on the next.
    return () => {
      host.cancel();
      forgetTarget();
    };
  }, [host, sampleId]);

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
  const toolEvent = (event: MouseEvent): ToolEvent => {
    const { left, top } = element.getBoundingClientRect();
    const screen = { x: event.clientX - left, y: event.clientY - top };
    const { x, y } = toImage(useView.getState().viewport, screen);
    return {
      x,
      y,
      screenX: screen.x,
      screenY: screen.y,
      button: event.button,
      alt: event.altKey,
      shift: event.shiftKey,
    };
  };
  const on = <K extends keyof HTMLElementEventMap>(type: K, listener: (event: HTMLElementEventMap[K]) => void): void =>
    element.addEventListener(type, listener, { signal, passive: false });

  on("pointerdown", (event) => {
    if (event.button === 1) event.preventDefault();
    forgetTarget();
    element.setPointerCapture(event.pointerId);
    element.dataset.pointerFocus = "true";
    element.focus({ preventScroll: true });
    host.pointerDown(toolEvent(event));
    changed();
  });
  on("pointermove", (event) => {
    over = true;
    const passed = host.active.isFreehand ? event.getCoalescedEvents() : [];
    for (const one of passed.length > 0 ? passed : [event]) host.pointerMove(toolEvent(one));
  });
  on("pointerup", (event) => {
    host.pointerUp(toolEvent(event));
    changed();
  });
  on("dblclick", (event) => host.doubleClick(toolEvent(event)));
  on("blur", () => delete element.dataset.pointerFocus);
  on("pointercancel", () => host.cancel());
  on("pointerleave", () => {
    over = false;
    host.leave();
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
      // An Escape that closes a dialog leaves what is half drawn below it.
      if (event.key === "Escape" && !hasDialog()) host.cancel();
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
      if ((event.key !== "Enter" && event.key !== "Backspace") || !isPlain || !isHere(event.target, element)) return;
      if (host.key(event.key)) event.preventDefault();
    },
    { signal },
  );
  return () => ending.abort();
}

/** The canvas has the keys, or nothing has. */
const isHere = (target: EventTarget | null, element: HTMLElement): boolean =>
  target === document.body || (target instanceof Node && element.contains(target));
