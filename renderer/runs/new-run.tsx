import { Alert, Button, Checkbox, SegmentedControl } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ErrorReport } from "#core/errors";
import type { BatchPlan, SampleSelection } from "#core/samples";
import { ErrorPanel } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { isFiltered, pageQuery, useSessionState } from "#renderer/session";
import { isUsable, problemOf, type Settings, usePacks, useSettings } from "#renderer/settings";
import { PlanForm } from "./plan-form.tsx";
import styles from "./runs.module.css";
import { heardRun, useRuns } from "./runs.ts";

type Which = "sample" | "filter" | "all";

/** Over which samples, and what to do with each; beginning with what the settings say. */
export function NewRun() {
  const settings = useSettings().data;
  return settings ? <NewRunForm settings={settings} /> : null;
}

const planOf = ({ run: { pack, attention, evaluator, groupSize, cot, automatic } }: Settings): BatchPlan => ({
  ...{ candidates: "discover", onlyNew: false, automatic, pack, attention, evaluator, groupSize, cot, seed: 0 },
});

function NewRunForm({ settings }: { readonly settings: Settings }) {
  const text = useText();
  const choices = text.settings.runs;
  const words = text.runs.fresh;
  const api = useApi();
  const projectId = useSessionState((state) => state.projectId);
  const sampleId = useSessionState((state) => state.sample?.detail.id ?? null);
  const filter = useSessionState((state) => state.filter);
  const [which, setWhich] = useState<Which>(isFiltered(filter) ? "filter" : "all");
  const [plan, setPlan] = useState<BatchPlan>(() => planOf(settings));
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ErrorReport | null>(null);
  const packs = usePacks().data?.filter(isUsable) ?? [];
  const selection = selectionOf(which, sampleId, pageQuery(filter));
  const finished = useRuns(({ runs }) => runs.reduce((sum, { done }) => sum + done, 0));
  const counts = useSelectionCounts(projectId, selection, finished);
  const wanted = plan.onlyNew ? counts?.withoutRun : counts?.all;
  const chosen = packs.find(({ id }) => id === (plan.pack ?? "mobilesam"));
  const problem = plan.automatic ? null : problemOf(choices, plan, chosen, settings.endpoint !== null);
  const sends = problem === choices.sends;
  const change = (patch: Partial<BatchPlan>): void => {
    setPlan({ ...plan, ...patch });
    setRefusal(null);
  };
  const start = async (): Promise<void> => {
    setBusy(true);
    setRefusal(null);
    try {
      heardRun(await api.batches.start.mutate({ projectId, selection, plan }));
    } catch (thrown) {
      setRefusal(reportOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className={styles.form}
      aria-label={words.title}
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <h3>{words.title}</h3>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={words.which}
        value={which}
        data={[
          { value: "sample", label: words.sample, disabled: sampleId === null },
          { value: "filter", label: words.filter },
          { value: "all", label: words.all },
        ]}
        onChange={(value) => setWhich(value as Which)}
      />
      <Checkbox
        size="xs"
        label={counts ? words.onlyNewOf(counts.withoutRun, counts.all) : words.onlyNew}
        checked={plan.onlyNew}
        onChange={(event) => change({ onlyNew: event.currentTarget.checked })}
      />
      <PlanForm plan={plan} packs={packs} onChange={change} />
      {problem !== null && (
        <Alert color="yellow" variant="light" p={10} role="status">
          {sends ? words.sends(wanted ?? 0, settings.endpoint && new URL(settings.endpoint.url).host) : problem}
        </Alert>
      )}
      {refusal && <ErrorPanel report={refusal} />}
      <Button
        type="submit"
        size="xs"
        loading={isBusy}
        // Not while they are counted: the focus comes here at once.
        disabled={wanted === 0 || (problem !== null && !sends)}
        data-autofocus
      >
        {wanted === undefined ? words.run : wanted === 0 ? words.runNone : words.runThem(wanted)}
      </Button>
    </form>
  );
}

function selectionOf(which: Which, sampleId: string | null, filter: ReturnType<typeof pageQuery>): SampleSelection {
  if (which === "sample" && sampleId !== null) return { kind: "samples", ids: [sampleId] };
  return which === "filter" ? { kind: "filter", filter } : { kind: "all" };
}

/** How many samples a selection holds, and how many of them nobody has run yet; anew with each that is `finished`. */
function useSelectionCounts(projectId: string, selection: SampleSelection, finished: number) {
  const api = useApi();
  const query = useQuery({
    queryKey: ["run-selection", projectId, selection, finished],
    queryFn: async ({ signal }) => {
      const of = (onlyNew: boolean) => api.batches.count.query({ projectId, selection, onlyNew }, { signal });
      const [all, withoutRun] = await Promise.all([of(false), of(true)]);
      return { all, withoutRun };
    },
    placeholderData: keepPreviousData,
    // Runs and people change it all the time.
    staleTime: 0,
  });
  return query.data;
}
