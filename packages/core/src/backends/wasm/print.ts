import type { Expression, Formula, InDouble, LaneType, OperationName } from "../formulas/expression.ts";
import { type Code, v128 } from "./assembler.ts";
import type { Block } from "./block.ts";
import { f32x4, f64x2, type Instruction, i32x4, type Lanes, type Vectors } from "./lanes.ts";

/* Formulas as instructions of WebAssembly, which compute a vector of elements at a time. */

type Instructions = Readonly<Partial<Record<OperationName, Instruction>>>;

const { and, or, xor, andNot, select } = v128;
const bitwise = { and, or, xor, andNot, select };
const vectors: Record<LaneType, Vectors & Instructions> = { float32: f32x4, float64: f64x2, int32: i32x4 };

/** Emits a formula of vectors, and returns the code of the result. An operand may be evaluated several times. */
export function printFormula(
  { inputs, steps, result }: Formula,
  block: Block,
  operands: readonly Code[],
): Code {
  const known = new Map<Expression, Code>(inputs.map((input, i) => [input, operands[i]]));
  const print = (x: Expression): Code => known.get(x) ?? printNode(x, print);
  for (const step of steps) {
    known.set(
      step,
      step.kind === "shared" ? block.let(print(step.value)) : printInDouble(step, block, print),
    );
  }
  return print(result);
}

function printNode(x: Expression, print: (x: Expression) => Code): Code {
  const { [x.dtype]: own } = vectors;
  switch (x.kind) {
    case "constant":
      return own.splat(x.value);
    case "bits":
      return (own as Lanes).splatBits(x.value);
    case "shift": {
      const { shiftLeft, shiftRight } = own as Lanes;
      return (x.direction === "left" ? shiftLeft : shiftRight)(print(x.operand), x.by);
    }
    case "operation": {
      const instruction = { ...bitwise, ...own }[x.name] as Instruction;
      return instruction(...x.operands.map(print));
    }
    default:
      throw new Error(`an operand of another formula: ${x.kind}`);
  }
}

/** The lanes of float32 as two vectors of float64, one after the other. */
function printInDouble(
  { dtype, operands, formula }: InDouble<LaneType>,
  block: Block,
  print: (x: Expression) => Code,
): Code {
  const lanes = vectors[dtype] as Lanes;
  const parts = operands.map((x) => lanes.widen(block.let(print(x))).map((part) => block.let(part)));
  const results = parts[0].map((_, i) =>
    block.let(
      printFormula(
        formula,
        block,
        parts.map((part) => part[i]),
      ),
    ),
  );
  return lanes.narrow(results);
}
