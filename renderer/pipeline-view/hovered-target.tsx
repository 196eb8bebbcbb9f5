import { OneMask } from "#renderer/canvas";
import { useText } from "#renderer/language";
import { candidateThatStayed, cellOf, type Subject, usePipelineView } from "#renderer/pipeline-steps";
import { overlayColours } from "#renderer/theme";
import { PointRing } from "./seed-marks.tsx";
import { CellFrame } from "./token-cells.tsx";
import { type DroppedMaskTarget, useProposal } from "./use-proposal.ts";

interface HoveredProps {
  readonly subject: Subject;
  readonly scale: number;
}

/** What the pointer rests on in the table or on the picture; a candidate is drawn with the other masks. */
export function HoveredTarget({ subject, scale }: HoveredProps) {
  const target = usePipelineView((view) => view.hovered);
  if (target === null) return null;
  const { run } = subject;
  switch (target.kind) {
    case "token":
      return <Token token={target.token} subject={subject} scale={scale} />;
    case "seed": {
      const seed = run.seeds[target.seed];
      if (seed === undefined) return null;
      return (
        <>
          <Token token={seed.token} subject={subject} scale={scale} />
          <PointRing x={seed.x} y={seed.y} scale={scale} />
        </>
      );
    }
    case "background":
      return run.trace?.background ? (
        <PointRing x={run.trace.background.x} y={run.trace.background.y} scale={scale} />
      ) : null;
    case "casualty":
      return <DroppedMask target={target} subject={subject} scale={scale} />;
    case "candidate":
      return null;
  }
}

function Token(props: { readonly token: number; readonly subject: Subject; readonly scale: number }) {
  const { attention, image } = props.subject.run;
  const { x, y, width, height } = cellOf(attention, props.token, image);
  return <CellFrame region={{ x0: x, y0: y, x1: x + width, y1: y + height }} scale={props.scale} />;
}

/** A mask that a filter dropped (dashed), its seed with a cross, and the mask that it gave way to (dotted). */
function DroppedMask(props: { readonly target: DroppedMaskTarget; readonly subject: Subject; readonly scale: number }) {
  const { reasons } = useText().runWords;
  const { target, subject, scale } = props;
  const { run, candidates } = subject;
  const { mask } = useProposal(target);
  const casualty = run.trace?.casualties.find((one) => one.seed === target.seed && one.mask === target.mask);
  const seed = run.seeds[target.seed];
  if (casualty === undefined || seed === undefined) return null;
  const stayed = candidateThatStayed(casualty.gaveWayTo, candidates);
  return (
    <>
      <OneMask
        rle={stayed?.rle ?? null}
        colour={overlayColours.reference}
        line="dotted"
        scale={scale}
        fillOpacity={0}
      />
      <OneMask rle={mask?.rle ?? null} colour={overlayColours.negative} line="dashed" scale={scale} fillOpacity={0.4} />
      <PointRing x={seed.x} y={seed.y} isDropped label={reasons[casualty.reason]} scale={scale} />
    </>
  );
}
