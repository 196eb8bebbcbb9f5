import { Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import { reasonSchema } from "#core/samples";
import { actions } from "#renderer/actions";
import { useKeyLabel, withKey } from "#renderer/keymap";
import { useText } from "#renderer/language";
import { useSession, useSessionState } from "#renderer/session";
import styles from "./verdict.module.css";

/** Why a sample is rejected or had to be fixed: those that are named, and on demand all that can be. */
export function ReasonChips() {
  const { verdict: words, points } = useText();
  const session = useSession();
  const isReady = useSessionState((state) => state.sample !== null && state.loading === null);
  const named = useSessionState((state) => state.card.reasons);
  const key = useKeyLabel(actions.openReasons);
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? reasonSchema.options : named;
  return (
    <fieldset className={styles.reasons} aria-label={words.reasonsLabel} data-reasons onKeyDown={leaveOnEscape}>
      <Tooltip label={withKey(words.reasonsHint, key)}>
        <button
          type="button"
          className={styles.reasonsHead}
          aria-expanded={isOpen}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? <IconChevronDown size={13} /> : <IconChevronRight size={13} />}
          {words.reasons}
        </button>
      </Tooltip>
      {shown.map((reason) => (
        <button
          key={reason}
          type="button"
          className={styles.reason}
          data-testid={`reason-${reason}`}
          aria-pressed={named.includes(reason)}
          disabled={!isReady}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => session.cards.toggleReason(reason)}
        >
          {points.reasons[reason]}
        </button>
      ))}
      {shown.length === 0 && <span className={styles.none}>{words.none}</span>}
    </fieldset>
  );
}

function leaveOnEscape(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "Escape") return;
  (document.activeElement as HTMLElement | null)?.blur();
}
