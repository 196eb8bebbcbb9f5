import type { SeedGraph } from "#core/samples";

/**
 * The similarity graph of the seeds (paper 4.2): an edge i < j where the cosine similarity of two seeds' features is
 * above `threshold`. `features` are vectors of one length and of Euclidean norm 1, so that cosine is the dot product.
 * No self-loops. Edges ordered by i, then j.
 */
export function cosineGraph(features: readonly Float32Array[], threshold: number): [number, number][] {
  const edges: [number, number][] = [];
  for (let i = 0; i < features.length; i++) {
    for (let j = i + 1; j < features.length; j++) {
      if (dot(features[i] as Float32Array, features[j] as Float32Array) > threshold) edges.push([i, j]);
    }
  }
  return edges;
}

/**
 * Core numbers of a graph's vertices: the largest k for which a vertex belongs to the k-core, the maximal subgraph in
 * which every vertex has at least k neighbours. Found by peeling: the vertex with the fewest neighbours left goes
 * first, and its core number is the largest such count until then.
 * Source: Batagelj and Zaversnik, "An O(m) algorithm for cores decomposition of networks"; networkx `core_number`.
 */
export function kCore(vertices: number, edges: readonly (readonly [number, number])[]): number[] {
  const neighbours: number[][] = Array.from({ length: vertices }, () => []);
  for (const [i, j] of edges) {
    neighbours[i]?.push(j);
    neighbours[j]?.push(i);
  }
  const degree = neighbours.map((list) => list.length);
  const coreness = new Array<number>(vertices).fill(-1);
  let k = 0;
  for (let peeled = 0; peeled < vertices; peeled++) {
    let next = -1;
    for (let v = 0; v < vertices; v++) {
      if (coreness[v] === -1 && (next === -1 || (degree[v] as number) < (degree[next] as number))) next = v;
    }
    k = Math.max(k, degree[next] as number);
    coreness[next] = k;
    for (const v of neighbours[next] as number[]) degree[v] = (degree[v] as number) - 1;
  }
  return coreness;
}

/** Below this there is no dense part: a 1-core is any pair of like seeds. */
const SMALLEST_CORE = 2;

/**
 * The seeds that become foreground points (paper 4.2: "perform k-core decomposition to retain the densest subset"): the
 * main core, i.e. the k-core with the largest k; all seeds where that k is below 2, which `fellBack` tells.
 */
export function densestSeeds(features: readonly Float32Array[], cosine: number): SeedGraph {
  const edges = cosineGraph(features, cosine);
  const coreness = kCore(features.length, edges);
  const k = coreness.reduce((a, b) => Math.max(a, b), 0);
  const fellBack = k < SMALLEST_CORE;
  const core = coreness.flatMap((number, seed) => (fellBack || number === k ? [seed] : []));
  return { cosine, edges, coreness, k, core, fellBack };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
