import { Tooltip } from "@mantine/core";
import { useEffect, useRef } from "react";
import { type Check, checkSchema } from "#core/samples";
import { checkActions } from "#renderer/actions";
import { useAriaKeys, useKeyLabel, withKey } from "#renderer/keymap";
import { useText } from "#renderer/language";
import { useSession, useSessionState } from "#renderer/session";
import styles from "./verdict.module.css";

type Answer = "yes" | "no" | "?" | "proved";

/** The six points of a verdict, a key each: yes, no, not answered. */
export function CheckList() {
  const words = useText().verdict;
  const list = useRef<HTMLFieldSetElement>(null);
  const sampleId = useSessionState((state) => state.sample?.detail.id ?? null);
  const checks = useSessionState((state) => state.card.checks);
  const before = useRef({ sampleId, checks });
  useEffect(() => {
    const { sampleId: sampleBefore, checks: said } = before.current;
    before.current = { sampleId, checks };
    // Another mask takes answers away, which is no reason to look here.
    const isAnswer = checkSchema.options.some((check) => checks[check] !== undefined && checks[check] !== said[check]);
    // A key answers while the candidates below are looked at.
    if (isAnswer && sampleBefore === sampleId) list.current?.scrollIntoView({ block: "nearest" });
  }, [sampleId, checks]);
  return (
    <fieldset ref={list} className={styles.checks} aria-label={words.points}>
      {checkSchema.options.map((check) => (
        <CheckRow key={check} check={check} />
      ))}
    </fieldset>
  );
}

function CheckRow({ check }: { readonly check: Check }) {
  const key = useKeyLabel(checkActions[check]);
  const ariaKeys = useAriaKeys(checkActions[check]);
  const session = useSession();
  const isReady = useSessionState((state) => state.sample !== null && state.loading === null);
  const given = useSessionState((state) => state.card.checks[check]);
  const isProved = useSessionState((state) => check === "needs-image" && (state.sample?.detail.isProved ?? false));
  const answer: Answer = isProved ? "proved" : given === undefined ? "?" : given ? "yes" : "no";
  const { verdict: words, points } = useText();
  const { short, long } = points.checks[check];
  const how = isProved ? words.proved : words.answers(withKey(long, key));
  return (
    <Tooltip label={how} multiline maw={300} position="left">
      <button
        type="button"
        className={styles.check}
        data-testid={`check-${check}`}
        data-answer={answer}
        disabled={!isReady}
        aria-disabled={isProved || undefined}
        aria-keyshortcuts={ariaKeys}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => !isProved && session.cards.cycle(check)}
      >
        <kbd aria-hidden>{key?.replace("Shift ", "⇧").replace("⇧ ", "⇧")}</kbd>
        <span>{short}</span>
        <b aria-hidden>{words.answer[answer]}</b>
        <span className="r2-hidden">{words.answered[answer]}</span>
      </button>
    </Tooltip>
  );
}
