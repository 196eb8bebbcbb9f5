/** Jobs in the order in which they will run: by priority (higher first), then as they came. */
export interface JobQueue<T> {
  readonly size: number;
  push(item: T, priority: number): void;
  /** Puts an interrupted job before all others of its priority. */
  pushFront(item: T, priority: number): void;
  take(): T | null;
  /** False when the item is not waiting (any more). */
  remove(item: T): boolean;
  /** Empties the queue and returns what was in it. */
  drain(): readonly T[];
}

interface Waiting<T> {
  readonly item: T;
  readonly priority: number;
}

export function createJobQueue<T>(): JobQueue<T> {
  const waiting: Waiting<T>[] = [];
  /** Inserts before the first entry for which `goesBefore` holds. */
  const insert = (entry: Waiting<T>, goesBefore: (other: Waiting<T>) => boolean) => {
    const index = waiting.findIndex(goesBefore);
    waiting.splice(index < 0 ? waiting.length : index, 0, entry);
  };
  return {
    get size() {
      return waiting.length;
    },
    push: (item, priority) => insert({ item, priority }, (other) => other.priority < priority),
    pushFront: (item, priority) => insert({ item, priority }, (other) => other.priority <= priority),
    take: () => waiting.shift()?.item ?? null,
    remove: (item) => {
      const index = waiting.findIndex((entry) => entry.item === item);
      if (index >= 0) waiting.splice(index, 1);
      return index >= 0;
    },
    drain: () => waiting.splice(0).map((entry) => entry.item),
  };
}
