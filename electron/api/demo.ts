import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { rleSchema } from "#core/samples";
import { isProject, type NewSample } from "#electron/store";
import { probeImage } from "#native-models/runtime";
import type { OpenProject } from "./project-registry.ts";
import type { Services } from "./services.ts";

const demoLineSchema = z.looseObject({
  id: z.string(),
  image: z.string(),
  question: z.string(),
  category: z.string(),
  mask: rleSchema,
});

/** The samples of assets/demo, in our own dataset format (dataset.json, samples.jsonl, images/). */
function demoSamples(demoDir: string): readonly NewSample[] {
  return readFileSync(join(demoDir, "samples.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const sample = demoLineSchema.parse(JSON.parse(line));
      return {
        id: sample.id,
        imagePath: join(demoDir, sample.image),
        question: sample.question,
        category: sample.category,
        groundTruth: sample.mask,
      };
    });
}

/** Opens the demo, making it first where it isn't there; a half-made one (the app was killed) is completed. */
export async function openDemo(services: Services): Promise<OpenProject> {
  const dir = join(services.dirs.projectsDir, "demo");
  const project = isProject(dir)
    ? services.projects.open(dir)
    : services.projects.create(dir, "Demo: four photographs");
  const wanted = demoSamples(join(services.assetsDir, "demo"));
  const present = new Set(project.store.samples({ offset: 0, limit: 500 }).items.map((sample) => sample.id));
  const missing = wanted.filter((sample) => !present.has(sample.id ?? ""));
  if (missing.length > 0) await project.store.addSamples(missing, { copy: true, probe: probeImage });
  return project;
}
