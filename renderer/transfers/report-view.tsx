import { CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useMemo } from "react";
import type { TransferReport } from "#core/samples";
import type { TransferJob } from "#electron/api";
import { EmptyState } from "#renderer/feedback";
import { numberNow, useText } from "#renderer/language";
import { oneLine } from "#renderer/words";
import { groupNotes, NotesList } from "./notes-list.tsx";
import { figuresOf } from "./transfer-words.ts";
import styles from "./transfers.module.css";

/** What was taken, what was left out and why, and where all of it can be read. */
export function ReportView({ report, kind }: { readonly report: TransferReport; readonly kind: TransferJob["kind"] }) {
  const words = useText().transfers.report;
  const groups = useMemo(() => groupNotes(report.notes, report.reasons), [report]);
  const none = report.taken + report.present + report.skipped === 0;
  return (
    <div className={styles.report} data-testid="transfer-report">
      <dl className={styles.figures}>
        {figuresOf(report, kind).map(([name, value]) => (
          <div key={name} data-testid={`figure-${name}`}>
            <dd>{numberNow(value)}</dd>
            <dt>{words.figures[name]}</dt>
          </div>
        ))}
      </dl>
      {none && <EmptyState title={report.cancelled ? words.cancelledBefore : words.nothing[kind]} />}
      {groups.length > 0 && <NotesList groups={groups} />}
      {report.notesFile !== null && <PathLine label={words.notes} path={report.notesFile} />}
      {kind === "export" && report.taken > 0 && <PathLine label={words.writtenTo} path={report.path} />}
    </div>
  );
}

/** A path that can be copied; long ones wrap. */
export function PathLine({ label, path }: { readonly label: string; readonly path: string }) {
  const { copy: copyIt } = useText().transfers.report;
  return (
    <div className={styles.pathLine}>
      <span className={styles.dim}>{label}</span>
      <code>
        <bdi>{oneLine(path, 5000)}</bdi>
      </code>
      <CopyButton value={path}>
        {({ copied, copy }) => (
          <button type="button" aria-label={copyIt(label)} onClick={copy}>
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </button>
        )}
      </CopyButton>
    </div>
  );
}
