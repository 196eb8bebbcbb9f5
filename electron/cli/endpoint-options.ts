import { endpointSchema, type MaskStyle, maskStyleSchema } from "#core/samples";
import { loadSettings, userDirs } from "#electron/config";
import type { ConfiguredEndpoint } from "#electron/runs";
import { usage } from "./arguments.ts";

/** The key of the endpoint; never an argument, which every process of the machine could read. */
export const KEY_VARIABLE = "REA2SEG_API_KEY";

export interface EndpointOptions {
  readonly endpoint: string | undefined;
  readonly model: string | undefined;
  readonly maskStyle: string | undefined;
}

/**
 * The endpoint that a command may ask: that of its options, else the one of the settings, whose other values hold where
 * the options leave them out. Null without either. Throws `usage` for an address without a model and for values that
 * are none.
 */
export function endpointOfOptions(
  options: EndpointOptions,
  env: NodeJS.ProcessEnv = process.env,
  configDir: string = userDirs().configDir,
): ConfiguredEndpoint | null {
  const known = loadSettings(configDir).endpoint;
  const url = options.endpoint ?? known?.url;
  if (url === undefined) {
    if (options.model === undefined) return null;
    throw usage(`The model ${options.model} is named without an endpoint.`, "--model", "Give --endpoint URL as well.");
  }
  // What was set for one address says nothing of another.
  const base = known?.url === url ? known : null;
  const model = options.model ?? base?.model;
  if (model === undefined) {
    throw usage("The endpoint needs the name of a model.", "--endpoint", "Give --model NAME as well.");
  }
  const maskStyle = options.maskStyle === undefined ? undefined : parseMaskStyle(options.maskStyle);
  const parsed = endpointSchema.safeParse({ ...base, url, model, ...(maskStyle === undefined ? {} : { maskStyle }) });
  if (!parsed.success) {
    const cure = "Write the base address up to and including /v1, for example http://127.0.0.1:8000/v1.";
    const issue = parsed.error.issues[0];
    const what = issue?.path[0] === "url" ? "The endpoint's address" : `The endpoint's ${String(issue?.path[0])}`;
    throw usage(`${what} cannot be used: ${issue?.message}.`, "--endpoint, --model", cure);
  }
  return { endpoint: parsed.data, key: env[KEY_VARIABLE] || null };
}

function parseMaskStyle(text: string): MaskStyle {
  const parsed = maskStyleSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw usage(
    `"${text}" is no way to show a mask.`,
    "--mask-style",
    `Use one of ${maskStyleSchema.options.join(", ")}.`,
  );
}
