import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import type { ApiRouter } from "#electron/api";
import { useApi } from "#renderer/link";

export type PackInfo = inferRouterOutputs<ApiRouter>["packs"]["list"][number];

const KEY = ["packs"] as const;

/** The packs of this machine, as their manifests say. */
export function usePacks() {
  const api = useApi();
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.packs.list.query(undefined, { signal }),
    staleTime: 0,
  });
}

/** A pack that a run can use: whole, not hidden by an equal one, and with a SAM. */
export const isUsable = (pack: PackInfo): boolean =>
  pack.problem === null && pack.hiddenBy === null && pack.sam !== null;

/** Checks every file of a pack by its hash and every graph against its manifest. */
export function useVerifyPack() {
  const api = useApi();
  return useMutation({ mutationFn: (id: string) => api.packs.verify.mutate({ id }) });
}

export function useInstallPack() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (from: { readonly path: string; readonly replace: boolean }) => api.packs.install.mutate(from),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
