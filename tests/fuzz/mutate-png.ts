import type { Random } from "./random.ts";

const HEADER = 16;

/** A PNG that claims another size, depth or colour type, with the checksum to match: the decoder believes it. */
export function mutatePng(content: Buffer, random: Random): Buffer {
  if (content.length < 33 || content.toString("latin1", 12, 16) !== "IHDR") return content;
  const changed = Buffer.from(content);
  const sides = [0, 1, 7, 17, 4_096, 16_384, 65_535, 2 ** 31 - 1, 2 ** 32 - 1];
  switch (random.int(4)) {
    case 0:
      changed.writeUInt32BE(random.pick(sides), HEADER);
      changed.writeUInt32BE(random.pick(sides), HEADER + 4);
      break;
    case 1:
      changed.writeUInt32BE(random.pick(sides), HEADER + 4 * random.int(2));
      break;
    case 2:
      changed[HEADER + 8] = random.pick([1, 2, 4, 8, 16, 0, 255]);
      break;
    default:
      changed[HEADER + 9] = random.pick([0, 2, 3, 4, 6, 7]);
  }
  changed.writeUInt32BE(crc32(changed.subarray(12, 29)), 29);
  return changed;
}

/** As in a PNG chunk. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
