import { Cursor } from "./cursor.ts";
import { beyond, broken, wantsCode } from "./failures.ts";
import { OP, REFUSED } from "./opcodes.ts";
import { decimal, float, pythonText, quotedString, rawUnicode, twosComplement } from "./scalars.ts";
import type { PickleLimits, PickleValue } from "./value.ts";

/** Bytes of a LONG; Python's own ids and areas have at most eight. */
const MAX_LONG = 1_024;
/** PUT may number as it likes; holes beyond this are nobody's pickle. */
const MAX_MEMO_GAP = 4_096;

/**
 * The pickle machine without the opcodes that import or call anything: a stack, marks on it and a memo.
 * What it cannot do is not guarded against but left out.
 */
export class PickleMachine {
  private readonly cursor: Cursor;
  private readonly stack: PickleValue[] = [];
  private readonly marks: number[] = [];
  private readonly memo: (PickleValue | undefined)[] = [];
  private containers = 0;
  private values = 0;
  private result: { readonly value: PickleValue } | null = null;

  constructor(
    bytes: Buffer,
    private readonly file: string,
    private readonly limits: PickleLimits,
  ) {
    this.cursor = new Cursor(bytes, file);
  }

  get position(): number {
    return this.cursor.at;
  }

  /** Runs at most `steps` opcodes; the value once STOP was reached, else null. Throws `bad-input`, `too-large`. */
  run(steps: number): { readonly value: PickleValue } | null {
    for (let step = 0; step < steps && this.result === null; step++) this.step(this.cursor.byte());
    return this.result;
  }

  private step(opcode: number): void {
    if (this.scalar(opcode) || this.text(opcode) || this.container(opcode) || this.upkeep(opcode)) return;
    const name = REFUSED.get(opcode);
    const where = `${this.file}, byte ${this.cursor.at - 1}`;
    if (name === undefined) throw broken(`0x${opcode.toString(16).padStart(2, "0")} is no opcode`, where);
    throw wantsCode(name, name === "GLOBAL" ? this.globalName() : null, where);
  }

  private globalName(): string {
    const part = () => this.cursor.line().toString("latin1").slice(0, 80);
    return `${part()}.${part()}`;
  }

  private scalar(opcode: number): boolean {
    const { cursor } = this;
    switch (opcode) {
      case OP.NONE:
        return this.push(null);
      case OP.NEWTRUE:
        return this.push(true);
      case OP.NEWFALSE:
        return this.push(false);
      case OP.BININT:
        return this.push(cursor.int32());
      case OP.BININT1:
        return this.push(cursor.byte());
      case OP.BININT2:
        return this.push(cursor.uint16());
      case OP.INT:
        return this.pushRead(decimal(cursor.line().toString("latin1"), false), "INT");
      case OP.LONG:
        return this.pushRead(decimal(cursor.line().toString("latin1"), true), "LONG");
      case OP.LONG1:
        return this.push(twosComplement(cursor.take(cursor.byte())));
      case OP.LONG4:
        return this.push(twosComplement(cursor.take(this.atMost(cursor.int32(), MAX_LONG))));
      case OP.FLOAT:
        return this.pushRead(float(cursor.line().toString("latin1")), "FLOAT");
      case OP.BINFLOAT:
        return this.push(cursor.float64());
      default:
        return false;
    }
  }

  private text(opcode: number): boolean {
    const { cursor } = this;
    switch (opcode) {
      case OP.STRING:
        return this.pushRead(quotedString(cursor.line()), "STRING");
      case OP.BINSTRING:
        return this.push(pythonText(cursor.take(this.atMost(cursor.int32(), this.limits.bytes))));
      case OP.SHORT_BINSTRING:
        return this.push(pythonText(cursor.take(cursor.byte())));
      case OP.UNICODE:
        return this.push(rawUnicode(cursor.line()));
      case OP.SHORT_BINUNICODE:
        return this.push(cursor.take(cursor.byte()).toString("utf8"));
      case OP.BINUNICODE:
        return this.push(cursor.take(cursor.uint32()).toString("utf8"));
      case OP.BINUNICODE8:
        return this.push(cursor.take(cursor.uint64()).toString("utf8"));
      case OP.SHORT_BINBYTES:
        return this.push(Uint8Array.from(cursor.take(cursor.byte())));
      case OP.BINBYTES:
        return this.push(Uint8Array.from(cursor.take(cursor.uint32())));
      case OP.BINBYTES8:
      case OP.BYTEARRAY8:
        return this.push(Uint8Array.from(cursor.take(cursor.uint64())));
      default:
        return false;
    }
  }

  private container(opcode: number): boolean {
    switch (opcode) {
      case OP.EMPTY_LIST:
      case OP.EMPTY_TUPLE:
        return this.pushContainer([]);
      case OP.LIST:
      case OP.TUPLE:
        return this.pushContainer(this.popMark());
      case OP.TUPLE1:
      case OP.TUPLE2:
      case OP.TUPLE3:
        return this.pushContainer(this.popMany(opcode - OP.TUPLE1 + 1));
      case OP.EMPTY_DICT:
        return this.pushContainer(new Map());
      case OP.DICT:
        return this.pushContainer(this.put(new Map(), this.popMark()));
      case OP.EMPTY_SET:
        return this.pushContainer(new Set());
      case OP.FROZENSET:
        return this.pushContainer(new Set(this.popMark()));
      case OP.APPEND:
        return this.append(this.popMany(1));
      case OP.APPENDS:
        return this.append(this.popMark());
      case OP.SETITEM:
        return this.setItems(this.popMany(2));
      case OP.SETITEMS:
        return this.setItems(this.popMark());
      case OP.ADDITEMS:
        return this.addItems(this.popMark());
      default:
        return false;
    }
  }

  private upkeep(opcode: number): boolean {
    const { cursor } = this;
    switch (opcode) {
      case OP.PROTO:
        return this.protocol(cursor.byte());
      case OP.FRAME:
        // A frame only tells how far one may read ahead.
        return cursor.uint64() >= 0;
      case OP.MARK:
        this.count();
        return this.marks.push(this.stack.length) > 0;
      case OP.POP:
        return this.pop();
      case OP.POP_MARK:
        return this.popMark().length >= 0;
      case OP.DUP:
        return this.push(this.top());
      case OP.PUT:
        return this.remember(this.memoIndex());
      case OP.BINPUT:
        return this.remember(cursor.byte());
      case OP.LONG_BINPUT:
        return this.remember(cursor.uint32());
      case OP.MEMOIZE:
        return this.remember(this.memo.length);
      case OP.GET:
        return this.recall(this.memoIndex());
      case OP.BINGET:
        return this.recall(cursor.byte());
      case OP.LONG_BINGET:
        return this.recall(cursor.uint32());
      case OP.STOP:
        this.result = { value: this.top() };
        return true;
      default:
        return false;
    }
  }

  private protocol(version: number): boolean {
    if (version > 5) throw broken(`protocol ${version} is not known, 0 to 5 are`, this.cursor.where);
    return true;
  }

  private push(value: PickleValue): true {
    this.count();
    this.stack.push(value);
    return true;
  }

  private pushRead(value: PickleValue, opcode: string): true {
    if (value === null) throw broken(`the argument of ${opcode} cannot be read`, this.cursor.where);
    return this.push(value);
  }

  private pushContainer(value: PickleValue): true {
    if (++this.containers > this.limits.containers) {
      throw beyond(`more than ${this.limits.containers} lists, tuples, dicts and sets`, this.cursor.where);
    }
    return this.push(value);
  }

  private count(): void {
    if (++this.values > this.limits.values) throw beyond(`more than ${this.limits.values} values`, this.cursor.where);
  }

  private atMost(length: number, limit: number): number {
    if (length < 0 || length > limit) throw broken(`a length of ${length} is out of range`, this.cursor.where);
    return length;
  }

  /** Where the newest mark stands: what lies below it is out of reach until the mark is gone. */
  private floor(): number {
    return this.marks.at(-1) ?? 0;
  }

  private top(): PickleValue {
    if (this.stack.length <= this.floor()) throw broken("its stack is empty", this.cursor.where);
    return this.stack.at(-1) as PickleValue;
  }

  /** As in CPython, POP on a mark takes the mark away. */
  private pop(): true {
    if (this.stack.length > this.floor()) this.stack.pop();
    else if (this.marks.pop() === undefined) throw broken("its stack is empty", this.cursor.where);
    return true;
  }

  private popMany(count: number): PickleValue[] {
    if (this.stack.length - this.floor() < count) throw broken("its stack is empty", this.cursor.where);
    return this.stack.splice(this.stack.length - count, count);
  }

  private popMark(): PickleValue[] {
    const mark = this.marks.pop();
    if (mark === undefined) throw broken("a mark is missing", this.cursor.where);
    return this.stack.splice(mark);
  }

  private append(items: readonly PickleValue[]): true {
    const list = this.top();
    if (!Array.isArray(list)) throw broken("it appends to what is no list", this.cursor.where);
    for (const item of items) list.push(item);
    return true;
  }

  private addItems(items: readonly PickleValue[]): true {
    const set = this.top();
    if (!(set instanceof Set)) throw broken("it adds to what is no set", this.cursor.where);
    for (const item of items) set.add(item);
    return true;
  }

  private setItems(items: readonly PickleValue[]): true {
    const dict = this.top();
    if (!(dict instanceof Map)) throw broken("it sets a key of what is no dict", this.cursor.where);
    this.put(dict, items);
    return true;
  }

  private put(dict: Map<PickleValue, PickleValue>, items: readonly PickleValue[]): Map<PickleValue, PickleValue> {
    if (items.length % 2 === 1) throw broken("a dict's key has no value", this.cursor.where);
    for (let i = 0; i < items.length; i += 2) dict.set(items[i] as PickleValue, items[i + 1] as PickleValue);
    return dict;
  }

  private memoIndex(): number {
    const text = this.cursor.line().toString("latin1").trim();
    if (!/^\d{1,15}$/.test(text)) throw broken("a memo's number cannot be read", this.cursor.where);
    return Number(text);
  }

  private remember(index: number): true {
    if (index > this.memo.length + MAX_MEMO_GAP) throw broken(`memo ${index} comes too early`, this.cursor.where);
    this.count();
    while (this.memo.length < index) {
      this.count();
      this.memo.push(undefined);
    }
    this.memo[index] = this.top();
    return true;
  }

  private recall(index: number): true {
    const value = this.memo[index];
    if (value === undefined) throw broken(`memo ${index} is empty`, this.cursor.where);
    return this.push(value);
  }
}
