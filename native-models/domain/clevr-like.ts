import { CLEVR_STATISTICS, clevrStatistics } from "./clevr-statistics.ts";
import { CLEVR_WEIGHTS } from "./clevr-weights.ts";
import type { DomainVerdict, Thumbnail } from "./contract.ts";

/**
 * Whether a thumbnail of CLEVR_SIZE looks like a rendered scene of plain objects: a logistic rule over its statistics,
 * with weights that native-models/domain/fit.mjs found. Its errors: docs/geo-tiny-detector.md.
 */
export function clevrLike(thumbnail: Thumbnail): DomainVerdict {
  const statistics = clevrStatistics(thumbnail);
  const logit = CLEVR_STATISTICS.reduce(
    (sum, name) => sum + CLEVR_WEIGHTS[name] * statistics[name],
    CLEVR_WEIGHTS.bias,
  );
  const likelihood = 1 / (1 + Math.exp(-logit));
  return { fits: likelihood >= 0.5, likelihood };
}
