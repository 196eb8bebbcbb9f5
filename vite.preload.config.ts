import { resolve } from "node:path";
import { defineConfig } from "vite";

const root = import.meta.dirname;

/** A sandboxed preload can only require "electron", so it has to be one file. */
export default defineConfig({
  root,
  publicDir: false,
  ssr: { target: "node", noExternal: true, external: ["electron"] },
  build: {
    ssr: true,
    outDir: ".vite/build",
    emptyOutDir: false,
    target: "node20",
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: { preload: resolve(root, "electron/preload.ts") },
      output: { format: "cjs", entryFileNames: "[name].cjs", codeSplitting: false },
    },
  },
});
