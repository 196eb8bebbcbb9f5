import { join } from "node:path";
import { app, safeStorage } from "electron";
import { createServices } from "#electron/api";
import { logsDir, userDirs } from "#electron/config";
import { lacksDisplay, readLaunch, runAsCommand, runHeadless, startDesktop } from "#electron/hosts/desktop";
import { keepConsole, openLogFile } from "#electron/logs";
import { readFeed } from "#electron/updates";

/** The checkout, or the packaged app's archive: both have the same folders. */
const root = app.getAppPath();
const built = join(root, ".vite", "build");
const rendererDir = join(root, ".vite", "renderer");
const workerFile = join(built, "worker.cjs");
/** Models are opened by their path, so in the packaged app the assets lie beside the archive. */
const assetsDir = join(app.isPackaged ? process.resourcesPath : root, "assets");
const dirs = userDirs();

function startStudio(files: readonly string[]): void {
  const logs = openLogFile({ dir: logsDir() });
  keepConsole(logs);
  logs.write("info", `Rea2Seg Studio ${app.getVersion()} on ${process.platform} ${process.arch}`);
  const feed = app.isPackaged ? readFeed(process.resourcesPath) : null;
  void startDesktop({
    rendererDir,
    preload: join(built, "preload.cjs"),
    configDir: dirs.configDir,
    logsDir: logs.dir,
    files,
    updates: feed === null ? null : { feed, load: async () => (await import("electron-updater")).autoUpdater },
    createServices: () =>
      createServices({
        host: "desktop",
        version: app.getVersion(),
        workerFile,
        assetsDir,
        dirs,
        encryption: safeStorage,
        log: (line) => logs.write("info", `pipeline: ${line}`),
      }),
  });
}

function startCommand(args: readonly string[]): void {
  if (lacksDisplay(process.argv, process.env, process.platform)) {
    app.exit(runHeadless(process.execPath, process.argv, app.isPackaged));
    return;
  }
  runAsCommand({
    args,
    cacheDir: dirs.cacheDir,
    run: async (own) => {
      const { runCli } = await import("#electron/cli");
      return await runCli(own, { version: app.getVersion(), workerFile, rendererDir, assetsDir });
    },
  }).catch((thrown: unknown) => {
    console.error("The command could not be run:", thrown);
    app.exit(1);
  });
}

const launch = readLaunch(process.argv, app.isPackaged);
if (launch.kind === "studio") startStudio(launch.files);
else startCommand(launch.args);
