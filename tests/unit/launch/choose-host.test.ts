import { describe, expect, it } from "vitest";
import { atLeast, chooseHost, type HostFacts } from "../../../electron/launch/choose-host.mjs";

const ready: HostFacts = {
  electronBinary: "/somewhere/electron",
  nodeVersion: "24.1.0",
  display: true,
  platform: "linux",
  forced: null,
  fetchOutcome: null,
};

describe("chooseHost", () => {
  it("opens Electron when its binary and a display are here", () => {
    expect(chooseHost(ready)).toEqual({ host: "electron", reason: "its binary is here" });
  });

  it("opens a binary that is here whatever the Node version: only fetching needs a newer one", () => {
    expect(chooseHost({ ...ready, nodeVersion: "20.19.0" }).host).toBe("electron");
  });

  it("goes to the web host when asked to, and says so", () => {
    expect(chooseHost({ ...ready, forced: "web" })).toEqual({ host: "web", reason: "the web host was asked for" });
  });

  it("goes to the web host on Linux without a display, and names the variables", () => {
    const choice = chooseHost({ ...ready, display: false });
    expect(choice.host).toBe("web");
    expect(choice.reason).toContain("WAYLAND_DISPLAY");
  });

  it("needs no display variable on macOS and Windows", () => {
    expect(chooseHost({ ...ready, display: false, platform: "darwin" }).host).toBe("electron");
    expect(chooseHost({ ...ready, display: false, platform: "win32" }).host).toBe("electron");
  });

  it("does not try Electron as Linux's root user", () => {
    expect(chooseHost({ ...ready, root: true })).toMatchObject({ host: "web", reason: /root/ });
    expect(chooseHost({ ...ready, root: true, platform: "darwin" }).host).toBe("electron");
  });

  it("tries Electron wherever it is asked for by name", () => {
    expect(chooseHost({ ...ready, display: false, root: true, forced: "electron" }).host).toBe("electron");
  });

  it("asks for a fetch when the binary is missing and Node is new enough", () => {
    expect(chooseHost({ ...ready, electronBinary: null, nodeVersion: "22.12.0" }).host).toBe("fetch");
  });

  it("names both versions when Node is too old to fetch", () => {
    const choice = chooseHost({ ...ready, electronBinary: null, nodeVersion: "22.11.0" });
    expect(choice.host).toBe("web");
    expect(choice.reason).toContain("22.12.0");
    expect(choice.reason).toContain("22.11.0");
  });

  it("passes on why the fetch failed", () => {
    const fetchOutcome = { ok: false, reason: "no bytes arrived for 20 s" } as const;
    const choice = chooseHost({ ...ready, electronBinary: null, fetchOutcome });
    expect(choice).toEqual({ host: "web", reason: "Electron's binary is not here: no bytes arrived for 20 s" });
  });

  it("opens Electron after a fetch, and not when the fetch left nothing", () => {
    expect(chooseHost({ ...ready, fetchOutcome: { ok: true } }).reason).toContain("fetched");
    expect(chooseHost({ ...ready, electronBinary: null, fetchOutcome: { ok: true } }).host).toBe("web");
  });

  it("does not fetch for a package that is not installed", () => {
    expect(chooseHost({ ...ready, electronBinary: null, electronInstalled: false }).host).toBe("web");
  });
});

describe("atLeast", () => {
  it.each([
    ["22.12.0", "22.12.0", true],
    ["22.11.9", "22.12.0", false],
    ["v24.0.0", "22.12.0", true],
    ["9.99.99", "22.12.0", false],
    ["22.12.1", "22.12.0", true],
  ])("%s against %s is %s", (version, wanted, answer) => expect(atLeast(version, wanted)).toBe(answer));
});
