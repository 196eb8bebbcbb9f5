import { memo } from "react";
import { Group, Shape } from "react-konva";
import type { Candidate } from "#core/samples";
import { type LineStyle, OneMask } from "#renderer/canvas";
import type { Rgb } from "#renderer/theme";
import { apart, type Plate, plate, plateSize } from "./drawing.ts";

export interface Outline {
  readonly candidate: Candidate;
  readonly colour: Rgb;
  readonly line: LineStyle;
  readonly label: string;
  readonly fillOpacity?: number;
}

interface OutlinesProps {
  readonly outlines: readonly Outline[];
  readonly scale: number;
}

export const CandidateOutlines = memo(function CandidateOutlines({ outlines, scale }: OutlinesProps) {
  return (
    <Group listening={false}>
      {outlines.map(({ candidate, colour, line, fillOpacity }) => (
        <OneMask
          key={candidate.id}
          rle={candidate.rle}
          colour={colour}
          line={line}
          scale={scale}
          fillOpacity={fillOpacity ?? 0}
        />
      ))}
    </Group>
  );
});

/** Each candidate's name beside its box, so that it covers none of it. */
export const CandidateNames = memo(function CandidateNames({ outlines, scale }: OutlinesProps) {
  return (
    <Shape
      listening={false}
      perfectDrawEnabled={false}
      sceneFunc={({ _context: context }) => {
        const plates = outlines.map(({ candidate: { bbox }, label }): Plate => {
          const size = plateSize(context, label, scale);
          return { text: label, x: bbox[0] + bbox[2] + 3 / scale, y: bbox[1], ...size };
        });
        for (const { text, x, y } of apart(plates)) plate(context, text, x, y, scale);
      }}
    />
  );
});
