import type { Backend, View } from "../backend.ts";
import { Layout } from "../layout.ts";
import type { Shape } from "../shape.ts";
import type { Pullback } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { seen, type Viewing } from "../viewing.ts";
import { launch, type Op } from "./launch.ts";
import { contract } from "./list.ts";

/** What an axis is called. */
export type Label = string | number;

/** One of the three tensors of a contraction: its axes, after it has been looked at in another way if it is. */
export interface Factor {
  readonly labels: readonly Label[];
  readonly viewing?: Viewing;
}

/**
 * Which axes of two operands, by labels, meet in which axes of their product. Each label stands in two of the three at
 * least: one of both operands that the product lacks is summed over, one of all three runs along with both. So each of
 * the three is the product of the other two, by the same labels: that is the gradient. Operands may be seen through a
 * view, and the product added up through one, which is the adjoint.
 */
export class Contraction {
  readonly #a: Factor;
  readonly #b: Factor;
  readonly #out: Factor;
  /** Axes that run along with both, and axes that are summed over. */
  readonly #batch: number;
  readonly #inner: number;
  /** Axes in the order of the kernel; null where they lie in it. */
  readonly #orders: readonly (readonly number[] | null)[];
  #gradientA: Contraction | undefined;
  #gradientB: Contraction | undefined;

  constructor(a: Factor, b: Factor, out: Factor) {
    this.#a = a;
    this.#b = b;
    this.#out = out;
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

  /** Whether what falls on one place of the product is added up, in zeros: it is seen through a view. */
  get addsUp(): boolean {
    return this.#out.viewing !== undefined;
  }

  /** What gives the gradient by a from that by the product, and b. */
  get gradientA(): Contraction {
    this.#gradientA ??= new Contraction(this.#out, this.#b, this.#a);
    return this.#gradientA;
  }

  /** What gives the gradient by b from a, and that by the product. */
  get gradientB(): Contraction {
    this.#gradientB ??= new Contraction(this.#a, this.#out, this.#b);
    return this.#gradientB;
  }

  /** The shape of a product that is not seen through a view. */
  shapeOf(a: View, b: View): Shape {
    const [sizesA, sizesB] = [layoutOf(this.#a, a).shape, layoutOf(this.#b, b).shape];
    return this.#out.labels.map((label) => {
      const axis = this.#a.labels.indexOf(label);
      return axis >= 0 ? sizesA[axis] : sizesB[this.#b.labels.indexOf(label)];
    });
  }

  /** Runs the kernel, each tensor with its axes in the order that it wants. */
  run(backend: Backend, a: View, b: View, out: View): void {
    const [left, right, result] = this.#orders;
    backend.contract(
      arranged(this.#a, a, left),
      arranged(this.#b, b, right),
      arranged(this.#out, out, result),
      this.#batch,
      this.#inner,
    );
  }
}

const known = new Map<string, Contraction>();

/** A contraction that is asked for again and again, by a name: to work it out takes longer than a small product. */
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

function layoutOf({ viewing }: Factor, { layout }: View): Layout {
  return viewing === undefined ? layout : seen(layout, viewing);
}

function arranged(factor: Factor, x: View, order: readonly number[] | null): View {
  const layout = layoutOf(factor, x);
  if (order === null && layout === x.layout) return x;
  return { buffer: x.buffer, layout: order === null ? layout : layout.permute(order), dtype: x.dtype };
}

/**
 * A contraction of two tensors of one dtype, recorded under the name of the op that asks for it. The shape must be given
 * where the product is added up through a view.
 */
export type Contract = (op: string, a: Tensor, b: Tensor, axes: Contraction, shape?: Shape) => Tensor;

/** The op that sums products over some axes of both. */
export function contraction(
  gradientA: (op: string, a: Shape, b: Tensor, axes: Contraction) => Pullback,
  gradientB: (op: string, a: Tensor, b: Shape, axes: Contraction) => Pullback,
): Contract {
  const op: Op<Contraction> = {
    primitive: contract,
    gradients: [
      ([a, b], _y, axes, name) => gradientA(name, a.shape, b, axes),
      ([a, b], _y, axes, name) => gradientB(name, a, b.shape, axes),
    ],
  };
  return (name, a, b, axes, shape = axes.shapeOf(a, b)) =>
    launch(op, name, [a, b], axes, a.dtype, Layout.dense(shape));
}
