import { type Exporter, type ExportSample, ImageFiles } from "#electron/datasets/writing";

/** Our own dataset folder: dataset.json, samples.jsonl and images (ARCHITECTURE.md, "Data"). Same samples, same bytes. */
export const own: Exporter = {
  info: {
    id: "own",
    title: "Rea2Seg dataset",
    summary: "A folder with dataset.json, samples.jsonl and images/; nothing of a sample is lost",
    source: "folder",
    options: [
      { key: "name", label: "Name of the dataset; the project's title without it", kind: "text", preset: null },
      { key: "licence", label: "Licence to state in dataset.json", kind: "text", preset: null },
    ],
    hasMapping: false,
  },
  begin: async ({ folder, options, project }) => {
    const lines = await folder.lines("samples.jsonl");
    const images = new ImageFiles(folder, "images/");
    const counts = { samples: 0, splits: new NumberByName(), categories: new NumberByName() };
    return {
      add: async (sample) => {
        const image = `images/${await images.copy(sample.image)}`;
        await lines.add(`${JSON.stringify(lineOf(sample, image))}\n`);
        counts.samples++;
        counts.splits.add(sample.split);
        counts.categories.add(sample.category);
        return null;
      },
      finish: async () => {
        const manifest = {
          name: options.name || project.title,
          version: "1",
          ...(options.licence ? { licence: options.licence } : {}),
          counts: { samples: counts.samples, splits: counts.splits.all(), categories: counts.categories.all() },
        };
        await folder.write("dataset.json", `${JSON.stringify(manifest, null, 2)}\n`);
      },
    };
  },
};

/**
 * One line of samples.jsonl: what our importer knows, then the keys that it did not know, as it kept them. What other
 * formats' importers kept stands there under their names.
 */
function lineOf(sample: ExportSample, image: string): Record<string, unknown> {
  const { id, question, category, kind, mask, ignore, split, details, review } = sample;
  const { own: kept, ...foreign } = details as { own?: Record<string, unknown> };
  const { kind: singleKind, ...unknown } = kept ?? {};
  const isSingle = kind.length === 1 && kind[0] === singleKind;
  const known = {
    id,
    image,
    question,
    category,
    ...(kind.length === 0 ? {} : { kind: isSingle ? singleKind : kind }),
    ...(mask === null ? {} : { mask }),
    ...(ignore === null ? {} : { ignore }),
    split,
    // An import elsewhere keeps it as a key that it does not know.
    ...(review === undefined ? {} : { review }),
  };
  // Twice: the first time for the order, the second time for what counts.
  return { ...known, ...foreign, ...unknown, ...known };
}

class NumberByName {
  readonly #numbers = new Map<string, number>();

  add(name: string): void {
    this.#numbers.set(name, (this.#numbers.get(name) ?? 0) + 1);
  }

  all(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#numbers].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
