import { Layout, type Span } from "../layout.ts";
import type { Shape } from "../shape.ts";
import { isRecording, Node, type Pullback } from "../tape.ts";
import { Tensor } from "../tensor.ts";
import { seen, type Viewing } from "../viewing.ts";
import { launch, type Op } from "./launch.ts";
import { accumulate, assemble, type Primitive } from "./list.ts";

/** The viewings of one kind. */
type ViewingOf<Kind extends Viewing["kind"]> = Extract<Viewing, { kind: Kind }>;

/**
 * Makes an op that shows the same buffer in another way. The adjoint may use the layout of the input, but never its
 * data.
 */
export function movement<Kind extends Viewing["kind"]>(
  kind: Kind,
  adjoint: (layout: Layout, viewing: ViewingOf<Kind>) => Pullback,
): (x: Tensor, viewing: ViewingOf<Kind>) => Tensor {
  return (x, viewing) => {
    const shown: Viewing = viewing;
    const layout = seen(x.layout, shown);
    const y = new Tensor(x.buffer, layout, x.dtype, x.backend);
    if (x.node !== null && isRecording()) {
      const pullbacks = [adjoint(x.layout, viewing)];
      y.node = new Node(
        kind,
        [x.node],
        pullbacks,
        layout.shape,
        x.dtype,
        shown.kind === "slice" ? shown : null,
      );
    }
    return y;
  };
}

/**
 * Makes the adjoint of a movement op. It starts with zeros of a shape, and adds each element at the position where
 * the view shows it; or it is another primitive that does the same.
 */
export function accumulation<Kind extends Viewing["kind"]>(
  name: string,
  adjoint: (viewing: ViewingOf<Kind>) => Pullback,
  primitive: Primitive<readonly Viewing[]> = accumulate,
): (x: Tensor, shape: Shape, viewing: ViewingOf<Kind>) => Tensor {
  const op: Op<readonly ViewingOf<Kind>[]> = {
    primitive,
    gradients: [(_inputs, _y, [viewing]) => adjoint(viewing)],
  };
  return (x, shape, viewing) => launch(op, name, [x], [viewing], x.dtype, Layout.dense(shape));
}

/** A tensor and the position to which it is copied, as one span for each axis. */
export interface Slot {
  readonly x: Tensor;
  readonly spans: readonly Span[];
}

/**
 * Makes an op that copies tensors of the same dtype into slots of a new tensor. If a fill value is given, it is
 * written everywhere else.
 */
export function assembly(
  name: string,
  adjoint: (spans: readonly Span[]) => Pullback,
): (shape: Shape, slots: readonly Slot[], fill?: number) => Tensor {
  return (shape, slots, fill) => {
    const inputs = slots.map(({ x }) => x);
    const spans = slots.map((slot) => slot.spans);
    const op = { primitive: assemble, gradients: spans.map((own) => () => adjoint(own)) };
    return launch(op, name, inputs, { spans, fill }, inputs[0].dtype, Layout.dense(shape));
  };
}

/**
 * Makes an op that adds up tensors of the same dtype in slots of a new tensor, one after another. Slots may overlap.
 */
export function superposition(
  name: string,
  adjoint: (spans: readonly Span[]) => Pullback,
): (shape: Shape, slots: readonly Slot[]) => Tensor {
  return (shape, slots) => {
    const inputs = slots.map(({ x }) => x);
    const views = slots.map(({ spans }): Viewing => ({ kind: "slice", spans }));
    const op = {
      primitive: accumulate,
      gradients: slots.map(
        ({ spans }) =>
          () =>
            adjoint(spans),
      ),
    };
    return launch(op, name, inputs, views, inputs[0].dtype, Layout.dense(shape));
  };
}
