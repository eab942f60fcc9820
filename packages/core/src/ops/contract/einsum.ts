import { check, checkArgument } from "../../arguments/check.ts";
import { promote, toNumeric } from "../../dtype.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { Contraction, remembered } from "../../primitives/contraction.ts";
import { formatShape, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { contracted } from "../internal/products.ts";

/* Einstein summation: axes are labelled, and labels that the result does not have are summed over. */

/**
 * A tensor with a label for each axis. The axes of an ellipsis have the labels "...1", "...2" and so on, counted from
 * the last one.
 */
interface Labelled {
  readonly x: Tensor;
  readonly labels: readonly string[];
}

/** The size of each label. */
type Sizes = ReadonlyMap<string, number>;

/**
 * Sums of products of any number of tensors, by labelled axes: `einsum("bij,bjk->bik", a, b)` is the batched matrix
 * product. Each operand names its axes by letters. An axis that the result does not name is summed over.
 *
 * - A label that occurs twice in one operand takes its diagonal: `"ii->"` is the trace.
 * - `...` stands for all axes without a letter. They broadcast. They are summed over if the result has no `...`.
 * - Without `->`, the result has `...` and then the labels that occur once, in alphabetical order (capitals first).
 *
 * Several operands are multiplied two at a time. At each step, the pair is taken whose product needs the fewest
 * multiplications; of more than 64 operands, the first two, until 64 are left. Dtypes are promoted; booleans count as int32.
 *
 * @throws ShapeError if the equation is invalid or does not fit the operands, or if sizes differ, naming the label.
 * @example
 * ```ts
 * const a = tensor([[1, 2], [3, 4]]);
 * einsum("ij,jk->ik", a, a); // [[7, 10], [15, 22]]
 * einsum("ii->", a); // 5
 * ```
 */
export function einsum(equation: string, ...operands: readonly TensorLike[]): Tensor {
  checkArgument("einsum", "the equation", equation, anEquation);
  const { terms, result } = parse(equation, operands.length);
  const tensors = operands.map((x, i) => toTensor("einsum", x, operands[i === 0 ? 1 : 0]));
  const dtype = toNumeric(tensors.map((x) => x.dtype).reduce(promote));
  const given = terms.map((term, i) => ({
    x: tensors[i].cast(dtype),
    labels: labelsOf(equation, term, i, tensors[i]),
  }));
  const sizes = sizesOf(equation, given);
  const output = result === null ? impliedOutput(given, sizes) : namedOutput(equation, result, sizes);
  let rest: readonly Labelled[] = given.map((operand) => unbroadcast(diagonals(operand), sizes));
  while (rest.length > MANY) rest = contractPair(rest, [0, 1], output);
  while (rest.length > 1) rest = contractCheapest(rest, output, sizes);
  const { x, labels } = summed(rest[0], output);
  return x.permute(output.map((label) => labels.indexOf(label)));
}

/** Of more operands, the search for the cheapest pair would take longer than any product. */
const MANY = 64;

const anEquation = /* @__PURE__ */ check<string>(
  'text such as "ij,jk->ik"',
  (value) => typeof value === "string",
);

function wrong(equation: string, problem: string): ShapeError {
  return new ShapeError(`einsum: ${problem} (in "${equation}")`);
}

// Reading

function parse(equation: string, count: number): { terms: readonly string[]; result: string | null } {
  const [inputs, result = null, ...more] = equation.replaceAll(" ", "").split("->");
  const terms = inputs.split(",");
  if (more.length > 0) throw wrong(equation, '"->" may occur only once');
  for (const term of result === null ? terms : [...terms, result]) {
    if (!/^[A-Za-z]*(\.\.\.)?[A-Za-z]*$/.test(term)) {
      throw wrong(equation, `"${term}" is not a list of labels, which are letters and at most one "..."`);
    }
  }
  if (terms.length !== count) {
    throw wrong(equation, `the equation is for ${terms.length} operand(s), but ${count} are given`);
  }
  return { terms, result };
}

/** The labels of an ellipsis for `count` axes. */
function ellipsis(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `...${count - i}`);
}

function split(term: string, axesOfEllipsis: number): string[] {
  const [before, after] = term.split("...");
  return after === undefined ? [...before] : [...before, ...ellipsis(axesOfEllipsis), ...after];
}

function labelsOf(equation: string, term: string, operand: number, { shape }: Tensor): string[] {
  const named = term.replace("...", "").length;
  if (term.includes("...") ? named > shape.length : named !== shape.length) {
    const count = term.includes("...") ? `at least ${named}` : named;
    throw wrong(equation, `operand ${operand} of shape ${formatShape(shape)} has ${shape.length} axes, but "${term}" names ${count}`); // biome-ignore format: one message
  }
  return split(term, shape.length - named);
}

function sizesOf(equation: string, operands: readonly Labelled[]): Sizes {
  const sizes = new Map<string, number>();
  const from = new Map<string, number>();
  operands.forEach(({ x, labels }, operand) => {
    labels.forEach((label, axis) => {
      const size = x.shape[axis];
      const known = sizes.get(label);
      const broadcasts = label.startsWith("...");
      if (known !== undefined && known !== size && !(broadcasts && (known === 1 || size === 1))) {
        const what = broadcasts ? `axis -${label.slice(3)} of "..."` : `label "${label}"`;
        throw wrong(
          equation,
          `${what} has size ${known} in operand ${from.get(label)}, but size ${size} in operand ${operand}`,
        );
      }
      if (known === undefined || (broadcasts && known === 1)) {
        sizes.set(label, size);
        from.set(label, operand);
      }
    });
  });
  return sizes;
}

function ellipsisOf(sizes: Sizes): string[] {
  return ellipsis([...sizes.keys()].filter((label) => label.startsWith("...")).length);
}

function impliedOutput(operands: readonly Labelled[], sizes: Sizes): string[] {
  const all = operands.flatMap(({ labels }) => labels).filter((label) => !label.startsWith("..."));
  const once = all.filter((label) => all.indexOf(label) === all.lastIndexOf(label));
  return [...ellipsisOf(sizes), ...once.sort()];
}

function namedOutput(equation: string, result: string, sizes: Sizes): string[] {
  const labels = split(result, ellipsisOf(sizes).length);
  for (const label of labels) {
    if (!sizes.has(label)) throw wrong(equation, `label "${label}" of the result is not in any operand`);
    if (labels.indexOf(label) !== labels.lastIndexOf(label)) {
      throw wrong(equation, `label "${label}" occurs twice in the result`);
    }
  }
  return labels;
}

// Computing

/** Merges labels that occur twice into one, along the diagonal. */
function diagonals(operand: Labelled): Labelled {
  const { x, labels } = operand;
  const second = labels.findIndex((label, axis) => labels.indexOf(label) < axis);
  if (second < 0) return operand;
  const label = labels[second];
  const others = labels.filter((_, axis) => axis !== second && axis !== labels.indexOf(label));
  return diagonals({ x: x.diagonal(0, labels.indexOf(label), second), labels: [...others, label] });
}

/** Drops the axes of an ellipsis that have size 1 and are repeated in other operands. */
function unbroadcast({ x, labels }: Labelled, sizes: Sizes): Labelled {
  const repeated = labels.flatMap((label, axis) => (x.shape[axis] !== sizes.get(label) ? [axis] : []));
  return { x: x.squeeze(repeated), labels: labels.filter((_, axis) => !repeated.includes(axis)) };
}

/** Sums over the axes whose labels are not needed. */
function summed({ x, labels }: Labelled, needed: readonly string[]): Labelled {
  const idle = labels.flatMap((label, axis) => (needed.includes(label) ? [] : [axis]));
  return idle.length === 0
    ? { x, labels }
    : { x: x.sum(idle), labels: labels.filter((label) => needed.includes(label)) };
}

/** Multiplies the two operands whose product needs the fewest multiplications. The product comes last in the list. */
function contractCheapest(
  operands: readonly Labelled[],
  output: readonly string[],
  sizes: Sizes,
): readonly Labelled[] {
  const cost = (a: Labelled, b: Labelled) =>
    [...new Set([...a.labels, ...b.labels])].reduce(
      (total, label) => total * (sizes.get(label) as number),
      1,
    );
  let [i, j, least] = [0, 1, Number.POSITIVE_INFINITY];
  operands.forEach((a, first) => {
    operands.slice(first + 1).forEach((b, after) => {
      if (cost(a, b) < least) [i, j, least] = [first, first + 1 + after, cost(a, b)];
    });
  });
  return contractPair(operands, [i, j], output);
}

/** Multiplies two of the operands. The product comes last in the list. */
function contractPair(
  operands: readonly Labelled[],
  [i, j]: readonly [number, number],
  output: readonly string[],
): readonly Labelled[] {
  const others = operands.filter((_, at) => at !== i && at !== j);
  const needed = [...new Set([...output, ...others.flatMap(({ labels }) => labels)])];
  return [...others, multiplied(operands[i], operands[j], needed)];
}

/** The product of two operands, summed over the labels that are not needed. */
function multiplied(givenA: Labelled, givenB: Labelled, needed: readonly string[]): Labelled {
  const a = summed(givenA, [...needed, ...givenB.labels]);
  const b = summed(givenB, [...needed, ...givenA.labels]);
  const all = [...a.labels, ...b.labels];
  const kept = [...new Set(needed)].filter((label) => all.includes(label));
  const isShared = (label: string) => a.labels.includes(label) && b.labels.includes(label);
  // If a shared label comes last, the elements of each product are far apart and would be written one by one. So
  // shared labels go first here. A view then restores the order, at no cost.
  const isWithin = kept.length > 0 && isShared(kept[kept.length - 1]);
  const labels = isWithin ? [...kept.filter(isShared), ...kept.filter((label) => !isShared(label))] : kept;
  if (all.some((label) => !labels.includes(label))) {
    return { x: contracted("einsum", a.x, b.x, contractionOf(a.labels, b.labels, labels)), labels };
  }
  return { x: spread(a, labels).mul(spread(b, labels)), labels };
}

function contractionOf(...[a, b, out]: readonly (readonly string[])[]): Contraction {
  const key = `einsum ${[a, b, out].map((labels) => labels.join(" ")).join()}`;
  return remembered(key, () => new Contraction({ labels: a }, { labels: b }, { labels: out }));
}

/** The axes in the order of these labels, with size 1 for labels that the tensor does not have. */
function spread({ x, labels: own }: Labelled, labels: readonly string[]): Tensor {
  const kept = labels.filter((label) => own.includes(label));
  const missing = labels.flatMap((label, axis) => (own.includes(label) ? [] : [axis]));
  return x.permute(kept.map((label) => own.indexOf(label))).unsqueeze(missing);
}
