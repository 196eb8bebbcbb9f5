export { CACHE_KINDS, type CacheKind, type CacheReport, cacheReport, clearCache } from "./cache.ts";
