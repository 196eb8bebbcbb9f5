import { type BrowserWindow, powerSaveBlocker } from "electron";
import type { BatchNews, JobUpdate, Services } from "#electron/api";

/** Between 0 and 1, or this where nobody knows how far it is: the bar then only moves. */
const UNKNOWN = 2;
const NONE = -1;

/** What is under way, by its id, and how far it is. */
type UnderWay = Map<string, number>;

/**
 * While runs go on: the machine does not fall asleep (its screen may), and the task bar or the dock shows how far they are.
 * Answers the function that ends both.
 */
export function showActivity(
  services: Pick<Services, "jobs" | "batches">,
  window: () => BrowserWindow | null,
): () => void {
  const underWay: UnderWay = new Map();
  let blocker: number | null = null;
  const update = (): void => {
    if (underWay.size > 0) blocker ??= powerSaveBlocker.start("prevent-app-suspension");
    else if (blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
    const shown = window();
    if (shown !== null && !shown.isDestroyed()) shown.setProgressBar(progressOf(underWay));
  };
  const stops = [
    services.jobs.onUpdate((job) => {
      noteJob(underWay, job);
      update();
    }),
    services.batches.onNews((news) => {
      noteBatch(underWay, news);
      update();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    underWay.clear();
    update();
  };
}

function noteJob(underWay: UnderWay, { id, state, done, total }: JobUpdate): void {
  if (state !== "queued" && state !== "running") underWay.delete(id);
  else underWay.set(id, state === "running" && total > 1 ? done / total : UNKNOWN);
}

/** A run that waits for its turn or was paused keeps nobody awake. */
function noteBatch(underWay: UnderWay, { batch }: BatchNews): void {
  if (batch.state !== "running") underWay.delete(batch.id);
  else underWay.set(batch.id, batch.total > 0 ? (batch.done + batch.failed) / batch.total : UNKNOWN);
}

/** The mean of what is known; of one thing that nobody can measure the bar only says that it goes on. */
export function progressOf(underWay: ReadonlyMap<string, number>): number {
  if (underWay.size === 0) return NONE;
  const known = [...underWay.values()].filter((part) => part !== UNKNOWN);
  return known.length === 0 ? UNKNOWN : known.reduce((sum, part) => sum + part, 0) / known.length;
}
