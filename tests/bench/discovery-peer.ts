import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface PeerMask {
  readonly seed: number;
  readonly predictedIou: number;
  /** Column-major run lengths, background first. */
  readonly runs: readonly number[];
}

/** The python process of discovery_peer.py. */
export class Peer {
  private constructor(
    readonly version: string,
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
  ) {}

  /** Answers why there is none, in words, where there is none. */
  static async start(python: string, script: string): Promise<Peer | string> {
    const child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
    const started = await new Promise<boolean>((resolve) => {
      child.once("spawn", () => resolve(true));
      child.once("error", () => resolve(false));
    });
    if (!started || child.stdout === null) return `${python} does not run`;
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const first = await lines.next();
    if (first.done) return `${python} ended at once`;
    const { version, missing } = JSON.parse(first.value) as { version?: string; missing?: string };
    return version === undefined ? `${python} has no ${missing}` : new Peer(version, child, lines);
  }

  load(folder: string, threads: number): Promise<{ difference: number; threads: number }> {
    return this.ask("load", folder, threads);
  }

  /** Milliseconds of one question, `batch` points a decoder run. */
  run(batch: number): Promise<number> {
    return this.ask("run", batch);
  }

  masks(): Promise<readonly PeerMask[]> {
    return this.ask("masks");
  }

  stop(): void {
    this.child.stdin?.end();
  }

  private async ask<T>(...command: (string | number)[]): Promise<T> {
    this.child.stdin?.write(`${JSON.stringify(command)}\n`);
    const line = await this.lines.next();
    if (line.done) throw new Error(`The peer's process ended at "${command.join(" ")}".`);
    return (JSON.parse(line.value) as { reply: T }).reply;
  }
}
