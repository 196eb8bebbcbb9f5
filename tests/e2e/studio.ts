import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type APIResponse, test as base, type Page } from "@playwright/test";

const START_LIMIT_MS = 90_000;

/** One user's machine: folders of its own, and the studio as `npm start -- --web` opens it, as a real process. */
export class Studio {
  readonly home = mkdtempSync(join(tmpdir(), "rea2seg-e2e-"));
  readonly log: string[] = [];
  #process: ChildProcess | null = null;
  url = "";

  constructor(readonly cacheDir: string) {}

  get projectsDir(): string {
    return join(this.home, "projects");
  }

  /** The tour was taken here: it would stand beside what the tests are about. settings.spec.ts sets it back. */
  #settleIn(): void {
    const file = join(this.home, "config", "settings.json");
    if (existsSync(file)) return;
    mkdirSync(join(this.home, "config"), { recursive: true });
    writeFileSync(file, JSON.stringify({ tour: "done", device: randomUUID() }));
  }

  /** Empty: what the folders of whoever runs the tests hold must not show in a picture. `homedir()` reads these. */
  #ownHome(): Readonly<Record<string, string>> {
    const person = join(this.home, "person");
    mkdirSync(person, { recursive: true });
    return { HOME: person, USERPROFILE: person };
  }

  async start(): Promise<string> {
    this.#settleIn();
    const child = spawn(process.execPath, ["electron/launch/start.mjs", "--web", "--no-open"], {
      env: {
        ...process.env,
        ...this.#ownHome(),
        REA2SEG_CONFIG_DIR: join(this.home, "config"),
        REA2SEG_CACHE_DIR: this.cacheDir,
        REA2SEG_DATA_DIR: join(this.home, "data"),
        REA2SEG_API_KEY: "",
        REA2SEG_PROJECTS_DIR: this.projectsDir,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    this.url = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`No address within ${START_LIMIT_MS} ms:\n${this.log.join("\n")}`)),
        START_LIMIT_MS,
      );
      const read = (line: string) => {
        this.log.push(line);
        const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(line);
        if (!found) return;
        clearTimeout(timer);
        resolve(found[0].replace(/[).,]+$/, ""));
      };
      for (const stream of [child.stdout, child.stderr])
        if (stream) createInterface({ input: stream }).on("line", read);
      child.once("exit", (code) => reject(new Error(`The studio ended with ${code}:\n${this.log.join("\n")}`)));
    });
    return this.url;
  }

  /** Ends it as Ctrl-C does, and waits until it is gone. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  dispose(): void {
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** `studio` is fresh for each test; packs and embeddings are shared by all of a worker, as on a real machine. */
export const test = base.extend<{ studio: Studio }, { cacheDir: string }>({
  cacheDir: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from a destructured argument.
    async ({}, use) => {
      const dir = mkdtempSync(join(tmpdir(), "rea2seg-e2e-cache-"));
      await use(dir);
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
    { scope: "worker" },
  ],
  studio: async ({ cacheDir }, use, testInfo) => {
    const studio = new Studio(cacheDir);
    await studio.start();
    await use(studio);
    await studio.stop();
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach("studio.log", { body: studio.log.join("\n"), contentType: "text/plain" });
    }
    studio.dispose();
  },
});

export interface Api {
  get<T>(path: string, input?: unknown): Promise<T>;
  post<T>(path: string, input: unknown): Promise<T>;
}

/** Speaks to the API as the page does, with the page's own cookie. */
export function apiOf(page: Page): Api {
  const read = async <T>(response: APIResponse): Promise<T> => {
    const body = (await response.json()) as { result?: { data: T }; error?: { message: string } };
    if (!body.result) throw new Error(body.error?.message ?? "no answer");
    return body.result.data;
  };
  const origin = () => new URL(page.url()).origin;
  return {
    get: async (path, input) => {
      const query = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
      return read(await page.request.get(`${origin()}/trpc/${path}${query}`));
    },
    post: async (path, data) =>
      read(await page.request.post(`${origin()}/trpc/${path}`, { data, headers: { origin: origin() } })),
  };
}

/** Screenshots that are kept as artifacts of every run. */
export function shoot(page: Page, name: string): Promise<Buffer> {
  return page.screenshot({ path: join("test-results", "screenshots", `${name}.png`) });
}

export { expect } from "@playwright/test";
