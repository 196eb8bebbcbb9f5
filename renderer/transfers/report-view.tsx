import { CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useMemo } from "react";
import type { TransferReport } from "#core/samples";
import type { TransferJob } from "#electron/api";
import { EmptyState } from "#renderer/feedback";
import { oneLine } from "#renderer/words";
import { groupNotes, NotesList } from "./notes-list.tsx";
import { count, figuresOf } from "./transfer-words.ts";
import styles from "./transfers.module.css";

/** What was taken, what was left out and why, and where all of it can be read. */
export function ReportView({ report, kind }: { readonly report: TransferReport; readonly kind: TransferJob["kind"] }) {
  const groups = useMemo(() => groupNotes(report.notes, report.reasons), [report]);
  const none = report.taken + report.present + report.skipped === 0;
  return (
    <div className={styles.report} data-testid="transfer-report">
      <dl className={styles.figures}>
        {figuresOf(report, kind).map(([name, value]) => (
          <div key={name} data-testid={`figure-${name.replaceAll(" ", "-")}`}>
            <dd>{count(value)}</dd>
            <dt>{name}</dt>
          </div>
        ))}
      </dl>
      {none && (
        <EmptyState title={report.cancelled ? "Nothing was taken before it was cancelled." : nothingWords(kind)} />
      )}
      {groups.length > 0 && <NotesList groups={groups} />}
      {report.notesFile !== null && <PathLine label="All notes, one a line" path={report.notesFile} />}
      {kind === "export" && report.taken > 0 && <PathLine label="Written to" path={report.path} />}
    </div>
  );
}

const nothingWords = (kind: TransferJob["kind"]): string =>
  kind === "export"
    ? "No sample could go out."
    : kind === "import"
      ? "No sample was found there."
      : "No mask was found there.";

/** A path that can be copied; long ones wrap. */
export function PathLine({ label, path }: { readonly label: string; readonly path: string }) {
  return (
    <div className={styles.pathLine}>
      <span className={styles.dim}>{label}</span>
      <code>
        <bdi>{oneLine(path, 5000)}</bdi>
      </code>
      <CopyButton value={path}>
        {({ copied, copy }) => (
          <button type="button" aria-label={`Copy the path: ${label}`} onClick={copy}>
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </button>
        )}
      </CopyButton>
    </div>
  );
}
