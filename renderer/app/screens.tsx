import { useMantineColorScheme } from "@mantine/core";
import { useDeferredValue, useEffect, useState } from "react";
import { DesktopFiles } from "#renderer/desktop";
import { notify } from "#renderer/feedback";
import { HelpDialog } from "#renderer/help";
import { AddImagesDialog, Home, NewProjectDialog, RefusedDialog } from "#renderer/home";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { ReviewWorkspace } from "#renderer/review";
import { NetworkPill, SettingsDialog, useKeymapSettings, useSettings } from "#renderer/settings";
import { keepPlace, readPlace, showProject, useShell } from "#renderer/shell";
import {
  ExportDialog,
  ExportReviewDialog,
  ImportDialog,
  LeftBehindChips,
  PredictionsDialog,
  ReviewMasksDialog,
  TransferDialog,
} from "#renderer/transfers";
import styles from "./app.module.css";
import { AppErrorNotice } from "./app-error-notice.tsx";
import { StudioTour } from "./studio-tour.tsx";

/** Home or a project, with the dialogs that both share. */
export function Screens() {
  const settings = useSettings();
  // Deferred: React builds the workspace in slices, and the page answers meanwhile.
  const { project, startAt } = useDeferredValue(useShell());
  const isRestored = useRestoredPlace();
  useTheme(settings.data?.theme);
  useKeymapSettings();
  const words = useText().shell;
  if (settings.error) return <AppErrorNotice thrown={settings.error} />;
  if (!isRestored || settings.isPending)
    return <main className={styles.whole} role="status" aria-label={words.opening} />;
  return (
    <>
      {project ? (
        <ReviewWorkspace key={project.projectId} project={project} startAt={startAt} />
      ) : (
        <Home news={<LeftBehindChips />} network={<NetworkPill />} />
      )}
      <NewProjectDialog />
      <AddImagesDialog />
      <RefusedDialog />
      <ImportDialog />
      <PredictionsDialog />
      <ExportDialog />
      <ReviewMasksDialog />
      <ExportReviewDialog />
      <TransferDialog />
      <SettingsDialog />
      <HelpDialog />
      <StudioTour />
      <DesktopFiles />
    </>
  );
}

function useTheme(theme: "dark" | "light" | "system" | undefined): void {
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: false });
  useEffect(() => {
    if (theme) setColorScheme(theme === "system" ? "auto" : theme);
  }, [theme, setColorScheme]);
}

/** After a reload of the page the project that was open is opened again. */
function useRestoredPlace(): boolean {
  const api = useApi();
  const [isDone, setDone] = useState(() => readPlace() === null);
  useEffect(() => {
    const place = readPlace();
    if (!place) return;
    api.projects.open
      .mutate({ dir: place.dir })
      .then(
        (project) => showProject(project, place.sampleId),
        (thrown: unknown) => {
          keepPlace(null);
          notify("problem", reportOf(thrown));
        },
      )
      .finally(() => setDone(true));
  }, [api]);
  return isDone;
}
