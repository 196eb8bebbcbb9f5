import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A question with all that a text can hold: HTML, an override, zero width, control characters, two directions. */
export const NASTY_QUESTION =
  `<img src=x onerror="document.title='hacked'"><b>bold</b> photo\u202egnp.exe\u202c ad\u200bmin \u0007 ` +
  "ما الذي يلمع؟ \u200eמה נוצץ? 👩\u200d👧 e\u0301";

interface Shape {
  readonly label: string;
  readonly points: readonly (readonly [number, number])[];
}

export interface Item {
  readonly name: string;
  /** One of assets/demo/images. */
  readonly photo: string;
  readonly question: string;
  readonly shapes: readonly Shape[];
}

const square = (label: string, x: number, y: number, side: number): Shape => ({
  label,
  points: [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
  ],
});

/** Three samples, one with an ignore region and one whose question is hard to show. */
export const items: readonly Item[] = [
  {
    name: "coffee",
    photo: "coffee.png",
    question: "What would one stir with?",
    shapes: [square("target", 60, 50, 120), square("ignore", 240, 120, 60)],
  },
  { name: "cat", photo: "chelsea.png", question: NASTY_QUESTION, shapes: [square("target", 100, 40, 150)] },
  {
    name: "astronaut",
    photo: "astronaut.png",
    question: "Who has been up there?",
    shapes: [square("target", 150, 60, 200)],
  },
];

/** A folder as ReasonSeg's are: X.json beside X.png, in `val`. */
export function writeReasonSeg(root: string, wanted: readonly Item[] = items): string {
  const folder = join(root, "val");
  mkdirSync(folder, { recursive: true });
  for (const { name, photo, question, shapes } of wanted) {
    copyFileSync(join("assets/demo/images", photo), join(folder, `${name}.png`));
    const drawn = shapes.map(({ label, points }) => ({
      label,
      labels: [label],
      shape_type: "polygon",
      image_name: `${name}.png`,
      points,
      group_id: null,
      group_ids: [null],
      flags: {},
    }));
    writeFileSync(join(folder, `${name}.json`), JSON.stringify({ text: [question], is_sentence: true, shapes: drawn }));
  }
  return root;
}

/** Records that no reader can take whole: no JSON, a point that is none, a picture that is missing. */
export function breakSome(root: string): void {
  const folder = join(root, "val");
  writeFileSync(join(folder, "broken.json"), '{"text": ["What is');
  copyFileSync("assets/demo/images/coffee.png", join(folder, "broken.png"));
  const shapes = [
    {
      label: "target",
      points: [
        [1, 1],
        [2, "two"],
        [3, 1],
      ],
    },
  ];
  writeFileSync(join(folder, "crooked.json"), JSON.stringify({ text: ["What?"], is_sentence: true, shapes }));
  copyFileSync("assets/demo/images/coffee.png", join(folder, "crooked.png"));
  writeFileSync(join(folder, "lonely.json"), JSON.stringify({ text: ["Where?"], is_sentence: true, shapes: [] }));
}
