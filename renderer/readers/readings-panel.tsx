import { useEffect, useMemo } from "react";
import type { Check, Reading } from "#core/samples";
import { pointedWords } from "#renderer/blind";
import { useText } from "#renderer/language";
import { statusLooks } from "#renderer/queue";
import { useSessionState } from "#renderer/session";
import { oneLine, Words } from "#renderer/words";
import { agreementOf } from "./agreement.ts";
import styles from "./readers.module.css";
import { useShownReading } from "./reading-mask.tsx";

const show = (author: string | null): void => useShownReading.setState({ author });

/** Where several people judge each sample: how many have, and once all have, who said what. */
export function ReadingsPanel() {
  const words = useText().readers;
  const readings = useSessionState((state) => state.sample?.detail.readings ?? null);
  const sampleId = useSessionState((state) => state.sample?.detail.id ?? null);
  useEffect(() => {
    void sampleId;
    return () => show(null);
  }, [sampleId]);
  if (readings === null) return null;
  const { wanted, given, all } = readings;
  return (
    <section aria-label={words.readings} className={styles.section} data-testid="readings">
      <div className={styles.head}>
        <span>{words.readings}</span>
        <span className={styles.mute}>{words.given(given, wanted)}</span>
      </div>
      {all === null ? <p className={styles.hint}>{words.whenAll(wanted)}</p> : <Everybody all={all} />}
    </section>
  );
}

function Everybody({ all }: { readonly all: readonly Reading[] }) {
  const { agreement } = useText().readers;
  const { agrees, words } = useMemo(() => agreementOf(all, agreement), [all, agreement]);
  return (
    <>
      <p className={styles.outcome} data-testid="agreement" data-agrees={agrees}>
        {words}
      </p>
      <ul className={styles.list}>
        {all.map((reading) => (
          <Said key={reading.author} reading={reading} />
        ))}
      </ul>
    </>
  );
}

/** One reader's verdict; resting on it shows their mask on the picture. */
function Said({ reading }: { readonly reading: Reading }) {
  const { readers: words, points: named, queue, blind } = useText();
  const { author, at, decision, comment, checks = {}, reasons = [], mask, pointing } = reading;
  const look = statusLooks[decision];
  const points = [
    ...Object.entries(checks).map(([check, yes]) => words.point(named.checks[check as Check].short, yes)),
    ...reasons.map((reason) => named.reasons[reason]),
    ...(pointing === null || mask === null ? [] : [words.pointed(pointedWords(pointing, mask, [], blind).short)]),
  ];
  return (
    <li>
      <button
        type="button"
        className={styles.reading}
        data-testid="reading"
        data-reader={author}
        title={`${new Date(at).toLocaleString()}${mask === null ? "" : `\n${words.rest}`}`}
        onMouseDown={(event) => event.preventDefault()}
        onMouseEnter={() => show(author)}
        onMouseLeave={() => show(null)}
        onFocus={() => show(author)}
        onBlur={() => show(null)}
      >
        <span className={styles.who}>
          <bdi>{oneLine(author, 80)}</bdi>
          <b style={{ color: look.colour }}>
            {look.glyph} {queue.statuses[decision]}
          </b>
        </span>
        {points.length > 0 && <span className={styles.mute}>{points.join(" · ")}</span>}
        {comment !== "" && (
          <span dir="auto">
            <Words text={comment} most={300} />
          </span>
        )}
      </button>
    </li>
  );
}
