import { type Fail, shortened } from "../format-error.ts";
import { called, describe, knownGlobal, setEntry, storageOf } from "./globals.ts";
import { PickleBytes } from "./pickle-bytes.ts";
import { Dictionary, Global, Items, type Value } from "./values.ts";

/*
 * A reader of pickles, protocols 2 to 5, that builds plain data and nothing else (Python's `pickletools` says what each
 * instruction means). It knows no class and calls nothing: the names that a pickle may use are a closed list (`globals.ts`).
 * Each instruction takes its bytes and makes at most one value, so that time and memory are bounded by the file's size.
 */

/** Where a group of values on the stack begins. */
class Mark {}
const MARK = new Mark();

type Stacked = Value | Mark;

class Machine {
  readonly #bytes: PickleBytes;
  readonly #fail: Fail;
  readonly #stack: Stacked[] = [];
  /** Values that the pickle refers to again. */
  readonly #memo = new Map<number, Value>();

  constructor(bytes: PickleBytes, fail: Fail) {
    this.#bytes = bytes;
    this.#fail = fail;
  }

  /** Runs up to the end, and gives what the pickle holds. */
  run(): Value {
    for (;;) {
      const at = this.#bytes.at;
      const code = this.#bytes.u8();
      if (code === 0x2e) return this.#result();
      const instruction = INSTRUCTIONS[code];
      if (instruction === undefined) {
        const shown =
          code > 0x20 && code < 0x7f ? `'${String.fromCharCode(code)}'` : `0x${code.toString(16)}`;
        throw this.#fail(
          `instruction ${shown} at byte ${at} of its pickle is not one for plain data in protocol 2 to 5`,
        );
      }
      instruction(this, this.#bytes);
    }
  }

  #result(): Value {
    const result = this.pop();
    if (this.#stack.length > 0) throw this.damaged("values are left over");
    return result;
  }

  damaged(how: string): Error {
    return this.#fail(`its pickle is damaged: ${how} before byte ${this.#bytes.at}`);
  }

  get fail(): Fail {
    return this.#fail;
  }

  push(value: Stacked): void {
    this.#stack.push(value);
  }

  pop(): Value {
    const value = this.#stack.pop();
    if (value === undefined || value instanceof Mark) throw this.damaged("a value is missing");
    return value;
  }

  /** The value on top, which stays. */
  top(): Value {
    const value = this.pop();
    this.push(value);
    return value;
  }

  /** The values above the last mark, which goes too. */
  popMarked(): Value[] {
    const at = this.#stack.lastIndexOf(MARK);
    if (at < 0) throw this.damaged("a mark is missing");
    const values = this.#stack.splice(at + 1) as Value[];
    this.#stack.pop();
    return values;
  }

  /** The values below, made to a tuple. */
  popTuple(count: number): Items {
    const values: Value[] = [];
    for (let n = 0; n < count; n++) values.unshift(this.pop());
    return new Items(values, true);
  }

  append(values: readonly Value[]): void {
    const list = this.top();
    if (!(list instanceof Items) || list.isTuple)
      throw this.damaged(`something is added to ${describe(list)}`);
    for (const value of values) list.values.push(value);
  }

  setItems(values: readonly Value[]): void {
    const dictionary = this.top();
    if (!(dictionary instanceof Dictionary) || values.length % 2 > 0) {
      throw this.damaged(`entries are put into ${describe(dictionary)}`);
    }
    for (let at = 0; at < values.length; at += 2)
      setEntry(dictionary, values[at], values[at + 1], this.#fail);
  }

  /** Attributes of an object: an ordered dictionary may have some, as a state dict has its versions. They are passed over. */
  build(): void {
    const state = this.pop();
    const object = this.top();
    if (!(object instanceof Dictionary && state instanceof Dictionary)) {
      throw this.#fail(`its pickle sets attributes of ${describe(object)}, which is not run`);
    }
  }

  put(key: number): void {
    this.#memo.set(key, this.top());
  }

  memoize(): void {
    this.put(this.#memo.size);
  }

  get(key: number): void {
    const value = this.#memo.get(key);
    if (value === undefined) throw this.damaged(`it refers to value ${key}, which it does not have`);
    this.push(value);
  }

  global(module: Value, name: Value): void {
    if (typeof module !== "string" || typeof name !== "string") throw this.damaged("a name is no text");
    this.push(knownGlobal(module, name, this.#fail));
  }

  reduce(): void {
    const args = this.pop();
    this.push(called(this.pop(), args, this.#fail));
  }

  /** An object made without its constructor's arguments: of what is known, ordered dictionaries alone are. */
  newObject(): void {
    const args = this.pop();
    const type = this.pop();
    if (!(type instanceof Global)) throw this.damaged("an object has no class");
    this.push(called(type, args, this.#fail));
  }

  persistent(): void {
    this.push(storageOf(this.pop(), this.#fail));
  }
}

type Instruction = (machine: Machine, bytes: PickleBytes) => void;

const INSTRUCTIONS: Readonly<Record<number, Instruction>> = {
  // PROTO, FRAME: how it is written, not what.
  128: (machine, bytes) => {
    const protocol = bytes.u8();
    if (protocol < 2 || protocol > 5)
      throw machine.fail(`its pickle has protocol ${protocol}; 2 to 5 are read`);
  },
  149: (_, bytes) => void bytes.size64(),
  // MARK, POP, POP_MARK, DUP.
  40: (machine) => machine.push(MARK),
  48: (machine) => void machine.pop(),
  49: (machine) => void machine.popMarked(),
  50: (machine) => machine.push(machine.top()),
  // NONE, NEWTRUE, NEWFALSE.
  78: (machine) => machine.push(null),
  136: (machine) => machine.push(true),
  137: (machine) => machine.push(false),
  // BININT, BININT1, BININT2, LONG1, LONG4, BINFLOAT.
  74: (machine, bytes) => machine.push(bytes.i32()),
  75: (machine, bytes) => machine.push(bytes.u8()),
  77: (machine, bytes) => machine.push(bytes.u16()),
  138: (machine, bytes) => machine.push(bytes.long(bytes.u8())),
  139: (machine, bytes) => machine.push(bytes.long(bytes.u32())),
  71: (machine, bytes) => machine.push(bytes.f64()),
  // SHORT_BINUNICODE, BINUNICODE, BINUNICODE8, SHORT_BINSTRING, BINSTRING.
  140: (machine, bytes) => machine.push(bytes.text(bytes.u8())),
  88: (machine, bytes) => machine.push(bytes.text(bytes.u32())),
  141: (machine, bytes) => machine.push(bytes.text(bytes.size64())),
  85: (machine, bytes) => machine.push(bytes.text(bytes.u8())),
  84: (machine, bytes) => machine.push(bytes.text(bytes.u32())),
  // SHORT_BINBYTES, BINBYTES, BINBYTES8.
  67: (machine, bytes) => machine.push(bytes.take(bytes.u8())),
  66: (machine, bytes) => machine.push(bytes.take(bytes.u32())),
  142: (machine, bytes) => machine.push(bytes.take(bytes.size64())),
  // EMPTY_LIST, LIST, APPEND, APPENDS.
  93: (machine) => machine.push(new Items([], false)),
  108: (machine) => machine.push(new Items(machine.popMarked(), false)),
  97: (machine) => machine.append([machine.pop()]),
  101: (machine) => machine.append(machine.popMarked()),
  // EMPTY_TUPLE, TUPLE1, TUPLE2, TUPLE3, TUPLE.
  41: (machine) => machine.push(new Items([], true)),
  133: (machine) => machine.push(machine.popTuple(1)),
  134: (machine) => machine.push(machine.popTuple(2)),
  135: (machine) => machine.push(machine.popTuple(3)),
  116: (machine) => machine.push(new Items(machine.popMarked(), true)),
  // EMPTY_DICT, DICT, SETITEM, SETITEMS.
  125: (machine) => machine.push(new Dictionary()),
  100: (machine) => {
    const values = machine.popMarked();
    machine.push(new Dictionary());
    machine.setItems(values);
  },
  115: (machine) => machine.setItems(machine.popTuple(2).values),
  117: (machine) => machine.setItems(machine.popMarked()),
  // GLOBAL, STACK_GLOBAL, REDUCE, NEWOBJ, BUILD, BINPERSID.
  99: (machine, bytes) => machine.global(bytes.line(), bytes.line()),
  147: (machine) => {
    const [module, name] = machine.popTuple(2).values;
    machine.global(module, name);
  },
  82: (machine) => machine.reduce(),
  129: (machine) => machine.newObject(),
  98: (machine) => machine.build(),
  81: (machine) => machine.persistent(),
  // BINPUT, LONG_BINPUT, MEMOIZE, BINGET, LONG_BINGET.
  113: (machine, bytes) => machine.put(bytes.u8()),
  114: (machine, bytes) => machine.put(bytes.u32()),
  148: (machine) => machine.memoize(),
  104: (machine, bytes) => machine.get(bytes.u8()),
  106: (machine, bytes) => machine.get(bytes.u32()),
};

/**
 * What a pickle holds.
 *
 * @throws what `fail` makes, if it is damaged, or names anything but tensors, storages and plain data.
 */
export function unpickle(bytes: Uint8Array, fail: Fail): Value {
  const { value, end } = unpickleFirst(bytes, fail);
  if (end !== bytes.length) throw fail(`its pickle ends at byte ${end} of ${bytes.length}; it is damaged`);
  return value;
}

/** What the pickle holds with which the bytes begin, and where it ends. @throws as {@link unpickle}. */
export function unpickleFirst(bytes: Uint8Array, fail: Fail): { value: Value; end: number } {
  const reader = new PickleBytes(bytes, fail);
  const value = new Machine(reader, fail).run();
  if (value instanceof Global) throw fail(`it holds ${shortened(value.name)}, and no tensors`);
  return { value, end: reader.at };
}
