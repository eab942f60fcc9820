import { binary } from "../../primitives/elementwise.ts";

/*
 * Whole quotients, which belong to the remainders of arithmetic.ts: a is b · floorDivide(a, b) + mod(a, b), and
 * b · truncDivide(a, b) + fmod(a, b). Their derivatives are 0 between the jumps.
 */

/**
 * ⌊a / b⌋, the largest whole number not above the quotient, like `//` in Python: `floorDivide(-7, 2)` is -4. Of floating
 * numbers it is that of the exact quotient, as NumPy's: `floorDivide(1, 0.1)` in float64 is 9, since 0.1 is a little more than
 * a tenth. A floating division by 0 gives an infinity, or NaN for 0 / 0. The derivatives are 0. Shapes broadcast. Integers stay
 * integers, exact to the last one, and -2³¹ / -1 wraps around; booleans count as int32.
 *
 * @throws RangeError if b is 0 and both are integers; ShapeError if the shapes do not broadcast.
 * @example floorDivide(tensor([7, -7]), 2); // [3, -4]
 */
export const floorDivide = /* @__PURE__ */ binary("floorDivide", null, null, { result: "numeric" });

/**
 * trunc(a / b), the quotient without its fraction, like `/` of integers in C: `truncDivide(-7, 2)` is -3. Of floating numbers
 * it is that of the exact quotient, which {@link fmod} is the remainder of. A floating division by 0 gives an infinity, or NaN
 * for 0 / 0. The derivatives are 0. Shapes broadcast. Integers stay integers, exact to the last one, and -2³¹ / -1 wraps
 * around; booleans count as int32.
 *
 * @throws RangeError if b is 0 and both are integers; ShapeError if the shapes do not broadcast.
 * @example truncDivide(tensor([7, -7]), 2); // [3, -3]
 */
export const truncDivide = /* @__PURE__ */ binary("truncDivide", null, null, { result: "numeric" });
