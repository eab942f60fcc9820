import type { View as AnyView, Backend } from "../backend.ts";
import type { TypedArray } from "../dtype.ts";

/** What kernels on the CPU read and write. Their storage is the typed array itself. */
export type View = AnyView<TypedArray>;

/** A backend whose storage is typed arrays. */
export type ArrayBackend = Backend<TypedArray>;
