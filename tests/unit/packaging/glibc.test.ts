import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runtimeModules } from "../../../electron/packaging/contents.ts";
import { glibcBelow, glibcOf } from "../../../electron/packaging/glibc.ts";
import { readLock } from "../../../electron/packaging/lockfile.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-glibc-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const elf = (...versions: string[]): Buffer => Buffer.from(`\x7fELF ${versions.join("\0")}`, "latin1");

describe("the C library that a native file needs", () => {
  it("is the newest that it names, by its numbers", () => {
    expect(glibcOf(elf("GLIBC_2.9", "GLIBC_2.28", "GLIBC_2.17", "GLIBCXX_3.4.30"))).toBe("2.28");
    expect(glibcOf(elf("GLIBC_2.2.5"))).toBe("2.2");
    expect(glibcOf(elf())).toBeNull();
    expect(glibcOf(Buffer.from("text about GLIBC_2.40"))).toBeNull();
  });

  it("is the newest of all below a folder", () => {
    mkdirSync(join(dir, "a", "b"), { recursive: true });
    writeFileSync(join(dir, "a", "one.node"), elf("GLIBC_2.17"));
    writeFileSync(join(dir, "a", "b", "two.so.1"), elf("GLIBC_2.29"));
    writeFileSync(join(dir, "a", "b", "notes"), "GLIBC_2.99");
    writeFileSync(join(dir, "empty"), "");
    expect(glibcBelow(dir)).toBe("2.29");
    expect(glibcBelow(join(dir, "a"))).toBe("2.29");
    mkdirSync(join(dir, "none"));
    expect(glibcBelow(join(dir, "none"))).toBeNull();
  });

  // What docs/packaging.md promises: an update of a package that asks for more has to be told there.
  it.skipIf(process.platform !== "linux" || process.arch !== "x64")(
    "is what the documents say for what npm installed here",
    () => {
      const native = `linux-${process.arch}`;
      const files = [...runtimeModules(readLock(process.cwd()))].flatMap((path) =>
        ["", `prebuilds/${native}`, `bin/napi-v6/linux/${process.arch}`, "lib"].flatMap((below) =>
          nativesIn(join(path, below)),
        ),
      );
      expect(files.length).toBeGreaterThanOrEqual(5);
      files.forEach((file, at) => {
        writeFileSync(join(dir, String(at)), readFileSync(file));
      });
      expect(readFileSync("docs/packaging.md", "utf8")).toContain(`glibc ${glibcBelow(dir)} or later`);
    },
  );
});

function nativesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.(node|so)(\.[\d.]+)?$/.test(name) && !name.endsWith(".musl.node"))
    .map((name) => join(folder, name));
}
