/** IEEE 754 half precision in typed arrays; Node 20 has no Float16Array. */

const floats = new Float32Array(1);
const bits = new Uint32Array(floats.buffer);

/** Nearest half (ties to even) of one number, as its 16 bits; beyond 65504 infinity, NaN stays NaN. */
export function halfBits(value: number): number {
  floats[0] = value;
  const single = bits[0] as number;
  const sign = (single >>> 16) & 0x8000;
  const exponent = (single >>> 23) & 0xff;
  const mantissa = single & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (mantissa === 0 ? 0 : 0x200);
  const half = exponent - 112;
  if (half >= 31) return sign | 0x7c00;
  if (half <= 0) {
    if (half < -10) return sign;
    return sign | roundedShift(mantissa | 0x800000, 14 - half);
  }
  // A mantissa that rounds up to 1.0 carries into the exponent, which is what it should do.
  return sign | ((half << 10) + roundedShift(mantissa, 13));
}

function roundedShift(value: number, shift: number): number {
  const floor = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (floor & 1) === 1) ? floor + 1 : floor;
}

/** One half's 16 bits to a number. */
export function halfValue(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const mantissa = half & 0x3ff;
  if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

let table: Float32Array | undefined;

/** All halves as numbers, once: reading a megapixel of them is then a look-up each. */
function halfTable(): Float32Array {
  table ??= Float32Array.from({ length: 65_536 }, (_, half) => halfValue(half));
  return table;
}

export function toHalves(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) halves[i] = halfBits(values[i] as number);
  return halves;
}

export function fromHalves(halves: Uint16Array): Float32Array {
  const lookup = halfTable();
  const values = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) values[i] = lookup[halves[i] as number] as number;
  return values;
}
