import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkPackagedApp } from "./check-app.ts";
import { checkInstallers } from "./check-installers.ts";
import { checkPlainNode } from "./check-plain-node.ts";
import { problemsOfSbom } from "./cyclonedx.ts";
import { makeAll } from "./made.ts";
import { artifact, made, onLinux, setMade } from "./made-now.ts";

/** The aim on the smallest machine. A timing is never a pass condition, so a miss is told and fails nothing. */
const AIM_SECONDS = 600;

beforeAll(async () => {
  if (!onLinux) return;
  setMade(await makeAll());
  const { seconds, names } = made();
  console.log(`npm run make took ${seconds.toFixed(0)} s (the aim is ${AIM_SECONDS} s): ${names.join(", ")}`);
  if (seconds > AIM_SECONDS) console.warn("OVER ITS TIME.");
});
afterAll(() => {
  if (onLinux) made().dispose();
});

describe.skipIf(!onLinux)("npm run make", () => {
  it("names what it made in SHA-256 sums that are right", () => {
    const sums = readFileSync(artifact(`SHA256SUMS-linux-${process.arch}.txt`), "utf8")
      .trim()
      .split("\n");
    expect(sums.map((line) => line.slice(66)).sort()).toEqual(
      made().names.filter((name) => !name.startsWith("SHA256SUMS")),
    );
    for (const line of sums) {
      const hash = createHash("sha256")
        .update(readFileSync(join(made().releaseDir, line.slice(66))))
        .digest("hex");
      expect(line.slice(0, 64)).toBe(hash);
    }
  });

  it("lists every package of the app in a bill of materials, and no developer's tool", () => {
    const sbom = JSON.parse(readFileSync(artifact(".cdx.json"), "utf8"));
    expect(sbom).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6" });
    expect(problemsOfSbom(readFileSync(artifact(".cdx.json"), "utf8"))).toEqual([]);
    const names = (sbom.components as { name: string }[]).map(({ name }) => name);
    for (const name of [
      "electron",
      "onnxruntime-node",
      "sharp",
      "react",
      "zod",
      "MobileSAM/encoder.onnx",
      "geo-tiny/segment.onnx",
    ]) {
      expect(names).toContain(name);
    }
    for (const name of ["vitest", "vite", "typescript", "electron-builder", "@electron-forge/cli"])
      expect(names).not.toContain(name);
  });

  it("reports the size by class, within the budget, with a reason for every large file", () => {
    const text = readFileSync(`${made().packagedDir}.size.txt`, "utf8");
    const [, bytes, budget] = /holds ([\d.]+) MiB of ([\d.]+) MiB/.exec(text) ?? [];
    expect(Number(budget)).toBe(330);
    expect(Number(bytes)).toBeLessThanOrEqual(330);
    expect(text).toContain("native libraries");
    expect(text).not.toContain("PROBLEM");
  });
});

checkPackagedApp();
checkPlainNode();
checkInstallers();
