import { decodeText } from "#electron/datasets/reading";

/** An integer as a number where that is exact. */
export function integer(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

/** Decimal text of INT and LONG; null where it is none. INT's `00` and `01` are False and True (pickletools, `opINT`). */
export function decimal(text: string, isLong: boolean): number | bigint | boolean | null {
  if (!isLong && text === "00") return false;
  if (!isLong && text === "01") return true;
  const digits = isLong ? text.replace(/L$/, "") : text;
  if (digits.length > 2_500 || !/^\s*[+-]?\d+\s*$/.test(digits)) return null;
  const trimmed = digits.trim().replace(/^\+/, "");
  return integer(BigInt(trimmed));
}

/** Little-endian two's complement of LONG1 and LONG4. */
export function twosComplement(bytes: Uint8Array): number | bigint {
  if (bytes.length === 0) return 0;
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] as number);
  const isNegative = ((bytes[bytes.length - 1] as number) & 0x80) !== 0;
  return integer(isNegative ? value - (1n << BigInt(bytes.length * 8)) : value);
}

/** The repr of a Python float; null where it is none. */
export function float(text: string): number | null {
  const trimmed = text.trim().toLowerCase();
  const special = /^([+-]?)(inf|infinity|nan)$/.exec(trimmed);
  if (special) return special[2] === "nan" ? Number.NaN : special[1] === "-" ? -Infinity : Infinity;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : null;
}

const ESCAPES: ReadonlyMap<string, number> = new Map([
  ["\\", 0x5c],
  ["'", 0x27],
  ['"', 0x22],
  ["a", 7],
  ["b", 8],
  ["f", 12],
  ["n", 10],
  ["r", 13],
  ["t", 9],
  ["v", 11],
]);

/** STRING: Python 2's repr of a str, quotes included; null where it is none. */
export function quotedString(line: Buffer): string | null {
  const text = line.toString("latin1").trim();
  const quote = text[0];
  if (text.length < 2 || (quote !== "'" && quote !== '"') || !text.endsWith(quote)) return null;
  const body = text.slice(1, -1);
  if (!body.includes("\\")) return pythonText(Buffer.from(body, "latin1"));
  const bytes = Buffer.alloc(body.length);
  let length = 0;
  for (let i = 0; i < body.length; ) {
    const [code, next] = body[i] === "\\" ? unescapeAt(body, i + 1) : [body.charCodeAt(i), i + 1];
    bytes[length++] = code;
    i = next;
  }
  return pythonText(bytes.subarray(0, length));
}

/** The byte that an escape stands for and where the text goes on; an unknown escape keeps its backslash, as in Python. */
function unescapeAt(body: string, at: number): [code: number, next: number] {
  const named = ESCAPES.get(body[at] ?? "");
  if (named !== undefined) return [named, at + 1];
  const hex = /^x[0-9a-fA-F]{2}/.exec(body.slice(at, at + 3));
  if (hex) return [Number.parseInt(body.slice(at + 1, at + 3), 16), at + 3];
  const octal = /^[0-7]{1,3}/.exec(body.slice(at, at + 3));
  if (octal) return [Number.parseInt(octal[0], 8) & 0xff, at + octal[0].length];
  return [0x5c, at];
}

/** Python 2's str: bytes that nearly always are UTF-8. */
export function pythonText(bytes: Buffer): string {
  return decodeText(bytes);
}

/** UNICODE: raw-unicode-escape; Latin-1 but for \uXXXX and \UXXXXXXXX. */
export function rawUnicode(line: Buffer): string {
  const text = line.toString("latin1");
  if (!text.includes("\\")) return text;
  return text.replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (all, short, long) => {
    const code = Number.parseInt(short ?? long, 16);
    return code > 0x10ffff ? all : String.fromCodePoint(code);
  });
}
