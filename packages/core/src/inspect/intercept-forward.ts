import { aFunction, check, checkArgument } from "../arguments/check.ts";
import { severalOf } from "../operand.ts";
import { synchronous } from "../tape.ts";

/** A layer, a model, or anything else that computes in a method `forward`. */
export interface HasForward {
  /** Computes the output from the inputs. */
  forward(...inputs: never): unknown;
}

const someOwners = /* @__PURE__ */ severalOf<HasForward>("a list of objects with a forward");

export function hasForward(value: unknown): value is HasForward {
  return typeof (value as Partial<HasForward> | null | undefined)?.forward === "function";
}

const anOwner = /* @__PURE__ */ check<HasForward>("an object with a forward", hasForward);

/**
 * Runs `f`, and meanwhile calls `around` in place of every `forward` of some objects: to look at what modules give, to
 * time them, or to change it. Afterwards each object is as it was before, also if `f` throws.
 *
 * @param owners Objects with a `forward`, for example `model.modules().values()`. One that comes twice counts once.
 * @param around Gets the object, and `call`, which runs its own `forward`. What `around` returns is what the caller of
 * `forward` gets.
 * @returns what `f` returns.
 * @throws TypeError if `f` is async.
 * @example
 * const model = new Sequential(new Dense(4, 10), new Tanh(), new Dense(10, 3));
 * interceptForward(
 *   model.modules().values(),
 *   (module, call) => {
 *     const y = call();
 *     if (y instanceof Tensor) console.log(module.constructor.name, y.shape);
 *     return y;
 *   },
 *   () => model.forward(ones([2, 4])),
 * );
 */
export function interceptForward<Owner extends HasForward, Result>(
  owners: Iterable<Owner>,
  around: (owner: Owner, call: () => unknown) => unknown,
  f: () => Result,
): Result {
  checkArgument("interceptForward", "the owners", owners, someOwners);
  checkArgument("interceptForward", "around", around, aFunction());
  checkArgument("interceptForward", "f", f, aFunction());
  const undo: (() => void)[] = [];
  try {
    for (const owner of new Set(owners)) {
      checkArgument("interceptForward", "each owner", owner, anOwner);
      undo.push(intercept(owner, around));
    }
    return synchronous(f());
  } finally {
    for (const restore of undo) restore();
  }
}

/** Hides an object's `forward` behind another, until it is undone. */
function intercept<Owner extends HasForward>(
  owner: Owner,
  around: (owner: Owner, call: () => unknown) => unknown,
): () => void {
  const field = Object.getOwnPropertyDescriptor(owner, "forward");
  const { forward } = owner;
  owner.forward = (...inputs: never) => around(owner, () => forward.apply(owner, inputs));
  return () => {
    if (field === undefined) Reflect.deleteProperty(owner, "forward");
    else Object.defineProperty(owner, "forward", field);
  };
}
