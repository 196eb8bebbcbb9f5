import { Tooltip } from "@mantine/core";
import { type Action, actions, keyLabel, runsOnMac } from "#renderer/actions";
import { isVeiled, needsQuestion, useSession, useSessionState } from "#renderer/session";
import styles from "./review.module.css";

/** The three verdicts, always here. */
export function VerdictButtons() {
  return (
    <fieldset className={styles.actions} aria-label="Give a verdict">
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
  const key = keyLabel(action.keys[0] ?? "", runsOnMac());
  return (
    <Tooltip
      label={
        isUnasked
          ? "Write the question first: without one there is nothing to judge."
          : isToPoint
            ? "Point at the target first."
            : `${hint} (${key})`
      }
      position="top"
    >
      <button
        type="button"
        className={isPrimary ? `${styles.verdict} ${styles.primary}` : styles.verdict}
        disabled={!isReady}
        aria-disabled={isUnasked || isToPoint || undefined}
        aria-keyshortcuts={action.keys[0]?.replace("Mod", runsOnMac() ? "Meta" : "Control")}
        aria-label={action.title}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => !isUnasked && action.perform({ session })}
      >
        {action.title}
        {!hideKey && <kbd>{key}</kbd>}
      </button>
    </Tooltip>
  );
}
