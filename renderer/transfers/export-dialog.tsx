import { Button, Group, Modal, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { ErrorReport } from "#core/errors";
import type { SampleStatus } from "#core/samples";
import type { OpenProjectInfo } from "#electron/api";
import { ErrorPanel } from "#renderer/feedback";
import { folderNameOf } from "#renderer/home";
import { numberNow, useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { allStatuses, useCounts } from "#renderer/queue";
import { openDialog, useShell } from "#renderer/shell";
import { FormatField } from "./format-field.tsx";
import { OptionFields } from "./option-fields.tsx";
import { PlaceFields, usePlace } from "./place-fields.tsx";
import { withoutEnding } from "./source-name.ts";
import { busyWords } from "./transfer-words.ts";
import styles from "./transfers.module.css";
import { showTransfer, useUnderWay } from "./transfers.ts";
import { useFormats } from "./use-source.ts";

/** Takes samples of the open project away, in a format that others read. */
export function ExportDialog() {
  const text = useText();
  const isOpen = useShell((shell) => shell.dialog === "export-dataset");
  const project = useShell((shell) => shell.project);
  return (
    <Modal
      opened={isOpen && project !== null}
      onClose={() => openDialog(null)}
      title={text.takeAway.samples.title}
      size={640}
      closeButtonProps={{ "aria-label": text.transfers.close }}
    >
      {project && <ExportForm project={project} />}
    </Modal>
  );
}

/** Rejected ones are left out unless somebody wants them; what has no question is no sample for others yet. */
const usualStatuses = allStatuses.filter((status) => status !== "rejected");

type Masks = "current" | "reference";

function ExportForm({ project }: { readonly project: OpenProjectInfo }) {
  const text = useText();
  const words = text.takeAway.samples;
  const { projectId, title } = project;
  const api = useApi();
  const formats = useFormats().data?.exporters ?? [];
  const counts = useCounts(projectId).data;
  const [formatId, setFormatId] = useState("reasonseg");
  const [options, setOptions] = useState<Readonly<Record<string, string>>>({});
  const [status, setStatus] = useState<readonly SampleStatus[]>(usualStatuses);
  const [masks, setMasks] = useState<Masks>("current");
  const format = formats.find(({ id }) => id === formatId) ?? formats[0] ?? null;
  const place = usePlace(`${folderNameOf(withoutEnding(title))}-${format?.id ?? "export"}`);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ErrorReport | null>(null);
  const underWay = useUnderWay(projectId);
  const wanted = counts ? status.reduce((sum, one) => sum + (counts[one] ?? 0), 0) : null;
  const start = async (): Promise<void> => {
    if (!format || place.path === null) return;
    setBusy(true);
    setProblem(null);
    try {
      const request = { projectId, format: format.id, out: place.path, options: { ...options }, masks };
      showTransfer(await api.datasets.startExport.mutate({ ...request, status: [...status] }));
    } catch (thrown) {
      setProblem(reportOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.form} data-testid="export-dialog">
      <FormatField
        label={text.transfers.format}
        formats={formats}
        value={format}
        onChange={(id) => {
          setFormatId(id);
          setOptions({});
        }}
      />
      {format && (
        <OptionFields
          options={format.options}
          values={options}
          onChange={(key, value) => setOptions({ ...options, [key]: value })}
        />
      )}
      <Statuses value={status} counts={counts ?? null} onChange={setStatus} />
      <div className={styles.field}>
        <span className={styles.label}>{words.masks}</span>
        <SegmentedControl
          size="xs"
          aria-label={words.masks}
          value={masks}
          data={[
            { value: "current", label: words.current },
            { value: "reference", label: words.reference },
          ]}
          onChange={(chosen) => setMasks(chosen === "reference" ? "reference" : "current")}
        />
        <p className={styles.dim}>{words[`${masks}Hint`]}</p>
      </div>
      <PlaceFields place={place} />
      {problem && <ErrorPanel report={problem} />}
      <Group justify="flex-end" gap={8}>
        <span className={styles.dim} data-testid="export-count">
          {underWay ? busyWords(underWay) : wanted === null ? "" : text.transfers.samples(wanted)}
        </span>
        <Button variant="default" onClick={() => openDialog(null)}>
          {text.shell.cancel}
        </Button>
        <Button
          loading={isBusy}
          disabled={underWay !== null || !format || place.path === null || status.length === 0 || wanted === 0}
          onClick={() => void start()}
        >
          {words.start}
        </Button>
      </Group>
    </div>
  );
}

interface StatusesProps {
  readonly value: readonly SampleStatus[];
  readonly counts: Readonly<Record<SampleStatus, number>> | null;
  readonly onChange: (status: readonly SampleStatus[]) => void;
}

function Statuses({ value, counts, onChange }: StatusesProps) {
  const { takeAway, queue } = useText();
  const flip = (status: SampleStatus): void =>
    onChange(allStatuses.filter((one) => (one === status ? !value.includes(one) : value.includes(one))));
  return (
    <fieldset className={styles.fieldset} aria-label={takeAway.samples.which}>
      <span className={styles.label}>{takeAway.samples.which}</span>
      <div className={styles.statuses}>
        {allStatuses.map((status) => (
          <button
            key={status}
            type="button"
            className={styles.status}
            aria-pressed={value.includes(status)}
            onClick={() => flip(status)}
          >
            <span aria-hidden>{value.includes(status) ? "✓" : "+"}</span>
            {queue.statuses[status]}
            <span className={styles.dim}>{counts ? numberNow(counts[status]) : ""}</span>
          </button>
        ))}
      </div>
    </fieldset>
  );
}
