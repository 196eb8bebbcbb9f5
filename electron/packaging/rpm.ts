import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { APP } from "./facts.ts";
import { glibcBelow } from "./glibc.ts";
import { ICON_PATHS, INSTALL_DIR } from "./linux-tree.ts";

/** Electron's names of architectures to RPM's. */
export const RPM_ARCH: Readonly<Record<string, string>> = { x64: "x86_64", arm64: "aarch64", armv7l: "armv7hl" };

/** Libraries by their own names, as rpmbuild would find them: packages are called otherwise on Fedora and openSUSE. */
const LIBRARIES = [
  "libasound.so.2",
  "libatk-bridge-2.0.so.0",
  "libatspi.so.0",
  "libcups.so.2",
  "libgbm.so.1",
  "libgtk-3.so.0",
  "libnss3.so",
  "libsecret-1.so.0",
  "libstdc++.so.6",
  "libXtst.so.6",
];

export interface RpmOptions {
  readonly root: string;
  readonly version: string;
  readonly arch: string;
  /** A folder of rpmbuild's own. */
  readonly work: string;
  readonly file: string;
}

/** Builds the package with rpmbuild from a tree that is finished: nothing is compiled or stripped. */
export function buildRpm({ root, version, arch, work, file }: RpmOptions): void {
  const target = RPM_ARCH[arch];
  if (target === undefined) throw new Error(`RPM has no architecture for ${arch}.`);
  mkdirSync(work, { recursive: true });
  const spec = join(work, `${APP.slug}.spec`);
  writeFileSync(spec, rpmSpec(version, arch, glibcBelow(root)));
  // rpmbuild empties its build root before it fills it.
  const buildRoot = join(work, "root");
  const args = ["-bb", "--quiet", "--target", target, "--buildroot", buildRoot];
  const defines = [`_topdir ${work}`, `tree ${root}`].flatMap((define) => ["--define", define]);
  execFileSync("rpmbuild", [...args, ...defines, spec], { stdio: ["ignore", "ignore", "inherit"] });
  const built = readdirSync(join(work, "RPMS", target)).find((name) => name.endsWith(".rpm"));
  if (built === undefined) throw new Error("rpmbuild left no package.");
  renameSync(join(work, "RPMS", target, built), file);
}

/** An RPM version has no "-" at all, and "~" sorts before the release itself. */
export const rpmVersion = (version: string): string => version.replace("-", "~").replaceAll("-", ".");

/** `glibc`: the oldest that everything inside runs with; null where nothing asks for any. */
export function rpmSpec(version: string, arch: string, glibc: string | null): string {
  const bits = arch === "armv7l" ? "" : "(64bit)";
  const libraries = LIBRARIES.map((name) => `${name}()${bits}`);
  const requires = [...(glibc === null ? [] : [`libc.so.6(GLIBC_${glibc})${bits}`]), ...libraries, "xdg-utils"];
  return `%global debug_package %{nil}
%global _build_id_links none
%global __os_install_post %{nil}
%define _binary_payload w3.zstdio

Name: ${APP.slug}
Version: ${rpmVersion(version)}
Release: 1
Summary: ${APP.summary}
License: MIT
URL: ${APP.homepage}
AutoReqProv: no
Requires: ${requires.join(", ")}
Recommends: libvulkan.so.1()${bits}

%description
Rea2Seg Studio finds candidate masks for a question about a picture, ranks them, and
lets people verify, refine and accept them, offline. The command rea2seg does the same
without a window.

%install
mkdir -p "%{buildroot}"
cp -al "%{tree}/." "%{buildroot}/"

%clean
true

%files
%defattr(-,root,root,-)
/usr/bin/${APP.executable}
${INSTALL_DIR}
/usr/share/applications/${APP.slug}.desktop
/usr/share/mime/packages/${APP.slug}.xml
/usr/share/doc/${APP.slug}
${ICON_PATHS.join("\n")}
`;
}
