import { join } from "node:path";
import { runCli } from "./program.ts";

/** The entry of .vite/build/rea2seg.cjs: everything is found from where the built file lies. */
const built = __dirname;

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

const paths = {
  version: process.env.REA2SEG_VERSION ?? "development",
  workerFile: join(built, "worker.cjs"),
  rendererDir: join(built, "..", "renderer"),
  assetsDir: join(built, "..", "..", "assets"),
};

void runCli(process.argv.slice(2), paths).then((code) => {
  process.exitCode = code;
});
