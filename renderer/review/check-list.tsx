import { Tooltip } from "@mantine/core";
import { type Check, checkSchema } from "#core/samples";
import { checkActions } from "#renderer/actions";
import { useAriaKeys, useKeyLabel, withKey } from "#renderer/keymap";
import { useSession, useSessionState } from "#renderer/session";
import { checkWords } from "#renderer/words";
import styles from "./verdict.module.css";

type Answer = "yes" | "no" | "?" | "proved";

/** The six points of a verdict, a key each: yes, no, not answered. */
export function CheckList() {
  return (
    <fieldset className={styles.checks} aria-label="Points of the verdict">
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
  const { short, long } = checkWords[check];
  const how = isProved
    ? "The question came with a program that was executed: no shorter one has the answer."
    : `${withKey(long, key)}: yes, no, not answered`;
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
        <b aria-hidden>{answer}</b>
        <span className="r2-hidden">{`: ${answer === "?" ? "not answered" : answer}`}</span>
      </button>
    </Tooltip>
  );
}
