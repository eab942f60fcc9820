import type { GradientTransform } from "./transform.ts";

/**
 * One transform after the other: each takes the parameter and the direction from the one before it.
 *
 * A transform that looks at the gradients of all parameters, as {@link globalNormClipping} does, must stand first.
 *
 * @example
 * ```ts
 * const transform = chainTransforms(globalNormClipping(1), adamW());
 * const optimizer = new Optimizer(model.parameters(), transform, { learningRate: 1e-3 });
 * ```
 * @throws TypeError if a transform that looks at all gradients is not the first; and, when the chain is used, if two
 * transforms call a state or a scalar by the same name.
 */
export function chainTransforms(...transforms: readonly GradientTransform[]): GradientTransform {
  return chained(`chainTransforms(${transforms.map(({ name }) => name).join(", ")})`, transforms);
}

/** The chain under a name of its own. */
export function chained(name: string, transforms: readonly GradientTransform[]): GradientTransform {
  const late = transforms.find(({ measure }, i) => i > 0 && measure !== undefined);
  if (late !== undefined) {
    throw new TypeError(
      `chainTransforms: ${late.name} looks at the gradients of all parameters as they come in, so it must stand first, before ${transforms[0].name}`,
    );
  }
  const first = transforms.at(0);
  return {
    name,
    init: (parameter) => joined("state", transforms, (transform) => transform.init(parameter)),
    begin: (step) => joined("scalar", transforms, (transform) => transform.begin?.(step) ?? {}),
    measure: first?.measure?.bind(first),
    update: (given, before, scalars) => {
      let [move, state] = [given, before];
      for (const transform of transforms) {
        const [moved, next] = transform.update(move, state, scalars);
        [move, state] = [moved, next === state ? state : { ...state, ...next }];
      }
      return [move, state];
    },
  };
}

/** What all transforms give, in one record. @throws TypeError if two of them give something by the same name. */
function joined<Value>(
  kind: string,
  transforms: readonly GradientTransform[],
  partOf: (transform: GradientTransform) => Readonly<Record<string, Value>>,
): Record<string, Value> {
  const whole: Record<string, Value> = {};
  const owners = new Map<string, GradientTransform>();
  for (const transform of transforms) {
    for (const [key, value] of Object.entries(partOf(transform))) {
      const owner = owners.get(key);
      if (owner !== undefined) {
        throw new TypeError(
          `chainTransforms: ${owner.name} and ${transform.name} both have a ${kind} called ${key}; drop one of them, or give it another name`,
        );
      }
      owners.set(key, transform);
      whole[key] = value;
    }
  }
  return whole;
}
