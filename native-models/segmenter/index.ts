export { assertInside, clicksSource, gridSource, PLAIN_GRID_SIDE, tokenAt } from "./attention-source.ts";
export type * from "./contract.ts";
