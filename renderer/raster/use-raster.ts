import { useEffect, useState } from "react";
import { type ErrorReport, toErrorReport } from "#core/errors";
import type { Rle } from "#core/masks";
import type { MaskAsset, Picture } from "./messages.ts";
import { raster } from "./raster-client.ts";

type Loaded<T> = { readonly key: string; readonly value: T | null; readonly problem: ErrorReport | null };

export type PictureState = Loaded<Picture>;

/** The decoded picture at an address; `attempt` asks again. The one before stays until the new one is there. */
export function usePicture(url: string | null, attempt: number): PictureState | null {
  const [state, setState] = useState<PictureState | null>(null);
  useEffect(() => {
    if (url === null) return;
    // `attempt` is here to start over.
    void attempt;
    let current = true;
    raster.ask("picture", { url: new URL(url, location.href).href }).then(
      (value) => {
        if (current) setState({ key: url, value, problem: null });
        else for (const level of value.levels) level.close();
      },
      (thrown: unknown) => current && setState({ key: url, value: null, problem: toErrorReport(thrown) }),
    );
    return () => {
      current = false;
    };
  }, [url, attempt]);
  useEffect(() => () => void state?.value?.levels.map((level) => level.close()), [state]);
  return state;
}

/** Has the picture at an address decoded before it is asked for. */
export function usePictureAhead(url: string | null): void {
  useEffect(() => {
    if (url === null) return;
    raster.ask("ahead", { url: new URL(url, location.href).href }).catch((thrown: unknown) => {
      console.warn("No picture was decoded ahead:", thrown);
    });
  }, [url]);
}

/** An asset with the counts of the mask that it shows. */
export type ShownMask = MaskAsset & { readonly counts: string };

/**
 * A mask ready to draw. While the next one of the same owner, as a sample, is being made the one before is answered, so
 * that nothing flickers; another owner's never is.
 */
export function useMaskAsset(
  rle: Rle | null,
  colour: readonly [number, number, number],
  owner: string | null,
): ShownMask | null {
  const [made, setMade] = useState<{ readonly owner: string | null; readonly asset: ShownMask } | null>(null);
  const counts = rle?.counts ?? null;
  const height = rle?.size[0] ?? 0;
  const width = rle?.size[1] ?? 0;
  useEffect(() => {
    if (counts === null) {
      setMade(null);
      return;
    }
    let current = true;
    raster.ask("mask", { rle: { size: [height, width], counts }, colour }).then(
      (value) => (current ? setMade({ owner, asset: { ...value, counts } }) : value.fill.close()),
      (thrown: unknown) => {
        if (!current) return;
        console.error("A mask could not be drawn:", thrown);
        setMade(null);
      },
    );
    return () => {
      current = false;
    };
  }, [counts, height, width, colour, owner]);
  useEffect(() => () => made?.asset.fill.close(), [made]);
  return made?.owner === owner ? made.asset : null;
}
