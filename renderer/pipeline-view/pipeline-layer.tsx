import { type ReactNode, useCallback } from "react";
import { Layer } from "react-konva";
import { HeatmapShape, OneMask, useView } from "#renderer/canvas";
import { type StepId, type Subject, shownAttention, usePipelineView } from "#renderer/pipeline-steps";
import { overlayColours } from "#renderer/theme";
import { HoveredTarget } from "./hovered-target.tsx";
import { LogitsShape } from "./logits-shape.tsx";
import { MaskOutlines } from "./mask-outlines.tsx";
import { BackgroundMark, GraphShape, NumberedSeeds } from "./seed-marks.tsx";
import { TokenCells } from "./token-cells.tsx";
import { useSubject } from "./use-subject.ts";

interface NativeLayer {
  getNativeCanvasElement(): HTMLCanvasElement;
}

/** What the open step drew, found or kept, over the picture. */
export function PipelineLayer({ scale }: { readonly scale: number }) {
  const step = usePipelineView((view) => view.step);
  const hidden = useView((view) => view.hidden);
  const subject = useSubject();
  // Tests look at what this layer drew, and at nothing else.
  const name = useCallback((layer: NativeLayer | null) => {
    layer?.getNativeCanvasElement().setAttribute("data-layer", "pipeline");
  }, []);
  // A layer without anything on it is a canvas as large as the screen all the same.
  if (step === null || subject === null) return null;
  return (
    <Layer ref={name} listening={false} visible={!hidden}>
      {drawn(step, subject, scale)}
      <HoveredTarget subject={subject} scale={scale} />
    </Layer>
  );
}

function drawn(step: StepId, subject: Subject, scale: number): ReactNode {
  const { run } = subject;
  switch (step) {
    case "attention":
      return <AttentionMap subject={subject} />;
    case "tokens":
      return run.trace && <TokenCells tokens={run.trace.tokens} scale={scale} />;
    case "initial":
      return <InitialPrediction subject={subject} scale={scale} />;
    case "seeds":
      return <NumberedSeeds seeds={run.seeds} scale={scale} />;
    case "semantic":
      return (
        <MaskOutlines step={step} subject={subject} scale={scale}>
          {run.trace?.graph && <GraphShape seeds={run.seeds} graph={run.trace.graph} scale={scale} />}
          {run.trace?.background && <BackgroundMark point={run.trace.background} scale={scale} />}
        </MaskOutlines>
      );
    case "amg":
    case "ranked":
    case "top":
      return <MaskOutlines step={step} subject={subject} scale={scale} />;
  }
}

function AttentionMap({ subject: { run } }: { readonly subject: Subject }) {
  const layer = usePipelineView((view) => view.layer);
  return <HeatmapShape attention={shownAttention(run, layer).attention} image={run.image} />;
}

function InitialPrediction({ subject, scale }: { readonly subject: Subject; readonly scale: number }) {
  const shows = usePipelineView((view) => view.initialShows);
  const opacity = useView((view) => view.opacity);
  const { trace, image } = subject.run;
  if (trace === undefined) return null;
  return (
    <>
      {shows === "logits" && <LogitsShape logits={trace.logits} image={image} />}
      <OneMask
        rle={trace.initial.rle}
        colour={overlayColours.initial}
        line="solid"
        scale={scale}
        fillOpacity={shows === "mask" ? opacity : 0}
      />
      {shows === "mask" && <MaskOutlines step="initial" subject={subject} scale={scale} />}
    </>
  );
}
