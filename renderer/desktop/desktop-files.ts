import { useEffect } from "react";
import { notify } from "#renderer/feedback";
import { textNow } from "#renderer/language";
import { type Api, onDesktop, reportOf, useApi } from "#renderer/link";
import { openDialog, showProject, useShell } from "#renderer/shell";

/** Opens what the desktop hands over (a double click on a bundle), and shows the system's own dialogs for bundles. */
export function DesktopFiles() {
  const api = useApi();
  const dialog = useShell((shell) => shell.dialog);
  useEffect(() => {
    if (!onDesktop()) return;
    const news = api.desktop.watch.subscribe("open", {
      onData: (one) => {
        if (one.kind === "open") void openDir(api, one.dir);
      },
      onError: (thrown) => console.error("Files from outside are not heard:", thrown),
    });
    return () => news.unsubscribe();
  }, [api]);
  useEffect(() => {
    if (dialog !== "open-bundle" && dialog !== "save-bundle") return;
    openDialog(null);
    const work = dialog === "open-bundle" ? openBundle(api) : saveBundle(api);
    work.catch((thrown: unknown) => notify("problem", reportOf(thrown)));
  }, [api, dialog]);
  return null;
}

async function openDir(api: Api, dir: string): Promise<void> {
  try {
    showProject(await api.projects.open.mutate({ dir }));
  } catch (thrown) {
    notify("problem", reportOf(thrown));
  }
}

async function openBundle(api: Api): Promise<void> {
  const dir = await api.desktop.openBundle.mutate();
  if (dir !== null) await openDir(api, dir);
}

async function saveBundle(api: Api): Promise<void> {
  const project = useShell.getState().project;
  if (project === null) return;
  const report = await api.desktop.saveBundle.mutate({ projectId: project.projectId });
  if (report === null) return;
  const words = textNow().projects;
  const cure = report.outside > 0 ? words.bundleLacks(report.outside) : "";
  notify("done", { message: words.bundleSaved, where: report.file, cure });
}
