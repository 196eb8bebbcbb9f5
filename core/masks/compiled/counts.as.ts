// AssemblyScript, not TypeScript: build.mjs makes counts-code.ts of it. The same loops as in ../counts.ts, which says what
// they do. Without the checks of typed arrays they take two thirds of the time, and merging masks is mostly these loops.

const TEXT: usize = 0;
const TOGGLES: usize = 768 * 1024;

/** Counts text of `length` bytes to toggles. Answers how many, -1 for no numbers, -2 for no runs, -3 - n with empty runs. */
export function unpack(length: i32, limit: i32): i32 {
  const end = TEXT + length;
  let position = TEXT;
  let out = TOGGLES;
  let sum = 0;
  let run = 0;
  let bits = 0;
  let shift = 0;
  // The runs before, in turn: each is told by the one two before, so the loop goes by twos (measured to pay).
  let odd = 0;
  let even = 0;
  let seen = 0;
  let bad = 0;
  let empty = 0;
  for (let index = 0; index < 3 && position < end; index++) {
    bits = <i32>load<u8>(position++) - 48;
    seen |= bits;
    run = (bits << 27) >> 27;
    if (bits >= 32) {
      run &= 31;
      shift = 5;
      do {
        bits = <i32>load<u8>(position++) - 48;
        seen |= bits;
        run |= (bits & 31) << shift;
        shift += 5;
      } while ((bits & 32) != 0 && shift < 30);
      seen |= (bits & 32) << 1;
      run = (run << (32 - shift)) >> (32 - shift);
    }
    odd = even;
    even = run;
    sum += run;
    bad |= run | (limit - sum);
    empty |= run - 1;
    store<i32>(out, sum);
    out += 4;
  }
  while (position < end) {
    bits = <i32>load<u8>(position++) - 48;
    seen |= bits;
    run = (bits << 27) >> 27;
    if (bits >= 32) {
      run &= 31;
      shift = 5;
      do {
        bits = <i32>load<u8>(position++) - 48;
        seen |= bits;
        run |= (bits & 31) << shift;
        shift += 5;
      } while ((bits & 32) != 0 && shift < 30);
      seen |= (bits & 32) << 1;
      run = (run << (32 - shift)) >> (32 - shift);
    }
    odd += run;
    sum += odd;
    bad |= odd | (limit - sum);
    empty |= odd - 1;
    store<i32>(out, sum);
    out += 4;
    if (position >= end) break;
    bits = <i32>load<u8>(position++) - 48;
    seen |= bits;
    run = (bits << 27) >> 27;
    if (bits >= 32) {
      run &= 31;
      shift = 5;
      do {
        bits = <i32>load<u8>(position++) - 48;
        seen |= bits;
        run |= (bits & 31) << shift;
        shift += 5;
      } while ((bits & 32) != 0 && shift < 30);
      seen |= (bits & 32) << 1;
      run = (run << (32 - shift)) >> (32 - shift);
    }
    even += run;
    sum += even;
    bad |= even | (limit - sum);
    empty |= even - 1;
    store<i32>(out, sum);
    out += 4;
  }
  if ((seen & ~63) != 0 || position > end) return -1;
  if (bad < 0) return -2;
  const count = <i32>((out - TOGGLES) >> 2);
  return empty < 0 ? -3 - count : count;
}

/** `count` toggles to counts text; answers its length in bytes. */
export function pack(count: i32): i32 {
  let out = TEXT;
  let at = 0;
  let before = 0;
  let twoBefore = 0;
  for (let i = 0; i < count; i++) {
    const next = load<i32>(TOGGLES + (<usize>i << 2));
    const length = next - at;
    let value = i > 2 ? length - twoBefore : length;
    twoBefore = before;
    before = length;
    at = next;
    while (<u32>(value + 16) > 31) {
      store<u8>(out++, (value & 31) + 80);
      value >>= 5;
    }
    store<u8>(out++, (value & 31) + 48);
  }
  return <i32>(out - TEXT);
}
