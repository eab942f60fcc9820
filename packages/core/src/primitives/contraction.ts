import type { Backend, Storage, View } from "../backend.ts";
import { Layout } from "../layout.ts";
import type { Shape } from "../shape.ts";
import type { Pullback } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { seen, type Viewing } from "../viewing.ts";
import { launch, type Op } from "./launch.ts";
import { contract } from "./list.ts";

/** The name of an axis. */
export type Label = string | number;

/**
 * One of the three tensors of a contraction: the labels of its axes, and the view through which it is seen, if any.
 * The labels belong to the axes of the view.
 */
export interface Factor {
  readonly labels: readonly Label[];
  readonly viewing?: Viewing;
}

/**
 * Says, by labels, how the axes of two operands and their product belong together. Each label is on at least two of
 * the three tensors. A label that both operands have and the product lacks is summed over. A label that all three
 * have is a batch axis. So each of the three tensors is a product of the other two, by the same labels; this gives
 * the gradients. Operands may be seen through a view. The product may be too; then sums are added up through the
 * view, which is the adjoint of the view.
 */
export class Contraction {
  readonly a: Factor;
  readonly b: Factor;
  readonly out: Factor;
  /** The numbers of batch axes, and of axes that are summed over. */
  readonly #batch: number;
  readonly #inner: number;
  /** The axes of each tensor in the order that the kernel needs; null if they already have this order. */
  readonly #orders: readonly (readonly number[] | null)[];
  #gradientA: Contraction | undefined;
  #gradientB: Contraction | undefined;

  constructor(a: Factor, b: Factor, out: Factor) {
    this.a = a;
    this.b = b;
    this.out = out;
    const isIn = (factor: Factor) => (label: Label) => factor.labels.includes(label);
    const isNotIn = (factor: Factor) => (label: Label) => !factor.labels.includes(label);
    const batch = out.labels.filter(isIn(a)).filter(isIn(b));
    const rows = out.labels.filter(isNotIn(b));
    const columns = out.labels.filter(isNotIn(a));
    const inner = a.labels.filter(isNotIn(out));
    this.#batch = batch.length;
    this.#inner = inner.length;
    this.#orders = [
      orderOf(a, [...batch, ...rows, ...inner]),
      orderOf(b, [...batch, ...inner, ...columns]),
      orderOf(out, [...batch, ...rows, ...columns]),
    ];
  }

  /** The contraction that gives the gradient by a from the gradient by the product, and b. */
  get gradientA(): Contraction {
    this.#gradientA ??= this.over(this.out, this.b, this.a);
    return this.#gradientA;
  }

  /** The contraction that gives the gradient by b from a, and the gradient by the product. */
  get gradientB(): Contraction {
    this.#gradientB ??= this.over(this.a, this.out, this.b);
    return this.#gradientB;
  }

  /** The same axes, with other roles of the three tensors. */
  protected over(a: Factor, b: Factor, out: Factor): Contraction {
    return new Contraction(a, b, out);
  }

  /** The operands as they are seen. */
  layouts(a: View, b: View): readonly [Layout, Layout] {
    return [layoutOf(this.a, a), layoutOf(this.b, b)];
  }

  /** The shape of the product, if it is not seen through a view. */
  shapeOf(a: View, b: View): Shape {
    const [{ shape: sizesA }, { shape: sizesB }] = this.layouts(a, b);
    return this.out.labels.map((label) => {
      const axis = this.a.labels.indexOf(label);
      return axis >= 0 ? sizesA[axis] : sizesB[this.b.labels.indexOf(label)];
    });
  }

  /**
   * Runs the kernel, with the axes of each tensor in the order that the kernel needs. A product that is seen through a view
   * starts with zeros, and sums that fall on the same place are added up.
   */
  run(backend: Backend, a: View, b: View, out: View): void {
    if (this.out.viewing !== undefined) backend.fill(0, out);
    backend.contract(...this.operands(a, b, out));
  }

  /** What a kernel gets: the three as they are seen, and the numbers of batch axes, and of axes that are summed over. */
  protected operands<Kept extends Storage>(a: View<Kept>, b: View<Kept>, out: View<Kept>): Operands<Kept> {
    const [left, right, result] = this.#orders;
    return [
      arranged(this.a, a, left),
      arranged(this.b, b, right),
      arranged(this.out, out, result),
      this.#batch,
      this.#inner,
    ];
  }
}

const known = new Map<string, Contraction>();

/** A contraction that is kept under a name, because working it out takes longer than a small product. */
export function remembered(name: string, make: () => Contraction): Contraction {
  let found = known.get(name);
  if (found === undefined) {
    found = make();
    known.set(name, found);
  }
  return found;
}

function orderOf({ labels }: Factor, wanted: readonly Label[]): readonly number[] | null {
  return wanted.every((label, axis) => label === labels[axis])
    ? null
    : wanted.map((label) => labels.indexOf(label));
}

type Operands<Kept extends Storage> = readonly [
  a: View<Kept>,
  b: View<Kept>,
  out: View<Kept>,
  batch: number,
  inner: number,
];

function layoutOf({ viewing }: Factor, { layout }: View): Layout {
  return viewing === undefined ? layout : seen(layout, viewing);
}

/** A tensor as a factor sees it, with its axes in another order if one is given. */
function arranged<Kept extends Storage>(
  factor: Factor,
  x: View<Kept>,
  order: readonly number[] | null,
): View<Kept> {
  const layout = layoutOf(factor, x);
  if (order === null && layout === x.layout) return x;
  return { buffer: x.buffer, layout: order === null ? layout : layout.permute(order), dtype: x.dtype };
}

/**
 * Contracts two tensors of the same dtype, and records the result under the name of the op. The layout must be given
 * if the product is seen through a view. Default: row-major order.
 */
export type Contract = (op: string, a: Tensor, b: Tensor, axes: Contraction, layout?: Layout) => Tensor;

/**
 * Makes the op that sums products over some axes of both operands. A gradient is laid out as the operand is: what is
 * the gradient of a transposed matrix becomes one in row-major order where the transposition is undone.
 */
export function contraction(
  gradientA: (op: string, a: Layout, b: Tensor, axes: Contraction) => Pullback,
  gradientB: (op: string, a: Tensor, b: Layout, axes: Contraction) => Pullback,
): Contract {
  const op: Op<Contraction> = {
    primitive: contract,
    gradients: [
      ([a, b], _y, axes, name) => gradientA(name, a.layout, b, axes),
      ([a, b], _y, axes, name) => gradientB(name, a, b.layout, axes),
    ],
  };
  return (name, a, b, axes, layout = Layout.dense(axes.shapeOf(a, b))) =>
    launch(op, name, [a, b], axes, a.dtype, layout);
}
