import { type ChildProcess, fork } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "vite";
import type { Order, Report } from "./child.ts";

/** An input that takes longer hangs. The first one also starts its process, and the machine may be busy. */
const PATIENCE = { hangMs: 5_000, startMs: 30_000 };

export interface Failure {
  readonly target: string;
  readonly index: number;
  readonly message: string;
}

export interface Summary {
  readonly target: string;
  readonly inputs: number;
  readonly taken: number;
  readonly refused: number;
  readonly maxRssMb: number;
  readonly failures: readonly Failure[];
}

/** Bundles child.ts so that plain Node can run it; answers the file. */
export async function bundleChild(outDir: string): Promise<string> {
  const externals = ["sharp", "@photostructure/sqlite", "onnxruntime-node"];
  const require = createRequire(import.meta.url);
  await build({
    configFile: false,
    logLevel: "error",
    root: process.cwd(),
    publicDir: false,
    ssr: { target: "node", noExternal: true, external: externals },
    build: {
      ssr: "tests/fuzz/child.ts",
      outDir,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        external: externals,
        output: {
          format: "cjs",
          entryFileNames: "child.cjs",
          paths: Object.fromEntries(externals.map((name) => [name, require.resolve(name)])),
        },
      },
    },
  });
  return join(outDir, "child.cjs");
}

/** One process that takes orders, in a place of its own below `base`; started anew after every crash or hang. */
export class Lane {
  private child: ChildProcess | null = null;
  private readonly before: string;

  constructor(
    private readonly file: string,
    private readonly place: string,
    private readonly seed: string,
    private readonly patience: Readonly<typeof PATIENCE> = PATIENCE,
  ) {
    plantCanary(place);
    this.before = snapshot(place);
  }

  /** Feeds `inputs` inputs of one target; `from` is the first. */
  async run(target: string, from: number, inputs: number): Promise<Summary> {
    const failures: Failure[] = [];
    const total = { taken: 0, refused: 0, maxRssMb: 0 };
    for (let next = from; next < from + inputs; ) {
      const end = await this.order({ target, from: next, to: from + inputs }, failures);
      total.taken += end.taken;
      total.refused += end.refused;
      total.maxRssMb = Math.max(total.maxRssMb, end.maxRssMb);
      next = end.next;
    }
    const after = snapshot(this.place);
    if (after !== this.before)
      failures.push({ target, index: from, message: `something outside was changed:\n${after}` });
    return { target, inputs, ...total, failures };
  }

  close(): void {
    this.child?.kill("SIGKILL");
    this.child = null;
  }

  private order(
    order: Order,
    failures: Failure[],
  ): Promise<{ next: number; taken: number; refused: number; maxRssMb: number }> {
    const { hangMs, startMs } = this.patience;
    const isFresh = this.child === null;
    const child = this.child ?? this.start();
    return new Promise((resolve) => {
      let index = order.from;
      const finish = (next: number, end = { taken: 0, refused: 0, maxRssMb: 0 }) => {
        clearTimeout(timer);
        child.off("message", listen);
        child.off("exit", died);
        resolve({ ...end, next });
      };
      const fail = (message: string) => failures.push({ target: order.target, index, message });
      const hang = () => {
        fail(`no answer within ${hangMs} ms`);
        this.close();
        finish(index + 1);
      };
      let timer = setTimeout(hang, isFresh ? startMs : hangMs);
      const listen = (report: Report) => {
        clearTimeout(timer);
        if (report.type === "done") return finish(order.to, report);
        if (report.type === "finding") {
          failures.push({ target: order.target, index: report.index, message: report.message });
          // Its most stays its most: only a new process can tell of the next input.
          if (report.message.startsWith("memory")) {
            this.close();
            return finish(report.index + 1);
          }
        } else index = report.index;
        timer = setTimeout(hang, index === order.from && isFresh ? startMs : hangMs);
      };
      const died = (code: number | null, signal: string | null) => {
        this.child = null;
        fail(`the process ended with ${signal ?? code}`);
        finish(index + 1);
      };
      child.on("message", listen);
      child.once("exit", died);
      child.send(order);
    });
  }

  private start(): ChildProcess {
    const at = (name: string) => join(this.place, name);
    const vectors = join(process.cwd(), "tests/parity/vectors");
    const env = {
      FUZZ_VECTORS: vectors,
      PATH: process.env.PATH,
      HOME: at("home"),
      TMPDIR: at("tmp"),
      TMP: at("tmp"),
      TEMP: at("tmp"),
    };
    this.child = fork(this.file, [at("work"), at("project"), at("canary"), this.seed], {
      cwd: at("cwd"),
      env,
      execArgv: ["--max-old-space-size=768", "--unhandled-rejections=warn"],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    return this.child;
  }
}

/** What must be the same afterwards: neighbours of the tree on every level, the home and the working folder. */
function plantCanary(base: string): void {
  for (const name of ["canary", "work/in", "work/canary", "home", "cwd", "tmp"])
    mkdirSync(join(base, name), { recursive: true });
  const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  for (const name of ["canary", "work/canary"]) {
    writeFileSync(join(base, name, "secret.png"), Buffer.from(pixel, "base64"));
    writeFileSync(join(base, name, "secret.json"), '{"secret": true}');
  }
  for (const name of ["work/in/beside.json", "work/beside.json", "home/.secret", "cwd/secret"]) {
    writeFileSync(join(base, name), "{}");
  }
}

/** Every path outside the places that may change, with what is in it. */
function snapshot(base: string): string {
  const free = /^(project|work\/in\/tree|work\/seed)(\/|$)/;
  const lines: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(base, folder), { withFileTypes: true })) {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (free.test(name)) continue;
      const path = join(base, name);
      if (entry.isDirectory()) visit(name);
      else if (entry.isSymbolicLink()) lines.push(`${name} -> ${readlinkSync(path)}`);
      else lines.push(`${name} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`);
    }
  };
  visit("");
  return lines.sort().join("\n");
}
