import { Switch, Textarea } from "@mantine/core";
import { useId } from "react";
import { actions } from "#renderer/actions";
import { PointingRow } from "#renderer/blind";
import { toggle, useView } from "#renderer/canvas";
import { KeyHint } from "#renderer/keymap";
import { type Catalogue, useText } from "#renderer/language";
import { statusLooks } from "#renderer/queue";
import { isEmpty, untouchedCandidate, useSession, useSessionState } from "#renderer/session";
import { CheckList } from "./check-list.tsx";
import { ReasonChips } from "./reason-chips.tsx";
import styles from "./review.module.css";

/** Where the sample stands, in words, and what the person wants to say about it. */
export function VerdictCard() {
  const { verdict: words, queue } = useText();
  const session = useSession();
  const sample = useSessionState((state) => state.sample);
  const comment = useSessionState((state) => state.comment);
  const reference = useView((view) => view.reference);
  const hasReference = sample != null && (sample.detail.groundTruth !== null || sample.detail.ignore !== null);
  const referenceId = useId();
  const look = statusLooks[sample?.status ?? "todo"];
  return (
    <section aria-label={words.title}>
      <div className={styles.h}>{words.title}</div>
      <div className={styles.card}>
        <div className={styles.cardRow}>
          <span>{words.decision}</span>
          <b
            data-testid="decision"
            style={{ color: sample?.state.verdict ? look.colour : undefined }}
            aria-live="polite"
          >
            {sample?.state.verdict ? `${look.glyph} ` : ""}
            {queue.statuses[sample?.status ?? "todo"]}
          </b>
        </div>
        <div className={styles.cardRow}>
          <span>{words.mask}</span>
          <span className={styles.mute} data-testid="mask-origin">
            {sample ? maskWords(sample, words.masks) : "…"}
          </span>
        </div>
        <PointingRow />
        <div className={styles.cardRow}>
          <label htmlFor={referenceId}>{words.reference}</label>
          <Switch
            id={referenceId}
            size="xs"
            aria-label={words.showReference}
            checked={reference && hasReference}
            disabled={!hasReference}
            onChange={() => toggle("reference")}
            label={hasReference ? <KeyHint of={actions.toggleReference} /> : words.none}
            labelPosition="left"
          />
        </div>
        <CheckList />
        <ReasonChips />
        <Textarea
          data-comment
          classNames={{ input: styles.comment ?? "" }}
          variant="unstyled"
          placeholder={words.comment}
          aria-label={words.comment}
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

function maskWords({ state, detail }: Sample, words: Catalogue["verdict"]["masks"]): string {
  if (!state.mask) return words.none;
  const chosen = detail.candidates.find((candidate) => candidate.id === state.chosenCandidateId);
  if (untouchedCandidate(state, detail.candidates)) return words.proposed(chosen?.rank);
  if (chosen) return words.refined(chosen.rank);
  return isEmpty(state.prompts) ? words.byHand : words.bySam;
}
