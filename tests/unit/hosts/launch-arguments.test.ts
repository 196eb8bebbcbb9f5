import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readLaunch } from "#electron/hosts/desktop";
import { buildProgram } from "../../../electron/cli/program.ts";
import { COMMAND_OPTIONS } from "../../../electron/hosts/desktop/launch-arguments.ts";

vi.mock("electron", () => import("../../mocks/electron.ts"));

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-launch-"));
  mkdirSync(join(dir, "project"));
  writeFileSync(join(dir, "project", "project.sqlite"), "");
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const packaged = (...args: string[]) => readLaunch(["/usr/bin/rea2seg", ...args], true);

describe("what the executable is started for", () => {
  it("is the studio without a word, whatever Chromium is told", () => {
    expect(packaged()).toEqual({ kind: "studio", files: [] });
    expect(packaged("--no-sandbox", "--ozone-platform=wayland")).toEqual({ kind: "studio", files: [] });
    expect(readLaunch(["electron", "."], false)).toEqual({ kind: "studio", files: [] });
  });

  it.each(["segment", "run", "evaluate", "generate", "import", "export", "review", "pack", "project", "doctor"])(
    "is the command for %s",
    (name) => {
      expect(packaged("--no-sandbox", name, "--json")).toEqual({ kind: "command", args: [name, "--json"] });
    },
  );

  it("is the command for help, the version, and words that are no command, which it refuses itself", () => {
    for (const args of [["--help"], ["--version"], ["nonsense"]])
      expect(packaged(...args)).toEqual({ kind: "command", args });
  });

  it("is the command, which refuses it, for one of its options before its name", () => {
    for (const args of [
      ["--json", "doctor"],
      ["--out=x.png", "segment"],
      ["--json", "/data/cats.rea2seg"],
    ])
      expect(packaged("--no-sandbox", ...args)).toEqual({ kind: "command", args });
  });

  it("knows every option that commands have", () => {
    const names = new Set<string>();
    const visit = (command: Command): void => {
      for (const { long } of command.options) names.add(long ?? "");
      command.commands.forEach(visit);
    };
    const paths = { version: "1.0.0", workerFile: "", rendererDir: "", assetsDir: "" };
    visit(buildProgram(paths, process, () => {}));
    const elsewhere = ["--port", "--no-open", "--version"];
    expect([...COMMAND_OPTIONS].sort()).toEqual([...names].filter((name) => !elsewhere.includes(name)).sort());
  });

  it("is the web host where that was asked for", () => {
    expect(packaged("--web", "--port", "8080")).toEqual({ kind: "command", args: ["web", "--port", "8080"] });
    expect(packaged("--no-open")).toEqual({ kind: "command", args: ["web", "--no-open"] });
  });

  it("is the studio for a bundle or a project's folder", () => {
    expect(packaged("/data/cats.rea2seg")).toEqual({ kind: "studio", files: ["/data/cats.rea2seg"] });
    const project = join(dir, "project");
    expect(packaged(project)).toEqual({ kind: "studio", files: [project] });
    const bundle = join(dir, "two words.REA2SEG");
    expect(packaged(pathToFileURL(bundle).href)).toEqual({ kind: "studio", files: [bundle] });
    expect(packaged("project", "unpack", "/data/cats.rea2seg").kind).toBe("command");
  });
});
