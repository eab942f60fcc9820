import type { View as AnyView, Backend, Kernels, Storage } from "../backend.ts";
import type { DType } from "../dtype.ts";
import { noteFallback } from "../fallbacks.ts";
import { Layout } from "../layout.ts";
import { reference } from "./reference/index.ts";
import type { View } from "./view.ts";

/*
 * A backend from outside may lack kernels. The plain loops stand in for them: on its own storage if that is typed arrays,
 * else on copies that are read and written back. That is slow, and `watchFallbacks` tells.
 */

/**
 * A backend that may lack kernels. One that has a kernel but not for every function, dtype or layout returns false from
 * it where it has none, having written nothing.
 */
export type PartialBackend<Kept extends Storage = Storage> = Omit<Backend<Kept>, keyof Kernels> &
  Partial<Kernels<Kept>>;

type KernelName = keyof Kernels;

/** Which arguments of a kernel it writes to. A kernel that is added to the interface does not compile without. */
const written: Readonly<Record<KernelName, readonly number[]>> = {
  fill: [1],
  unary: [2],
  binary: [3],
  elementwise: [2],
  where: [3],
  reduce: [2],
  scan: [2],
  argsort: [2],
  normalize: [2],
  contract: [2],
  matrices: [3],
  routine: [3],
  gather: [3],
  scatterAdd: [3],
  scatter: [3],
  copy: [1],
  accumulate: [1],
  random: [2, 3],
};

/** The backend with the plain loops in place of what it lacks. Its own functions are called on itself. */
export function complete(partial: PartialBackend): Backend {
  const kernels = (Object.keys(written) as KernelName[]).map(
    (name) => [name, completed(partial, name)] as const,
  );
  return {
    ...(Object.fromEntries(kernels) as unknown as Kernels),
    name: partial.name,
    depth: partial.depth,
    allocate: partial.allocate.bind(partial),
    ...(partial.recycle === undefined ? {} : { recycle: partial.recycle.bind(partial) }),
    ...(partial.convolve === undefined ? {} : { convolve: partial.convolve.bind(partial) }),
    constant: partial.constant.bind(partial),
    write: partial.write.bind(partial),
    read: partial.read.bind(partial),
    ...(partial.readNow === undefined ? {} : { readNow: partial.readNow.bind(partial) }),
  };
}

type Call = (...args: unknown[]) => unknown;

/** The backend's own kernel, and the plain loops where it has none. */
function completed(partial: PartialBackend, name: KernelName): Call {
  const own = (partial[name] as Call | undefined)?.bind(partial);
  // What has no program runs its functions one by one; so does what has no routine.
  if (name === "elementwise" || name === "routine") return own ?? (() => false);
  const plain = standIn(partial, name);
  if (own === undefined) return plain;
  return (...args) => {
    if (own(...args) === false) plain(...args);
  };
}

function standIn(backend: PartialBackend, name: KernelName): Call {
  const plain = reference[name] as Call;
  return (...args) => {
    const called = nameOf(name, args[0]);
    noteFallback(called, dtypeOf(name, args));
    const changed: { readonly part: AnyView; readonly values: View["buffer"] }[] = [];
    const toArray = (view: AnyView, isOutput: boolean): AnyView => {
      if (ArrayBuffer.isView(view.buffer)) return view;
      const part = partOf(view);
      const values = readNow(backend, called, part);
      if (isOutput) changed.push({ part, values });
      const { shape, strides, offset } = view.layout;
      return {
        buffer: values,
        layout: new Layout(shape, strides, offset - part.layout.offset),
        dtype: view.dtype,
      };
    };
    const onArrays = args.map((arg, i) => {
      const isOutput = written[name].includes(i);
      if (isView(arg)) return toArray(arg, isOutput);
      return Array.isArray(arg) && arg.every(isView) ? arg.map((view) => toArray(view, isOutput)) : arg;
    });
    plain(...onArrays);
    for (const { part, values } of changed) backend.write(values, part);
  };
}

/** What a kernel is called in a list: by the function or routine that it runs, if it runs one of several. */
function nameOf(kernel: KernelName, first: unknown): string {
  if (typeof first === "string") return first;
  return (first as { readonly name?: string } | null)?.name ?? kernel;
}

/** The dtype that it computes in: of what it reads first, unless that is a condition or the state of a generator. */
function dtypeOf(kernel: KernelName, args: readonly unknown[]): DType {
  const says = kernel === "where" || kernel === "random" ? [args[written[kernel][0]]] : args;
  return says.flat().filter(isView)[0].dtype;
}

function isView(value: unknown): value is AnyView {
  return typeof value === "object" && value !== null && "buffer" in value && "layout" in value;
}

/** The part of its buffer that a view reaches over, as one row. */
function partOf({ buffer, layout, dtype }: AnyView): AnyView {
  let [first, last] = [layout.offset, layout.offset];
  layout.shape.forEach((size, axis) => {
    const reach = (size - 1) * layout.strides[axis];
    if (reach < 0) first += reach;
    else last += reach;
  });
  const count = layout.size === 0 ? 0 : last - first + 1;
  return { buffer, layout: new Layout([count], [1], first), dtype };
}

function readNow(backend: PartialBackend, kernel: string, view: AnyView): View["buffer"] {
  if (backend.readNow === undefined) {
    throw new Error(
      `${kernel}: the backend '${backend.name}' has no kernel for it, and the plain loops cannot stand in, since it ` +
        'cannot be read synchronously; move the operands to a backend that has one, e.g. x.to("wasm")',
    );
  }
  return backend.readNow(view);
}
