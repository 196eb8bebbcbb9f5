import { keepPreviousData, type QueryClient, useQueries, useQuery } from "@tanstack/react-query";
import type { SampleStatus, SampleSummary } from "#core/samples";
import { type Api, useApi } from "#renderer/link";
import { pageQuery, type QueueFilter } from "#renderer/session";
import { PAGE_SIZE, placeOf } from "./windows.ts";

type Page = { readonly total: number; readonly items: readonly SampleSummary[] };

const pageKey = (projectId: string, filter: QueueFilter, page: number) => ["queue", projectId, filter, page] as const;

function pageOptions(api: Api, projectId: string, filter: QueueFilter, page: number) {
  return {
    queryKey: pageKey(projectId, filter, page),
    queryFn: ({ signal }: { signal: AbortSignal }): Promise<Page> =>
      api.samples.page.query(
        { projectId, offset: page * PAGE_SIZE, limit: PAGE_SIZE, ...pageQuery(filter) },
        { signal },
      ),
    staleTime: 60_000,
  };
}

/** The queue's length, with its first page. */
export function useQueueHead(projectId: string, filter: QueueFilter) {
  const api = useApi();
  return useQuery({ ...pageOptions(api, projectId, filter, 0), placeholderData: keepPreviousData });
}

/** Whichever rows the pages hold. */
export function useQueueRows(
  projectId: string,
  filter: QueueFilter,
  pages: readonly number[],
): (index: number) => SampleSummary | null {
  const api = useApi();
  const results = useQueries({ queries: pages.map((page) => pageOptions(api, projectId, filter, page)) });
  return (index) => {
    const { page, at } = placeOf(index);
    return results[pages.indexOf(page)]?.data?.items[at] ?? null;
  };
}

export function useCounts(projectId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["counts", projectId],
    queryFn: ({ signal }) => api.samples.counts.query({ projectId }, { signal }),
  });
}

/** Shows a new status at once where the row is loaded; a filtered queue may have lost the row and is asked again. */
export function applyStatus(
  client: QueryClient,
  projectId: string,
  sampleId: string,
  { status, stale }: { readonly status: SampleStatus; readonly stale: boolean },
): void {
  client.setQueriesData<Page>({ queryKey: ["queue", projectId] }, (page) => {
    const isOther = (item: SampleSummary): boolean =>
      item.id === sampleId && (item.status !== status || item.stale !== stale);
    if (!page?.items.some(isOther)) return page;
    return { ...page, items: page.items.map((item) => (item.id === sampleId ? { ...item, status, stale } : item)) };
  });
  void client.invalidateQueries({ queryKey: ["counts", projectId] });
  void client.invalidateQueries({
    predicate: ({ queryKey }) =>
      queryKey[0] === "queue" && queryKey[1] === projectId && dependsOnVerdicts(queryKey[2] as QueueFilter),
  });
}

/** Whether a verdict may take a sample out of what the filter shows, or bring it in. */
const dependsOnVerdicts = ({ search, status, author, stale, readersDisagree }: QueueFilter): boolean =>
  search !== "" ||
  status.length > 0 ||
  (author ?? []).length > 0 ||
  stale !== undefined ||
  readersDisagree !== undefined;
