import type { DrawWhole } from "#core/metrics";
import { DIRECTIONS, type Scene } from "#core/scenes";
import { stepValue } from "./execute.ts";
import type { AttributeFilter, AttributeName, Program, ProgramStep, QuestionKind } from "./program.ts";
import {
  ATTRIBUTE_NAMES,
  members,
  type ObjectSet,
  onlyMember,
  type SceneTables,
  sceneTables,
  sizeOf,
} from "./scene-tables.ts";

const ORDINAL_SIDES = ["left", "right", "front"] as const;
const LARGEST_RANK = 9;
/** How likely a description by none, one, ... four attributes is. */
const ATTRIBUTE_WEIGHTS = [12, 8, 6, 2, 1];

/**
 * A program of the kind, drawn at random; null when the draw led nowhere (no object to name, an empty set). Objects
 * that a step needs to be single are named so that they are; whether the whole makes a good question is `judge`'s.
 */
export function proposeProgram(kind: QuestionKind, scene: Scene, draw: DrawWhole): Program | null {
  return new Draft(sceneTables(scene), draw).propose(kind);
}

/** A program in the making; the value of every step is known as soon as it is added. */
class Draft {
  private readonly steps: ProgramStep[] = [];
  private readonly sets: ObjectSet[] = [];
  private readonly tables: SceneTables;
  private readonly draw: DrawWhole;

  constructor(tables: SceneTables, draw: DrawWhole) {
    this.tables = tables;
    this.draw = draw;
    this.add({ op: "scene" });
  }

  propose(kind: QuestionKind): Program | null {
    const last = this.end(kind);
    return last === null || this.set(last) === 0 ? null : this.steps;
  }

  /** Adds the steps of a kind; the index of the last one, or null when there is no way on. */
  private end(kind: QuestionKind): number | null {
    switch (kind) {
      case "attribute":
        return this.anchor(1);
      case "one-hop":
        return this.hops(1);
      case "two-hop":
        return this.hops(2);
      case "three-hop":
        return this.hops(3);
      case "same":
        return this.narrowed(this.same());
      case "size":
        return this.narrowed(this.compare());
      case "ordinal":
        return this.ordinal(this.someOf(0), 1);
      case "distance":
        return this.distance();
      case "between":
        return this.between();
      case "and":
        return this.narrowed(this.joined("and"));
      case "or":
        return this.either();
    }
  }

  private add(step: ProgramStep): number {
    this.sets.push(stepValue(step, this.tables, this.sets));
    return this.steps.push(step) - 1;
  }

  private set(index: number): ObjectSet {
    return this.sets[index] ?? 0;
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.draw(list.length)] as T;
  }

  /** A filter that singles out one object of the whole scene; fewer attributes are likelier. */
  private anchor(ambiguousElsewhere: number, avoid?: AttributeName): number | null {
    const target = this.draw(this.tables.count);
    const filter = this.singling(0, target, ambiguousElsewhere, avoid);
    return filter === null ? null : this.add({ op: "filter", input: 0, attributes: filter });
  }

  /** Narrows a step's set to one of its objects by a filter, or leaves it when it is one already. */
  private narrowed(input: number | null): number | null {
    if (input === null || this.set(input) === 0) return null;
    const target = this.pick(members(this.set(input)));
    const filter = this.singling(input, target, 6);
    if (filter === null) return null;
    return Object.keys(filter).length === 0 ? input : this.add({ op: "filter", input, attributes: filter });
  }

  /**
   * Attributes of an object that no other object of a step's set shares, drawn with these weights: fewer attributes are
   * likelier, and `ambiguousElsewhere` times so those that several objects of the scene have.
   */
  private singling(
    input: number,
    target: number,
    ambiguousElsewhere: number,
    avoid?: AttributeName,
  ): AttributeFilter | null {
    const weights: number[] = [];
    let sum = 0;
    for (let choice = 0; choice < 16; choice += 1) {
      const [matching, names] = this.matching(target, choice);
      const avoided = avoid !== undefined && (choice & (1 << ATTRIBUTE_NAMES.indexOf(avoid))) !== 0;
      let weight = onlyMember(matching & this.set(input)) === target && !avoided ? (ATTRIBUTE_WEIGHTS[names] ?? 0) : 0;
      if (sizeOf(matching) > 1) weight *= ambiguousElsewhere;
      weights.push(weight);
      sum += weight;
    }
    if (sum === 0) return null;
    let rest = this.draw(sum);
    const choice = weights.findIndex((weight) => {
      rest -= weight;
      return rest < 0;
    });
    return this.attributes(target, choice);
  }

  private matching(target: number, choice: number): [set: ObjectSet, names: number] {
    let set = this.tables.all;
    let names = 0;
    ATTRIBUTE_NAMES.forEach((name, bit) => {
      if ((choice & (1 << bit)) === 0) return;
      set &= this.tables.sharing[name][target] ?? 0;
      names += 1;
    });
    return [set, names];
  }

  private attributes(target: number, choice: number): AttributeFilter {
    const object = this.tables.scene.objects[target];
    const filter: Record<string, string> = {};
    ATTRIBUTE_NAMES.forEach((name, bit) => {
      if (object && (choice & (1 << bit)) !== 0) filter[name] = object[name];
    });
    return filter as AttributeFilter;
  }

  /** All of a step's set, or those with one or two attributes of one of its objects: at least two objects. */
  private someOf(input: number): number | null {
    const all = members(this.set(input));
    if (all.length < 2) return null;
    if (this.draw(3) === 0) return input;
    const names = this.draw(4) === 0 ? 2 : 1;
    let choice = 1 << this.draw(4);
    if (names === 2) choice |= 1 << this.draw(4);
    const step = this.add({ op: "filter", input, attributes: this.attributes(this.pick(all), choice) });
    return sizeOf(this.set(step)) < 2 ? null : step;
  }

  private relate(object: number | null): number | null {
    return object === null ? null : this.add({ op: "relate", object, direction: this.pick(DIRECTIONS) });
  }

  private hops(count: number): number | null {
    let at = this.anchor(1);
    for (let hop = 0; hop < count; hop += 1) at = this.narrowed(this.relate(at));
    return at;
  }

  /** Which attribute is shared is left for the image to tell: the anchor is not named by it. */
  private same(): number | null {
    const attribute = this.pick(ATTRIBUTE_NAMES);
    const object = this.anchor(1, attribute);
    return object === null ? null : this.add({ op: "same", object, attribute });
  }

  private compare(): number | null {
    const object = this.anchor(1, "size");
    if (object === null) return null;
    const size = this.tables.scene.objects[onlyMember(this.set(object))]?.size;
    return this.add({ op: "compare-size", object, than: size === "small" ? "larger" : "smaller" });
  }

  private ordinal(input: number | null, lowest: number): number | null {
    if (input === null) return null;
    const ranks = Math.min(sizeOf(this.set(input)), LARGEST_RANK) - lowest + 1;
    if (ranks < 1) return null;
    return this.add({ op: "ordinal", input, rank: lowest + this.draw(ranks), from: this.pick(ORDINAL_SIDES) });
  }

  private distance(): number | null {
    const object = this.anchor(1);
    const input = object === null ? null : this.someOf(0);
    if (object === null || input === null) return null;
    return this.add({ op: "distance", input, object, which: this.pick(["nearest", "farthest"]) });
  }

  private between(): number | null {
    const first = this.anchor(1);
    const second = first === null ? null : this.anchor(1);
    if (first === null || second === null || this.set(first) === this.set(second)) return null;
    const input = this.someOf(0);
    return input === null ? null : this.add({ op: "between", input, objects: [first, second] });
  }

  /** One side of `and` or `or` that is about another object. */
  private side(): number | null {
    const chance = this.draw(10);
    if (chance < 6) return this.relate(this.anchor(1));
    return chance < 9 ? this.same() : this.compare();
  }

  private joined(op: "and" | "or"): number | null {
    const first = this.side();
    const second = first === null ? null : this.side();
    if (first === null || second === null) return null;
    return this.add({ op, inputs: [first, second] });
  }

  /**
   * With one answer from a union of which both sides are needed, something must depend on the union as a whole: it is
   * counted through, from the second on (the first one from a side is in one of the two sets, and the other is idle).
   */
  private either(): number | null {
    if (this.draw(2) === 0) {
      const union = this.joined("or");
      return union === null ? null : this.ordinal(this.someOf(union), 2);
    }
    const first = this.someOf(0);
    const second = first === null ? null : this.someOf(0);
    if (first === null || second === null || first === 0 || second === 0) return null;
    return this.ordinal(this.add({ op: "or", inputs: [first, second] }), 2);
  }
}
