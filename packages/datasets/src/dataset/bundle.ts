import { formatShape, ShapeError, Tensor } from "@gradiente/core";
import { aFunction, checkArgument, found, isPlain, PackageCopy } from "@gradiente/core/arguments";
import { aText } from "../checks.ts";

/**
 * One tensor, a tuple of tensors, or a record of tensors by name: the inputs of samples, their targets, or what a model
 * makes of them. Samples lie along the first axis of each tensor. A record is a type of its own, `{ a: Tensor }`, or
 * written with `type`; TypeScript does not take an `interface` for one.
 */
export type Bundle = Tensor | readonly [Tensor, ...Tensor[]] | { readonly [name: string]: Tensor };

const EXPECTED = "a tensor, a tuple of tensors, or an object of tensors by name";

/**
 * Whether a value is a tensor, a list of tensors that is not empty, or a plain object of tensors that is not empty.
 *
 * @example
 * ```ts
 * isBundle(tensor([1])); // true
 * isBundle({ image: ones([2, 3]), size: ones([2]) }); // true
 * isBundle("image"); // false
 * ```
 */
export function isBundle(value: unknown): value is Bundle {
  if (value instanceof Tensor) return true;
  if (typeof value !== "object" || value === null) return false;
  if (!Array.isArray(value) && !isPlain(value)) return false;
  // Holes are looked at too, which `every` passes over.
  const parts: unknown[] = Array.isArray(value) ? Array.from(value) : Object.values(value);
  return parts.length > 0 && parts.every((part) => part instanceof Tensor);
}

/**
 * The tensors of a bundle, with the path of each for messages: `x`; `x[0]` in a tuple; `x.mask` in a record.
 *
 * @param owner - The name of the function that was called, for errors.
 * @param name - What the bundle is called, such as `x`.
 * @throws TypeError for what is no {@link Bundle}.
 * @example
 * ```ts
 * import { zeros } from "@gradiente/core";
 * import { bundleParts } from "@gradiente/datasets";
 *
 * const parts = bundleParts("read", "x", { image: zeros([2, 4]), mask: zeros([2, 1]) });
 * parts.map(([path]) => path); // ["x.image", "x.mask"]
 * ```
 */
export function bundleParts(
  owner: string,
  name: string,
  bundle: Bundle,
): readonly (readonly [path: string, part: Tensor])[] {
  checkArgument("bundleParts", "the owner", owner, aText);
  checkArgument("bundleParts", "the name", name, aText);
  if (bundle instanceof Tensor) return [[name, bundle]];
  if (!isBundle(bundle)) throw noBundle(owner, name, bundle);
  return Array.isArray(bundle)
    ? bundle.map((part: Tensor, at) => [`${name}[${at}]`, part])
    : Object.entries(bundle).map(([key, part]) => [`${name}.${key}`, part]);
}

function noBundle(owner: string, name: string, value: unknown): TypeError {
  const copy = PackageCopy.of(Tensor);
  copy.check(owner, value);
  if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) copy.check(owner, part);
  }
  return new TypeError(`${owner}: ${name} must be ${EXPECTED}, not ${found(value)}`);
}

/**
 * A bundle of the same form, in which each tensor is replaced by the result of a function.
 *
 * @throws TypeError for what is no {@link Bundle}.
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { mapBundle } from "@gradiente/datasets";
 *
 * const [a, b] = mapBundle([ones([2]), ones([3])], (x) => x.mul(2));
 * b.sum().item(); // 6
 * ```
 */
export function mapBundle<B extends Bundle>(bundle: B, change: (part: Tensor) => Tensor): B {
  checkArgument("mapBundle", "the function", change, aFunction());
  if (bundle instanceof Tensor) return change(bundle) as B;
  if (!isBundle(bundle)) throw noBundle("mapBundle", "the first argument", bundle);
  return (
    Array.isArray(bundle)
      ? bundle.map((part: Tensor) => change(part))
      : Object.fromEntries(Object.entries(bundle).map(([name, part]) => [name, change(part)]))
  ) as B;
}

/**
 * One bundle of several: a function joins the tensors at the same place of each, by `stack` or `concat` for instance.
 *
 * @throws TypeError if there are none, if one is no {@link Bundle}, or if their parts differ.
 * @example
 * ```ts
 * import { concat, ones } from "@gradiente/core";
 * import { joinBundles } from "@gradiente/datasets";
 *
 * const batches = [{ a: ones([2, 3]), b: ones([2]) }, { a: ones([1, 3]), b: ones([1]) }];
 * joinBundles(batches, concat).a.shape; // [3, 3]
 * ```
 */
export function joinBundles<B extends Bundle>(
  bundles: readonly B[],
  join: (parts: readonly Tensor[]) => Tensor,
): B {
  if (!Array.isArray(bundles) || bundles.length === 0) {
    throw new TypeError(`joinBundles: the first argument must be a list of bundles, not ${found(bundles)}`);
  }
  checkArgument("joinBundles", "the function", join, aFunction());
  return joined("joinBundles", "bundle", bundles, join);
}

/** {@link joinBundles} for a function that calls its bundles something else. */
export function joined<B extends Bundle>(
  owner: string,
  what: string,
  bundles: readonly B[],
  join: (parts: readonly Tensor[]) => Tensor,
): B {
  const forms = Array.from(bundles, (bundle, at) => formOf(owner, `${what} ${at}`, bundle));
  const other = forms.findIndex((form) => form !== forms[0]);
  if (other >= 0) {
    throw new TypeError(
      `${owner}: ${what} ${other} is ${forms[other]}, and the first one is ${forms[0]}; all must have the same parts`,
    );
  }
  const [first] = bundles;
  if (first instanceof Tensor) return join(bundles as unknown as readonly Tensor[]) as B;
  const records = bundles as unknown as readonly Readonly<Record<string, Tensor>>[];
  const parts = Object.keys(first).map((name) => [name, join(records.map((bundle) => bundle[name]))]);
  return (Array.isArray(first) ? parts.map(([, part]) => part) : Object.fromEntries(parts)) as B;
}

/** The form of a bundle in words; two bundles of the same form have the same words. */
function formOf(owner: string, name: string, bundle: Bundle): string {
  if (bundle instanceof Tensor) return "one tensor";
  const parts = bundleParts(owner, name, bundle);
  if (Array.isArray(bundle)) return `a tuple of ${parts.length}`;
  return `an object with ${Object.keys(bundle).sort().join(", ")}`;
}

/**
 * The number of samples: the length of the first axis of all parts of both bundles.
 *
 * @throws ShapeError if a part is a scalar, or if the first axes differ.
 */
export function sampleCount(
  owner: string,
  parts: readonly (readonly [path: string, part: Tensor])[],
): number {
  const samples = parts[0][1].shape[0];
  if (samples !== undefined && parts.every(([, { shape }]) => shape[0] === samples)) return samples;
  const shapes = parts.map(([path, { shape }]) => `${path} is ${formatShape(shape)}`).join(", ");
  const names = parts.length === 2 ? parts.map(([path]) => path).join(" and ") : "all parts of x and y";
  throw new ShapeError(
    `${owner}: ${names} must have one row per sample, and the same number of rows; ${shapes}`,
  );
}
