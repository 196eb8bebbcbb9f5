import { memo } from "react";
import { decisionSchema, type SampleStatus, type SampleSummary } from "#core/samples";
import { useText } from "#renderer/language";
import { Line, oneLine, saidIou, shownIou } from "#renderer/words";
import styles from "./queue.module.css";
import { labelOf, type RowLabel } from "./row-label.ts";
import { statusLooks } from "./statuses.ts";

interface QueueRowProps {
  readonly sample: SampleSummary | null;
  readonly isCurrent: boolean;
  /** Scores are hidden until the verdict, or until the target was pointed at, which a row does not know. */
  readonly hidesScores: boolean;
  readonly top: number;
  readonly height: number;
  readonly onOpen: (sampleId: string) => void;
}

export const QueueRow = memo(function QueueRow(props: QueueRowProps) {
  const words = useText().queue;
  const { sample, isCurrent, hidesScores, top, height } = props;
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
  const label = labelOf(sample);
  const said = label.kind === "question" ? oneLine(label.words) : `${oneLine(label.words, 80)} ${words.blank}`;
  return (
    <button
      type="button"
      className={styles.row}
      style={place}
      data-testid="queue-row"
      data-sample-id={sample.id}
      data-row-status={sample.status}
      aria-current={isCurrent ? "true" : undefined}
      title={`${oneLine(sample.question, 500) || said}\n${oneLine(sample.imageName)}`}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => props.onOpen(sample.id)}
    >
      <i className={styles.dot} style={{ background: sample.stale ? "var(--r2-bad)" : look.colour }} />
      <span className={styles.lines}>
        <span className={styles.words} dir="auto" data-blank={label.kind === "blank" || undefined}>
          <RowWords label={label} />
        </span>
        <bdi className={styles.file}>
          <Line text={sample.imageName} />
        </bdi>
      </span>
      <TopScore top={hidesScores && !isJudged(sample.status) ? undefined : sample.top} />
      <span className={styles.state} data-stale={sample.stale || undefined}>
        <span aria-hidden>
          {sample.stale ? words.stale : isCurrent && sample.status === "todo" ? words.now : look.glyph}
        </span>
        <span className="r2-hidden">{words.state(words.statuses[sample.status], sample.stale)}</span>
      </span>
    </button>
  );
});

const isJudged = (status: SampleStatus): boolean => decisionSchema.safeParse(status).success;

/** The best score of the newest run; SAM's own estimate is none, and looks like none. */
function TopScore({ top }: { readonly top: SampleSummary["top"] }) {
  const words = useText().queue;
  if (top === undefined) return <span />;
  const bySam = top.evaluator === "predicted-iou";
  const value = bySam ? shownIou(top.score) : top.score.toFixed(2);
  const title = bySam ? words.topBySam(value, saidIou(top.score)) : words.top(value, oneLine(top.evaluator, 60));
  return (
    <span className={styles.score} data-testid="queue-score" data-by-sam={bySam || undefined} title={title}>
      {value}
    </span>
  );
}

/** What tells rows apart comes first: the column is narrow. */
function RowWords({ label }: { readonly label: RowLabel }) {
  const words = useText().queue;
  if (label.kind === "question") return <Line text={label.words} />;
  return (
    <>
      <bdi>
        <Line text={label.words} most={80} />
      </bdi>{" "}
      {words.blank}
    </>
  );
}
