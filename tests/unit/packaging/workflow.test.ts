import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RELEASE, stepsNamed, stepsOf } from "./workflow-steps.ts";

describe("the workflows", () => {
  // actions/runner-images: #13046, #13518 and #14254 announced the ends of these.
  it.each(["macos-13", "macos-14", "ubuntu-20.04", "ubuntu-22.04", "windows-2019"])("ask for no %s", (image) => {
    expect(RELEASE).not.toContain(image);
  });

  it("use the same major of each action", () => {
    const all = `${RELEASE}\n${readFileSync(".github/workflows/ci.yml", "utf8")}`;
    const used = new Set([...all.matchAll(/uses: (\S+)/g)].map(([, action]) => action as string));
    const names = [...used].map((action) => action.split("@")[0]);
    expect(names.length).toBeGreaterThan(3);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("the secrets for signatures", () => {
  const run = stepsNamed("Secrets, all of a set or none")[0]?.run ?? "";
  const check = (given: Readonly<Record<string, string>>) => {
    const [program, file] = run.split(" ") as [string, string];
    expect(program).toBe("node");
    return spawnSync(process.execPath, [file], { encoding: "utf8", env: given });
  };
  const certificate = { APPLE_CERTIFICATE_P12: "eA==", APPLE_CERTIFICATE_PASSWORD: "p", APPLE_SIGN_IDENTITY: "X" };
  const notary = { APPLE_API_KEY_P8: "k", APPLE_API_KEY_ID: "i", APPLE_API_ISSUER: "u" };
  const windows = { WINDOWS_CERTIFICATE_PFX: "eA==", WINDOWS_CERTIFICATE_PASSWORD: "p" };

  it("may be absent, which is told, or whole", () => {
    const none = check({ APPLE_SIGN_IDENTITY: "" });
    expect(none.status).toBe(0);
    expect(none.stdout.match(/^::notice::/gm)).toHaveLength(3);
    expect(check({ ...certificate, ...notary, ...windows })).toMatchObject({ status: 0, stdout: "" });
    expect(check(certificate).status).toBe(0);
  });

  it.each([
    ["a certificate without its identity", { ...certificate, APPLE_SIGN_IDENTITY: "" }, "not APPLE_SIGN_IDENTITY"],
    ["an identity alone", { APPLE_SIGN_IDENTITY: "X" }, "not APPLE_CERTIFICATE_P12, APPLE_CERTIFICATE_PASSWORD"],
    ["a key of the notary without a certificate", notary, "Apple notarises signed apps alone"],
    [
      "a key of the notary without its issuer",
      { ...certificate, ...notary, APPLE_API_ISSUER: " " },
      "APPLE_API_ISSUER",
    ],
    ["a password alone", { WINDOWS_CERTIFICATE_PASSWORD: "p" }, "not WINDOWS_CERTIFICATE_PFX"],
  ])("stop the build where there is %s", (_name, given, said) => {
    const { status, stdout } = check(given);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error::/m);
    expect(stdout).toContain(said);
  });

  it("are looked at before anything is installed, and signatures after everything is made", () => {
    const names = stepsOf(RELEASE).map(({ name }) => name);
    expect(names.indexOf("Secrets, all of a set or none")).toBeLessThan(names.indexOf("Install"));
    for (const system of ["macOS", "Windows"])
      expect(names.indexOf(`Signatures on ${system}`)).toBeGreaterThan(names.indexOf("Make the installers"));
  });
});
