import { ActionIcon, Tooltip } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { IconSettings } from "@tabler/icons-react";
import { useRef } from "react";
import { actions, keyLabel, runsOnMac } from "#renderer/actions";
import { useSession, useSessionState } from "#renderer/session";
import { TransferChip } from "#renderer/transfers";
import styles from "./review.module.css";

/** Packs by id, with what they know of the world; shown wherever their results are. */
const domains: Readonly<Record<string, string>> = { mobilesam: "MobileSAM · photographs" };

export function Header() {
  const session = useSession();
  const title = useSessionState((state) => state.title);
  const dir = useSessionState((state) => state.dir);
  return (
    <header className={styles.header}>
      <Tooltip label="All projects (closes this one)">
        <button
          type="button"
          className={styles.wordmark}
          aria-label="Rea2Seg Studio, all projects"
          onClick={() => actions.goHome.perform({ session })}
        >
          Rea2Seg Studio
        </button>
      </Tooltip>
      <Tooltip label={<bdi>{dir}</bdi>}>
        <bdi className={styles.title}>{title}</bdi>
      </Tooltip>
      <PackPill />
      <span className={styles.spacer} />
      <TransferChip />
      <button
        type="button"
        className={styles.hint}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => spotlight.open()}
      >
        Command palette <kbd>{keyLabel("Mod+K", runsOnMac())}</kbd>
      </button>
      <Tooltip label="Models run on this machine. No request leaves it.">
        <span className={styles.pill}>offline</span>
      </Tooltip>
      <Tooltip label="Settings">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Settings"
          onClick={() => actions.openSettings.perform({ session })}
        >
          <IconSettings size={17} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </header>
  );
}

function PackPill() {
  const newest = useSessionState((state) => state.lastSegment?.pack ?? state.sample?.detail.run?.pack ?? null);
  // A sample without a run yet is no reason for the pill to go.
  const last = useRef<string | null>(null);
  if (newest) last.current = newest;
  const pack = newest ?? last.current;
  if (!pack) return null;
  const id = pack.split(/[@ ]/)[0] ?? pack;
  return (
    <Tooltip label={`Masks come from the pack ${pack}, run on this machine.`}>
      <span className={styles.pill} data-testid="pack">
        {domains[id] ?? pack}
      </span>
    </Tooltip>
  );
}
