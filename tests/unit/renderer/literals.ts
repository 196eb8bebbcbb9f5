import { readFileSync } from "node:fs";
import { parseAst } from "vite";

/** A text that a component would show, written into it instead of into the catalogue. */
export interface Literal {
  readonly file: string;
  readonly text: string;
}

const SHOWN =
  /^(label|title|placeholder|hint|description|alt|nothingFound|aria-label|aria-description|aria-valuetext)$/;
/** Words, not signs and units. */
const isWords = (text: string): boolean => /\p{L}{2}/u.test(text.replace(/\b(px|ms|GB|IoU)\b/g, ""));

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Words in JSX: between tags, in strings within braces there, and in attributes and properties that people read or hear. */
export function literalsIn(file: string): Literal[] {
  const found: Literal[] = [];
  const add = (text: string): void => {
    if (isWords(text)) found.push({ file, text: text.trim().replace(/\s+/g, " ") });
  };
  const strings = (node: unknown): void => {
    if (!isNode(node)) return;
    if (node.type === "Literal" && typeof node.value === "string") add(node.value);
    else if (node.type === "TemplateLiteral") {
      for (const part of node.quasis as { value: { raw: string } }[]) add(part.value.raw);
    } else if (node.type === "ConditionalExpression") [node.consequent, node.alternate].forEach(strings);
    else if (node.type === "LogicalExpression") strings(node.right);
  };
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(walk);
    if (!isNode(node)) return;
    if (node.type === "JSXText") add(String(node.value));
    if (node.type === "JSXAttribute" && SHOWN.test(nameOf(node.name))) {
      const value = node.value as Node | null;
      strings(value?.type === "JSXExpressionContainer" ? value.expression : value);
    }
    if (node.type === "Property" && SHOWN.test(keyOf(node.key))) strings(node.value);
    if (node.type === "JSXElement" || node.type === "JSXFragment") {
      for (const child of node.children as Node[])
        if (child.type === "JSXExpressionContainer") strings(child.expression);
    }
    Object.values(node).forEach(walk);
  };
  walk(parseAst(readFileSync(file, "utf8"), { lang: "tsx" }));
  return found;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";

const keyOf = (key: unknown): string => (isNode(key) ? String(key.name ?? key.value) : "");

const nameOf = (name: unknown): string => (isNode(name) && typeof name.name === "string" ? name.name : "");
