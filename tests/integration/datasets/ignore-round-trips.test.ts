import { join } from "node:path";
import { expect, it } from "vitest";
import { encodeRle, type Rle } from "#core/masks";
import { formatById } from "#electron/datasets";
import { exportDataset } from "#electron/datasets/export";
import { importDataset } from "#electron/datasets/transfer";
import { createProject, type ProjectStore } from "#electron/store";
import { picture, readAll, writeFiles } from "../../unit/datasets/formats/importing.ts";
import { ada, later, scratchFolder } from "../store/fixtures.ts";

const [WIDTH, HEIGHT] = [9, 7];

/** Pixels of a pattern that no simple polygon draws: two parts, one with a hole. */
function pattern(shift: number): Rle {
  const data = new Uint8Array(WIDTH * HEIGHT);
  const put = (x: number, y: number) => {
    data[y * WIDTH + ((x + shift) % WIDTH)] = 1;
  };
  for (let y = 0; y < 3; y++) for (let x = 0; x < 3; x++) if (x !== 1 || y !== 1) put(x, y);
  put(4, 5);
  put(5, 6);
  return encodeRle({ width: WIDTH, height: HEIGHT, data });
}

const box = [
  [5, 0],
  [8, 0],
  [8, 2],
  [5, 2],
];
const shapes = [
  { label: "target", points: box },
  { label: "ignore", points: box.map(([x, y]) => [x, (y as number) + 4]) },
];

async function imported(): Promise<ProjectStore> {
  const root = scratchFolder();
  const image = await picture(WIDTH, HEIGHT);
  const file = { text: ["Which?"], is_sentence: true, shapes };
  const names = ["painted", "emptied", "open"];
  await writeFiles(
    root,
    Object.fromEntries(
      names.flatMap((name) => [
        [`${name}.json`, file],
        [`${name}.png`, image],
      ]),
    ),
  );
  const store = createProject(join(scratchFolder(), "project"), "Ignore", ada);
  later(() => store.close());
  await importDataset({ store, format: "reasonseg", source: root, copy: false, workerFile: null });
  return store;
}

const given = (store: ProjectStore, id: string): Rle => store.sample(id).ignore as Rle;

it.each(["reasonseg", "own"])("an ignore layer that was painted or emptied goes through %s exactly", async (format) => {
  const store = await imported();
  const judge = (id: string, ignore: Rle, decision: "fixed" | null) => {
    const { state, groundTruth } = store.sample(id);
    const verdict = decision && { decision, comment: "" };
    store.commit(id, { ...state, mask: groundTruth, ignore, verdict }, "edit");
  };
  const empty = encodeRle({ width: WIDTH, height: HEIGHT, data: new Uint8Array(WIDTH * HEIGHT) });
  judge("painted", pattern(0), "fixed");
  judge("emptied", empty, "fixed");
  judge("open", pattern(0), null);
  const out = join(scratchFolder(), "out");
  await exportDataset({ store, format, out, notesFolder: null });
  const { samples } = await readAll(formatById(format), out);
  const ignored = Object.fromEntries(samples.map(({ id, ignore }) => [id, ignore]));
  expect(ignored).toEqual({ painted: pattern(0), emptied: null, open: given(store, "open") });
  for (const { mask } of samples) expect(mask).toEqual(store.sample("open").groundTruth);
});
