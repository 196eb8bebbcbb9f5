import { Tooltip } from "@mantine/core";
import { notify } from "#renderer/feedback";
import { reportOf, useApi } from "#renderer/link";
import { showProject } from "#renderer/shell";
import { oneLine } from "#renderer/words";
import { ChipFigures } from "./chip-figures.tsx";
import { useLeftBehind } from "./left-behind.ts";
import { titleOf } from "./transfer-words.ts";
import styles from "./transfers.module.css";
import { isUnderWay, showTransfer, useTransfers } from "./transfers.ts";

/** At home: what still goes on in projects that were left. Pressing one goes back to it. */
export function LeftBehindChips() {
  const api = useApi();
  const projects = useLeftBehind((state) => state.projects);
  const jobs = useTransfers((state) => state.jobs);
  return projects.map((project) => {
    const job = jobs.find((one) => one.projectId === project.projectId && isUnderWay(one));
    if (!job) return null;
    const goBack = async (): Promise<void> => {
      try {
        // It may have ended, and the project been closed, just now.
        showProject(await api.projects.open.mutate({ dir: project.dir }));
        showTransfer(job);
      } catch (thrown) {
        notify("problem", reportOf(thrown));
      }
    };
    const title = oneLine(project.title, 60);
    return (
      <Tooltip key={project.projectId} label={`${titleOf(job)}: ${oneLine(job.path, 300)}`}>
        <button type="button" className={styles.chip} data-testid="left-behind" onClick={() => void goBack()}>
          <span>
            {titleOf(job)} · <bdi>{title}</bdi>
          </span>
          <ChipFigures job={job} />
        </button>
      </Tooltip>
    );
  });
}
