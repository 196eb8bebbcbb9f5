import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  test: {
    include: ["tests/{unit,parity,integration}/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/own-environment.ts"],
    // Two cores are the smallest machine that we promise to work on; the pipeline takes one of them.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
