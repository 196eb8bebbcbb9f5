import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { noteBundledPackages } from "./electron/packaging/bundled-packages.ts";

/** No inline script and no data: URL for scripts: the content security policy forbids both. */
export default defineConfig({
  root: resolve(import.meta.dirname, "renderer"),
  base: "./",
  publicDir: false,
  plugins: [react(), noteBundledPackages("renderer")],
  build: {
    outDir: resolve(import.meta.dirname, ".vite/renderer"),
    emptyOutDir: true,
    target: "chrome120",
    sourcemap: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2500,
    reportCompressedSize: false,
  },
});
