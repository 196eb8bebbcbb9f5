import { useEffect, useState } from "react";
import { useView } from "#renderer/canvas";
import type { Region } from "#renderer/raster";
import { seenRegion } from "./seen-region.ts";

/** While the canvas is moved the thumbnails wait: each of them is drawn anew. */
const REST_MS = 120;

/** What the thumbnails show while they follow the canvas; null: each its own mask's surroundings. */
export function useSeenRegion(aspect: number): Region | null {
  const isSynced = useView((view) => view.syncedZoom);
  const viewport = useView((view) => view.viewport);
  const stage = useView((view) => view.stage);
  const image = useView((view) => view.image);
  const [region, setRegion] = useState<Region | null>(null);
  useEffect(() => {
    if (!isSynced || image === null || stage.width === 0) {
      setRegion(null);
      return;
    }
    const timer = setTimeout(() => setRegion(seenRegion(viewport, stage, image, aspect)), REST_MS);
    return () => clearTimeout(timer);
  }, [isSynced, viewport, stage, image, aspect]);
  return region;
}
