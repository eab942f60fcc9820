import type { Layout, Span, Window } from "./layout.ts";
import type { Shape } from "./shape.ts";

/** All ways to look at a buffer, as data. None copies an element. */
export type Viewing =
  | { readonly kind: "expand"; readonly shape: Shape }
  | { readonly kind: "reshape"; readonly shape: Shape }
  | { readonly kind: "permute"; readonly axes: readonly number[] }
  | { readonly kind: "slice"; readonly spans: readonly Span[] }
  | { readonly kind: "windows"; readonly windows: readonly Window[] }
  | { readonly kind: "diagonal"; readonly offset: number };

/** How the elements of a layout lie, seen that way. */
export function seen(layout: Layout, viewing: Viewing): Layout {
  switch (viewing.kind) {
    case "expand":
      return layout.expand(viewing.shape);
    case "reshape":
      // Callers make sure that it needs no copy.
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

/** A part of a tensor. */
export type Slice = Extract<Viewing, { kind: "slice" }>;
