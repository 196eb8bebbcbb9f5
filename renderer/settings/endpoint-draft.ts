import { type Endpoint, endpointSchema } from "#core/samples";
import { type Catalogue, textNow } from "#renderer/language";

export interface Draft {
  readonly url: string;
  readonly model: string;
  readonly maskStyle: Endpoint["maskStyle"];
  readonly maxSide: number;
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly maxTokens: number;
  readonly temperature: number;
  /** Of a million tokens; null where unknown. */
  readonly price: Endpoint["price"];
}

export type WholeField = "maxSide" | "concurrency" | "timeoutSeconds" | "retries" | "maxTokens";

export const draftOf = (endpoint: Endpoint | null): Draft => ({
  url: endpoint?.url ?? "",
  model: endpoint?.model ?? "",
  maskStyle: endpoint?.maskStyle ?? "binary",
  maxSide: endpoint?.maxSide ?? 1024,
  concurrency: endpoint?.concurrency ?? 2,
  timeoutSeconds: endpoint?.timeoutSeconds ?? 120,
  retries: endpoint?.retries ?? 4,
  maxTokens: endpoint?.maxTokens ?? 2048,
  temperature: endpoint?.temperature ?? 0,
  price: endpoint?.price ?? null,
});

const withoutBlanks = (draft: Draft): Draft => ({ ...draft, url: draft.url.trim(), model: draft.model.trim() });

/** Whether saving would change anything: blanks around a text are not saved. */
export const differs = (draft: Draft, saved: Endpoint | null): boolean =>
  JSON.stringify(withoutBlanks(draft)) !== JSON.stringify(draftOf(saved));

/** What is wrong with a field, in words, to be said beside it. */
export type Problems = Partial<Readonly<Record<keyof Draft, string>>>;

export type Read =
  | { readonly endpoint: Endpoint; readonly problems: null }
  | { readonly endpoint: null; readonly problems: Problems };

/** What a draft says, or what is wrong with each of its fields; what a saved endpoint has beside them stays. */
export function readDraft(draft: Draft, saved: Endpoint | null): Read {
  const bare = withoutBlanks(draft);
  const parsed = endpointSchema.safeParse({ ...(saved ?? {}), ...bare });
  if (parsed.success) return { endpoint: parsed.data, problems: null };
  const words = textNow().endpoint;
  const problems: Record<string, string> = {};
  for (const { path } of parsed.error.issues) {
    const field = String(path[0]);
    problems[field] ??= field === "url" ? wrongUrl(bare.url, words) : field === "model" ? words.noModel : words.outside;
  }
  return { endpoint: null, problems };
}

/** Who would be sent to, or null while the address is none that can be used. */
export function hostOf(url: string, read: Read): string | null {
  return read.problems?.url === undefined ? new URL(url.trim()).host : null;
}

function wrongUrl(url: string, words: Catalogue["endpoint"]): string {
  if (url === "") return words.noAddress;
  // User, host and port: all that stands between the slashes.
  const authority = /^https?:\/\/([^/?#\\]*)/i.exec(url)?.[1];
  if (authority === undefined) return words.noScheme;
  if (URL.canParse(url)) return words.secretInAddress;
  const [, host, port] = /^(?:.*@)?(.*?)(?::([^:\]]*))?$/.exec(authority) ?? [];
  if (!host) return words.noHost;
  const isPort = port === undefined || (/^\d*$/.test(port) && Number(port) <= 65_535);
  return isPort ? words.wrongHost : words.wrongPort;
}
