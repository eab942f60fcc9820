import { type DType, DTypeError, isFloat, promote } from "../dtype.ts";
import type { BinaryFunction } from "../functions.ts";
import { toTensor } from "../operand.ts";
import { broadcastShapes } from "../shape.ts";
import { inShape } from "./broadcast.ts";
import { inDType } from "./cast.ts";
import type { Binary } from "./elementwise.ts";
import { launch, type Op } from "./launch.ts";
import * as primitives from "./list.ts";

/**
 * Makes an elementwise op of two tensors of integers, which has no gradient. Shapes broadcast.
 *
 * @param called what errors and the tape call the op.
 * @param name the function that computes it.
 * @param narrowest the dtype in which it is computed, unless an operand is wider: `bool` stays bool, or counts as int32.
 */
/* @__NO_SIDE_EFFECTS__ */
export function ofIntegers(
  called: string,
  name: BinaryFunction["name"],
  narrowest: "bool" | "int32",
): Binary {
  const f: BinaryFunction = { name, parameters: [] };
  const op: Op<BinaryFunction> = { primitive: primitives.binary, gradients: [] };
  return (operandA, operandB) => {
    const given = [toTensor(called, operandA, operandB), toTensor(called, operandB, operandA)];
    const dtype = given.reduce<DType>((widest, x) => promote(widest, x.dtype), narrowest);
    if (isFloat(dtype))
      throw new DTypeError(`${called}: expected int32 or bool, not ${dtype}; use cast("int32")`);
    const shape = broadcastShapes(called, given[0].layout.shape, given[1].layout.shape);
    const inputs = given.map((x) => inShape(inDType(x, dtype), shape));
    return launch(op, called, inputs, f, dtype, inputs[0].layout.dense);
  };
}
