import type { View as AnyView, Backend } from "@gradiente/core/backend";

/** The arrays that hold elements: those of core's backends on the CPU. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** What kernels read and write. */
export type View = AnyView<TypedArray>;

/** A backend whose storage is typed arrays. */
export type ArrayBackend = Backend<TypedArray>;
