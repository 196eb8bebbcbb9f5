import { type ComponentType, useEffect, useMemo, useRef } from "react";
import { Stage } from "react-konva";
import { rleArea } from "#core/masks";
import { useText } from "#renderer/language";
import { pictureUrl } from "#renderer/link";
import { usePicture, usePictureAhead } from "#renderer/raster";
import { useSession, useSessionState } from "#renderer/session";
import { BrushCursor } from "./brush-cursor.tsx";
import styles from "./canvas.module.css";
import { CanvasChips } from "./canvas-chips.tsx";
import { ImageProblem } from "./image-problem.tsx";
import { MaskLayer, PictureLayer, PromptLayer } from "./layers.tsx";
import { useTargetCursor } from "./target-cursor.ts";
import { usePointer } from "./use-pointer.ts";
import { resizeStage, showImage, useView } from "./view.ts";

interface StudioCanvasProps {
  /** Layers of somebody else's between the masks and the prompts. */
  readonly overlay?: ComponentType<{ readonly scale: number }>;
  /** Shapes of somebody else's on the canvas of the prompts. */
  readonly marks?: ComponentType<{ readonly scale: number }>;
}

/** The picture with everything that is drawn over it. */
export function StudioCanvas({ overlay: Overlay, marks }: StudioCanvasProps) {
  const { label } = useText().canvas;
  const session = useSession();
  const container = useRef<HTMLDivElement>(null);
  const cursor = usePointer(container, session);
  const projectId = useSessionState((state) => state.projectId);
  const sample = useSessionState((state) => state.sample);
  const detail = sample?.detail ?? null;
  const url = detail && detail.imageStatus === "ok" ? pictureUrl(projectId, detail.imageId) : null;
  const loaded = usePicture(url, 0);
  const nextImageId = useSessionState((state) => state.nextImageId);
  usePictureAhead(nextImageId === null ? null : pictureUrl(projectId, nextImageId));
  const isHere = loaded !== null && loaded.key === url;
  const problem = isHere ? loaded.problem : null;
  const viewport = useView((view) => view.viewport);
  const stage = useView((view) => view.stage);
  const area = useMemo(() => (sample?.state.mask ? rleArea(sample.state.mask) : 0), [sample?.state.mask]);
  const [width, height] = [detail?.image.width, detail?.image.height];

  useEffect(() => {
    if (width !== undefined && height !== undefined) showImage({ width, height });
  }, [width, height]);
  useEffect(() => {
    const element = container.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      resizeStage({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const broken = detail !== null && (detail.imageStatus !== "ok" || problem !== null);
  return (
    <>
      <div
        ref={container}
        className={styles.canvas}
        style={{ cursor: broken ? "default" : cursor }}
        data-testid="canvas"
        data-canvas
        data-mask-area={area}
        data-picture={isHere && loaded.value ? "ready" : broken ? "problem" : "loading"}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the tools and their keys work on it.
        tabIndex={0}
        role="application"
        aria-label={label(area)}
      >
        {stage.width > 0 && (
          // Hidden, not taken away, until its picture is here: making canvases of this size anew takes longer than a frame.
          <Stage
            visible={isHere && loaded.value !== null}
            width={stage.width}
            height={stage.height}
            x={viewport.x}
            y={viewport.y}
            scaleX={viewport.scale}
            scaleY={viewport.scale}
            listening={false}
          >
            <PictureLayer picture={isHere ? loaded.value : null} scale={viewport.scale} />
            <MaskLayer scale={viewport.scale} />
            {Overlay && <Overlay scale={viewport.scale} />}
            <PromptLayer scale={viewport.scale} marks={marks} />
          </Stage>
        )}
        {!broken && <BrushCursor />}
      </div>
      <CrossPlace />
      {/* Beside the canvas, not in it: the canvas captures the pointer, and a button in it would get no click. */}
      {detail && broken && <ImageProblem detail={detail} problem={problem} />}
      <CanvasChips pictureLoading={url !== null && !isHere} />
    </>
  );
}

/** Tells a screen reader where the keyboard's cross is. */
function CrossPlace() {
  const { cross } = useText().canvas;
  const place = useTargetCursor((state) => state.place);
  return (
    <span className="r2-hidden" role="status" data-testid="cross-place">
      {place && cross(Math.floor(place.x), Math.floor(place.y))}
    </span>
  );
}
