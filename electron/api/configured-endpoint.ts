import type { Settings } from "#electron/config";
import type { KeyStore } from "#electron/keys";
import type { ConfiguredEndpoint } from "#electron/runs";

interface EndpointPlaces {
  settings(): Settings;
  readonly keys: KeyStore;
}

/** The endpoint of the settings with its key; null where none is configured: then nothing is ever sent. */
export function endpointOf({ settings, keys }: EndpointPlaces): ConfiguredEndpoint | null {
  const { endpoint } = settings();
  return endpoint === null ? null : { endpoint, key: keys.find(endpoint.url)?.key ?? null };
}
