import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";

const SCHEMAS = join(import.meta.dirname, "vectors", "cyclonedx");

const schema = (name: string): object =>
  JSON.parse(readFileSync(join(SCHEMAS, `${name}.SNAPSHOT.schema.json`), "utf8")) as object;

/** Formats that the schema names: moments and addresses are looked at, the two international ones have next to no rules. */
const FORMATS = {
  "date-time": (text: string) =>
    /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)),
  uri: (text: string) => URL.canParse(text),
  "iri-reference": (text: string) => !/[\s<>"{}|\\^`]/.test(text),
  "idn-email": (text: string) => /^\S+@\S+$/.test(text),
} as const;

let compiled: ValidateFunction | undefined;

function validator(): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true, formats: FORMATS });
  for (const name of ["spdx", "jsf-0.82"])
    ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  return ajv.compile(schema("bom-1.6"));
}

/** What CycloneDX's own schema has against a bill of materials; empty where it is valid. */
export function problemsOfSbom(text: string): string[] {
  // Compiling takes a second.
  compiled ??= validator();
  compiled(JSON.parse(text));
  return (compiled.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
