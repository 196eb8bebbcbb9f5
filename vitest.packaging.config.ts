import { defineConfig } from "vitest/config";

/** `npm run test:packaging`: builds every installer that this machine can, and opens them all. Minutes, so not in `npm test`. */
export default defineConfig({
  test: {
    include: ["tests/packaging/**/*.test.ts"],
    setupFiles: ["tests/own-environment.ts"],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 1_800_000,
  },
});
