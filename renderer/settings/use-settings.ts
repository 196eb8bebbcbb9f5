import type { QueryClient } from "@tanstack/react-query";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type { ApiRouter } from "#electron/api";
import { notify } from "#renderer/feedback";
import { reportOf, useApi } from "#renderer/link";

export type Settings = inferRouterOutputs<ApiRouter>["settings"]["get"];
export type SettingsPatch = inferRouterInputs<ApiRouter>["settings"]["set"];

const KEY = ["settings"] as const;

export function useSettings() {
  const api = useApi();
  return useQuery({ queryKey: KEY, queryFn: () => api.settings.get.query(), staleTime: Number.POSITIVE_INFINITY });
}

/** Shows a change at once and takes it back if it could not be saved. Changes are saved in the order they were made. */
export function useChangeSettings(): (patch: SettingsPatch) => void {
  const api = useApi();
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationKey: KEY,
    scope: { id: "settings" },
    mutationFn: (patch: SettingsPatch) => api.settings.set.mutate(patch),
    onMutate: (patch) => {
      const before = client.getQueryData<Settings>(KEY);
      if (before) client.setQueryData<Settings>(KEY, { ...before, ...(patch as Partial<Settings>) });
      return { before };
    },
    onError: (thrown, _patch, context) => {
      client.setQueryData(KEY, context?.before);
      notify("problem", reportOf(thrown));
    },
    onSuccess: (settings) => {
      // The answer to an earlier change knows nothing of the later ones that are shown already.
      if (client.isMutating({ mutationKey: KEY }) <= 1) client.setQueryData(KEY, settings);
    },
  });
  return mutate;
}

/** What the session asks between two clicks; the defaults until the settings have come. */
export function preferencesOf(client: QueryClient): Pick<Settings, "autoAdvance" | "autoDiscover" | "run"> {
  return client.getQueryData<Settings>(KEY) ?? { autoAdvance: true, autoDiscover: true, run: RUN_DEFAULTS };
}

const RUN_DEFAULTS: Settings["run"] = {
  pack: null,
  attention: "grid",
  evaluator: "predicted-iou",
  groupSize: 5,
  cot: null,
  automatic: true,
};

/** Saves the endpoint, or removes it (null); unlike other settings only when it is asked for. */
export function useSaveEndpoint() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (endpoint: Settings["endpoint"]) => api.settings.set.mutate({ endpoint }),
    onSuccess: (settings) => client.setQueryData(KEY, settings),
    onError: (thrown) => notify("problem", reportOf(thrown)),
  });
}
