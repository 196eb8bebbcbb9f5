import { create } from "zustand";
import type { AddReportInfo, OpenProjectInfo } from "#electron/api";

/** In the order of the dialog. */
export const SETTINGS_TABS = ["general", "keys", "runs", "packs", "compute", "cache", "endpoint", "doctor"] as const;
export type SettingsTab = (typeof SETTINGS_TABS)[number];

export type Dialog =
  | "settings"
  | "keys"
  | "history"
  | "judging"
  | "runs"
  | "new-project"
  | "open-project"
  | "open-bundle"
  | "save-bundle"
  | "add-images"
  | "import-dataset"
  | "import-predictions"
  | "export-dataset"
  | "review-masks"
  | "export-review"
  | "transfer";

/** What the window shows around the work: which screen, which dialog. */
export interface ShellState {
  /** Null is home. */
  readonly project: OpenProjectInfo | null;
  /** The sample to start with, e.g. after a reload of the page. */
  readonly startAt: string | null;
  readonly dialog: Dialog | null;
  /** The page that the settings open with. */
  readonly settingsTab: SettingsTab;
  /** Images that the last import refused, until they were read. */
  readonly refused: AddReportInfo["refused"];
}

export const useShell = create<ShellState>(() => ({
  project: null,
  startAt: null,
  dialog: null,
  settingsTab: "general",
  refused: [],
}));

export const showProject = (project: OpenProjectInfo, startAt: string | null = null): void =>
  useShell.setState({ project, startAt, dialog: null });

export function showHome(): void {
  useShell.setState({ project: null, startAt: null, dialog: null });
  keepPlace(null);
}

export const showRefused = (refused: ShellState["refused"]): void => useShell.setState({ refused });

export const openDialog = (dialog: Dialog | null): void => useShell.setState({ dialog, settingsTab: "general" });

export const openSettingsAt = (settingsTab: SettingsTab): void =>
  useShell.setState({ dialog: "settings", settingsTab });

/** Where the person is, kept in the address, so that reloading the page comes back to it. */
export function keepPlace(place: { readonly dir: string; readonly sampleId: string | null } | null): void {
  const hash = place
    ? `#${new URLSearchParams({ project: place.dir, ...(place.sampleId === null ? {} : { sample: place.sampleId }) })}`
    : "";
  history.replaceState(null, "", `${location.pathname}${location.search}${hash}`);
}

export function readPlace(): { readonly dir: string; readonly sampleId: string | null } | null {
  const values = new URLSearchParams(location.hash.slice(1));
  const dir = values.get("project");
  return dir ? { dir, sampleId: values.get("sample") } : null;
}
