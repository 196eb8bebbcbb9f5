import type { TransferNote } from "#core/samples";
import { numberNow, useText } from "#renderer/language";
import { oneLine, Words } from "#renderer/words";
import styles from "./transfers.module.css";

export interface ReasonGroup {
  readonly reason: string;
  readonly outcome: TransferNote["outcome"];
  readonly count: number;
  readonly notes: readonly TransferNote[];
}

/** Notes by their reason, in the order in which the reasons first came; `counts` knows of more than are listed. */
export function groupNotes(
  notes: readonly TransferNote[],
  counts: readonly {
    readonly reason: string;
    readonly outcome: TransferNote["outcome"];
    readonly count: number;
  }[] = [],
): readonly ReasonGroup[] {
  const groups = new Map<string, { reason: string; outcome: TransferNote["outcome"]; notes: TransferNote[] }>();
  const keyOf = (one: { reason: string; outcome: string }): string => JSON.stringify([one.outcome, one.reason]);
  for (const { reason, outcome } of counts) groups.set(keyOf({ reason, outcome }), { reason, outcome, notes: [] });
  for (const note of notes) {
    const { reason, outcome } = note;
    const group = groups.get(keyOf(note)) ?? { reason, outcome, notes: [] };
    group.notes.push(note);
    groups.set(keyOf(note), group);
  }
  return [...groups.entries()].map(([key, group]) => {
    const known = counts.find((one) => keyOf(one) === key)?.count ?? 0;
    return { ...group, count: Math.max(known, group.notes.length) };
  });
}

const SHOWN = 8;

/** What was left out, or would be, and why: by reason, with the first places each. */
export function NotesList({ groups }: { readonly groups: readonly ReasonGroup[] }) {
  const words = useText().transfers.report;
  return (
    <ul className={styles.notes} data-testid="transfer-notes">
      {groups.map(({ reason, outcome, count: total, notes }) => (
        <li key={`${outcome} ${reason}`}>
          <div className={styles.reason}>
            <span className={styles.outcome} data-outcome={outcome}>
              {outcome === "skipped" ? words.skipped : words.inPart}
            </span>
            <b className="r2-words">{reason}</b>
            <span className={styles.reasonCount}>{numberNow(total)}</span>
          </div>
          <ul>
            {notes.slice(0, SHOWN).map((note) => (
              <li key={`${note.file}:${note.line}:${note.field}:${note.message}`}>
                <code className={styles.place}>
                  <bdi>{oneLine(note.file, 2000)}</bdi>
                  {note.line !== null && <span>{words.line(note.line)}</span>}
                  {note.field !== null && <bdi>{oneLine(note.field, 500)}</bdi>}
                </code>
                <Words text={note.message} most={400} />
              </li>
            ))}
          </ul>
          {total > Math.min(notes.length, SHOWN) && (
            <p className={styles.dim}>{words.more(total - Math.min(notes.length, SHOWN))}</p>
          )}
        </li>
      ))}
    </ul>
  );
}
