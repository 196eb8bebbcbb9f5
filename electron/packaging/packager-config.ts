import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ForgePackagerOptions } from "@electron-forge/shared-types";
import { componentsOf, noticesText } from "./components.ts";
import { keepOnePlatform, keepsPath, runtimeModules, trimManifest } from "./contents.ts";
import { APP, BUNDLE, UNPACK } from "./facts.ts";
import { readLock } from "./lockfile.ts";
import { readSigning } from "./signing.ts";

export interface PackagingOptions {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly log: (line: string) => void;
}

/** The name of the text with every package's licence, beside the archive. */
export const NOTICES_FILE = "THIRD-PARTY-NOTICES.txt";
/** Where the app looks for updates; the file is there only if a feed was configured when it was built. */
export const FEED_FILE = "update-feed.json";

export function packagerConfig({ root, env, platform, log }: PackagingOptions): ForgePackagerOptions {
  const lock = readLock(root);
  const modules = runtimeModules(lock);
  const signing = readSigning(env, platform);
  for (const notice of signing.notices) log(notice);
  return {
    name: APP.name,
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
    afterCopy: [finishCopy(root, env)],
    extendInfo: macDocuments(),
    ...(env.ELECTRON_ZIP_DIR ? { electronZipDir: env.ELECTRON_ZIP_DIR } : {}),
    ...(signing.macSign ? { osxSign: signing.macSign } : {}),
    ...(signing.macNotarize ? { osxNotarize: signing.macNotarize } : {}),
    ...(signing.windows ? { windowsSign: signing.windows } : {}),
  };
}

/** After the files were copied and before they are put into the archive. */
function finishCopy(root: string, env: PackagingOptions["env"]) {
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
    const feed = readFeed(env);
    if (feed !== null) writeFileSync(join(resources, FEED_FILE), `${JSON.stringify({ url: feed })}\n`);
  };
}

/** The address of a generic update feed, from REA2SEG_UPDATE_FEED; null, as usual: the app asks nobody for updates. */
export function readFeed(env: PackagingOptions["env"]): string | null {
  const feed = env.REA2SEG_UPDATE_FEED;
  if (!feed) return null;
  if (!URL.canParse(feed) || new URL(feed).protocol !== "https:")
    throw new Error(`REA2SEG_UPDATE_FEED is no https address: ${feed}`);
  return feed;
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
