import type { SchemaElement, SchemaTree } from "hyparquet";

export type ColumnShape = "text" | "bytes" | "number" | "flag" | "time" | "list" | "struct" | "other";

/** A top-level column of the file. */
export interface ParquetColumn {
  readonly name: string;
  /** For people: `struct<bytes: binary, path: string>`. */
  readonly type: string;
  readonly shape: ColumnShape;
  /** Of a struct its members, of a list its element's members. */
  readonly members: readonly string[];
  /** Whether raw bytes lie anywhere in it: pictures, not words. */
  readonly hasBytes: boolean;
}

/** The file's columns, in its order. Those that cannot be decoded safely (VARIANT, BSON, INTERVAL) are left out. */
export function columnsOf(schema: SchemaTree): ParquetColumn[] {
  return schema.children.filter((child) => !isStrange(child)).map(toColumn);
}

function toColumn(tree: SchemaTree): ParquetColumn {
  const inner = listElement(tree);
  return {
    name: tree.element.name,
    type: typeOf(tree),
    shape: shapeOf(tree),
    members: (inner ?? tree).children.map((child) => child.element.name),
    hasBytes: hasBytes(tree),
  };
}

function shapeOf(tree: SchemaTree): ColumnShape {
  if (tree.element.repetition_type === "REPEATED" || listElement(tree) !== null) return "list";
  if (tree.children.length > 0) return "struct";
  const { type } = tree.element;
  if (isText(tree.element)) return "text";
  if (isTime(tree.element)) return "time";
  if (type === "BYTE_ARRAY" || type === "FIXED_LEN_BYTE_ARRAY") return isDecimal(tree.element) ? "number" : "bytes";
  if (type === "BOOLEAN") return "flag";
  return type === undefined ? "other" : "number";
}

function typeOf(tree: SchemaTree): string {
  const inner = listElement(tree);
  if (inner !== null) return `list<${typeOf(inner)}>`;
  const { element, children } = tree;
  const name =
    children.length > 0
      ? `struct<${children.map((child) => `${child.element.name}: ${typeOf(child)}`).join(", ")}>`
      : nameOf(element);
  return element.repetition_type === "REPEATED" ? `list<${name}>` : name;
}

function nameOf(element: SchemaElement): string {
  if (isText(element)) return "string";
  if (isTime(element)) return "time";
  if (isDecimal(element)) return "decimal";
  const names = { BYTE_ARRAY: "binary", FIXED_LEN_BYTE_ARRAY: "binary", BOOLEAN: "bool" } as const;
  const { type } = element;
  return type === undefined ? "nothing" : type in names ? names[type as keyof typeof names] : type.toLowerCase();
}

/** The element of parquet's three-level list, or null for what is none. */
function listElement({ element, children }: SchemaTree): SchemaTree | null {
  const isList = element.converted_type === "LIST" || element.logical_type?.type === "LIST";
  const [middle] = children;
  if (!isList || children.length !== 1 || middle === undefined) return null;
  return middle.children.length === 1 ? (middle.children[0] ?? null) : middle;
}

function isText({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  const texts = ["UTF8", "ENUM", "JSON"];
  return texts.includes(converted ?? "") || ["STRING", "ENUM", "JSON", "UUID"].includes(logical?.type ?? "");
}

function isTime({ converted_type: converted, logical_type: logical, type }: SchemaElement): boolean {
  return type === "INT96" || /^(DATE|TIME)/.test(converted ?? "") || /^(DATE|TIME)/.test(logical?.type ?? "");
}

function isDecimal({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted === "DECIMAL" || logical?.type === "DECIMAL";
}

function hasBytes(tree: SchemaTree): boolean {
  return tree.children.length > 0 ? tree.children.some(hasBytes) : shapeOf(tree) === "bytes";
}

function isStrange({ element, children }: SchemaTree): boolean {
  const { converted_type: converted, logical_type: logical } = element;
  if (["BSON", "INTERVAL"].includes(converted ?? "") || ["VARIANT", "BSON"].includes(logical?.type ?? "")) return true;
  return children.some(isStrange);
}
