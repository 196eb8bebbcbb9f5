import { Tooltip } from "@mantine/core";
import { type Action, actions } from "#renderer/actions";
import { useAriaKeys, useKeyLabel, withKey } from "#renderer/keymap";
import { titleOf, useText } from "#renderer/language";
import { isVeiled, needsQuestion, useSession, useSessionState } from "#renderer/session";
import styles from "./review.module.css";

/** The three verdicts, always here. */
export function VerdictButtons() {
  const words = useText().verdict;
  return (
    <fieldset className={styles.actions} aria-label={words.give} data-tour="verdict">
      <VerdictButton action={actions.reject} hint={words.rejectHint} />
      <VerdictButton action={actions.fixAndAccept} hint={words.fixHint} hideKey />
      <VerdictButton action={actions.accept} hint={words.acceptHint} isPrimary />
    </fieldset>
  );
}

interface VerdictButtonProps {
  readonly action: Action;
  readonly hint: string;
  readonly isPrimary?: boolean;
  readonly hideKey?: boolean;
}

function VerdictButton({ action, hint, isPrimary, hideKey }: VerdictButtonProps) {
  const { verdict: words, notices } = useText();
  const session = useSession();
  const isReady = useSessionState((state) => state.sample !== null && state.loading === null);
  const isUnasked = useSessionState((state) => state.sample !== null && needsQuestion(state.sample.detail));
  const isToPoint = useSessionState(isVeiled);
  const key = useKeyLabel(action);
  const ariaKeys = useAriaKeys(action);
  return (
    <Tooltip
      label={isUnasked ? words.questionFirst : isToPoint ? notices.pointFirst : withKey(hint, key)}
      position="top"
    >
      <button
        type="button"
        className={isPrimary ? `${styles.verdict} ${styles.primary}` : styles.verdict}
        disabled={!isReady}
        aria-disabled={isUnasked || isToPoint || undefined}
        aria-keyshortcuts={ariaKeys}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => !isUnasked && action.perform({ session })}
      >
        {titleOf(action)}
        {!hideKey && key !== null && <kbd aria-hidden>{key}</kbd>}
      </button>
    </Tooltip>
  );
}
