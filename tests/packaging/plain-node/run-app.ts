import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "vite";

/** What came of an app that ran under plain Node with the fake electron. */
export interface AppRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface PackagedApp {
  /** The app's folder, as it is in the archive. */
  readonly appDir: string;
  /** What lies beside the archive. */
  readonly resourcesDir: string;
  /** Everything that the app writes goes below. */
  readonly home: string;
}

const HERE = import.meta.dirname;

/** Builds the fake electron and the driver as plain files; once is enough for many runs. */
export async function buildDrivers(outDir: string): Promise<void> {
  mkdirSync(outDir, { recursive: true });
  await build({
    root: resolve(HERE, "..", "..", ".."),
    configFile: false,
    publicDir: false,
    logLevel: "error",
    ssr: { noExternal: true, external: ["electron"] },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: "node20",
      minify: false,
      rolldownOptions: {
        input: { electron: resolve(HERE, "..", "..", "mocks", "electron.ts"), studio: join(HERE, "drive-studio.ts") },
        output: { format: "cjs", entryFileNames: "[name].cjs", chunkFileNames: "chunk-[hash].cjs" },
      },
    },
  });
}

/** The studio, driven as its page would; its answer is the last line of stdout. */
export function runStudio(app: PackagedApp, drivers: string): Promise<AppRun> {
  return run(app, drivers, [join(drivers, "studio.cjs")]);
}

/** `rea2seg ARGS` as the packaged executable has it. */
export function runCommand(app: PackagedApp, drivers: string, args: readonly string[]): Promise<AppRun> {
  // Node puts the entry after its own name; a packaged Electron does not.
  const entry = join(app.appDir, ".vite", "build", "main.cjs");
  const script = `process.argv.splice(1, 1); Object.assign(require("electron").app, { isPackaged: true, appPath: ${JSON.stringify(app.appDir)} }); require("electron").app.on("fake-exit", (code) => process.exit(code)); require(${JSON.stringify(entry)});`;
  return run(app, drivers, ["-e", script, "rea2seg", ...args]);
}

function run({ appDir, resourcesDir, home }: PackagedApp, drivers: string, args: readonly string[]): Promise<AppRun> {
  const dirs = ["CONFIG", "CACHE", "DATA", "PROJECTS", "LOGS"].map((name) => [`REA2SEG_${name}_DIR`, join(home, name)]);
  const child = spawn(process.execPath, ["-r", join(HERE, "hook.cjs"), ...args], {
    // Nothing may be found by chance in the checkout.
    cwd: home,
    env: {
      ...{ PATH: process.env.PATH, HOME: home, DISPLAY: ":0", SystemRoot: process.env.SystemRoot },
      ...Object.fromEntries(dirs),
      ...{ FAKE_ELECTRON: join(drivers, "electron.cjs"), APP_DIR: appDir, RESOURCES_DIR: resourcesDir },
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8");
    child[name].on("data", (text: string) => {
      texts[name] += text;
    });
  }
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) => done({ code, ...texts }));
  });
}
