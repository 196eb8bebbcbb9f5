import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vite";
import { noteBundledPackages } from "./electron/packaging/bundled-packages.ts";
import { RUNTIME_PACKAGES } from "./electron/packaging/facts.ts";

const root = import.meta.dirname;

/** Everything that runs in Node or in Electron's main process: output name -> source. */
const ENTRIES = {
  main: "electron/main.ts",
  rea2seg: "electron/cli/main.ts",
  worker: "electron/jobs/worker.ts",
  "datasets-worker": "electron/datasets/transfer/worker.ts",
  "verify-worker": "electron/store/verify-worker.ts",
  "render-worker": "electron/generate/render-worker.ts",
};

const EXTERNAL = ["electron", ...RUNTIME_PACKAGES];

const manifest: unknown = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8"));
const version = (manifest as { version: string }).version;

const input: Record<string, string> = {};
for (const [name, source] of Object.entries(ENTRIES)) {
  if (existsSync(resolve(root, source))) input[name] = resolve(root, source);
  else console.warn(`vite.node.config: ${source} does not exist, ${name}.cjs is left out`);
}

export default defineConfig({
  root,
  publicDir: false,
  plugins: [noteBundledPackages("node")],
  define: { "process.env.REA2SEG_VERSION": JSON.stringify(version) },
  ssr: { target: "node", noExternal: true, external: EXTERNAL },
  build: {
    // Forge builds a library where nothing is said.
    lib: false,
    ssr: true,
    outDir: ".vite/build",
    emptyOutDir: false,
    target: "node20",
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input,
      output: { format: "cjs", entryFileNames: "[name].cjs", chunkFileNames: "chunks/[name]-[hash].cjs" },
    },
  },
});
