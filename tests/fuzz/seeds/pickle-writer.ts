type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** A pickle of protocol 2, as CPython writes it but without a memo; for seeds and fixtures. */
export function pickleOf(value: Plain): Buffer {
  return Buffer.concat([Buffer.from([0x80, 2]), write(value), Buffer.from(".")]);
}

function write(value: Plain): Buffer {
  if (value === null) return Buffer.from("N");
  if (typeof value === "boolean") return Buffer.from([value ? 0x88 : 0x89]);
  if (typeof value === "number") return writeNumber(value);
  if (typeof value === "string") {
    const text = Buffer.from(value);
    const head = Buffer.from([0x58, 0, 0, 0, 0]);
    head.writeUInt32LE(text.length, 1);
    return Buffer.concat([head, text]);
  }
  if (Array.isArray(value)) return Buffer.concat([Buffer.from("]("), ...value.map(write), Buffer.from("e")]);
  const items = Object.entries(value).flatMap(([key, item]) => [write(key), write(item)]);
  return Buffer.concat([Buffer.from("}("), ...items, Buffer.from("u")]);
}

function writeNumber(value: number): Buffer {
  const isInt = Number.isInteger(value) && Math.abs(value) < 2 ** 31;
  const bytes = Buffer.from(isInt ? [0x4a, 0, 0, 0, 0] : [0x47, 0, 0, 0, 0, 0, 0, 0, 0]);
  if (isInt) bytes.writeInt32LE(value, 1);
  else bytes.writeDoubleBE(value, 1);
  return bytes;
}
