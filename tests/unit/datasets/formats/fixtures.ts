import { join } from "node:path";
import { lines, picture, writeFiles } from "./importing.ts";

/** Small datasets in the nine layouts, whole and without a fault; each answers what an importer is given as source. */
export type MakeFixture = (folder: string) => Promise<string>;

/** A rectangle of whole pixels, its right and lower ends not included, as COCO writes it. */
export const rectangle = (left: number, top: number, right: number, bottom: number): number[] => [
  ...[left, top, right, top],
  ...[right, bottom, left, bottom],
];

export const ochumanPerson = (segms: unknown) => ({
  bbox: [1, 1, 5, 4],
  keypoints: [2, 2, 1],
  max_iou: 0.75,
  segms,
});

export const makeOchuman: MakeFixture = async (folder) => {
  const segms = { outer: [rectangle(1, 0, 7, 5)], inner: [rectangle(3, 1, 5, 4)], height: 6, width: 8 };
  await writeFiles(folder, {
    "ochuman.json": {
      keypoint_names: ["nose"],
      keypoint_visible: { missing: 0 },
      images: [
        { image_id: "000017", file_name: "000017.png", width: 8, height: 6, annotations: [ochumanPerson(segms)] },
      ],
    },
    "images/000017.png": await picture(8, 6),
  });
  return folder;
};

export const makeEntityseg: MakeFixture = async (folder) => {
  await writeFiles(folder, {
    "entityseg_insseg_val.json": {
      annotations: [
        {
          id: 5,
          image_id: 2,
          category_id: 12,
          category_id_ori: 40,
          iscrowd: 0,
          bbox: [1, 1, 2, 2],
          area: 4,
          segmentation: { size: [3, 4], counts: [4, 2, 1, 2, 3] },
        },
      ],
      images: [{ id: 2, file_name: "1.png", width: 4, height: 3 }],
      categories: [{ id: 12, name: "grass" }],
    },
    "images/entity_01_11580/1.png": await picture(4, 3),
  });
  return folder;
};

export const makeMme: MakeFixture = async (folder) => {
  await writeFiles(folder, {
    "artwork/images/10002.png": await picture(4, 3),
    "artwork/questions_answers_YN/10002.txt":
      "Is this a painting? Please answer yes or no.\tYes\nIs this glassware? Please answer yes or no.\tNo\n",
    "code_reasoning/0001.png": await picture(4, 3),
    "code_reasoning/0001.txt": "Will it print 1?\tYes\r\nWill it print 2?\tNo\r\n\r\n",
  });
  return folder;
};

export const makeMaskgroups: MakeFixture = async (folder) => {
  const left = { size: [2, 3], counts: [0, 2, 4] };
  const right = { size: [2, 3], counts: [4, 2] };
  const turn = (value: string) => [{ from: "human", value }];
  await writeFiles(folder, {
    "maskgroups_hq_test.json": [
      {
        image: "a.png",
        conversations: [...turn("<image>\n<mask_pool>\nThe two people"), { from: "gpt", value: "<mask_group>" }],
        mask_pool: [right],
        gt_mask_pool: [left, right],
        gt_mask_group: [[0, 1]],
      },
      {
        image: "a.png",
        conversations: turn("<image>\n<mask_pool>\nWhat is like <mask_ref>?"),
        mask_pool: [right],
        gt_mask_pool: [left, right],
        gt_mask_group: [[]],
      },
    ],
    "images_resized/a.png": await picture(3, 2),
  });
  return folder;
};

/** A scene of three objects on 480 x 320: boxes of 2 x 1 pixels in the first row, at x = 1, 5 and 9. */
export const clevrScene = (imageIndex: number) => {
  const pixels = 480 * 320;
  const box = (x: number) => [x, 0, 2, 1];
  const object = (color: string, shape: string, x: number, depth: number) => ({
    ...{ color, shape, size: "large", material: "rubber" },
    pixel_coords: [x, 0, depth],
  });
  return {
    image_index: imageIndex,
    objects: [object("red", "cube", 1, 9), object("blue", "cube", 5, 8), object("red", "sphere", 9, 10)],
    relationships: { left: [[], [0], [0, 1]], right: [[1, 2], [2], []] },
    obj_mask: Object.fromEntries([1, 5, 9].map((x, i) => [String(i + 1), `${x},2,${pixels - x - 2}`])),
    obj_bbox: Object.fromEntries([1, 5, 9].map((x, i) => [String(i + 1), box(x)])),
  };
};

export const makeClevr: MakeFixture = async (folder) => {
  const program = [
    { type: "scene", inputs: [], _output: [0, 1, 2] },
    { type: "filter_color", inputs: [0], value_inputs: ["red"], _output: [0, 2] },
  ];
  await writeFiles(folder, {
    "refexps/clevr_ref+_val_refexps.json": {
      info: {},
      refexps: [
        {
          refexp: "The red things",
          program,
          image_index: 7,
          image_filename: "CLEVR_val_000007.png",
          refexp_index: 70,
          refexp_family_index: 3,
          split: "val",
        },
      ],
    },
    "scenes/clevr_ref+_val_scenes.json": { scenes: [clevrScene(6), clevrScene(7)] },
    "images/val/CLEVR_val_000007.png": await picture(480, 320),
  });
  return folder;
};

export const vcrLine = {
  annot_id: "val-0",
  img_fn: "movie/1@0.png",
  metadata_fn: "movie/1@0.json",
  objects: ["person", "person", "car"],
  question: ["Why", "is", [1], "near", [0, 2], "?"],
  question_orig: "Why is 2 near 1 and 3?",
  answer_choices: [
    ["Yes", "."],
    [[1], "is", "n't", "there", "."],
  ],
  answer_label: 1,
  rationale_choices: [["He", "waits", "."]],
  rationale_label: 0,
};

export const makeVcr: MakeFixture = async (folder) => {
  const square = (x: number) => [
    [
      [x, 0],
      [x + 1, 0],
      [x + 1, 2],
      [x, 2],
    ],
  ];
  await writeFiles(folder, {
    "val.jsonl": lines([{ ...vcrLine, question: ["Why", "is", [0, 2], "?"] }]),
    "vcr1images/movie/1@0.png": await picture(6, 3),
    "vcr1images/movie/1@0.json": { boxes: [], segms: [square(0), square(2), square(4)], width: 6, height: 3 },
  });
  return folder;
};

export const makeGqa: MakeFixture = async (folder) => {
  await writeFiles(folder, {
    "questions/val_balanced_questions.json": {
      "0777": {
        imageId: "23",
        question: "What is on the table?",
        answer: "cup",
        annotations: { question: { "4": "11" }, answer: { "0": "12" }, fullAnswer: {} },
        types: { structural: "query", semantic: "rel", detailed: "relS" },
      },
    },
    "sceneGraphs/val_sceneGraphs.json": {
      "22": { width: 1, height: 1, objects: {} },
      "23": {
        width: 6,
        height: 4,
        objects: { "11": { name: "table", x: 0, y: 2, w: 6, h: 2 }, "12": { name: "cup", x: 1, y: 1, w: 2, h: 2 } },
      },
    },
    "images/23.jpg": await picture(6, 4),
  });
  return folder;
};

export const makeLisa: MakeFixture = async (folder) => {
  const image = { img_path: "000000000009.jpg" };
  await writeFiles(folder, {
    "data.json": [
      {
        ...image,
        "English Question": "Which things can one drink from?",
        ID: ["31", "32"],
        points: {
          "31": { "label name": "cup", polygon: [rectangle(0, 0, 2, 2)] },
          "32": {
            "label name": "cup",
            points: [
              [4, 1],
              [6, 1],
              [6, 3],
              [4, 3],
            ],
          },
          "33": { "label name": "dog", polygon: [rectangle(0, 2, 1, 4)] },
        },
      },
    ],
    "train2017/000000000009.jpg": await picture(6, 4),
  });
  return folder;
};

export const makeLabelme: MakeFixture = async (folder) => {
  await writeFiles(folder, {
    "annotations/one.json": {
      version: "5.5.0",
      flags: { night: true, rain: false },
      shapes: [
        {
          label: "cat",
          shape_type: "rectangle",
          points: [
            [1.7, 1],
            [3, 2.9],
          ],
          group_id: null,
          flags: {},
        },
        { label: "dog", shape_type: "point", points: [[0, 0]], description: "Who barks?", group_id: null, flags: {} },
        {
          label: "__ignore__",
          shape_type: "rectangle",
          points: [
            [11, 7],
            [11, 7],
          ],
          group_id: null,
          flags: {},
        },
      ],
      imagePath: "..\\images\\one.png",
      imageData: null,
      imageHeight: 8,
      imageWidth: 12,
    },
    "images/one.png": await picture(12, 8),
  });
  return folder;
};

export const fixtures: Readonly<Record<string, MakeFixture>> = {
  labelme: makeLabelme,
  ochuman: makeOchuman,
  "clevr-ref": makeClevr,
  entityseg: makeEntityseg,
  "maskgroups-hq": makeMaskgroups,
  mme: makeMme,
  vcr: makeVcr,
  gqa: makeGqa,
  "lisa-plus": makeLisa,
};

/** The one file of each by which it is known. */
export const mainFiles: Readonly<Record<string, string>> = {
  labelme: join("annotations", "one.json"),
  ochuman: "ochuman.json",
  "clevr-ref": join("refexps", "clevr_ref+_val_refexps.json"),
  entityseg: "entityseg_insseg_val.json",
  "maskgroups-hq": "maskgroups_hq_test.json",
  vcr: "val.jsonl",
  gqa: join("questions", "val_balanced_questions.json"),
  "lisa-plus": "data.json",
};
