import { useQuery } from "@tanstack/react-query";
import { useApi } from "#renderer/link";
import { useSessionState } from "#renderer/session";
import type { SceneFacts } from "./scene-mentions.ts";

/** What the open sample's dataset says of its question's program and scene; null where it says nothing. */
export function useSceneFacts(): SceneFacts | null {
  const api = useApi();
  const projectId = useSessionState((state) => state.projectId);
  const sampleId = useSessionState((state) => state.sample?.detail.id ?? null);
  const { data } = useQuery({
    queryKey: ["scene-facts", projectId, sampleId],
    queryFn: ({ signal }) => api.samples.sceneFacts.query({ projectId, sampleId: sampleId ?? "" }, { signal }),
    enabled: sampleId !== null,
    // A dataset's details never change under its sample.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return data ?? null;
}
