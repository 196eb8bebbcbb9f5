/**
 * What is built, from what, into what.
 * `roots` are the folders whose sources decide whether the target is stale; `entries` are skipped while they don't exist.
 *
 * @typedef {object} Target
 * @property {string} name
 * @property {string} title      what the progress line calls it
 * @property {string} config     Vite's config file
 * @property {string} outDir
 * @property {string[]} entries
 * @property {string[]} roots
 * @property {string[]} files    single files that count as well
 */

const SHARED_FILES = ["package.json", "package-lock.json", "tsconfig.json"];

/** @type {readonly Target[]} */
export const TARGETS = Object.freeze([
  {
    name: "node",
    title: "main process, command and pipeline worker",
    config: "vite.node.config.ts",
    outDir: ".vite/build",
    entries: [
      "electron/main.ts",
      "electron/cli/main.ts",
      "electron/jobs/worker.ts",
      "electron/datasets/transfer/worker.ts",
      "electron/store/verify-worker.ts",
      "electron/generate/render-worker.ts",
    ],
    roots: ["core", "native-models", "electron"],
    files: ["vite.node.config.ts", ...SHARED_FILES],
  },
  {
    name: "preload",
    title: "preload",
    config: "vite.preload.config.ts",
    outDir: ".vite/build",
    entries: ["electron/preload.ts"],
    roots: ["core", "electron"],
    files: ["vite.preload.config.ts", ...SHARED_FILES],
  },
  {
    name: "renderer",
    title: "interface",
    config: "vite.renderer.config.ts",
    outDir: ".vite/renderer",
    entries: ["renderer/index.html"],
    roots: ["core", "renderer", "assets/icons"],
    files: ["vite.renderer.config.ts", ...SHARED_FILES],
  },
]);

/** Source files by their ending; Python and notes beside them change no build. */
export const SOURCE_FILE = /\.(ts|tsx|mts|cts|js|mjs|jsx|json|html|css|svg|png|woff2|glsl|wgsl)$/;

/** Folders below the roots that no bundle reads. */
export const IGNORED_DIRS = new Set(["node_modules", "__pycache__"]);
