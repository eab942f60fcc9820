/*
 * A wrong shape deep inside of a model is told by the layer that meets it, which does not know where it stands. On its way
 * out, the error passes by each module around, and each puts its part of the path before it. A forward that returns pays
 * a call for that and nothing else.
 */

/** A module, as far as paths are concerned. */
interface Owner {
  children(): ReadonlyMap<string, unknown>;
}

/** Where an error came from, as far as it has come out. */
interface Origin {
  /** The outermost module that it has left. */
  outermost: Owner;
  /** The path of the layer in that module. */
  path: string;
  /** The class of the layer. */
  readonly type: string;
  readonly message: string;
}

const origins = new WeakMap<Error, Origin>();
const classes = new WeakSet<object>();

/** Makes errors from the forward of a class name the layer by its path. */
export function nameLayers(prototype: object): void {
  let owner: object | null = prototype;
  while (owner !== null && !Object.hasOwn(owner, "forward")) owner = Object.getPrototypeOf(owner);
  if (owner === null || classes.has(owner)) return;
  classes.add(owner);
  const field = Object.getOwnPropertyDescriptor(owner, "forward") as PropertyDescriptor;
  const forward: unknown = field.value;
  if (typeof forward !== "function") return;
  // Most have one input, which is passed on without a list.
  const named = function (this: Owner, input: unknown, ...others: unknown[]): unknown {
    try {
      return others.length === 0 ? forward.call(this, input) : forward.call(this, input, ...others);
    } catch (error) {
      // Wrong shapes are RangeErrors, and wrong dtypes TypeErrors.
      if (error instanceof RangeError || error instanceof TypeError) leave(this, error);
      throw error;
    }
  };
  Object.defineProperty(named, "name", { value: forward.name });
  Object.defineProperty(named, "length", { value: forward.length });
  Reflect.defineProperty(owner, "forward", { ...field, value: named });
}

/** Notes that an error leaves a module. */
function leave(module: Owner, error: Error): void {
  const origin = origins.get(error);
  if (origin === undefined) {
    origins.set(error, {
      outermost: module,
      path: "",
      type: module.constructor.name,
      message: error.message,
    });
    return;
  }
  // The forward of a base class, called by that of the class.
  if (origin.outermost === module) return;
  const step = [...module.children()].find(([, child]) => child === origin.outermost)?.[0] ?? "?";
  origin.path = origin.path === "" ? step : `${step}.${origin.path}`;
  origin.outermost = module;
  const { type, message } = origin;
  const rest = message.startsWith(`${type}: `) ? message.slice(type.length + 2) : message;
  rewrite(error, `${origin.path} (${type}): ${rest}`);
}

/** Replaces the message, also in the stack, where engines have written it when the error was made. */
function rewrite(error: Error, message: string): void {
  const { message: before, stack } = error;
  try {
    error.message = message;
    if (stack !== undefined) error.stack = stack.replace(before, () => message);
  } catch {
    // A frozen error stays as it is.
  }
}
