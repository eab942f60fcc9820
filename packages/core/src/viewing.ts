import type { Layout, Span, Window } from "./layout.ts";
import type { Shape } from "./shape.ts";

/** All kinds of views of a buffer, described as data. None of them copies an element. */
export type Viewing =
  | { readonly kind: "expand"; readonly shape: Shape }
  | { readonly kind: "reshape"; readonly shape: Shape }
  | { readonly kind: "permute"; readonly axes: readonly number[] }
  | { readonly kind: "slice"; readonly spans: readonly Span[] }
  | { readonly kind: "windows"; readonly windows: readonly Window[] }
  | { readonly kind: "diagonal"; readonly offset: number };

/** The layout of a view of a layout. */
export function seen(layout: Layout, viewing: Viewing): Layout {
  switch (viewing.kind) {
    case "expand":
      return layout.expand(viewing.shape);
    case "reshape":
      // Callers ensure that no copy is needed.
      return layout.reshape(viewing.shape) ?? layout;
    case "permute":
      return layout.permute(viewing.axes);
    case "slice":
      return layout.slice(viewing.spans);
    case "windows":
      return layout.windows(viewing.windows);
    case "diagonal":
      return layout.diagonal(viewing.offset);
  }
}

/** A slice: the view of a part of a tensor. */
export type Slice = Extract<Viewing, { kind: "slice" }>;
