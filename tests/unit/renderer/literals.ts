import { readFileSync } from "node:fs";
import { parseAst } from "vite";

/** A text that a component would show, written into it instead of into the catalogue. */
export interface Literal {
  readonly file: string;
  readonly text: string;
}

const SHOWN =
  /^(label|title|placeholder|hint|description|alt|error|message|cure|explanation|otherwise|button|nothingFound|nothingFoundMessage|aria-label|aria-description|aria-valuetext)$/;
/** Words, not signs and units. */
const isWords = (text: string): boolean => /\p{L}{2}/u.test(text.replace(/\b(px|ms|GB|IoU)\b|&\w+;/g, ""));

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
    // E.g. a hint with its key: withKey("Fit it", key).
    else if (node.type === "CallExpression" && nameOf(node.callee) === "withKey")
      strings((node.arguments as Node[])[0]);
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

/** Words beside words, as in a sentence; a name, an id or a key has no space, or no letters on one side of it. */
const PHRASE = /\p{L}{2}[,;:.]? (?:\S+ )?\p{L}{2}/u;
/** What is drawn with or looked for, and an amount of anything. */
const NO_PHRASE = /\b(sans-serif|monospace|gradient|rgba?|calc|prefers-)|\[data-/;

/**
 * Sentences and phrases anywhere in a file, also where no attribute says that they are shown: in constants, in helpers
 * and in templates. What is logged or thrown for developers is none of them.
 */
export function phrasesIn(file: string): Literal[] {
  const found: Literal[] = [];
  const add = (text: string): void => {
    if (PHRASE.test(text) && !NO_PHRASE.test(text)) found.push({ file, text: text.trim().replace(/\s+/g, " ") });
  };
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(walk);
    if (!isNode(node) || isForDevelopers(node)) return;
    if (node.type === "JSXAttribute" && nameOf(node.name) === "className") return;
    if (node.type === "Literal" && typeof node.value === "string") add(node.value);
    if (node.type === "TemplateLiteral") {
      add((node.quasis as { value: { raw: string } }[]).map(({ value }) => value.raw).join("…"));
    }
    Object.values(node).forEach(walk);
  };
  walk(parseAst(readFileSync(file, "utf8"), { lang: "tsx" }));
  return found;
}

function isForDevelopers(node: Node): boolean {
  const callee = node.callee as Node | undefined;
  if (node.type === "NewExpression") return callee?.name === "Error";
  return node.type === "CallExpression" && isNode(callee?.object) && callee.object.name === "console";
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";

const keyOf = (key: unknown): string => (isNode(key) ? String(key.name ?? key.value) : "");

const nameOf = (name: unknown): string => (isNode(name) && typeof name.name === "string" ? name.name : "");
