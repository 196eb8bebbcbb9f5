import { MultiSelect, NumberInput, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Facets } from "#core/samples";
import { type Catalogue, useText } from "#renderer/language";
import { useApi } from "#renderer/link";
import { type QueueFilter, useSession, useSessionState } from "#renderer/session";
import { oneLine } from "#renderer/words";
import styles from "./filters.module.css";
import { ReaderFields } from "./reader-fields.tsx";

const LISTS = ["category", "kind", "split", "author", "assignee"] as const;

/** Everything that the queue can be filtered by beside words and status; each change shows at once. */
export function FilterForm() {
  const words = useText().filters;
  const api = useApi();
  const session = useSession();
  const projectId = useSessionState((state) => state.projectId);
  const filter = useSessionState((state) => state.filter);
  const { data: facets } = useQuery({
    queryKey: ["facets", projectId],
    queryFn: ({ signal }) => api.samples.facets.query({ projectId }, { signal }),
    staleTime: 0,
  });
  const change = (next: QueueFilter): void => session.setFilter(next);
  return (
    <div className={styles.form} data-testid="filter-form">
      {LISTS.map((key) => (
        <MultiSelect
          key={key}
          size="xs"
          label={words[key]}
          placeholder={(filter[key] ?? []).length === 0 ? words.any : ""}
          data={optionsOf(words, facets?.[key] ?? [], filter[key] ?? [])}
          value={[...(filter[key] ?? [])]}
          searchable
          clearable
          nothingFoundMessage={words.noneFound}
          // Inside the popover: a list in a portal of its own would close it.
          comboboxProps={{ withinPortal: false }}
          onChange={(values) => change({ ...filter, [key]: values })}
        />
      ))}
      <ScoreFields facets={facets ?? null} />
      <ReaderFields facets={facets ?? null} />
      <Switch
        size="xs"
        label={words.staleOnly(facets?.stale ?? null)}
        checked={filter.stale ?? false}
        onChange={(event) => {
          const { stale: _, ...rest } = filter;
          change(event.currentTarget.checked ? { ...rest, stale: true } : rest);
        }}
      />
    </div>
  );
}

function optionsOf(words: Catalogue["filters"], facet: Facets["category"], chosen: readonly string[]) {
  const known = facet.map(({ value, samples }) => ({
    value,
    label: words.option(oneLine(value, 60), samples),
  }));
  const others = chosen.filter((value) => !facet.some((one) => one.value === value));
  return [...known, ...others.map((value) => ({ value, label: oneLine(value, 60) }))];
}

const unit = { size: "xs", min: 0, max: 1, step: 0.05, decimalScale: 2, clampBehavior: "strict" } as const;

/** Scores lie between 0 and 1; an empty field is no limit. */
function ScoreFields({ facets }: { readonly facets: Facets | null }) {
  const words = useText().filters;
  const session = useSession();
  const filter = useSessionState((state) => state.filter);
  const { score, disagreement, ...rest } = filter;
  const hasScores = (facets?.scored ?? 0) > 0 || score !== undefined;
  const hasSeveral = (facets?.compared ?? 0) > 0 || disagreement !== undefined;
  const keep = { ...(score ? { score } : {}), ...(disagreement === undefined ? {} : { disagreement }) };
  const limit = (change: Partial<{ min: number | string; max: number | string }>): void => {
    const next = { min: score?.min ?? "", max: score?.max ?? "", ...change };
    const { score: _, ...others } = keep;
    const isOpen = next.min === "" && next.max === "";
    const range = { min: Number(next.min === "" ? 0 : next.min), max: Number(next.max === "" ? 1 : next.max) };
    session.setFilter({ ...rest, ...others, ...(isOpen ? {} : { score: range }) });
  };
  return (
    <>
      <div className={styles.pair}>
        <NumberInput
          {...unit}
          label={words.scoreFrom}
          disabled={!hasScores}
          placeholder={hasScores ? "0" : words.noScores}
          value={score?.min ?? ""}
          onChange={(min) => limit({ min })}
        />
        <NumberInput
          {...unit}
          label={words.scoreTo}
          disabled={!hasScores}
          placeholder={hasScores ? "1" : ""}
          value={score?.max ?? ""}
          onChange={(max) => limit({ max })}
        />
      </div>
      <NumberInput
        {...unit}
        label={words.disagree}
        disabled={!hasSeveral}
        placeholder={hasSeveral ? words.any : words.notTwice}
        value={disagreement ?? ""}
        onChange={(value) => {
          const { disagreement: _, ...others } = keep;
          session.setFilter({ ...rest, ...others, ...(value === "" ? {} : { disagreement: Number(value) }) });
        }}
      />
    </>
  );
}
