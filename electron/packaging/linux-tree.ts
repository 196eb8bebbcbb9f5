import {
  chmodSync,
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { APPARMOR_SOURCE, apparmorProfile } from "./apparmor.ts";
import { APP, BUNDLE } from "./facts.ts";

/** What a Linux package installs, as a folder that stands for the root of the file system. */
export interface LinuxTreeOptions {
  readonly packagedDir: string;
  readonly assetsDir: string;
  readonly root: string;
  readonly copyright: string;
}

const SIZES = ["16x16", "32x32", "48x48", "64x64", "128x128", "256x256", "512x512"] as const;

/** By name: rpmbuild's patterns match nothing below a folder with a space in its name. */
export const ICON_PATHS: readonly string[] = SIZES.map(iconPath);

function iconPath(size: string): string {
  return `/usr/share/icons/hicolor/${size}/apps/${APP.slug}.png`;
}

export const INSTALL_DIR = `/usr/lib/${APP.slug}`;

/** Lays the tree out, the same for deb and rpm. */
export function layLinuxTree({ packagedDir, assetsDir, root, copyright }: LinuxTreeOptions): void {
  const at = (path: string): string => join(root, path);
  linkTree(packagedDir, at(INSTALL_DIR));
  ownSandbox(join(packagedDir, "chrome-sandbox"), at(`${INSTALL_DIR}/chrome-sandbox`));
  write(at(APPARMOR_SOURCE), apparmorProfile());
  mkdirSync(at("usr/bin"), { recursive: true });
  symlinkSync(`../lib/${APP.slug}/${APP.executable}`, at(`usr/bin/${APP.executable}`));
  write(at(`usr/share/applications/${APP.slug}.desktop`), desktopEntry());
  write(at(`usr/share/mime/packages/${APP.slug}.xml`), mimeDefinition());
  write(at(`usr/share/doc/${APP.slug}/copyright`), copyright);
  for (const size of SIZES) {
    const icon = at(iconPath(size));
    mkdirSync(dirname(icon), { recursive: true });
    cpSync(join(assetsDir, "icons", `${size}.png`), icon);
    chmodSync(icon, 0o644);
  }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o644 });
}

/** Hard links where the disk allows it: half a gigabyte need not be copied to be read once. */
export function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o755 });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  // Whoever builds with a strict umask builds for everybody all the same.
  const { mode } = statSync(source);
  if ((mode & 0o044) !== 0o044) chmodSync(source, mode | 0o044 | (mode & 0o100 ? 0o011 : 0));
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}

/** Chromium's sandbox helper has to belong to root with the setuid bit; a copy, so that the packaged folder stays as it is. */
function ownSandbox(source: string, target: string): void {
  rmSync(target);
  copyFileSync(source, target);
  chmodSync(target, 0o4755);
}

export function desktopEntry(): string {
  return [
    "[Desktop Entry]",
    "Type=Application",
    `Name=${APP.name}`,
    "GenericName=Reasoning segmentation",
    `Comment=${APP.summary}`,
    `Exec=${INSTALL_DIR}/${APP.executable} %f`,
    `Icon=${APP.slug}`,
    "Terminal=false",
    "Categories=Science;ImageProcessing;ArtificialIntelligence;",
    "Keywords=segmentation;masks;annotation;dataset;",
    `MimeType=${BUNDLE.mimeType};`,
    `StartupWMClass=${APP.slug}`,
    "StartupNotify=true",
    "",
  ].join("\n");
}

/** Tells the desktop what a project bundle is (freedesktop.org shared MIME-info). */
export function mimeDefinition(): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="${BUNDLE.mimeType}">
    <comment>${BUNDLE.name}</comment>
    <sub-class-of type="application/zip"/>
    <icon name="${APP.slug}"/>
    <generic-icon name="package-x-generic"/>
    <glob pattern="*.${BUNDLE.extension}"/>
  </mime-type>
</mime-info>
`;
}
