import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ErrorReport } from "#core/errors";
import type { SegmentResult } from "#core/samples";
import { reportOf, useApi } from "#renderer/link";
import type { Target } from "#renderer/pipeline-steps";
import { useSessionState } from "#renderer/session";

/** Going through the rows with the pointer should not ask SAM for each of them. */
const REST_MS = 120;

export type DroppedMaskTarget = Extract<Target, { kind: "casualty" }>;

export interface Proposal {
  readonly mask: SegmentResult | null;
  readonly problem: ErrorReport | null;
}

const nothing: Proposal = { mask: null, problem: null };

/** A dropped mask that is pointed at, asked of SAM anew. Whoever asks for the same one shares the answer. */
export function useProposal(target: DroppedMaskTarget | null): Proposal {
  const api = useApi();
  const projectId = useSessionState((state) => state.projectId);
  const sampleId = useSessionState((state) => state.sample?.detail.id ?? "");
  const runId = useSessionState((state) => state.sample?.detail.run?.id ?? "");
  const { seed, mask } = target ?? { seed: 0, mask: 1 };
  const isAtRest = useRest(target === null ? null : `${seed}:${mask}`);
  const { data, error } = useQuery({
    queryKey: ["proposal", projectId, sampleId, runId, seed, mask],
    queryFn: ({ signal }) =>
      api.runs.proposal.query({ projectId, sampleId, runId, seed, mask: mask as 1 | 2 | 3 }, { signal }),
    enabled: target !== null && isAtRest && runId !== "",
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (target === null) return nothing;
  return { mask: data ?? null, problem: error === null ? null : reportOf(error) };
}

function useRest(key: string | null): boolean {
  const [rested, setRested] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setRested(key), REST_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return rested === key;
}
