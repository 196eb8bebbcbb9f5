import { join } from "node:path";
import { importDataset } from "#electron/datasets/transfer";
import { isProject } from "#electron/store";
import type { OpenProject } from "./project-registry.ts";
import type { Services } from "./services.ts";

/** Opens the demo, making it first where it isn't there; a half-made one (the app was killed) is completed. */
export async function openDemo(services: Services): Promise<OpenProject> {
  const dir = join(services.dirs.projectsDir, "demo");
  const project = isProject(dir)
    ? services.projects.open(dir)
    : services.projects.create(dir, "Demo: photographs and rendered scenes");
  // Our own file of a few samples: it needs no process of its own.
  const source = join(services.assetsDir, "demo");
  await importDataset({ store: project.store, format: "own", source, copy: true, workerFile: null });
  return project;
}
