import { Group } from "react-konva";
import { create } from "zustand";
import { OneMask, useView } from "#renderer/canvas";
import { useSessionState } from "#renderer/session";
import { overlayColours } from "#renderer/theme";

/** Whose mask is drawn beside the person's own; null: nobody's. */
export const useShownReading = create<{ readonly author: string | null }>(() => ({ author: null }));

/** The mask of the reader that the pointer or the focus rests on. */
export function ReadingMask({ scale }: { readonly scale: number }) {
  const author = useShownReading((state) => state.author);
  const all = useSessionState((state) => state.sample?.detail.readings?.all ?? null);
  const isHidden = useView((view) => view.hidden);
  const mask = all?.find((one) => one.author === author)?.mask ?? null;
  if (mask === null) return null;
  return (
    <Group listening={false} visible={!isHidden}>
      <OneMask rle={mask} colour={overlayColours.hovered} line="dashed" scale={scale} fillOpacity={0.3} />
    </Group>
  );
}
