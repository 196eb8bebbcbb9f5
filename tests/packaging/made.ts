import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { makeAppImageTools } from "./stand-in-appimage.mjs";
import { makeStandIn } from "./stand-in-electron.mjs";
import { has } from "./tools.mjs";

const ROOT = resolve(import.meta.dirname, "..", "..");

/** What `npm run make` left, with how long it took. */
export interface Made {
  readonly root: string;
  /** The packaged app, beside which its report lies. */
  readonly packagedDir: string;
  readonly releaseDir: string;
  readonly names: readonly string[];
  readonly seconds: number;
  readonly output: string;
  dispose(): void;
}

/** Runs `npm run make` with the stand-ins, for all that this machine has the tools for. */
export async function makeAll(): Promise<Made> {
  const root = mkdtempSync(join(tmpdir(), "rea2seg-make-"));
  await makeStandIn({ dir: join(root, "electron") });
  const tools = has("mksquashfs") ? makeAppImageTools(join(root, "appimage")) : null;
  const wanted = { zip: has("zip"), deb: has("dpkg-deb"), rpm: has("rpmbuild"), AppImage: tools !== null };
  const targets = Object.entries(wanted).flatMap(([name, can]) => (can ? [name] : []));
  const started = performance.now();
  const run = spawnSync(process.execPath, [launcher(), "make", "--targets", targets.join(",")], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: {
      ...process.env,
      ...{ ELECTRON_ZIP_DIR: join(root, "electron"), REA2SEG_OUT_DIR: join(root, "out"), NODE_ENV: "production" },
      ...(tools ? { APPIMAGE_TOOLS_PATH: tools } : {}),
    },
  });
  const seconds = (performance.now() - started) / 1000;
  const output = `${run.stdout}\n${run.stderr}`;
  if (run.status !== 0) throw new Error(`npm run make failed:\n${output.slice(-6000)}`);
  const out = join(root, "out");
  const packaged = readdirSync(out).find((name) => name.endsWith(`-linux-${process.arch}`)) as string;
  const releaseDir = join(out, "release");
  return {
    ...{ root, releaseDir, seconds, output, packagedDir: join(out, packaged), names: readdirSync(releaseDir).sort() },
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}

const launcher = (): string => join(ROOT, "electron", "launch", "package.mjs");
