import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { FormatInfo, ImportPreview } from "#core/samples";
import { useApi } from "#renderer/link";

const PREVIEWED = 12;
/** People type options; a preview for every letter is one too many. */
const TYPING_MS = 350;

type Values = Readonly<Record<string, string>>;
const nothing: Values = {};

export function useFormats() {
  const api = useApi();
  return useQuery({
    queryKey: ["dataset-formats"],
    queryFn: () => api.datasets.formats.query(),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What is imported: a source, its format with its options, and which column means what. Read while `isOpen`. */
export function useSource(isOpen: boolean) {
  const api = useApi();
  const formats = useFormats().data?.importers ?? [];
  const [source, setSource] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [options, setOptions] = useState<Values>(nothing);
  const [mapping, setMapping] = useState<Values>(nothing);
  const detected = useQuery({
    queryKey: ["dataset-detect", source],
    queryFn: ({ signal }) => api.datasets.detect.query({ source: source ?? "" }, { signal }),
    enabled: isOpen && source !== null,
    staleTime: 0,
    gcTime: 0,
  });
  const format: FormatInfo | null = formats.find(({ id }) => id === chosen) ?? detected.data?.[0] ?? null;
  const formatId = format?.id ?? "";
  const input = useMemo(
    () => ({ source: source ?? "", format: formatId, options, mapping }),
    [source, formatId, options, mapping],
  );
  const [asked] = useDebouncedValue(input, TYPING_MS, { leading: true });
  const isCurrent = asked === input;
  const preview = useQuery<ImportPreview>({
    queryKey: ["dataset-preview", asked],
    queryFn: ({ signal }) => api.datasets.preview.query({ ...copied(asked), limit: PREVIEWED }, { signal }),
    enabled: isOpen && asked.source !== "" && asked.format !== "" && isCurrent,
    // The cards before stay while a corrected mapping is tried; those of another source don't.
    placeholderData: (before, query) =>
      isSameSource(query?.queryKey[1], asked) ? keepPreviousData(before) : undefined,
    staleTime: 0,
    gcTime: 0,
  });
  const begin = (path: string | null): void => {
    setSource(path);
    setChosen(null);
    setOptions(nothing);
    setMapping(nothing);
  };
  return {
    source,
    format,
    formats,
    options,
    mapping,
    detected,
    preview,
    /** The preview that is shown is not of what is chosen by now. */
    isBehind: !isCurrent || preview.isPlaceholderData,
    input: copied(input),
    setSource: begin,
    setFormat: (id: string) => {
      setChosen(id);
      setOptions(nothing);
      setMapping(nothing);
    },
    setOption: (key: string, value: string) => setOptions((before) => ({ ...before, [key]: value })),
    setRole: (role: string, column: string) => setMapping((before) => ({ ...before, [role]: column })),
  };
}
export type Source = ReturnType<typeof useSource>;

interface SourceInput {
  readonly source: string;
  readonly format: string;
  readonly options: Values;
  readonly mapping: Values;
}

function copied({ source, format, options, mapping }: SourceInput) {
  return { source, format, options: { ...options }, mapping: { ...mapping } };
}

function isSameSource(before: unknown, now: SourceInput): boolean {
  const { source, format } = (before ?? {}) as Partial<SourceInput>;
  return source === now.source && format === now.format;
}
