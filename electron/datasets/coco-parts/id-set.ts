/** One JavaScript set holds 2^24 entries at most; large files have more annotations. */
const SHARDS = 64;

/** The ids that have been seen, as many as memory holds. */
export class IdSet {
  readonly #shards = Array.from({ length: SHARDS }, () => new Set<string | number>());

  /** False if it was there already. */
  add(id: string | number): boolean {
    const shard = this.#shards[hash(id) % SHARDS] as Set<string | number>;
    if (shard.has(id)) return false;
    shard.add(id);
    return true;
  }
}

function hash(id: string | number): number {
  if (typeof id === "number") return Math.abs(Math.trunc(id)) % 65_521;
  let value = 0;
  for (let i = 0; i < id.length; i++) value = (value * 31 + id.charCodeAt(i)) >>> 0;
  return value;
}
