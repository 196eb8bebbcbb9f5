import { afterAll, beforeAll, expect, it } from "vitest";
import { formatById } from "#electron/datasets";
import { makeOchuman, ochumanPerson, rectangle } from "./fixtures.ts";
import { drawing, picture, readAll, reasons, temporaryFolder, writeFiles } from "./importing.ts";

const ochuman = formatById("ochuman");
let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterAll(() => remove());

it("reads a person: outer polygons without the inner ones, and waits for a question", async () => {
  const { samples, notes } = await readAll(ochuman, await makeOchuman(`${folder}/whole`));
  expect(notes).toEqual([]);
  expect(samples).toHaveLength(1);
  const [sample] = samples;
  expect(drawing(sample?.mask)).toEqual([".######.", ".##..##.", ".##..##.", ".##..##.", ".######.", "........"]);
  expect(sample).toMatchObject({ id: "000017-0", question: "", category: "person", split: "", ignore: null });
  expect(sample?.details).toEqual({
    ochuman: {
      image_id: "000017",
      file_name: "000017.png",
      bbox: [1, 1, 5, 4],
      keypoints: [2, 2, 1],
      max_iou: 0.75,
    },
  });
});

it("takes people without a mask only when told to", async () => {
  const source = `${folder}/maskless`;
  const images = [{ image_id: "1", file_name: "1.png", width: 8, height: 6, annotations: [ochumanPerson(null)] }];
  await writeFiles(source, { "ochuman.json": { images }, "images/1.png": await picture(8, 6) });
  const without = await readAll(ochuman, source);
  expect(without.samples).toEqual([]);
  expect(reasons(without.notes)).toEqual([["skipped", "it has no mask", "images[0].annotations[0].segms"]]);
  const all = await readAll(ochuman, source, { people: "all", question: "Who?" });
  expect(all.notes).toEqual([]);
  expect(all.samples).toMatchObject([{ mask: null, question: "Who?" }]);
});

it("skips what is broken, with its field, and reads the rest", async () => {
  const source = `${folder}/broken`;
  const segms = (more: object) => ({ outer: [rectangle(0, 0, 1, 1)], inner: [], height: 6, width: 8, ...more });
  const image = (id: string, name: unknown, ...segm: unknown[]) => {
    return { image_id: id, file_name: name, width: 8, height: 6, annotations: segm.map(ochumanPerson) };
  };
  await writeFiles(source, {
    "ochuman.json": {
      images: [
        image("a", "../../etc/passwd", segms({})),
        image("b", "b.png", segms({ width: 9 }), segms({ outer: [[1, 2, "x"]] }), segms({})),
        "no object",
        image("c", "missing.png", segms({})),
      ],
    },
    "images/b.png": await picture(8, 6),
  });
  const { samples, notes } = await readAll(ochuman, source);
  expect(samples.map(({ id }) => id)).toEqual(["b-2"]);
  expect(drawing(samples[0]?.mask)?.[0]).toBe("#.......");
  expect(reasons(notes)).toEqual([
    ["skipped", "its image's path is not followed", "images[0].annotations[0].file_name"],
    ["skipped", "its mask has another size than its image", "images[1].annotations[0].segms"],
    ["skipped", "its mask cannot be read", "images[1].annotations[1].segms.outer"],
    ["skipped", "it is not of the format", "images[2]"],
    ["skipped", "its image is missing", "images[3].annotations[0].file_name"],
  ]);
});

it("splits as the authors do: of the whole set's ids in order, 2500 are val and the rest test", async () => {
  const source = `${folder}/split`;
  const segms = { outer: [rectangle(0, 0, 1, 1)], inner: [], height: 6, width: 8 };
  const ids = Array.from({ length: 2501 }, (_, i) => String(9000 - i).padStart(6, "0"));
  const images = ids.map((id) => ({ image_id: id, file_name: "one.png", annotations: [ochumanPerson(segms)] }));
  await writeFiles(source, { "ochuman.json": { images }, "images/one.png": await picture(8, 6) });
  const { samples } = await readAll(ochuman, source, { split: "test" });
  expect(samples.map(({ id }) => id)).toEqual(["009000-0"]);
});
