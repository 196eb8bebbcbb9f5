import { ActionIcon, Button, Tooltip } from "@mantine/core";
import {
  IconDatabaseImport,
  IconFolderOpen,
  IconHelp,
  IconListCheck,
  IconPlayerPlayFilled,
  IconPlus,
  IconSettings,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { actions, CommandPalette, useActionKeys } from "#renderer/actions";
import { useNativeMenu } from "#renderer/desktop";
import { useKeyLabel, withKey } from "#renderer/keymap";
import { useText } from "#renderer/language";
import { useApi } from "#renderer/link";
import { openDialog, useShell } from "#renderer/shell";
import { useTour } from "#renderer/tour";
import styles from "./home.module.css";
import { OpenProjectDialog } from "./open-dialog.tsx";
import { OpenProblemPanel } from "./open-problem.tsx";
import { RecentList } from "./recent-list.tsx";
import { useOpenProject } from "./use-open-project.ts";

/** Where the studio opens: what was being worked on, and how to begin. */
export function Home({ news, network }: { readonly news?: ReactNode; readonly network?: ReactNode }) {
  const { help, home: words, settings } = useText();
  const api = useApi();
  const info = useQuery({
    queryKey: ["app-info"],
    queryFn: () => api.app.info.query(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { busy, problem, dismiss, open, openDemo } = useOpenProject();
  const context = useMemo(() => ({ session: null }), []);
  useActionKeys(context);
  useNativeMenu(context);
  const helpKey = useKeyLabel(actions.showKeys);
  useTourOnDemo(openDemo);
  return (
    <div className={styles.home} data-testid="home">
      <header className={styles.top}>
        {news}
        <span className={styles.pill}>{info.data ? words.version(info.data.version) : "…"}</span>
        {network}
        <Tooltip label={withKey(help.title, helpKey)}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={help.title}
            onClick={() => actions.showKeys.perform(context)}
          >
            <IconHelp size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={settings.title}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={settings.title}
            onClick={() => actions.openSettings.perform(context)}
          >
            <IconSettings size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </header>
      <main className={styles.body}>
        <h1 className={styles.wordmark}>
          Rea2Seg <span>Studio</span>
        </h1>
        <p className={styles.tagline}>{words.tagline}</p>
        <div className={styles.starts}>
          <button type="button" className={styles.demo} disabled={busy !== null} onClick={() => void openDemo()}>
            <DemoArt />
            <span className={styles.demoText}>
              <b>
                <IconPlayerPlayFilled size={13} aria-hidden />
                {busy === "demo" ? words.openingDemo : words.openDemo}
              </b>
              <span>{words.demoText}</span>
            </span>
          </button>
          <div className={styles.buttons}>
            <Button
              size="sm"
              variant="default"
              leftSection={<IconPlus size={16} />}
              onClick={() => openDialog("new-project")}
            >
              {words.newProject}
            </Button>
            <Button
              size="sm"
              variant="default"
              leftSection={<IconDatabaseImport size={16} />}
              onClick={() => openDialog("import-dataset")}
            >
              {words.fromDataset}
            </Button>
            <Button
              size="sm"
              variant="default"
              leftSection={<IconListCheck size={16} />}
              onClick={() => openDialog("review-masks")}
            >
              {words.reviewMasks}
            </Button>
            <Button
              size="sm"
              variant="default"
              leftSection={<IconFolderOpen size={16} />}
              onClick={() => openDialog("open-project")}
            >
              {words.open}
            </Button>
          </div>
        </div>
        {problem && (
          <OpenProblemPanel
            problem={problem}
            onRetry={() => void (problem.dir === null ? openDemo() : open(problem.dir))}
            onDismiss={dismiss}
          />
        )}
        <section aria-label={words.recentProjects} className={styles.recentSection}>
          <h2>{words.recent}</h2>
          <RecentList busy={busy} onOpen={(dir) => void open(dir)} />
        </section>
      </main>
      <OpenProjectDialog onOpen={(dir) => void open(dir)} />
      <CommandPalette context={context} />
    </div>
  );
}

/** The tour is about a project: asked for here, it takes the demo. */
function useTourOnDemo(openDemo: () => Promise<void>): void {
  const isAsked = useTour((tour) => tour.asked);
  const open = useRef(openDemo);
  open.current = openDemo;
  useEffect(() => {
    // A demo that cannot be opened says why; the wish for the tour ends with it.
    if (!isAsked) return;
    void open.current().then(() => useShell.getState().project === null && useTour.setState({ asked: false }));
  }, [isAsked]);
}

/** A picture of what the demo does: a question's seeds, candidates, and the one that was accepted. */
function DemoArt() {
  return (
    <svg className={styles.art} viewBox="0 0 160 96" aria-hidden="true">
      <rect width="160" height="96" fill="var(--r2-bg)" />
      <circle cx="56" cy="54" r="26" fill="none" stroke="var(--r2-blue)" strokeDasharray="5 4" strokeWidth="1.5" />
      <path
        d="M84 62c-4-22 12-40 30-36s26 22 18 38-42 18-48-2Z"
        fill="var(--r2-accent-soft)"
        stroke="var(--r2-accent)"
        strokeWidth="2"
      />
      <rect
        x="22"
        y="20"
        width="30"
        height="20"
        rx="4"
        fill="none"
        stroke="var(--r2-warn)"
        strokeDasharray="2 4"
        strokeWidth="1.5"
      />
      {[16, 48, 80, 112, 144].map((x) =>
        [14, 48, 82].map((y) => <circle key={`${x},${y}`} cx={x} cy={y} r="1.6" fill="var(--r2-mute)" opacity="0.6" />),
      )}
      <circle cx="110" cy="50" r="4.5" fill="var(--r2-accent)" stroke="#fff" strokeWidth="1.5" />
    </svg>
  );
}
