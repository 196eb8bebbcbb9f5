import type { DoctorReport } from "./report.ts";

/** The report as people read it, in a terminal or in the settings. */
export function formatDoctor(report: DoctorReport): string {
  const { versions, machine } = report;
  return [
    `Rea2Seg Studio ${versions.app}`,
    "",
    section("Machine", [
      ["system", `${machine.platform} ${machine.arch}, ${machine.release}`],
      ["processor", `${machine.cpu}, ${machine.cores} cores`],
      ["memory", `${size(machine.memory)}, ${size(machine.freeMemory)} free`],
    ]),
    section("Versions", [
      ["node", versions.node],
      ["electron", versions.electron ?? "not installed"],
      ["onnxruntime", versions.onnxruntime ?? "could not be asked"],
      ["sqlite", versions.sqlite ?? "could not be loaded"],
      ["sharp", versions.sharp === null ? "could not be loaded" : `${versions.sharp}, libvips ${versions.libvips}`],
    ]),
    ...formatModels(report),
    section("Folders", [
      ["settings", report.configDir],
      ["cache", `${report.caches.dir}, ${report.caches.bytes === null ? "size unknown" : size(report.caches.bytes)}`],
      ...embeddingRows(report),
    ]),
    section("Windows", [
      ["electron", report.hosts.electronBinary ?? "no binary; the web host is used"],
      ["browser", report.hosts.browser ?? "none found"],
      ["display", report.hosts.display ? "yes" : "none"],
    ]),
    report.problems.length === 0 ? "Nothing is missing." : formatProblems(report),
  ].join("\n");
}

function formatModels({ models }: DoctorReport): readonly string[] {
  if (models === null) return ["Models\n  could not be loaded, see below\n"];
  const attempts = models.attempts.map(
    (attempt): Row => [attempt.provider, `${attempt.ok ? "ok" : "passed over"}: ${attempt.reason}`],
  );
  const provider: Row = ["runs on", `${models.provider ?? "nothing"}, ${models.threads} threads`];
  const packs = models.packs.map((pack) =>
    section(`Pack ${pack.id} ${pack.version}: ${pack.ok ? pack.title : `BROKEN: ${pack.problem}`}`, [
      ["folder", pack.dir],
      ...pack.files.map((file): Row => [file.path, `sha256 ${file.sha256}, ${size(file.bytes)}`]),
    ]),
  );
  return [section("Execution providers", [provider, ...attempts]), ...packs];
}

function embeddingRows({ caches: { embeddings } }: DoctorReport): readonly Row[] {
  if (embeddings === null) return [];
  return [["embeddings", `${embeddings.entries} kept, ${size(embeddings.bytes)} of at most ${size(embeddings.limit)}`]];
}

function formatProblems({ problems }: DoctorReport): string {
  const lines = problems.flatMap(({ part, message, cure }) => [`  ${part}: ${message}`, `    cure: ${cure}`]);
  return ["What is missing", ...lines].join("\n");
}

type Row = readonly [name: string, value: string];

function section(title: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return [title, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`), ""].join("\n");
}

function size(bytes: number): string {
  if (bytes >= 1024 ** 3) return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
  return bytes >= 1e5 ? `${(bytes / 1024 ** 2).toFixed(1)} MiB` : `${(bytes / 1024).toFixed(1)} KiB`;
}
