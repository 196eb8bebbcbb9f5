import { existsSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "#core/errors";
import { createServices } from "#electron/api";
import { startWebHost } from "#electron/hosts";
import { onLastPort } from "./last-port.ts";
import { openBrowser } from "./open-browser.ts";
import type { AppPaths } from "./pipeline-session.ts";

export interface StudioOptions {
  readonly port: number | undefined;
  readonly open: boolean;
  /** Why it is the web host and not Electron. */
  readonly reason: string;
}

/** Serves the studio until Ctrl-C. Prints one line that says where and why. */
export async function startStudio(options: StudioOptions, paths: AppPaths): Promise<void> {
  if (!existsSync(join(paths.rendererDir, "index.html"))) {
    throw new AppError({
      code: "not-found",
      message: "The studio's interface has not been built.",
      where: paths.rendererDir,
      cure: "In a checkout run `npm run build`; in an installed app reinstall it.",
    });
  }
  const { version, workerFile, assetsDir, rendererDir } = paths;
  const services = createServices({ host: "web", version, workerFile, assetsDir });
  try {
    const host = await onLastPort(services.dirs.configDir, options.port, (port) =>
      startWebHost({ services, rendererDir, port }),
    );
    process.stdout.write(`Rea2Seg Studio opened as web host at ${host.url} (${options.reason}). Ctrl-C ends it.\n`);
    if (options.open) openBrowser(host.ticketUrl());
    await interrupted();
    await host.close();
  } finally {
    await services.close();
  }
}

/** Resolves at the first Ctrl-C or SIGTERM; a second one leaves at once. */
function interrupted(): Promise<void> {
  return new Promise((done) => {
    let asked = false;
    const stop = () => {
      if (asked) process.exit(1);
      asked = true;
      done();
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
}
