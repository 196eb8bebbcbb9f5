/** Copies to `at` what lies `distance` bytes before; a distance below `count` repeats it, as LZ77 has it. */
export function copyBack(bytes: Uint8Array, at: number, distance: number, count: number): void {
  if (distance >= count) {
    if (count > 32) bytes.copyWithin(at, at - distance, at - distance + count);
    else for (let i = at; i < at + count; i++) bytes[i] = bytes[i - distance] as number;
    return;
  }
  if (distance === 1) {
    bytes.fill(bytes[at - 1] as number, at, at + count);
    return;
  }
  for (let i = at; i < at + count; i++) bytes[i] = bytes[i - distance] as number;
}
