import { useEffect, useMemo } from "react";
import type { Reading } from "#core/samples";
import { pointedWords } from "#renderer/blind";
import { statusLooks } from "#renderer/queue";
import { useSessionState } from "#renderer/session";
import { checkWords, oneLine, reasonWords, Words } from "#renderer/words";
import { agreementOf } from "./agreement.ts";
import styles from "./readers.module.css";
import { useShownReading } from "./reading-layer.tsx";

const show = (author: string | null): void => useShownReading.setState({ author });

/** Where several people judge each sample: how many have, and once all have, who said what. */
export function ReadingsPanel() {
  const readings = useSessionState((state) => state.sample?.detail.readings ?? null);
  const sampleId = useSessionState((state) => state.sample?.detail.id ?? null);
  useEffect(() => {
    void sampleId;
    return () => show(null);
  }, [sampleId]);
  if (readings === null) return null;
  const { wanted, given, all } = readings;
  return (
    <section aria-label="Readers" className={styles.section} data-testid="readings">
      <div className={styles.head}>
        <span>Readers</span>
        <span className={styles.mute}>
          {given} of {wanted} {wanted === 1 ? "verdict" : "verdicts"}
        </span>
      </div>
      {all === null ? (
        <p className={styles.hint}>What the others say is shown when all {wanted} have judged this sample.</p>
      ) : (
        <Everybody all={all} />
      )}
    </section>
  );
}

function Everybody({ all }: { readonly all: readonly Reading[] }) {
  const { agrees, words } = useMemo(() => agreementOf(all), [all]);
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
  const { author, at, decision, comment, checks = {}, reasons = [], mask, pointing } = reading;
  const look = statusLooks[decision];
  const points = [
    ...Object.entries(checks).map(
      ([check, yes]) => `${checkWords[check as keyof typeof checkWords].short}: ${yes ? "yes" : "no"}`,
    ),
    ...reasons.map((reason) => reasonWords[reason]),
    ...(pointing === null || mask === null ? [] : [`pointed ${pointedWords(pointing, mask, []).short}`]),
  ];
  return (
    <li>
      <button
        type="button"
        className={styles.reading}
        data-testid="reading"
        data-reader={author}
        title={`${new Date(at).toLocaleString()}${mask === null ? "" : "\nRest here to see this mask on the picture"}`}
        onMouseDown={(event) => event.preventDefault()}
        onMouseEnter={() => show(author)}
        onMouseLeave={() => show(null)}
        onFocus={() => show(author)}
        onBlur={() => show(null)}
      >
        <span className={styles.who}>
          <bdi>{oneLine(author, 80)}</bdi>
          <b style={{ color: look.colour }}>
            {look.glyph} {look.label}
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
