import { join } from "node:path";
import { z } from "zod";
import { readJsonFile, writeJsonFile } from "./json-file.ts";

export const recentProjectSchema = z.object({ dir: z.string(), title: z.string(), at: z.string() });
export type RecentProject = z.infer<typeof recentProjectSchema>;

const recentsSchema = z.array(recentProjectSchema).prefault([]);
const LIMIT = 20;
const fileIn = (configDir: string): string => join(configDir, "recent-projects.json");

/** Newest first. */
export function loadRecents(configDir: string): readonly RecentProject[] {
  return readJsonFile(fileIn(configDir), recentsSchema);
}

export function rememberProject(configDir: string, project: { dir: string; title: string }): void {
  const others = loadRecents(configDir).filter((recent) => recent.dir !== project.dir);
  const entry = { dir: project.dir, title: project.title, at: new Date().toISOString() };
  writeJsonFile(fileIn(configDir), [entry, ...others].slice(0, LIMIT));
}

/** Takes a project off the list; its folder stays as it is. */
export function forgetProject(configDir: string, dir: string): void {
  writeJsonFile(
    fileIn(configDir),
    loadRecents(configDir).filter((recent) => recent.dir !== dir),
  );
}
