import type { Backend } from "../backend.ts";
import type { Layout, Span } from "../layout.ts";
import { inShape, scalar } from "../operand.ts";
import type { Shape } from "../shape.ts";
import { Node, type Pullback } from "../tape.ts";
import { Tensor } from "../tensor.ts";
import { isTracked, launch } from "./launch.ts";

/** An op that only looks at the same buffer in another way. The adjoint may use the input's layout, never its data. */
export function movement<Parameters extends readonly unknown[]>(
  name: string,
  view: (layout: Layout, ...parameters: Parameters) => Layout,
  adjoint: (layout: Layout, ...parameters: Parameters) => Pullback,
): (x: Tensor, ...parameters: Parameters) => Tensor {
  return (x, ...parameters) => {
    const y = new Tensor(x.buffer, view(x.layout, ...parameters), x.dtype, x.backend);
    if (isTracked(x)) y.node = new Node(name, [x.node], [adjoint(x.layout, ...parameters)]);
    return y;
  };
}

/** The adjoint of a movement op: adds each element to the place that the view shows it at, in zeros of a shape. */
export function accumulation<Parameters extends readonly unknown[]>(
  name: string,
  view: (layout: Layout, ...parameters: Parameters) => Layout,
  adjoint: (...parameters: Parameters) => Pullback,
): (x: Tensor, shape: Shape, ...parameters: Parameters) => Tensor {
  return (x, shape, ...parameters) => {
    const run = (backend: Backend, { buffer, layout, dtype }: Tensor) =>
      backend.accumulate(x, { buffer, layout: view(layout, ...parameters), dtype });
    return launch(name, [x], shape, x.dtype, run, [() => adjoint(...parameters)]);
  };
}

/** A tensor and the place it is copied to: one span for each axis. */
export interface Slot {
  readonly x: Tensor;
  readonly spans: readonly Span[];
}

/** An op that copies tensors of one dtype into slots of a fresh tensor, filled with a value elsewhere. */
export function assembly(
  name: string,
  adjoint: (spans: readonly Span[]) => Pullback,
): (shape: Shape, slots: readonly Slot[], fill?: number) => Tensor {
  return (shape, slots, fill = 0) => {
    const inputs = slots.map((slot) => slot.x);
    const { dtype } = inputs[0];
    const run = (backend: Backend, out: Tensor) => {
      if (fill !== 0) backend.copy(inShape(scalar(fill, dtype, backend), shape), out);
      for (const { x, spans } of slots) {
        backend.copy(x, { buffer: out.buffer, layout: out.layout.slice(spans), dtype });
      }
    };
    const gradients = slots.map(
      ({ spans }) =>
        () =>
          adjoint(spans),
    );
    return launch(name, inputs, shape, dtype, run, gradients);
  };
}

/** The op that copies a view into a dense buffer of its own. */
export function densification(name: string): (x: Tensor) => Tensor {
  return (x) =>
    launch(name, [x], x.shape, x.dtype, (backend, out) => backend.copy(x, out), [() => (dy: Tensor) => dy]);
}
