import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ForgePackagerOptions } from "@electron-forge/shared-types";
import { componentsOf, noticesText } from "./components.ts";
import { keepOnePlatform, keepsPath, runtimeModules, trimManifest } from "./contents.ts";
import { APP, BUNDLE, UNPACK } from "./facts.ts";
import { readLock } from "./lockfile.ts";
import { readSigning } from "./signing.ts";
import { readFeed, writeUpdateFiles } from "./update-files.ts";

export interface PackagingOptions {
  readonly root: string;
  readonly outDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly log: (line: string) => void;
}

/** The name of the text with every package's licence, beside the archive. */
export const NOTICES_FILE = "THIRD-PARTY-NOTICES.txt";

/**
 * Where the packager works until an app is whole. Its usual place is one for the whole machine, which it empties at its
 * start: two builds would take each other's files away, and another user's cannot be emptied at all.
 */
export const workFolder = (outDir: string): string => join(outDir, "packager");

/** The folder that the packager makes, by its own rule. */
export const packagedDir = (outDir: string, platform: string, arch: string): string =>
  join(outDir, `${APP.name}-${platform}-${arch}`);

export function packagerConfig({ root, outDir, env, platform, log }: PackagingOptions): ForgePackagerOptions {
  const lock = readLock(root);
  const modules = runtimeModules(lock);
  const feed = readFeed(env);
  const signing = readSigning(env, platform, feed !== null);
  for (const notice of signing.notices) log(notice);
  return {
    name: APP.name,
    tmpdir: workFolder(outDir),
    executableName: APP.executable,
    appBundleId: APP.id,
    appCopyright: APP.copyright,
    appCategoryType: "public.app-category.graphics-design",
    icon: join(root, "assets", "icons", "icon"),
    win32metadata: { CompanyName: "Rea2Seg Studio", FileDescription: APP.name, ProductName: APP.name },
    // Both are what the packager would guess; we say exactly what goes in.
    prune: false,
    ignore: (file: string) => !keepsPath(file, modules),
    asar: { unpack: UNPACK },
    // Models are opened by their path, by onnxruntime itself: they lie beside the archive, and their packs have hashes.
    extraResource: [join(root, "assets"), join(root, "LICENSE"), join(root, "NOTICE")],
    afterCopy: [finishCopy(root, feed, signing.publisher)],
    extendInfo: macDocuments(),
    ...(env.ELECTRON_ZIP_DIR ? { electronZipDir: env.ELECTRON_ZIP_DIR } : {}),
    ...(signing.macSign ? { osxSign: signing.macSign } : {}),
    ...(signing.macNotarize ? { osxNotarize: signing.macNotarize } : {}),
    ...(signing.windows ? { windowsSign: signing.windows } : {}),
  };
}

/** After the files were copied and before they are put into the archive. */
function finishCopy(root: string, feed: string | null, publisher: string | null) {
  return async ({
    buildPath,
    platform,
    arch,
  }: {
    buildPath: string;
    platform: string;
    arch: string;
  }): Promise<void> => {
    keepOnePlatform(buildPath, { platform, arch });
    trimManifest(buildPath);
    const resources = join(buildPath, "..");
    writeFileSync(join(resources, NOTICES_FILE), noticesText(componentsOf(root, readLock(root))));
    if (feed !== null) writeUpdateFiles(resources, feed, publisher);
  };
}

/** Tells macOS what a project bundle is and who opens it. */
function macDocuments(): NonNullable<ForgePackagerOptions["extendInfo"]> {
  const type = `${APP.id}.project`;
  return {
    CFBundleDocumentTypes: [
      { CFBundleTypeName: BUNDLE.name, CFBundleTypeRole: "Editor", LSHandlerRank: "Owner", LSItemContentTypes: [type] },
    ],
    UTExportedTypeDeclarations: [
      {
        UTTypeIdentifier: type,
        UTTypeDescription: BUNDLE.name,
        UTTypeConformsTo: ["public.zip-archive"],
        UTTypeTagSpecification: {
          "public.filename-extension": [BUNDLE.extension],
          "public.mime-type": [BUNDLE.mimeType],
        },
      },
    ],
  };
}
