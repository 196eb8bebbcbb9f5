import { Button, Checkbox, NumberInput, SegmentedControl, TagsInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { AssignReport } from "#core/samples";
import { notify } from "#renderer/feedback";
import { type Catalogue, useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { pageQuery, useSession, useSessionState } from "#renderer/session";
import { oneLine } from "#renderer/words";
import styles from "./readers.module.css";

/** Gives samples to people, all as many. */
export function AssignForm() {
  const words = useText().readers.assign;
  const api = useApi();
  const client = useQueryClient();
  const session = useSession();
  const projectId = useSessionState((state) => state.projectId);
  const filter = useSessionState((state) => state.filter);
  const openId = useSessionState((state) => state.sample?.detail.id ?? null);
  const readers = useSessionState((state) => state.rules.readers);
  const [names, setNames] = useState<string[]>([]);
  const [which, setWhich] = useState<"filter" | "open">("filter");
  const [perSample, setPerSample] = useState<number | null>(null);
  const [keepAssigned, setKeep] = useState(true);
  const [isWorking, setWorking] = useState(false);
  const [report, setReport] = useState<AssignReport | null>(null);
  const { data: annotators } = useQuery({
    queryKey: ["annotators", projectId],
    queryFn: ({ signal }) => api.judging.annotators.query({ projectId }, { signal }),
    staleTime: 0,
  });
  const { data: page } = useQuery({
    queryKey: ["queue", projectId, filter, "length"],
    queryFn: ({ signal }) =>
      api.samples.page.query({ projectId, offset: 0, limit: 1, ...pageQuery(filter) }, { signal }),
    staleTime: 0,
  });
  const each = Math.max(1, Math.min(perSample ?? readers, Math.max(1, names.length)));
  const assign = async (annotators: string[]): Promise<void> => {
    setWorking(true);
    try {
      const target = which === "open" && openId !== null ? { id: [openId] } : pageQuery(filter);
      const request = { annotators, perSample: annotators.length === 0 ? 1 : each, keepAssigned };
      setReport(
        await api.judging.assign.mutate({
          projectId,
          filter: target,
          request: { ...request, keepAssigned: annotators.length > 0 && keepAssigned },
        }),
      );
      await Promise.all([session.refresh(), client.invalidateQueries({ queryKey: ["annotators", projectId] })]);
    } catch (thrown) {
      notify("problem", reportOf(thrown));
    } finally {
      setWorking(false);
    }
  };
  return (
    <section className={styles.assign} aria-label={words.label} data-testid="assign">
      <h3>{words.title}</h3>
      <TagsInput
        size="xs"
        label={words.names}
        description={words.namesHint}
        placeholder={names.length === 0 ? words.typeName : ""}
        classNames={{ pill: styles.name ?? "" }}
        data={annotators?.names ?? []}
        value={names}
        maxTags={100}
        maxLength={200}
        clearable
        onChange={(values) => {
          setNames(values.map((name) => name.trim()).filter((name) => name !== ""));
          setReport(null);
        }}
      />
      <div className={styles.line}>
        <SegmentedControl
          size="xs"
          aria-label={words.which}
          value={which}
          data={[
            { value: "filter", label: words.shown(page?.total ?? null) },
            { value: "open", label: words.open, disabled: openId === null },
          ]}
          onChange={(value) => setWhich(value as "filter" | "open")}
        />
        <NumberInput
          size="xs"
          w={110}
          label={words.perSample}
          min={1}
          max={Math.max(1, Math.min(9, names.length))}
          allowDecimal={false}
          value={each}
          onChange={(value) => setPerSample(typeof value === "number" && value >= 1 ? value : null)}
        />
      </div>
      <Checkbox
        size="xs"
        label={words.keep}
        checked={keepAssigned}
        onChange={(event) => setKeep(event.currentTarget.checked)}
      />
      <div className={styles.line}>
        <Button size="xs" loading={isWorking} disabled={names.length === 0} onClick={() => void assign(names)}>
          {words.evenly}
        </Button>
        <Button size="xs" variant="default" disabled={isWorking} onClick={() => void assign([])}>
          {words.takeBack}
        </Button>
        <span className={styles.mute} role="status" data-testid="assigned">
          {report && reportWords(report, words)}
        </span>
      </div>
    </section>
  );
}

function reportWords({ assigned, kept, shares }: AssignReport, words: Catalogue["readers"]["assign"]): string {
  if (shares.length === 0) return words.takenBack(assigned);
  const each = shares.map(({ annotator, samples }) => ({ annotator: oneLine(annotator, 30), samples }));
  return words.done(assigned, each, kept);
}
