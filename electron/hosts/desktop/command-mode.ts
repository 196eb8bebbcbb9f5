import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { app } from "electron";

/** The exit code of commands that were interrupted. */
const INTERRUPTED = 5;

export interface CommandOptions {
  readonly args: readonly string[];
  readonly cacheDir: string;
  /** Runs `rea2seg` and answers its exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Runs a command without a window, beside a studio that may be open. */
export async function runAsCommand({ args, cacheDir, run }: CommandOptions): Promise<void> {
  // Chromium wants files of its own even here, and those of the studio are the studio's.
  const scratch = join(cacheDir, "command");
  mkdirSync(scratch, { recursive: true });
  app.setPath("userData", scratch);
  app.disableHardwareAcceleration();
  app.dock?.hide();
  passInterrupts();
  await app.whenReady();
  const code = await run(args);
  await Promise.all([drained(process.stdout), drained(process.stderr)]);
  app.exit(code);
}

/** Electron takes Ctrl-C and SIGTERM for a wish to quit; commands end by themselves, with their own exit code. */
function passInterrupts(): void {
  app.on("before-quit", (event) => {
    event.preventDefault();
    // A command that does not listen has nothing to bring to an end first.
    if (!process.emit("SIGINT")) app.exit(INTERRUPTED);
  });
}

/** Pipes are written in the background on Windows: without waiting, a reader would lose the end. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((done) => stream.write("", () => done()));
}
