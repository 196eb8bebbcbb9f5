import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { extractAll } from "@electron/asar";
import { beforeAll, describe, expect, it } from "vitest";
import { archive, made, onLinux, resources } from "./made-now.ts";
import { buildDrivers, type PackagedApp, runCommand, runStudio } from "./plain-node/run-app.ts";

/** The code out of the archive runs. */
export function checkPlainNode(): void {
  describe.skipIf(!onLinux)("the code out of the archive, under plain Node with the fake electron", () => {
    let app: PackagedApp;
    let drivers: string;
    beforeAll(async () => {
      drivers = join(made().root, "drivers");
      await buildDrivers(drivers);
      const appDir = join(made().root, "extracted", "app");
      extractAll(archive(), appDir);
      const home = join(made().root, "home");
      mkdirSync(home);
      app = { appDir, resourcesDir: resources(), home };
    });

    it("serves its page and the demo, answers a click with a mask, and quits", async () => {
      const { code, stdout, stderr } = await runStudio(app, drivers);
      expect(code, stderr).toBe(0);
      const answer = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
      expect(answer).toMatchObject({ page: 200, script: 200, host: "desktop", exit: 0, image: { status: 200 } });
      expect(answer.samples).toBeGreaterThan(20);
      expect(answer.area).toBeGreaterThan(1000);
      expect(answer.packs).toContain("geo-tiny");
      expect(readFileSync(join(app.home, "LOGS", "studio.log"), "utf8")).toContain("Rea2Seg Studio");
    });

    it("runs the command: doctor, a pack's verification, a mask, and a refusal with its exit code", async () => {
      const doctor = await runCommand(app, drivers, ["doctor", "--json"]);
      expect(JSON.parse(doctor.stdout)).toBeTypeOf("object");
      const packs = await runCommand(app, drivers, ["pack", "verify", "geo-tiny", "--json"]);
      expect(packs.code, packs.stderr).toBe(0);
      const image = join(app.resourcesDir, "assets", "demo", "images", "coffee.png");
      const out = join(app.home, "mask.png");
      const segment = await runCommand(app, drivers, ["segment", "--image", image, "--point", "290,150", "--out", out]);
      expect(segment.code, segment.stderr).toBe(0);
      expect(statSync(out).size).toBeGreaterThan(100);
      expect((await runCommand(app, drivers, ["nonsense"])).code).toBe(2);
    });
  });
}
