// What a CLEVR-Ref+ program returns on its scene: the nodes of the authors' refexp_generation/refexp_engine.py
// (github.com/ccvl/clevr-refplus-dataset-gen), read for what each does. A filter takes a value that is part of the
// attribute as well ("metal" of "metallic"), as there.
import { bitmapArea, createBitmap, decodeRle } from "#core/masks";
import { isRecord, listOf, numbersOf, RecordProblem, textOf } from "#electron/datasets/record-parts";
import { type ClevrScene, objectMask } from "./scenes.ts";

/** Of the box of an object behind, the part that one in front covers, from which on it counts as partially visible. */
const HIDDEN_FROM = 0.2;

const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "nineth"];

/** Indices of the objects that the program's last node returns, ascending. Throws RecordProblem. */
export function runProgram(program: unknown, scene: ClevrScene): readonly number[] {
  const outputs: (readonly number[])[] = [];
  for (const [at, node] of listOf(program).entries()) {
    const path = `.program[${at}]`;
    if (!isRecord(node)) throw invalid("A node of its program is no object.", path);
    const inputs = listOf(node.inputs).map((index) => {
      const input = typeof index === "number" ? outputs[index] : undefined;
      if (input === undefined) throw invalid(`A node takes the output of node ${String(index)}.`, `${path}.inputs`);
      return input;
    });
    const values = listOf(node.value_inputs ?? node.side_inputs).map((value) => textOf(value) ?? "");
    outputs.push(runNode(textOf(node.type) ?? textOf(node.function) ?? "", inputs, values, scene, path));
  }
  const last = outputs.at(-1);
  if (last === undefined) throw invalid("Its program has no nodes.", ".program");
  return [...last].sort((a, b) => a - b);
}

type Objects = readonly number[];

function runNode(type: string, inputs: readonly Objects[], values: readonly string[], scene: ClevrScene, path: string) {
  const [first = [], second = []] = inputs;
  const [value = ""] = values;
  const [kind, attribute = ""] = type.split("_", 2) as [string, string?];
  if (type === "scene") return scene.objects.map((_, index) => index);
  if (type === "union") return [...new Set([...first, ...second])];
  if (type === "intersect") return first.filter((index) => second.includes(index));
  if (type === "unique") return [one(first, path)];
  if (type === "relate") return related(scene, value, one(first, path), path);
  if (type === "filter_ordinal") return ordinal(scene, first, value, values[1] ?? "", path);
  if (type === "filter_visible") return visible(scene, first, value, path);
  if (kind === "filter") {
    return first.filter((index) => attributeOf(scene, index, attribute)?.includes(value) === true);
  }
  if (kind === "same") {
    const index = one(first, path);
    const own = attributeOf(scene, index, attribute);
    return scene.objects.flatMap((_, other) =>
      other !== index && own !== undefined && attributeOf(scene, other, attribute) === own ? [other] : [],
    );
  }
  throw invalid(`Its program has a node "${type.slice(0, 60)}", which is not known.`, `${path}.type`);
}

/** A program may ask for anything: what an object inherits is no attribute of it. */
function attributeOf(scene: ClevrScene, index: number, attribute: string): string | undefined {
  const attributes = scene.objects[index]?.attributes ?? {};
  return Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
}

function one(objects: Objects, path: string): number {
  const [only] = objects;
  if (objects.length === 1 && only !== undefined) return only;
  throw invalid(`A node that takes one object gets ${objects.length}.`, path);
}

function related(scene: ClevrScene, relation: string, index: number, path: string): Objects {
  const found = scene.relationships[relation]?.[index];
  if (found === undefined) throw invalid(`Its scene has no relation "${relation.slice(0, 60)}".`, path);
  return numbersOf(found) ?? [];
}

/** "the third one of the", "from left": by pixel x, or by depth from the front. */
function ordinal(scene: ClevrScene, objects: Objects, place: string, side: string, path: string): Objects {
  const word = ORDINALS.findIndex((each) => place.toLowerCase().includes(each));
  const number = Math.min(word, 8);
  const coordinate = (index: number) => scene.objects[index]?.[side === "from front" ? "depth" : "x"] ?? Number.NaN;
  const ordered = [...objects].sort((a, b) => coordinate(a) - coordinate(b));
  if (side === "from right") ordered.reverse();
  const known = side === "from left" || side === "from right" || side === "from front";
  const found = ordered[number];
  if (word < 0 || !known || found === undefined || objects.some((index) => Number.isNaN(coordinate(index)))) {
    throw invalid(`There is no "${place.slice(0, 60)}" "${side.slice(0, 60)}".`, path);
  }
  return [found];
}

/** "fully visible" or "partially visible": whether something in front covers a fifth of the object's box. */
function visible(scene: ClevrScene, objects: Objects, value: string, path: string): Objects {
  if (value !== "fully visible" && value !== "partially visible") throw invalid(`It filters "${value}".`, path);
  const hidden = hiddenObjects(scene);
  return objects.filter((index) => hidden.has(index) === (value === "partially visible"));
}

function hiddenObjects(scene: ClevrScene): Set<number> {
  const hidden = new Set<number>();
  for (const [front, { depth }] of scene.objects.entries()) {
    const behind = scene.objects.flatMap((object, index) => (object.depth > depth ? [{ ...object, index }] : []));
    if (behind.length === 0) continue;
    const mask = decodeRle(objectMask(scene, front));
    for (const { index, box } of behind) if (box !== null && coveredPart(mask, box) >= HIDDEN_FROM) hidden.add(index);
  }
  return hidden;
}

function coveredPart(mask: ReturnType<typeof createBitmap>, box: readonly number[]): number {
  const [x = 0, y = 0, width = 0, height = 0] = box.map(Math.round);
  if (width < 1 || height < 1) return 0;
  const part = createBitmap(width, height);
  for (let row = Math.max(0, -y); row < height && y + row < mask.height; row++) {
    for (let column = Math.max(0, -x); column < width && x + column < mask.width; column++) {
      part.data[row * width + column] = mask.data[(y + row) * mask.width + x + column] as number;
    }
  }
  return bitmapArea(part) / (width * height);
}

const invalid = (message: string, path: string) => new RecordProblem("its program has no result", message, path);
