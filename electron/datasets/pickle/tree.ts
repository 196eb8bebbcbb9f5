import { AppError } from "#core/errors";
import { beyond } from "./failures.ts";
import type { PickleLimits, PickleValue } from "./value.ts";

type Container = PickleValue[] | Map<PickleValue, PickleValue> | Set<PickleValue>;
interface Measure {
  readonly size: number;
  readonly depth: number;
}
interface Visit {
  readonly container: Container;
  readonly children: Iterator<Container>;
  size: number;
  depth: number;
}

/**
 * Throws where a value cannot be walked as a tree: it contains itself (`bad-input`), nests too deeply (`bad-input`), or
 * its shared parts would fill the memory once written out (`too-large`). Without recursion; each container is seen once.
 */
export function assertTree(value: PickleValue, limits: PickleLimits, file: string): void {
  const done = new Map<Container, Measure>();
  const open = new Set<Container>();
  const path: Visit[] = [];
  const enter = (container: Container): void => {
    if (path.length >= limits.depth) throw tooDeep(limits.depth, file);
    open.add(container);
    path.push({ container, children: childrenOf(container), size: itemsOf(container) + 1, depth: 1 });
  };
  if (isContainer(value)) enter(value);
  for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
    const next = visit.children.next();
    if (next.done) {
      leave(visit);
      continue;
    }
    const known = done.get(next.value);
    if (known) take(visit, known);
    else if (open.has(next.value)) throw cyclic(file);
    else enter(next.value);
  }

  function leave(visit: Visit): void {
    const measure = { size: visit.size, depth: visit.depth };
    path.pop();
    open.delete(visit.container);
    done.set(visit.container, measure);
    const parent = path.at(-1);
    if (parent) take(parent, measure);
  }

  function take(visit: Visit, child: Measure): void {
    visit.size += child.size;
    visit.depth = Math.max(visit.depth, child.depth + 1);
    if (visit.size > limits.expanded) {
      throw beyond(`parts shared so often that it has more than ${limits.expanded} values written out`, file);
    }
    if (visit.depth > limits.depth) throw tooDeep(limits.depth, file);
  }
}

function isContainer(value: PickleValue): value is Container {
  return Array.isArray(value) || value instanceof Map || value instanceof Set;
}

function itemsOf(container: Container): number {
  return Array.isArray(container) ? container.length : container.size;
}

function* childrenOf(container: Container): Generator<Container> {
  if (container instanceof Map) {
    for (const [key, value] of container) {
      if (isContainer(key)) yield key;
      if (isContainer(value)) yield value;
    }
    return;
  }
  for (const item of container) if (isContainer(item)) yield item;
}

function cyclic(file: string): AppError {
  return new AppError({
    code: "bad-input",
    message: "A container of this pickle contains itself.",
    where: file,
    cure: "Check that this is the right file; no dataset format needs that.",
  });
}

function tooDeep(depth: number, file: string): AppError {
  return new AppError({
    code: "bad-input",
    message: `This pickle nests deeper than ${depth} levels.`,
    where: file,
    cure: "Check that this is the right file; no dataset format nests so deeply.",
  });
}
