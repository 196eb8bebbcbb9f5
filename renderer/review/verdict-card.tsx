import { Switch, Textarea } from "@mantine/core";
import { actions } from "#renderer/actions";
import { PointingRow } from "#renderer/blind";
import { toggle, useView } from "#renderer/canvas";
import { KeyHint } from "#renderer/keymap";
import { statusLooks } from "#renderer/queue";
import { isEmpty, untouchedCandidate, useSession, useSessionState } from "#renderer/session";
import { CheckList } from "./check-list.tsx";
import { ReasonChips } from "./reason-chips.tsx";
import styles from "./review.module.css";

/** Where the sample stands, in words, and what the person wants to say about it. */
export function VerdictCard() {
  const session = useSession();
  const sample = useSessionState((state) => state.sample);
  const comment = useSessionState((state) => state.comment);
  const reference = useView((view) => view.reference);
  const hasReference = sample != null && (sample.detail.groundTruth !== null || sample.detail.ignore !== null);
  const look = statusLooks[sample?.status ?? "todo"];
  return (
    <section aria-label="Verdict">
      <div className={styles.h}>Verdict</div>
      <div className={styles.card}>
        <div className={styles.cardRow}>
          <span>Decision</span>
          <b
            data-testid="decision"
            style={{ color: sample?.state.verdict ? look.colour : undefined }}
            aria-live="polite"
          >
            {sample?.state.verdict ? `${look.glyph} ` : ""}
            {look.label}
          </b>
        </div>
        <div className={styles.cardRow}>
          <span>Mask</span>
          <span className={styles.mute} data-testid="mask-origin">
            {sample ? maskWords(sample) : "…"}
          </span>
        </div>
        <PointingRow />
        <div className={styles.cardRow}>
          <span>Reference mask</span>
          <Switch
            size="xs"
            aria-label="Show the reference mask"
            checked={reference && hasReference}
            disabled={!hasReference}
            onChange={() => toggle("reference")}
            label={hasReference ? <KeyHint of={actions.toggleReference} /> : "none"}
            labelPosition="left"
          />
        </div>
        <CheckList />
        <ReasonChips />
        <Textarea
          data-comment
          classNames={{ input: styles.comment ?? "" }}
          variant="unstyled"
          placeholder="Comment"
          aria-label="Comment"
          rows={1}
          maxLength={10_000}
          dir="auto"
          value={comment}
          disabled={!sample}
          onChange={(event) => session.typeComment(event.currentTarget.value)}
          onBlur={() => void session.commitComment()}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        />
      </div>
    </section>
  );
}

type Sample = NonNullable<ReturnType<ReturnType<typeof useSession>["store"]["getState"]>["sample"]>;

function maskWords({ state, detail }: Sample): string {
  if (!state.mask) return "none yet";
  const chosen = detail.candidates.find((candidate) => candidate.id === state.chosenCandidateId);
  if (untouchedCandidate(state, detail.candidates)) return `candidate ${chosen?.rank}, as proposed`;
  if (chosen) return `refined from candidate ${chosen.rank}`;
  return isEmpty(state.prompts) ? "made by hand" : "made by hand with SAM";
}
