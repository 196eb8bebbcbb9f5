import { memo } from "react";
import type { SampleSummary } from "#core/samples";
import styles from "./queue.module.css";
import { statusLooks } from "./statuses.ts";

interface QueueRowProps {
  readonly sample: SampleSummary | null;
  readonly isCurrent: boolean;
  readonly top: number;
  readonly height: number;
  readonly onOpen: (sampleId: string) => void;
}

export const QueueRow = memo(function QueueRow(props: QueueRowProps) {
  const { sample, isCurrent, top, height } = props;
  const place = { transform: `translateY(${top}px)`, height };
  if (!sample) {
    return (
      <div className={styles.row} style={place} aria-hidden>
        <i className={styles.dot} />
        <span className={styles.ghost} />
      </div>
    );
  }
  const look = statusLooks[sample.status];
  return (
    <button
      type="button"
      className={styles.row}
      style={place}
      data-testid="queue-row"
      data-sample-id={sample.id}
      data-row-status={sample.status}
      aria-current={isCurrent ? "true" : undefined}
      aria-label={`${sample.question.slice(0, 200)} (${look.label})`}
      title={`${sample.question.slice(0, 500)}\n${sample.imageName}`}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => props.onOpen(sample.id)}
    >
      <i className={styles.dot} style={{ background: look.colour }} />
      <span className={styles.lines}>
        <span className={styles.words} dir="auto">
          {sample.question.slice(0, 200)}
        </span>
        <bdi className={styles.file}>{sample.imageName}</bdi>
      </span>
      <span className={styles.state}>{isCurrent && sample.status === "todo" ? "now" : look.glyph}</span>
    </button>
  );
});
