import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useApi } from "#renderer/link";

const PREVIEWED = 12;
/** People type names; a preview for every letter is one too many. */
const TYPING_MS = 350;

/** What is to be reviewed: the masks, their images, and the first of them. Read while `isOpen`. */
export function useReviewSource(isOpen: boolean) {
  const api = useApi();
  const [source, setSource] = useState<string | null>(null);
  const [images, setImages] = useState<string | null>(null);
  const [model, setModel] = useState("");
  const places = useQuery({
    queryKey: ["review-places", source, images],
    queryFn: ({ signal }) => api.maskReview.places.query({ source: source ?? "", images }, { signal }),
    enabled: isOpen && source !== null,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  const found = places.data;
  const input = useMemo(() => {
    const options: Record<string, string> = {};
    if (found) Object.assign(options, { images: found.images, kind: found.kind });
    if (model.trim() !== "") options.model = model.trim();
    return { source: found?.masks ?? "", format: "mask-review", options, mapping: {} };
  }, [found, model]);
  const [asked] = useDebouncedValue(input, TYPING_MS, { leading: true });
  const preview = useQuery({
    queryKey: ["dataset-preview", asked],
    queryFn: ({ signal }) => api.datasets.preview.query({ ...asked, limit: PREVIEWED }, { signal }),
    enabled: isOpen && asked.source !== "" && asked === input,
    placeholderData: (before, query) =>
      (query?.queryKey[1] as typeof asked | undefined)?.source === asked.source ? before : undefined,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  return {
    source,
    places,
    preview,
    /** The preview that is shown is not of what is chosen by now. */
    isBehind: asked !== input || preview.isPlaceholderData,
    input,
    model,
    setModel,
    setImages,
    setSource: (path: string | null) => {
      setSource(path);
      setImages(null);
    },
  };
}
export type ReviewSource = ReturnType<typeof useReviewSource>;
