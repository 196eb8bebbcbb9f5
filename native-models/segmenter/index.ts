export {
  type AttentionAnswer,
  type AttentionQuery,
  type AttentionSource,
  assertInside,
  clicksSource,
  gridSource,
  PLAIN_GRID_SIDE,
  tokenAt,
} from "./attention-source.ts";
