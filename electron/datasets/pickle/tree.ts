import { AppError } from "#core/errors";
import { beyond } from "./failures.ts";
import type { PickleLimits, PickleValue } from "./value.ts";

type Container = PickleValue[] | Map<PickleValue, PickleValue> | Set<PickleValue>;
interface Visit {
  readonly container: Container;
  readonly children: Iterator<Container>;
}

/**
 * Throws where a value cannot be walked as a tree: it contains itself (`bad-input`), nests too deeply (`bad-input`), or
 * its shared parts would fill the memory once written out (`too-large`). It is walked just so, without recursion, and
 * the walk ends at the limit.
 */
export function assertTree(value: PickleValue, limits: PickleLimits, file: string): void {
  const open = new Set<Container>();
  const path: Visit[] = [];
  let seen = 0;
  const enter = (container: Container): void => {
    if (open.has(container)) throw cyclic(file);
    if (path.length >= limits.depth) throw tooDeep(limits.depth, file);
    seen += itemsOf(container) + 1;
    if (seen > limits.expanded) {
      throw beyond(`parts shared so often that it has more than ${limits.expanded} values written out`, file);
    }
    open.add(container);
    path.push({ container, children: childrenOf(container) });
  };
  if (isContainer(value)) enter(value);
  for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
    const next = visit.children.next();
    if (!next.done) {
      enter(next.value);
      continue;
    }
    open.delete(visit.container);
    path.pop();
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
