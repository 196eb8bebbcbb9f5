import { Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import { reasonSchema } from "#core/samples";
import { actions } from "#renderer/actions";
import { useKeyLabel, withKey } from "#renderer/keymap";
import { useSession, useSessionState } from "#renderer/session";
import { reasonWords } from "#renderer/words";
import styles from "./verdict.module.css";

/** Why a sample is rejected or had to be fixed: those that are named, and on demand all that can be. */
export function ReasonChips() {
  const session = useSession();
  const isReady = useSessionState((state) => state.sample !== null && state.loading === null);
  const named = useSessionState((state) => state.card.reasons);
  const key = useKeyLabel(actions.openReasons);
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? reasonSchema.options : named;
  return (
    <fieldset
      className={styles.reasons}
      aria-label="Reasons for rejecting or fixing"
      data-reasons
      onKeyDown={leaveOnEscape}
    >
      <Tooltip label={withKey("Why the sample is rejected or had to be fixed; several may be named", key)}>
        <button
          type="button"
          className={styles.reasonsHead}
          aria-expanded={isOpen}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? <IconChevronDown size={13} /> : <IconChevronRight size={13} />}
          Reasons
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
          {reasonWords[reason]}
        </button>
      ))}
      {shown.length === 0 && <span className={styles.none}>none</span>}
    </fieldset>
  );
}

function leaveOnEscape(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "Escape") return;
  (document.activeElement as HTMLElement | null)?.blur();
}
