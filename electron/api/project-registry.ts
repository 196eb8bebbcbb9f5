import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { AppError, type ErrorReport } from "#core/errors";
import { forgetProject, loadRecents, type RecentProject, rememberProject } from "#electron/config";
import { createProject, type Identity, openProject, type ProjectStore } from "#electron/store";

export interface OpenProject {
  readonly id: string;
  readonly store: ProjectStore;
}

/** The projects that this process has open. One store per folder, shared by all windows and tabs. */
export class ProjectRegistry {
  readonly #open = new Map<string, ProjectStore>();
  readonly #configDir: string;
  readonly #identity: () => Identity;

  constructor(configDir: string, identity: () => Identity) {
    this.#configDir = configDir;
    this.#identity = identity;
  }

  recents(): readonly RecentProject[] {
    return loadRecents(this.#configDir);
  }

  forget(dir: string): void {
    forgetProject(this.#configDir, dir);
  }

  /** Opens a project, or answers the store that is open already. */
  open(dir: string): OpenProject {
    const known = this.#open.get(projectIdOf(dir));
    if (known) return { id: projectIdOf(dir), store: known };
    return this.#keep(openProject(resolve(dir), this.#identity()));
  }

  create(dir: string, title: string): OpenProject {
    // The store would see its own lock first and speak of another program.
    if (this.#open.has(projectIdOf(dir))) {
      throw new AppError({
        code: "conflict",
        message: "There is a project in this folder already, and it is open.",
        where: resolve(dir),
        cure: "Open that project, or choose another folder.",
      });
    }
    return this.#keep(createProject(resolve(dir), title, this.#identity()));
  }

  get(projectId: string): ProjectStore {
    const store = this.#open.get(projectId);
    if (!store) {
      throw new AppError({
        code: "not-found",
        message: "This project is not open any more.",
        cure: "Open it again from the start screen; everything that was saved is there.",
      });
    }
    return store;
  }

  close(projectId: string): void {
    const store = this.get(projectId);
    this.#open.delete(projectId);
    store.close();
  }

  closeAll(): void {
    for (const id of [...this.#open.keys()]) this.close(id);
  }

  #keep(store: ProjectStore): OpenProject {
    const id = projectIdOf(store.dir);
    this.#open.set(id, store);
    endInterruptedJobs(store);
    store.batches.pauseInterrupted(APP_ENDED);
    rememberProject(this.#configDir, { dir: store.dir, title: store.title });
    return { id, store };
  }
}

/** Derived from the folder, so that a page that reloads finds its project again. */
function projectIdOf(dir: string): string {
  let real = resolve(dir);
  try {
    real = realpathSync(real);
  } catch {
    // A folder that is still to be created has no real path yet; its resolved one will do.
  }
  return createHash("sha256").update(real).digest("hex").slice(0, 16);
}

const APP_ENDED: ErrorReport = Object.freeze({
  code: "cancelled",
  message: "The app ended while this run was under way.",
  cure: "Resume it: finished samples are not run again.",
});

/** A run that the last session left unfinished (a crash, a kill) can't be going on: say so where it is listed. */
function endInterruptedJobs(store: ProjectStore): void {
  for (const job of store.jobs()) {
    if (job.state !== "queued" && job.state !== "running") continue;
    store.recordJob({ ...job, state: "failed", error: "The app ended while this ran. Start it again." });
  }
}
