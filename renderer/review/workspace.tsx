import { Button, Group } from "@mantine/core";
import { IconPhotoPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import type { OpenProjectInfo } from "#electron/api";
import { actions, CommandPalette, useActionKeys } from "#renderer/actions";
import { PointingPanel } from "#renderer/blind";
import { CandidateGallery } from "#renderer/candidates";
import { StudioCanvas } from "#renderer/canvas";
import { useNativeMenu } from "#renderer/desktop";
import { EmptyState, ErrorPanel, hideSampleNotices, notify } from "#renderer/feedback";
import { keyLabelNow } from "#renderer/keymap";
import { textNow, useText } from "#renderer/language";
import { type Api, reportOf, useApi } from "#renderer/link";
import { PipelineStrip } from "#renderer/pipeline-strip";
import { PipelinePanel } from "#renderer/pipeline-view";
import { applyStatus, askQueueAnew, QueuePanel } from "#renderer/queue";
import { maskWork } from "#renderer/raster";
import { JudgingDialog, ReadingsPanel } from "#renderer/readers";
import { ReasoningPanel } from "#renderer/reasoning";
import { RunsDialog, useRunWatch } from "#renderer/runs";
import { isVeiled, ReviewSession, SessionProvider, useSession, useSessionState } from "#renderer/session";
import { preferencesOf } from "#renderer/settings";
import { keepPlace, useShell } from "#renderer/shell";
import { followLeft, isTransferring, titleOf, useTransferWatch } from "#renderer/transfers";
import { oneLine } from "#renderer/words";
import { CheckBanner } from "./check-banner.tsx";
import { Footer } from "./footer.tsx";
import { Header } from "./header.tsx";
import { HistoryDialog } from "./history-dialog.tsx";
import { Hud } from "./hud.tsx";
import { Marks, Overlays } from "./overlays.tsx";
import { PhotographNotice } from "./photograph-notice.tsx";
import { QuestionPanel } from "./question-panel.tsx";
import styles from "./review.module.css";
import { SaveBanner } from "./save-banner.tsx";
import { StaleNotice } from "./stale-notice.tsx";
import { ToolBar } from "./tool-bar.tsx";
import { useActivity } from "./use-activity.ts";
import { useFreshOnReturn } from "./use-fresh-on-return.ts";
import { useJudging } from "./use-judging.ts";
import { VerdictButtons } from "./verdict-buttons.tsx";
import { VerdictCard } from "./verdict-card.tsx";

interface ReviewProps {
  readonly project: OpenProjectInfo;
  readonly startAt: string | null;
}

/** The review of one project. Leaving it closes the project, so that another program can open it. */
export function ReviewWorkspace({ project, startAt }: ReviewProps) {
  const api = useApi();
  const client = useQueryClient();
  const session = useMemo(
    () =>
      new ReviewSession(
        api,
        project,
        {
          notify,
          onOtherSample: hideSampleNotices,
          preferences: () => preferencesOf(client),
          keyOfPrevious: () => keyLabelNow(actions.previousSample),
          onStatus: (sampleId, status, stale) => applyStatus(client, project.projectId, sampleId, { status, stale }),
          onChanged: () => void askQueueAnew(client, project.projectId),
        },
        maskWork,
      ),
    [api, client, project],
  );
  useEffect(() => {
    void session.start(startAt ?? undefined);
    return () => {
      client.removeQueries({ queryKey: ["queue", project.projectId] });
      hideSampleNotices();
      void session.dispose().then(() => closeProject(api, project, session.live.window));
    };
  }, [session, startAt, api, client, project]);
  return (
    <SessionProvider value={session}>
      <Workspace />
    </SessionProvider>
  );
}

async function closeProject(api: Api, project: OpenProjectInfo, window: string): Promise<void> {
  const { projectId } = project;
  // It may have been opened again meanwhile, e.g. to show images that were added.
  if (useShell.getState().project?.projectId === projectId) return;
  // Closing would cancel an import that goes on in the background; the project stays open until it has ended.
  if (isTransferring(projectId)) {
    followLeft(api, project, (job) => {
      if (useShell.getState().project?.projectId === projectId) return;
      notify("info", { message: textNow().transfers.job.of(titleOf(job), oneLine(project.title, 60)), cure: "" });
      void closeProject(api, project, window);
    });
    return;
  }
  await api.projects.close
    .mutate({ projectId, window })
    .catch((thrown: unknown) => notify("problem", reportOf(thrown)));
}

function Workspace() {
  const words = useText().review;
  const session = useSession();
  const context = useMemo(() => ({ session }), [session]);
  useActionKeys(context);
  useNativeMenu(context);
  useFreshOnReturn(session);
  useTransferWatch(session);
  useRunWatch(session);
  const dir = useSessionState((state) => state.dir);
  const sampleId = useSessionState((state) => state.sample?.detail.id ?? null);
  const status = useSessionState((state) => state.sample?.status ?? null);
  const isStale = useSessionState((state) => state.sample?.stale ?? false);
  const isLoading = useSessionState((state) => state.loading !== null);
  const isEmpty = useSessionState((state) => state.empty);
  const veiled = useSessionState(isVeiled);
  useJudging(session);
  useActivity(session);
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    void sampleId;
    // Each sample is read from its verdict down, wherever the one before was left.
    scroller.current?.scrollTo({ top: 0 });
  }, [sampleId]);
  useEffect(() => keepPlace({ dir, sampleId }), [dir, sampleId]);
  return (
    <div
      className={styles.workspace}
      data-testid="workspace"
      data-sample={sampleId ?? undefined}
      data-status={status ?? undefined}
      data-stale={isStale || undefined}
      data-veiled={veiled || undefined}
      data-loading={isLoading}
    >
      <Header />
      <QueuePanel />
      <main className={styles.main} aria-label={words.picture}>
        <div className={styles.picture}>
          {isEmpty ? <EmptyProject /> : <Picture />}
          <div className={styles.banners}>
            <SaveBanner />
            <CheckBanner />
          </div>
        </div>
        <PipelinePanel />
      </main>
      <aside className={styles.right} aria-label={words.sample}>
        <QuestionPanel />
        <StaleNotice />
        {!veiled && <PhotographNotice />}
        <div ref={scroller} className={styles.rightScroll}>
          {veiled ? (
            <PointingPanel />
          ) : (
            <>
              <VerdictCard />
              <ReadingsPanel />
              <ReasoningPanel />
              <CandidateGallery />
            </>
          )}
        </div>
        <VerdictButtons />
      </aside>
      <PipelineStrip />
      <Footer />
      <CommandPalette context={context} />
      <HistoryDialog />
      <JudgingDialog />
      <RunsDialog />
    </div>
  );
}

function Picture() {
  const words = useText().review;
  const session = useSession();
  const problem = useSessionState((state) => state.loadProblem);
  const veiled = useSessionState(isVeiled);
  return (
    <>
      <StudioCanvas overlay={Overlays} marks={Marks} />
      {problem ? (
        <div className={styles.centred}>
          <ErrorPanel report={problem}>
            <Button size="xs" variant="default" onClick={() => void session.openFirst()}>
              {words.firstOpen}
            </Button>
          </ErrorPanel>
        </div>
      ) : (
        !veiled && (
          <>
            <ToolBar />
            <Hud />
          </>
        )
      )}
    </>
  );
}

function EmptyProject() {
  const words = useText().review.empty;
  const session = useSession();
  return (
    <div className={styles.centred}>
      <EmptyState title={words.title} icon={<IconPhotoPlus size={32} stroke={1.3} />}>
        <span>{words.hint}</span>
        <Group gap={8} mt={8}>
          <Button size="xs" onClick={() => actions.importDataset.perform({ session })}>
            {words.dataset}
          </Button>
          <Button size="xs" variant="default" onClick={() => actions.addImages.perform({ session })}>
            {words.images}
          </Button>
        </Group>
      </EmptyState>
    </div>
  );
}
