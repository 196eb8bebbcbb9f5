import { convert, DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath } from "hyparquet/src/schema.js";
import type { ColumnDecoder, ColumnMetaData, DecodedArray, SchemaTree } from "hyparquet/src/types.js";

export type TypedNumbers = Exclude<DecodedArray, unknown[]>;

/** A column that holds values itself, as its file says that it is. */
export interface LeafShape {
  readonly name: string;
  readonly meta: ColumnMetaData;
  /** From the root to the leaf. */
  readonly path: readonly SchemaTree[];
  /** As parquet's Dremel levels: how often something may repeat, and how often it may be missing. */
  readonly repetition: number;
  readonly definition: number;
  /** For what hyparquet converts. */
  readonly decoder: ColumnDecoder;
  /** Values stay numbers in an array like this one, flags 0 and 1; null where they become values of another kind. */
  readonly numbers: TypedNumbers | null;
}

/** Throws an Error where the schema has no such column. */
export function leafShape(schema: SchemaTree, meta: ColumnMetaData): LeafShape {
  const path = getTreePath(schema, meta.path_in_schema);
  const last = path.at(-1) as SchemaTree;
  if (last.children.length > 0) throw new Error(`${meta.path_in_schema.join(".")} has columns of its own`);
  const decoder: ColumnDecoder = {
    pathInSchema: meta.path_in_schema,
    type: meta.type,
    element: last.element,
    schemaPath: path,
    codec: meta.codec,
    parsers: PARSERS,
    // Bytes that are not marked as text stay bytes.
    utf8: false,
  };
  return {
    name: meta.path_in_schema.join("."),
    meta,
    path,
    repetition: getMaxRepetitionLevel([...path]),
    definition: getMaxDefinitionLevel([...path]),
    decoder,
    numbers: numbersOf(meta, decoder),
  };
}

export const PARSERS: ColumnDecoder["parsers"] = {
  ...DEFAULT_PARSERS,
  geometryFromBytes: (bytes) => bytes,
  geographyFromBytes: (bytes) => bytes,
  jsonFromBytes: (bytes) => bytes && new TextDecoder().decode(bytes),
};

const PHYSICAL: Readonly<Record<string, TypedNumbers>> = {
  INT32: new Int32Array(0),
  INT64: new BigInt64Array(0),
  FLOAT: new Float32Array(0),
  DOUBLE: new Float64Array(0),
};

/** Decimals and times are numbers in the file and something else in JavaScript. */
function numbersOf({ type }: ColumnMetaData, decoder: ColumnDecoder): TypedNumbers | null {
  if (type === "BOOLEAN") return new Uint8Array(0);
  const physical = PHYSICAL[type];
  if (physical === undefined) return null;
  const converted = convert(physical, decoder);
  return Array.isArray(converted) ? null : converted;
}
