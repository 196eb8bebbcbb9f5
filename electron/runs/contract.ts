import type { Rle } from "#core/masks";
import type { Endpoint, RunRequest } from "#core/samples";
import type { Pipeline } from "#electron/jobs";
import type { EndpointWait } from "#native-models/chat";
import type { DiscoverResult } from "#native-models/engine";

/** An endpoint and its key, which goes no further than the request's header. */
export interface ConfiguredEndpoint {
  readonly endpoint: Endpoint;
  /** Null where the endpoint wants none (a server on this machine). */
  readonly key: string | null;
}

/** What a run stands on. */
export interface RunServices {
  readonly pipeline: Pipeline;
  /** The app's own version. */
  readonly version: string;
  /** As EngineSettings.packDirs, and the cache folder behind it. */
  readonly packDirs: readonly string[];
  readonly cacheDir: string;
  /** Null: nothing is ever sent, and asking for `chat` is refused by name. */
  readonly endpoint: ConfiguredEndpoint | null;
  /** Told when the endpoint is waited for. An endpoint is shared by all its samples: of several listeners the last is told. */
  readonly onWait?: ((wait: EndpointWait) => void) | undefined;
}

/** One question about one image. */
export interface SampleToRun {
  readonly image: { readonly path: string; readonly hash: string; readonly width: number; readonly height: number };
  readonly request: RunRequest;
  /** For the oracle alone. */
  readonly groundTruth: { readonly mask: Rle; readonly ignore: Rle | null } | null;
  /** What an earlier run discovered, to be scored: nothing is discovered then. */
  readonly found?: DiscoverResult | undefined;
}
