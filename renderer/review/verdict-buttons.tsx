import { Tooltip } from "@mantine/core";
import { type Action, actions } from "#renderer/actions";
import { useAriaKeys, useKeyLabel, withKey } from "#renderer/keymap";
import { isVeiled, needsQuestion, useSession, useSessionState } from "#renderer/session";
import styles from "./review.module.css";

/** The three verdicts, always here. */
export function VerdictButtons() {
  return (
    <fieldset className={styles.actions} aria-label="Give a verdict" data-tour="verdict">
      <VerdictButton action={actions.reject} hint="The mask or the question is wrong." />
      <VerdictButton action={actions.fixAndAccept} hint="Accept the mask as you have corrected it." hideKey />
      <VerdictButton action={actions.accept} hint="The mask is right." isPrimary />
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
  const session = useSession();
  const isReady = useSessionState((state) => state.sample !== null && state.loading === null);
  const isUnasked = useSessionState((state) => state.sample !== null && needsQuestion(state.sample.detail));
  const isToPoint = useSessionState(isVeiled);
  const key = useKeyLabel(action);
  const ariaKeys = useAriaKeys(action);
  return (
    <Tooltip
      label={
        isUnasked
          ? "Write the question first: without one there is nothing to judge."
          : isToPoint
            ? "Point at the target first."
            : withKey(hint, key)
      }
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
        {action.title}
        {!hideKey && key !== null && <kbd aria-hidden>{key}</kbd>}
      </button>
    </Tooltip>
  );
}
