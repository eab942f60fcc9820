/*
 * A small assembler for WebAssembly. An expression or statement is a list of bytes; instructions are functions
 * that put the bytes of their operands before their own, so kernels read like the formulas they compute.
 */

type Bytes = readonly number[];

/** Sixteen bytes that an instruction needs. {@link FunctionBuilder} keeps them in their own variable. */
class Constant {
  readonly bytes: Bytes;

  constructor(bytes: Bytes) {
    this.bytes = bytes;
  }
}

/** An expression or a statement: its bytes, with constants that are not placed yet. */
export type Code = readonly (number | Constant)[];

export const types = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

export type ValueType = keyof typeof types;

/** A parameter or local variable of a function. */
export interface Local {
  readonly get: Code;
  set(value: Code): Code;
}

export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  do {
    const low = value & 0x7f;
    value >>>= 7;
    bytes.push(value === 0 ? low : low | 0x80);
  } while (value !== 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (;;) {
    const low = value & 0x7f;
    value >>= 7;
    if ((value === 0 && (low & 0x40) === 0) || (value === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

function instruction(...opcode: number[]): (...operands: Code[]) => Code {
  return (...operands) => [...operands.flat(), ...opcode];
}

export function simd(opcode: number): (...operands: Code[]) => Code {
  return instruction(0xfd, ...unsigned(opcode));
}

/** A load or store: its operands are the address and, for a store, the value. */
export type Access = (operands: readonly Code[], offset?: number) => Code;

function access(opcode: readonly number[]): Access {
  // Alignment is only a hint: 0 is always right, and the engine ignores it.
  return (operands, offset = 0) => [...operands.flat(), ...opcode, 0, ...unsigned(offset)];
}

/** Like {@link Access}, for one lane of a vector. */
function laneAccess(opcode: number): (operands: readonly Code[], lane: number) => Code {
  return (operands, lane) => [...simdAccess(opcode)(operands), lane];
}

const scalarAccess = (opcode: number): Access => access([opcode]);
const simdAccess = (opcode: number): Access => access([0xfd, ...unsigned(opcode)]);

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  eqz: instruction(0x45),
  ltU: instruction(0x49),
  leS: instruction(0x4c),
  geU: instruction(0x4f),
  add: instruction(0x6a),
  sub: instruction(0x6b),
  mul: instruction(0x6c),
  and: instruction(0x71),
  or: instruction(0x72),
  shiftLeft: instruction(0x74),
  /** The smaller of two unsigned numbers. Both operands are evaluated twice. */
  min: (a: Code, b: Code): Code => [...a, ...b, ...a, ...b, 0x49, 0x1b],
};

export const f32 = { add: instruction(0x92) };

export const f64 = {
  promote: instruction(0xbb),
  fromI32: instruction(0xb7),
  /** Lane `index` of a vector of two lanes. */
  extract: (x: Code, index: number): Code => [...x, ...simd(33)(), index],
  add: instruction(0xa0),
  min: instruction(0xa4),
  max: instruction(0xa5),
};

export const memory = {
  loadI32: scalarAccess(0x28),
  loadU8: scalarAccess(0x2d),
  storeI32: scalarAccess(0x36),
  store8: scalarAccess(0x3a),
  loadF32: scalarAccess(0x2a),
  loadF64: scalarAccess(0x2b),
  storeF32: scalarAccess(0x38),
  storeF64: scalarAccess(0x39),
  loadV128: simdAccess(0),
  storeV128: simdAccess(11),
  load32Splat: simdAccess(9),
  load64Splat: simdAccess(10),
  load32Zero: simdAccess(92),
  store32Lane: laneAccess(90),
  store64Lane: laneAccess(91),
};

export const v128 = {
  const: (bytes: ArrayLike<number>): Code => [new Constant(Array.from(bytes))],
  not: simd(77),
  and: simd(78),
  andNot: simd(79),
  or: simd(80),
  xor: simd(81),
  anyTrue: simd(83),
  /** Bits of the first operand where the mask is 1, and of the second elsewhere. */
  select: (a: Code, b: Code, mask: Code): Code => simd(82)(a, b, mask),
  shuffle: (a: Code, b: Code, lanes: readonly number[]): Code => [...a, ...b, 0xfd, 13, ...lanes],
};

/** Repeats the body while the condition holds, which is checked before each iteration. */
export function whileLoop(condition: Code, body: Code): Code {
  const round = [...body, ...condition, 0x0d, 0];
  return [...condition, 0x04, 0x40, 0x03, 0x40, ...round, 0x0b, 0x0b];
}

/** Advances a pointer or a counter. */
export function advance(pointer: Local, by: Code | number): Code {
  return pointer.set(i32.add(pointer.get, typeof by === "number" ? i32.const(by) : by));
}

/** Counts `counter` from its current value up to `end` in steps. The steps must reach `end` or go beyond it. */
export function countTo(counter: Local, end: Code, step: number, body: Code): Code {
  return whileLoop(i32.ltU(counter.get, end), [...body, ...advance(counter, step)]);
}

export function ifElse(condition: Code, then: Code, otherwise: Code = []): Code {
  return [...condition, 0x04, 0x40, ...then, ...(otherwise.length > 0 ? [0x05, ...otherwise] : []), 0x0b];
}

/**
 * A function under construction: parameters first, then locals, then the body. Vector constants are computed once,
 * at the beginning: V8 13 builds each constant again at every use, also inside loops (exp of float32 took 1.09 ns per
 * element instead of 0.85).
 */
export class FunctionBuilder {
  readonly #parameters: ValueType[] = [];
  readonly #locals: ValueType[] = [];
  #body: Code = [];

  parameter(type: ValueType): Local {
    this.#parameters.push(type);
    return this.#variable(this.#parameters.length - 1);
  }

  /** Numbered after the parameters, so those must come first. */
  local(type: ValueType): Local {
    this.#locals.push(type);
    return this.#variable(this.#parameters.length + this.#locals.length - 1);
  }

  #variable(index: number): Local {
    const number = unsigned(index);
    return { get: [0x20, ...number], set: (value) => [...value, 0x21, ...number] };
  }

  body(...statements: readonly Code[]): this {
    this.#body = statements.flat();
    return this;
  }

  get type(): Bytes {
    return [0x60, ...vector(this.#parameters.map((type) => [types[type]])), 0];
  }

  get code(): Bytes {
    const places = new Map<string, Bytes>();
    const start: number[] = [];
    const body: number[] = [];
    for (const item of this.#body) {
      if (typeof item === "number") {
        body.push(item);
        continue;
      }
      const key = String(item.bytes);
      let place = places.get(key);
      if (place === undefined) {
        place = unsigned(this.#parameters.length + this.#locals.length + places.size);
        places.set(key, place);
        start.push(0xfd, 12, ...item.bytes, 0x21, ...place);
      }
      body.push(0x20, ...place);
    }
    const own = this.#locals.map((type) => types[type]);
    const constants = new Array<number>(places.size).fill(types.v128);
    const locals = vector([...own, ...constants].map((type) => [1, type]));
    return sized([...locals, ...start, ...body, 0x0b]);
  }
}

function sized(bytes: Bytes): Bytes {
  return [...unsigned(bytes.length), ...bytes];
}

function vector(items: readonly Bytes[]): Bytes {
  return [...unsigned(items.length), ...items.flat()];
}

function section(id: number, bytes: Bytes): Bytes {
  return [id, ...sized(bytes)];
}

function name(text: string): Bytes {
  return sized(Array.from(text, (character) => character.charCodeAt(0)));
}

/** A memory that threads share must declare its maximum size, in pages. */
export const SHARED_PAGES = 32768;

/** The bytes of a module that imports one memory (`env.memory`) and exports one function (`run`). */
export function assemble(f: FunctionBuilder, shared = false): Uint8Array<ArrayBuffer> {
  const limits = shared ? [0x03, 0, ...unsigned(SHARED_PAGES)] : [0x00, 0];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector([f.type])),
    ...section(2, vector([[...name("env"), ...name("memory"), 0x02, ...limits]])),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...name("run"), 0x00, 0]])),
    ...section(10, vector([f.code])),
  ]);
}
