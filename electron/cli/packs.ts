import { resolve } from "node:path";
import { AppError } from "#core/errors";
import { packPlaces, userDirs } from "#electron/config";
import { type CheckedPack, installPack, listPacks, type PackSummary, verifyPacks } from "#native-models/packs";
import { withInterrupt } from "./interrupt.ts";
import type { AppPaths } from "./pipeline-session.ts";
import type { Terminal } from "./terminal.ts";

/** `rea2seg pack list`: what the manifests say; no file is hashed. */
export async function packList(paths: AppPaths, terminal: Terminal): Promise<void> {
  const places = packPlaces(userDirs(), paths.assetsDir);
  const packs = await listPacks(places);
  const nothing =
    "No pack yet. `rea2seg doctor` builds mobilesam, so does the first run that uses it; `rea2seg pack install` adds others.";
  terminal.answer({ packs }, packs.length === 0 ? nothing : packs.map(formatPack).join("\n\n"));
}

/** `rea2seg pack verify [ID]`. Throws `model-missing` or `model-broken` for the first pack that is wrong. */
export async function packVerify(id: string | undefined, paths: AppPaths, terminal: Terminal): Promise<void> {
  const places = packPlaces(userDirs(), paths.assetsDir);
  const onProgress = terminal.progress;
  const packs = await withInterrupt(terminal, (signal) => verifyPacks(id ?? null, places, { signal, onProgress }));
  const broken = packs.find((pack) => pack.problem !== null);
  if (broken) {
    const more = packs.filter((pack) => pack.problem !== null).length - 1;
    const message = `${broken.problem}${more === 0 ? "" : ` And ${more} more are wrong.`}`;
    throw new AppError({ code: "model-broken", message, where: broken.dir, cure: broken.cure ?? "Install it again." });
  }
  const text = packs.map((pack) => `${formatPack(pack)}\n${line("verified", "every file is as its manifest says")}`);
  terminal.answer({ packs }, text.join("\n\n"));
}

/** `rea2seg pack install PATH`. Throws what `installPack` throws. */
export async function packInstall(
  source: string,
  options: { readonly replace: boolean },
  paths: AppPaths,
  terminal: Terminal,
): Promise<void> {
  const places = packPlaces(userDirs(), paths.assetsDir);
  const { replace } = options;
  const onProgress = terminal.progress;
  const report = await withInterrupt(terminal, (signal) =>
    installPack(resolve(source), { packsDir: places.installedDir, replace, places, signal, onProgress }),
  );
  for (const warning of report.warnings) terminal.note(`Note: ${warning}`);
  const facts = [...summaryLines(report), line("folder", report.dir)];
  terminal.answer(report, `${report.id} ${report.version}: ${report.outcome}\n${facts.join("\n")}`);
}

function formatPack(pack: CheckedPack): string {
  if (pack.id === null || pack.problem !== null) {
    const name = pack.id === null ? pack.dir : `${pack.id} ${pack.version}`;
    return [name, line("problem", pack.problem ?? ""), line("cure", pack.cure ?? "")].join("\n");
  }
  const known = pack as CheckedPack & PackSummary;
  const hidden = pack.hiddenBy === null ? [] : [line("hidden by", `${pack.hiddenBy} (same id and version)`)];
  const place = [line("origin", pack.origin), line("folder", pack.dir), ...hidden];
  return [`${known.id} ${known.version}: ${known.title}`, ...summaryLines(known), ...place].join("\n");
}

function summaryLines(pack: PackSummary): string[] {
  const megabytes = pack.bytes < 1e5 ? `${(pack.bytes / 1e3).toFixed(1)} kB` : `${(pack.bytes / 1e6).toFixed(1)} MB`;
  return [
    line("parts", partsOf(pack)),
    ...(pack.preset === null ? [] : [line("preset", pack.preset)]),
    line("files", `${pack.files}, ${megabytes}`),
    line("licence", pack.licence),
    line("made for", pack.domain),
  ];
}

function partsOf({ sam, segmenter, evaluator }: PackSummary): string {
  const parts: string[] = [];
  if (sam !== null) parts.push("pack" in sam ? `the SAM of ${sam.pack}` : `SAM (${sam.family})`);
  if (segmenter) parts.push("segmenter");
  if (evaluator !== null) {
    parts.push(`evaluator (groups of ${evaluator.groupSize}, ${evaluator.cot ? "with" : "without"} chain of thought)`);
  }
  return parts.length === 0 ? "none" : parts.join(", ");
}

const line = (label: string, value: string): string => `  ${label.padEnd(10)}${value}`;
