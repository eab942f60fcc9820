import type { Formula } from "../formulas/expression.ts";
import {
  advance,
  type Code,
  countTo,
  type FunctionBuilder,
  i32,
  type Local,
  memory,
  simd,
  v128,
  whileLoop,
} from "./assembler.ts";
import { Block } from "./block.ts";
import { type KernelSource, kernel, type Locals, list } from "./kernel.ts";
import { i32x4, VECTOR, type Vectors } from "./lanes.ts";
import { printFormula } from "./print.ts";

/** Parameters of a unary function. The flag is for functions that are right only up to some size of the argument. */
export type UnarySignature = {
  readonly x: "address";
  readonly out: "address";
  readonly bytes: "i32";
  readonly flags: readonly "address"[];
};

const plain: UnarySignature = { x: "address", out: "address", bytes: "i32", flags: [] };
const bounded: UnarySignature = { ...plain, flags: ["address"] };

/** out = f(x), two vectors per iteration. */
export function unaryKernel(formula: Formula): KernelSource<UnarySignature> {
  return kernel(plain, (parameters, f) =>
    unaryLoop(f, parameters, (block, x) => printFormula(formula, block, [x])),
  );
}

/**
 * Like {@link unaryKernel}, for a function that is right only for |x| <= largest. The flag is set to a number other than 0
 * if some argument was larger.
 */
export function boundedKernel(
  vectors: Vectors,
  formula: Formula,
  largest: number,
): KernelSource<UnarySignature> {
  return kernel(bounded, (parameters, f) => {
    const [flag] = parameters.flags;
    const seen = f.local("v128");
    const loop = unaryLoop(f, parameters, (block, x) => {
      const value = block.let(x);
      const beyond = vectors.gt(vectors.abs(value), vectors.splat(largest));
      block.do(seen.set(v128.or(seen.get, beyond)));
      return printFormula(formula, block, [value]);
    });
    return [...loop, ...memory.storeI32([flag.get, v128.anyTrue(seen.get)])];
  });
}

function unaryLoop(
  f: FunctionBuilder,
  { x, out, bytes }: Locals<UnarySignature>,
  emit: (block: Block, x: Code) => Code,
): Code {
  const at = f.local("i32");
  const block = new Block(f);
  for (const offset of [0, VECTOR]) {
    const y = emit(block, memory.loadV128([i32.add(x.get, at.get)], offset));
    block.do(memory.storeV128([i32.add(out.get, at.get), y], offset));
  }
  return countTo(at, bytes.get, 2 * VECTOR, block.code);
}

/**
 * How an operand runs along the columns of a row: `each` has its own element for each column, `same` has one element for
 * all. From row to row, the operand advances by its step.
 */
export type Run = "each" | "same";

const rowOperand = { start: "address", step: "i32" } as const;

/** Parameters of a kernel that fills a dense `out` row by row. */
export type RowSignature = {
  readonly rows: "i32";
  readonly rowBytes: "i32";
  readonly out: "address";
  readonly operands: readonly (typeof rowOperand)[];
};

/** The pointers of one operand in a kernel that works row by row. */
class RowOperand {
  readonly #start: Local;
  readonly #step: Local;
  readonly #at: Local;
  readonly #value: Local;
  readonly #vectors: Vectors;
  readonly #run: Run;

  constructor(f: FunctionBuilder, vectors: Vectors, run: Run, { start, step }: Locals<typeof rowOperand>) {
    this.#vectors = vectors;
    this.#run = run;
    this.#start = start;
    this.#step = step;
    this.#at = f.local("i32");
    this.#value = f.local("v128");
  }

  get beginRow(): Code {
    return this.#run === "each"
      ? this.#at.set(this.#start.get)
      : this.#value.set(this.#vectors.loadSplat(this.#start.get));
  }

  /** The vector that is `index` vectors after the current one. */
  read(index: number): Code {
    return this.#run === "each" ? memory.loadV128([this.#at.get], index * VECTOR) : this.#value.get;
  }

  next(vectors: number): Code {
    return this.#run === "each" ? advance(this.#at, vectors * VECTOR) : [];
  }

  get endRow(): Code {
    return advance(this.#start, this.#step.get);
  }
}

const ofTwo = rowSignature(2);
const ofThree = rowSignature(3);

function rowSignature(operands: number): RowSignature {
  return { rows: "i32", rowBytes: "i32", out: "address", operands: list(operands, rowOperand) };
}

/** An additional operand of a row kernel that is not read like the others, and what the kernel does with it. */
type Extra = (
  f: FunctionBuilder,
  operand: Locals<typeof rowOperand>,
) => { readonly begin: Code; readonly next: Code; readonly end: Code };

/** A row kernel of two operands, and of a third one if there is an `extra`. */
function rowKernel(
  vectors: Vectors,
  runs: readonly [Run, Run],
  atOnce: number,
  outBytes: number,
  emit: (f: FunctionBuilder, operands: readonly RowOperand[], at: Code) => Code,
  extra?: Extra,
): KernelSource<RowSignature> {
  return kernel(extra === undefined ? ofTwo : ofThree, ({ rows, rowBytes, out, operands: pointers }, f) => {
    const more = extra?.(f, pointers[runs.length]) ?? nothing;
    const at = f.local("i32");
    const end = f.local("i32");
    const row = f.local("i32");
    const operands = runs.map((run, i) => new RowOperand(f, vectors, run, pointers[i]));
    const round = [
      ...emit(f, operands, at.get),
      ...operands.flatMap((operand) => operand.next(atOnce)),
      ...more.next,
      ...advance(at, outBytes),
    ];
    const oneRow = [
      ...operands.flatMap((operand) => operand.beginRow),
      ...more.begin,
      ...at.set(out.get),
      ...end.set(i32.add(out.get, rowBytes.get)),
      ...whileLoop(i32.ltU(at.get, end.get), round),
      ...operands.flatMap((operand) => operand.endRow),
      ...more.end,
      ...out.set(end.get),
    ];
    return countTo(row, rows.get, 1, oneRow);
  });
}

const nothing = { begin: [], next: [], end: [] } as const;

/** out = f(a, b). */
export function binaryKernel(
  vectors: Vectors,
  formula: Formula,
  runs: readonly [Run, Run],
): KernelSource<RowSignature> {
  return rowKernel(vectors, runs, 1, VECTOR, (f, [a, b], at) => {
    const block = new Block(f);
    const y = printFormula(formula, block, [a.read(0), b.read(0)]);
    block.do(memory.storeV128([at, y]));
    return block.code;
  });
}

/** out = a compared with b, one byte per element, sixteen per iteration. */
export function compareKernel(
  vectors: Vectors,
  comparison: Formula,
  runs: readonly [Run, Run],
): KernelSource<RowSignature> {
  const atOnce = 16 / vectors.count;
  return rowKernel(vectors, runs, atOnce, 16, (f, [a, b], at) => {
    const block = new Block(f);
    const masks = Array.from({ length: atOnce }, (_, i) =>
      printFormula(comparison, block, [a.read(i), b.read(i)]),
    );
    const bytes = v128.and(narrow(masks), v128.const(new Uint8Array(16).fill(1)));
    block.do(memory.storeV128([at, bytes]));
    return block.code;
  });
}

/** Narrows masks of wider lanes to one mask of sixteen bytes. */
export function narrow(masks: readonly Code[]): Code {
  if (masks.length === 8) {
    const lowWords = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27];
    return narrow([0, 2, 4, 6].map((i) => v128.shuffle(masks[i], masks[i + 1], lowWords)));
  }
  const toI16 = simd(133);
  const toI8 = simd(101);
  return toI8(toI16(masks[0], masks[1]), toI16(masks[2], masks[3]));
}

/** out = a where the condition (the third operand) holds, otherwise b. */
export function whereKernel(vectors: Vectors, runs: readonly [Run, Run]): KernelSource<RowSignature> {
  let conditionAt: Local;
  return rowKernel(
    vectors,
    runs,
    1,
    VECTOR,
    (_f, [a, b], at) => {
      const mask = widen(memory.load32Zero([conditionAt.get]), vectors);
      return memory.storeV128([at, v128.select(a.read(0), b.read(0), mask)]);
    },
    (f, condition) => {
      conditionAt = f.local("i32");
      return {
        begin: conditionAt.set(condition.start.get),
        next: advance(conditionAt, vectors.count),
        end: advance(condition.start, condition.step.get),
      };
    },
  );
}

/** Widens the first bytes of a vector, each 0 or 1, to masks of whole lanes. */
function widen(bytes: Code, vectors: Vectors): Code {
  const words = simd(167)(simd(135)(bytes));
  const negate64 = simd(193);
  return vectors.count === 4 ? i32x4.neg(words) : negate64(simd(199)(words));
}
