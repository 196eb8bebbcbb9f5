import { ActionIcon, Tooltip } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { IconSettings } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { actions } from "#renderer/actions";
import { KeyHint } from "#renderer/keymap";
import { useText } from "#renderer/language";
import { RunChip } from "#renderer/runs";
import { useSession, useSessionState } from "#renderer/session";
import { NetworkPill, usePacks } from "#renderer/settings";
import { TransferChip } from "#renderer/transfers";
import { oneLine } from "#renderer/words";
import styles from "./review.module.css";

export function Header() {
  const {
    review: { header: words },
    settings,
    shell,
  } = useText();
  const session = useSession();
  const title = useSessionState((state) => state.title);
  const dir = useSessionState((state) => state.dir);
  return (
    <header className={styles.header}>
      <Tooltip label={words.home}>
        <button
          type="button"
          className={styles.wordmark}
          aria-label={words.homeLabel}
          onClick={() => actions.goHome.perform({ session })}
        >
          Rea2Seg Studio
        </button>
      </Tooltip>
      <Tooltip label={<bdi>{dir}</bdi>}>
        <h1 className={styles.title}>
          <bdi>{title}</bdi>
        </h1>
      </Tooltip>
      <PackPill />
      <span className={styles.spacer} />
      <RunChip />
      <TransferChip />
      <button
        type="button"
        className={styles.hint}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => spotlight.open()}
      >
        {shell.palette} <KeyHint of={actions.openPalette} />
      </button>
      <NetworkPill />
      <Tooltip label={settings.title}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={settings.title}
          onClick={() => actions.openSettings.perform({ session })}
        >
          <IconSettings size={17} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </header>
  );
}

function PackPill() {
  const words = useText().review.header;
  const packs = usePacks();
  const newest = useSessionState((state) => state.lastSegment?.pack ?? state.sample?.detail.run?.pack ?? null);
  // A sample without a run yet is no reason for the pill to go.
  const last = useRef<string | null>(null);
  if (newest) last.current = newest;
  const pack = newest ?? last.current;
  const known = packs.data?.find(({ id, version }) => pack === `${id}@${version}`);
  const { refetch } = packs;
  // The first run builds its pack: the list from before does not know it.
  useEffect(() => {
    if (pack !== null && known === undefined) void refetch();
  }, [pack, known, refetch]);
  if (!pack) return null;
  const domain = known?.domain ? oneLine(known.domain, 300) : null;
  return (
    <Tooltip label={words.pack(pack, domain)}>
      <span className={styles.pill} data-testid="pack">
        {oneLine(known?.title ?? pack, 40)}
      </span>
    </Tooltip>
  );
}
