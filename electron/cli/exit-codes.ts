import type { ErrorCode } from "#core/errors";

/** 0 done, 2 usage, 3 bad input, 4 model, pack or endpoint missing or broken, 5 cancelled, 1 anything else. */
export const EXIT_CODES: Readonly<Record<ErrorCode, 1 | 2 | 3 | 4 | 5>> = Object.freeze({
  usage: 2,
  unsupported: 2,
  "bad-input": 3,
  "not-found": 3,
  conflict: 3,
  "image-missing": 3,
  "image-changed": 3,
  "image-damaged": 3,
  "too-large": 3,
  "project-damaged": 3,
  "model-missing": 4,
  "model-broken": 4,
  // A model whose key is refused cannot be used.
  unauthorised: 4,
  cancelled: 5,
  "project-locked": 1,
  "read-only": 1,
  "disk-full": 1,
  "worker-failed": 1,
  "endpoint-failed": 4,
  "malformed-answer": 4,
  internal: 1,
});
