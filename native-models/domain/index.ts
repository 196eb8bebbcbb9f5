export { averageTo } from "./average.ts";
export { clevrLike } from "./clevr-like.ts";
export { CLEVR_SIZE, CLEVR_STATISTICS, type ClevrStatistics, clevrStatistics } from "./clevr-statistics.ts";
export { DOMAIN_DETECTORS, type DomainDetector, type DomainVerdict, type Thumbnail } from "./contract.ts";
export { lookAt, readThumbnail } from "./look.ts";
