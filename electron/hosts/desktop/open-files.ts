import { resolve } from "node:path";
import { dialog } from "electron";
import { toErrorReport } from "#core/errors";
import type { DesktopDialogs, Services } from "#electron/api";
import { BUNDLE_EXTENSION, unpackBundle } from "#electron/bundles";

const FILTERS = [{ name: "Rea2Seg project", extensions: [BUNDLE_EXTENSION.slice(1)] }];

/** Hands projects and bundles that were opened from outside to the page, one after the other. */
export function createOpener(
  services: Pick<Services, "desktop" | "dirs">,
): (files: readonly string[]) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  const openOne = async (file: string): Promise<void> => {
    try {
      const path = resolve(file);
      const isBundle = path.toLowerCase().endsWith(BUNDLE_EXTENSION);
      const dir = isBundle ? (await unpackBundle(path, services.dirs.projectsDir)).dir : path;
      services.desktop.tell({ kind: "open", dir });
    } catch (thrown) {
      const { message, where, cure } = toErrorReport(thrown);
      dialog.showErrorBox("This project could not be opened", [message, where, cure].filter(Boolean).join("\n\n"));
    }
  };
  return (files) => {
    for (const file of files) last = last.then(() => openOne(file));
    return last;
  };
}

/** The system's own dialogs for bundles. */
export const bundleDialogs: DesktopDialogs = {
  async chooseBundle() {
    const answer = await dialog.showOpenDialog({ filters: FILTERS, properties: ["openFile"] });
    return answer.canceled ? null : (answer.filePaths[0] ?? null);
  },
  async placeForBundle(suggested) {
    const answer = await dialog.showSaveDialog({
      filters: FILTERS,
      defaultPath: suggested,
      // Elsewhere it always asks; on Linux only so, and what it was not asked about must not be replaced.
      properties: ["showOverwriteConfirmation"],
    });
    return answer.canceled || answer.filePath === "" ? null : answer.filePath;
  },
};
