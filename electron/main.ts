import { join } from "node:path";
import { app, safeStorage } from "electron";
import { createServices } from "#electron/api";
import { userDirs } from "#electron/config";
import { startDesktop } from "#electron/hosts/desktop";

/** The checkout, or the packaged app's archive: both have the same folders. */
const root = app.getAppPath();
const built = join(root, ".vite", "build");
const dirs = userDirs();

void startDesktop({
  rendererDir: join(root, ".vite", "renderer"),
  preload: join(built, "preload.cjs"),
  configDir: dirs.configDir,
  createServices: () =>
    createServices({
      host: "desktop",
      version: app.getVersion(),
      workerFile: join(built, "worker.cjs"),
      assetsDir: join(root, "assets"),
      dirs,
      encryption: safeStorage,
    }),
});
