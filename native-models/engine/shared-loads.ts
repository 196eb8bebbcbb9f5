/** Things that are made once and shared by name. */
export interface SharedLoads<T> {
  /** Makes it unless it is there or on its way. One that failed is made again by the next call. */
  get(key: string, make: () => Promise<T>): Promise<T>;
  /** Whatever was made and did not fail, and forgets all. */
  drain(): Promise<readonly T[]>;
}

export function createSharedLoads<T>(): SharedLoads<T> {
  const loads = new Map<string, Promise<T>>();
  return {
    get(key, make) {
      const known = loads.get(key);
      if (known !== undefined) return known;
      const loading = make().catch((error) => {
        loads.delete(key);
        throw error;
      });
      loads.set(key, loading);
      return loading;
    },
    async drain() {
      const settled = await Promise.allSettled(loads.values());
      loads.clear();
      return settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    },
  };
}
