import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stepsNamed } from "./workflow-steps.ts";

/** Steps of release.yml run by the shell, with programs that only note how they were called. */
const NOTES = join(process.cwd(), "electron", "packaging", "release-notes.mjs");
let dir: string;
let bin: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-workflow-"));
  bin = join(dir, "bin");
  mkdirSync(bin);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function fake(name: string, script: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> "${join(dir, "calls")}"\n${script}\n`, {
    mode: 0o755,
  });
}
const calls = (): string[] =>
  existsSync(join(dir, "calls")) ? readFileSync(join(dir, "calls"), "utf8").trim().split("\n") : [];

/** As GitHub runs `shell: bash`. */
function run(script: string, env: Readonly<Record<string, string>> = {}) {
  const file = join(dir, "step.sh");
  writeFileSync(file, script);
  return spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", file], {
    encoding: "utf8",
    cwd: dir,
    env: { ...process.env, ...env, PATH: `${bin}${delimiter}${process.env.PATH}` },
  });
}

describe.skipIf(process.platform === "win32")("the workflow's smoke tests", () => {
  const scripts = ["Smoke test on Linux", "Smoke test", "The command, without a display"].flatMap((name) =>
    stepsNamed(name).map((step) => [name, step.run] as const),
  );

  it.each(scripts)("%s fails where there is no packaged app", (_name, script) => {
    fake("node", 'case "$*" in *find-packaged*) exit 1 ;; esac');
    for (const program of ["npx", "xvfb-run"]) fake(program, "exit 0");
    expect(run(script).status).not.toBe(0);
    expect(calls()).toEqual(["node tests/packaging/find-packaged.mjs"]);
  });

  it("hand the app to the test", () => {
    fake("node", 'echo "/out/Rea2Seg Studio/rea2seg"');
    fake("npx", 'test "$REA2SEG_PACKAGED_APP" = "/out/Rea2Seg Studio/rea2seg"');
    expect(run(stepsNamed("Smoke test")[0]?.run ?? "").status).toBe(0);
  });
});

describe.skipIf(process.platform === "win32")("the draft of a release", () => {
  const draft = (tag: string) => {
    mkdirSync(join(dir, "release"), { recursive: true });
    writeFileSync(join(dir, "release", "app.deb"), "");
    return run(stepsNamed("Draft")[0]?.run ?? "", { GITHUB_REF_NAME: tag });
  };

  it.each([
    ["v1.0.0", "--prerelease=false"],
    ["v1.0.0-beta.1", "--prerelease"],
  ])("of %s is made with %s and this version's notes", (tag, flag) => {
    fake("gh", 'case "$2" in view) exit 1 ;; esac');
    expect(draft(tag).status).toBe(0);
    expect(calls().at(-1)).toBe(
      `gh release create ${tag} --draft ${flag} --verify-tag --title ${tag} --notes-file notes.md release/app.deb`,
    );
  });

  it("that is there is filled again", () => {
    fake("gh", 'case "$2" in view) echo true ;; esac');
    expect(draft("v1.0.0").status).toBe(0);
    expect(calls().slice(1)).toEqual([
      "gh release edit v1.0.0 --draft --prerelease=false --notes-file notes.md",
      "gh release upload v1.0.0 --clobber release/app.deb",
    ]);
  });

  it("that was published is left alone", () => {
    fake("gh", 'case "$2" in view) echo false ;; esac');
    const { status, stdout } = draft("v1.0.0");
    expect(status).toBe(1);
    expect(stdout).toContain("published already");
    expect(calls()).toHaveLength(1);
  });
});

describe("the notes of a release", () => {
  const notes = (version: string, text: string) => {
    writeFileSync(join(dir, "CHANGELOG.md"), text);
    return spawnSync(process.execPath, [NOTES, version, join(dir, "CHANGELOG.md")], { encoding: "utf8" });
  };
  const changelog =
    "# Changelog\n\n## Unreleased\n\nlater\n\n## 1.1.0-beta.1\n\nbeta\n\n## [1.1.0] - 2026-12-01\n\n### Added\n\n- one\n\n## 1.0.0 (2026-11-30)\n\nfirst\n";

  it("are the version's own section", () => {
    expect(notes("1.1.0", changelog).stdout).toBe("### Added\n\n- one\n");
    expect(notes("1.1.0-beta.1", changelog).stdout).toBe("beta\n");
    expect(notes("1.0.0", changelog).stdout).toBe("first\n");
  });

  it("that are missing or empty stop the release", () => {
    const missing = notes("2.0.0", changelog);
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain('no heading "## 2.0.0 (date)"');
    expect(notes("2.0.0", "## 2.0.0\n\n## 1.0.0\n\nold\n").stderr).toContain("nothing below");
  });
});
