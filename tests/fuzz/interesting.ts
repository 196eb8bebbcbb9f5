import type { Random } from "./random.ts";

/** Where a fuzzed tree's neighbours are, seen from the tree: what no reader may follow. */
export const CANARY = "../../canary";

const STRINGS: readonly string[] = [
  `${CANARY}/secret.png`,
  `images/../${CANARY}/secret.png`,
  `..\\..\\canary\\secret.png`,
  "....//....//canary/secret.png",
  "%2e%2e/%2e%2e/canary/secret.png",
  "/etc/passwd",
  "/dev/zero",
  "/dev/stdin",
  "C:\\Windows\\system.ini",
  "\\\\server\\share\\x.png",
  "file:///etc/passwd",
  "con.png",
  "nul",
  "COM1.jpg",
  "images/aux.png",
  "a.png:stream",
  "a\u0000.png",
  "\ud800",
  "\udfff\ud800",
  "\ufeff",
  "\u202eabc\u202c",
  "__proto__",
  "constructor",
  "toString",
  "",
  " ",
  ".",
  "..",
  "<img src=x onerror=alert(1)>",
  "'; DROP TABLE samples; --",
  "0",
  "-1",
  "1e999",
  "NaN",
  "null",
  "~~~~~~~~",
  "oooooooooooooooo",
  "PPPPPPPPPPPPPPPPPPPPP",
  "[[[[[[[[",
  "data:image/png;base64,AAAA",
  "iVBORw0KGgoAAAANSUhEUgAAAAE",
  "x".repeat(70_000),
  "é".repeat(3_000),
];

const NUMBERS: readonly number[] = [
  0,
  1,
  2,
  -1,
  -0.5,
  0.5,
  7,
  255,
  256,
  65_535,
  65_536,
  1e5,
  1e6,
  1e7,
  1e9,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  2 ** 53,
  -(2 ** 53),
  1e18,
  1e100,
  1e308,
  -1e308,
  5e-324,
  1e-7,
];

export const oddString = (random: Random): string => random.pick(STRINGS);
export const oddNumber = (random: Random): number => random.pick(NUMBERS);

/** Stands for nesting that is deeper than any stack; it can only be written as text. */
export const ABYSS = "\u0001abyss\u0001";
export const ABYSS_TEXT = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;

/** Any JSON value, mostly of the wrong kind for where it comes to lie. */
export function oddValue(random: Random): unknown {
  switch (random.int(11)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
    case 3:
      return oddNumber(random);
    case 4:
    case 5:
      return oddString(random);
    case 6:
      return [];
    case 7:
      return {};
    case 8:
      return Array.from({ length: 1 + random.int(6) }, () => oddNumber(random));
    case 9:
      return random.chance(0.3) ? ABYSS : nested(random.pick([3, 30, 150, 250]));
    default:
      return {
        size: [oddNumber(random), oddNumber(random)],
        counts: random.chance(0.5) ? oddString(random) : [oddNumber(random)],
      };
  }
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

/** Pieces of bytes that mean something somewhere. */
export function oddBytes(random: Random): Buffer {
  const piece = random.pick([
    () => Buffer.from(oddString(random).slice(0, 200)),
    () => Buffer.from(String(oddNumber(random))),
    () => Buffer.alloc(1 + random.int(64), random.int(256)),
    () => Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7f]),
    () => Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    () => Buffer.from([0x80, 0x80, 0x80, 0x80, 0x08]),
    () => Buffer.from("[".repeat(1 + random.int(2_000))),
    () => Buffer.from('{"a":'.repeat(1 + random.int(500))),
    () => Buffer.from("PAR1"),
    () => Buffer.from([0x1c, 0x19, 0xfc]),
    () => Buffer.from("cos\nsystem\n(S'x'\ntR."),
    () => Buffer.from("\n"),
    () => Buffer.from("\u2028NaN,Infinity,-0,1E400"),
    () => Buffer.from([0xc3, 0x28, 0xa0, 0xa1]),
  ]);
  return piece();
}
