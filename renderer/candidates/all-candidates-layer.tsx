import { useCallback, useMemo } from "react";
import { Layer } from "react-konva";
import type { Candidate } from "#core/samples";
import { OneMask, useView } from "#renderer/canvas";
import { useSessionState } from "#renderer/session";
import { contourColours, overlayColours } from "#renderer/theme";

interface NativeLayer {
  getNativeCanvasElement(): HTMLCanvasElement;
}

/** More contours than the paper's candidates tell nothing apart any longer. */
const MOST = 15;
/** Smaller pieces, in CSS pixels, would hide the outlines that matter; zooming in brings them back. */
const SPECKS = 10;
const none: readonly Candidate[] = [];

/** The outlines of the best-ranked candidates at once, on a canvas of their own that no stroke repaints. */
export function AllCandidatesLayer({ scale }: { readonly scale: number }) {
  const isOn = useView((view) => view.allCandidates && !view.hidden);
  const candidates = useSessionState((state) => state.sample?.detail.candidates ?? none);
  const best = useMemo(() => [...candidates].sort((a, b) => a.rank - b.rank).slice(0, MOST), [candidates]);
  const name = useCallback((layer: NativeLayer | null) => {
    layer?.getNativeCanvasElement().setAttribute("data-layer", "all-candidates");
  }, []);
  if (!isOn) return null;
  return (
    <Layer ref={name} listening={false}>
      {best.map((candidate, index) => (
        <OneMask
          key={candidate.id}
          rle={candidate.rle}
          colour={contourColours[index % contourColours.length] ?? overlayColours.hovered}
          line="dashed"
          scale={scale}
          fillOpacity={0}
          specks={SPECKS}
        />
      ))}
    </Layer>
  );
}
