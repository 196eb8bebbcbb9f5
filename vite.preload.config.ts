import { resolve } from "node:path";
import { defineConfig } from "vite";
import { noteBundledPackages } from "./electron/packaging/bundled-packages.ts";

const root = import.meta.dirname;

/** A sandboxed preload can only require "electron", so it has to be one file. */
export default defineConfig({
  root,
  publicDir: false,
  plugins: [noteBundledPackages("preload")],
  ssr: { target: "node", noExternal: true, external: ["electron"] },
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
      input: { preload: resolve(root, "electron/preload.ts") },
      output: { format: "cjs", entryFileNames: "[name].cjs", codeSplitting: false },
    },
  },
});
