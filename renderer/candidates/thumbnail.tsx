import { memo, useEffect, useRef, useState } from "react";
import type { Candidate } from "#core/samples";
import { type Region, raster } from "#renderer/raster";
import styles from "./candidates.module.css";

/** Drawn at twice the size that it is shown at, for dense screens. */
const WIDTH = 224;
const HEIGHT = 140;
export const THUMBNAIL_ASPECT = WIDTH / HEIGHT;

interface ThumbnailProps {
  readonly url: string;
  readonly candidate: Candidate;
  /** Null: the surroundings of the mask. */
  readonly region: Region | null;
}

/** The picture cut to the candidate's box, or to `region`, with what is not mask dimmed. */
export const Thumbnail = memo(function Thumbnail({ url, candidate: { rle, bbox }, region }: ThumbnailProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    let current = true;
    const input = { url: new URL(url, location.href).href, rle, bbox, width: WIDTH, height: HEIGHT };
    raster.ask("thumbnail", { ...input, region: region ?? undefined }).then(
      (bitmap) => {
        if (!current) return bitmap.close();
        canvas.current?.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
        setReady(true);
      },
      (thrown: unknown) => console.warn("No thumbnail:", thrown),
    );
    return () => {
      current = false;
    };
  }, [url, rle, bbox, region]);
  return (
    <canvas ref={canvas} width={WIDTH} height={HEIGHT} className={styles.thumbnail} data-ready={isReady} aria-hidden />
  );
});
