import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AppError } from "#core/errors";
import { collectDoctor, doctorReportSchema, findBrowser, folderSize, formatDoctor } from "#electron/doctor";
import type { Pipeline } from "#electron/jobs";
import type { EngineReport } from "#native-models/engine";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-doctor-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const engine: EngineReport = {
  onnxruntime: "1.30.0",
  provider: "cpu",
  attempts: [{ provider: "cuda", ok: false, reason: "no NVIDIA device" }],
  threads: 2,
  packs: [
    { id: "odd", version: "1.0.0", title: "Odd", dir: "/packs/odd", ok: false, problem: "It lacks a file.", files: [] },
  ],
  embeddingCache: { dir: "/cache/embeddings", bytes: 5, limit: 10, entries: 1 },
};

function pipelineThat(describeModels: () => Promise<EngineReport>): Pipeline {
  return {
    request: describeModels as unknown as Pipeline["request"],
    status: () => ({ state: "ready", pid: 1, restarts: 0, lastProblem: null }),
    onStatus: () => () => {},
    configure: () => {},
    stop: async () => {},
  };
}

const collect = (pipeline: Pipeline) => collectDoctor({ pipeline, cacheDir: dir, configDir: join(dir, "config") });

describe("collectDoctor", () => {
  it("keeps to its schema and names versions, providers with reasons, and cache sizes", async () => {
    writeFileSync(join(dir, "embedding"), "12345");
    const report = await collect(pipelineThat(async () => engine));
    expect(doctorReportSchema.parse(report)).toEqual(report);
    expect(report.versions).toMatchObject({ node: process.versions.node, onnxruntime: "1.30.0" });
    expect(report.versions.sqlite).toMatch(/^3\./);
    expect(report.versions.sharp).toMatch(/^\d/);
    expect(report.caches.bytes).toBe(5);
    expect(formatDoctor(report)).toContain("no NVIDIA device");
  });

  it("names a broken pack with its cure", async () => {
    const { problems } = await collect(pipelineThat(async () => engine));
    expect(problems).toContainEqual({
      part: "pack odd",
      message: "It lacks a file.",
      cure: expect.stringContaining("/packs/odd"),
    });
  });

  it("reports a worker that can't start as one problem among others and goes on", async () => {
    const failure = new AppError({
      code: "worker-failed",
      message: "It died.",
      where: "worker.cjs",
      cure: "Build it.",
    });
    const report = await collect(pipelineThat(() => Promise.reject(failure)));
    expect(report.models).toBeNull();
    expect(report.versions.sqlite).not.toBeNull();
    expect(report.problems).toContainEqual({ part: "models", message: "It died. (worker.cjs)", cure: "Build it." });
    expect(doctorReportSchema.parse(report)).toEqual(report);
    expect(formatDoctor(report)).toContain("cure: Build it.");
  });
});

describe("folderSize", () => {
  it("adds up files at every depth and takes a missing folder for empty", async () => {
    mkdirSync(join(dir, "a/b"), { recursive: true });
    writeFileSync(join(dir, "one"), "1");
    writeFileSync(join(dir, "a/b/four"), "1234");
    expect(await folderSize(dir)).toBe(5);
    expect(await folderSize(join(dir, "none"))).toBe(0);
  });
});

describe("findBrowser", () => {
  const search = (platform: string, env: Record<string, string>, there: string[]) =>
    findBrowser({ platform, env, exists: (file) => there.includes(file) });

  it("looks along PATH on Linux", () => {
    expect(search("linux", { PATH: "/bin:/usr/bin" }, ["/usr/bin/firefox"])).toBe("/usr/bin/firefox");
    expect(search("linux", { PATH: "/bin" }, ["/usr/bin/firefox"])).toBeNull();
  });
  it("looks in the usual places of macOS and Windows", () => {
    expect(search("darwin", {}, ["/Applications/Safari.app"])).toBe("/Applications/Safari.app");
    const edge = "C:\\P86\\Microsoft\\Edge\\Application\\msedge.exe";
    expect(search("win32", { ProgramFiles: "C:\\P", "ProgramFiles(x86)": "C:\\P86" }, [edge])).toBe(edge);
  });
});
