import { useMemo } from "react";
import type { Candidate } from "#core/samples";
import type { Subject } from "#renderer/pipeline-steps";
import { inRunOrder, useSessionState } from "#renderer/session";

const none: readonly Candidate[] = [];

/** The newest run of the open sample and its candidates in its own order; null before the first run. */
export function useSubject(): Subject | null {
  const run = useSessionState((state) => state.sample?.detail.run ?? null);
  const candidates = useSessionState((state) => state.sample?.detail.candidates ?? none);
  return useMemo(() => (run === null ? null : { run, candidates: inRunOrder(candidates) }), [run, candidates]);
}
