import type { SampleFilter } from "#core/samples";
import type { QueueFilter } from "./types.ts";

export const emptyFilter: QueueFilter = Object.freeze({ search: "", status: [] });

/** What the API wants for a filter: only what shuts something out. */
export function pageQuery(filter: QueueFilter): SampleFilter {
  const { search, status, category, kind, split, author, assignee, score, disagreement, stale, readersDisagree } =
    filter;
  const list = <K extends string>(key: K, values: readonly string[] | undefined) =>
    values === undefined || values.length === 0 ? {} : { [key]: [...values] };
  return {
    ...(search.trim() === "" ? {} : { search: search.trim() }),
    ...(status.length === 0 ? {} : { status: [...status] }),
    ...list("category", category),
    ...list("kind", kind),
    ...list("split", split),
    ...list("author", author),
    ...list("assignee", assignee),
    ...(score === undefined ? {} : { score }),
    ...(disagreement === undefined ? {} : { disagreement }),
    ...(stale === undefined ? {} : { stale }),
    ...(readersDisagree === undefined ? {} : { readersDisagree }),
  };
}

export const isFiltered = (filter: QueueFilter): boolean => Object.keys(pageQuery(filter)).length > 0;

/** A filter as it was saved, on the screen again. */
export const queueFilterOf = (filter: SampleFilter): QueueFilter => ({
  ...filter,
  search: filter.search ?? "",
  status: filter.status ?? [],
});
