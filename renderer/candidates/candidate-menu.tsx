import { Menu } from "@mantine/core";
import { IconDotsVertical } from "@tabler/icons-react";
import type { Candidate } from "#core/samples";
import { combinations, hoveredCombination } from "#renderer/actions";
import { useView } from "#renderer/canvas";
import { KeyHint } from "#renderer/keymap";
import { useText } from "#renderer/language";
import { useSession, useSessionState } from "#renderer/session";
import styles from "./candidates.module.css";

/** Combines the mask with a candidate, from the corner of its card. */
export function CandidateMenu({ candidate }: { readonly candidate: Candidate }) {
  const words = useText().candidates;
  const session = useSession();
  const hasMask = useSessionState((state) => state.sample?.state.mask != null);
  return (
    <Menu position="bottom-end" shadow="sm" width={270} withinPortal>
      <Menu.Target>
        <button
          type="button"
          className={styles.menu}
          aria-label={words.combine(candidate.rank)}
          data-testid={`candidate-menu-${candidate.rank}`}
          onMouseEnter={() => useView.setState({ hoveredCandidate: candidate.id })}
          onMouseLeave={() => useView.setState({ hoveredCandidate: null })}
        >
          <IconDotsVertical size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {combinations.map(({ how }) => (
          <Menu.Item
            key={how}
            disabled={!hasMask}
            rightSection={<KeyHint of={hoveredCombination(how)} />}
            onClick={() => void session.edits.combine(candidate, how)}
          >
            {words.combined[how](candidate.rank)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
