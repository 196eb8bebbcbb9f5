import { endpointSchema, type MaskStyle, maskStyleSchema } from "#core/samples";
import { loadSettings, userDirs } from "#electron/config";
import { KEY_VARIABLE } from "#electron/keys";
import type { ConfiguredEndpoint } from "#electron/runs";
import { usage } from "./arguments.ts";

/** What `--endpoint-set` sets; address, model and style have options of their own. */
const SETTABLE = ["maxSide", "concurrency", "timeoutSeconds", "retries", "maxTokens", "temperature", "price"] as const;

export interface EndpointOptions {
  readonly endpoint: string | undefined;
  readonly model: string | undefined;
  readonly maskStyle: string | undefined;
  /** Values by name, as `--endpoint-set` gave them. */
  readonly endpointSet: Readonly<Record<string, number | string>>;
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
  const set = { ...(maskStyle === undefined ? {} : { maskStyle }), ...settingsOf(options.endpointSet) };
  const parsed = endpointSchema.safeParse({ ...base, url, model, ...set });
  if (!parsed.success) {
    const cure = "Write the base address up to and including /v1, for example http://127.0.0.1:8000/v1.";
    const issue = parsed.error.issues[0];
    if (issue?.path[0] === "url")
      throw usage(`The endpoint's address cannot be used: ${issue.message}.`, "--endpoint", cure);
    throw usage(`The endpoint's ${String(issue?.path[0])} cannot be used: ${issue?.message}.`, "--endpoint", SET_CURE);
  }
  return { endpoint: parsed.data, key: env[KEY_VARIABLE] || null };
}

/**
 * Refuses options of an endpoint that nobody `asks`, and a style of masks where none is shown because it does not give
 * the `scores`. Throws `usage` naming the option.
 */
export function assertEndpointWanted(options: EndpointOptions, asks: boolean, scores: boolean): void {
  const given: readonly (readonly [flag: string, isGiven: boolean, has: boolean, what: string])[] = [
    ["--endpoint", options.endpoint !== undefined, asks, "how an endpoint is asked, and none is asked here"],
    ["--model", options.model !== undefined, asks, "how an endpoint is asked, and none is asked here"],
    ["--mask-style", options.maskStyle !== undefined, scores, "how an endpoint is shown masks, and none scores here"],
    ["--endpoint-set", isSet(options), asks, "how an endpoint is asked, and none is asked here"],
  ];
  const unwanted = given.find(([, isGiven, has]) => isGiven && !has);
  if (unwanted === undefined) return;
  const [flag, , , what] = unwanted;
  throw usage(`${flag} says ${what}.`, flag, `Add --evaluator chat, or leave ${flag} out.`);
}

function isSet({ endpointSet }: EndpointOptions): boolean {
  return Object.keys(endpointSet).length > 0;
}

const SET_CURE = `Write --endpoint-set NAME=VALUE with NAME one of ${SETTABLE.join(", ")}; a price is that of a million tokens, IN,OUT.`;

function settingsOf(given: EndpointOptions["endpointSet"]): Record<string, unknown> {
  const unknown = Object.keys(given).find((name) => !SETTABLE.some((known) => known === name));
  if (unknown !== undefined) throw usage(`"${unknown}" is nothing that an endpoint has.`, "--endpoint-set", SET_CURE);
  if (given.price === undefined) return given;
  const [input, output, ...more] = String(given.price).split(",").map(Number);
  if (more.length === 0 && Number.isFinite(input) && Number.isFinite(output))
    return { ...given, price: { input, output } };
  throw usage(`"${given.price}" is no price.`, "--endpoint-set", SET_CURE);
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
