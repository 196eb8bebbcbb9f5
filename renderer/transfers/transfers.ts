import { create } from "zustand";
import type { TransferJob } from "#electron/api";
import { openDialog } from "#renderer/shell";

/** Imports and exports of the open project, as far as they were told. */
export interface TransfersState {
  readonly jobs: readonly TransferJob[];
  /** The one that the transfer dialog shows. */
  readonly shown: string | null;
  /** Those whose end was seen in the dialog, or dismissed. */
  readonly read: ReadonlySet<string>;
}

const nothing: TransfersState = { jobs: [], shown: null, read: new Set() };
export const useTransfers = create<TransfersState>(() => nothing);

export const isUnderWay = (job: TransferJob): boolean => job.state === "running";

/** News of a transfer. What was told as ended stays ended: the answer to its start can come after its end. */
export function heard(job: TransferJob): void {
  useTransfers.setState(({ jobs }) => {
    const known = jobs.find((one) => one.id === job.id);
    if (known && !isUnderWay(known)) return {};
    return { jobs: known ? jobs.map((one) => (one.id === job.id ? job : one)) : [...jobs, job] };
  });
}

export function showTransfer(job: TransferJob): void {
  heard(job);
  useTransfers.setState({ shown: job.id });
  openDialog("transfer");
}

export function markRead(jobId: string): void {
  useTransfers.setState(({ read }) => ({ read: new Set([...read, jobId]) }));
}

/** Another project, other transfers. */
export function forgetTransfers(projectId: string): void {
  useTransfers.setState(({ jobs }) => ({ jobs: jobs.filter((job) => job.projectId === projectId) }));
}

/** What was under way will never be told as ended: the process that did it is gone. */
export function lost(projectId: string): void {
  useTransfers.setState(({ jobs }) => ({
    jobs: jobs.filter((job) => job.projectId !== projectId || !isUnderWay(job)),
  }));
}

/** Whether something of this project is being read or written. */
export const isTransferring = (projectId: string): boolean =>
  useTransfers.getState().jobs.some((job) => job.projectId === projectId && isUnderWay(job));

/** What keeps the project busy: a second transfer would be refused. */
export const useUnderWay = (projectId: string | null): TransferJob | null =>
  useTransfers(({ jobs }) => jobs.find((job) => job.projectId === projectId && isUnderWay(job)) ?? null);

/** What the header tells of: what goes on, else the newest that ended unseen. */
export function tellable({ jobs, read }: TransfersState, projectId: string): TransferJob | null {
  const mine = jobs.filter((job) => job.projectId === projectId);
  return mine.find(isUnderWay) ?? [...mine].reverse().find((job) => !read.has(job.id)) ?? null;
}

/** 0..1; null while nobody can say. */
export function shareOf({ progress }: TransferJob): number | null {
  if (!progress || progress.total <= 0) return null;
  return Math.min(1, Math.max(0, progress.done / progress.total));
}
