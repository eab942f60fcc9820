import { checkArgument } from "@gradiente/core/arguments";
import { aTransform, type GradientTransform } from "./transform.ts";

/**
 * Applies transforms one after the other: each takes the parameter and the direction from the one before it. A transform
 * that uses the gradients of all parameters, such as {@link globalNormClipping}, must be the first.
 *
 * @throws TypeError if a transform that uses all gradients is not the first. When the chain is used: if two transforms
 * have a state or a scalar of the same name.
 * @example
 * ```ts
 * import { Dense } from "@gradiente/nn";
 * import { adamW, chainTransforms, globalNormClipping, Optimizer } from "@gradiente/optim";
 *
 * const model = new Dense(3, 1);
 * const transform = chainTransforms(globalNormClipping(1), adamW());
 * const optimizer = new Optimizer(model.parameters(), transform, { learningRate: 1e-3 });
 * ```
 */
export function chainTransforms(...transforms: readonly GradientTransform[]): GradientTransform {
  Array.from(transforms).forEach((transform, i) => {
    checkArgument("chainTransforms", `transform ${i}`, transform, aTransform);
  });
  return chained(`chainTransforms(${transforms.map(({ name }) => name).join(", ")})`, transforms);
}

/** The chain of transforms, with a name for error messages. */
export function chained(name: string, transforms: readonly GradientTransform[]): GradientTransform {
  const late = transforms.find(({ measure }, i) => i > 0 && measure !== undefined);
  if (late !== undefined) {
    throw new TypeError(
      `chainTransforms: ${late.name} uses the unchanged gradients of all parameters, so it must be first; move it before ${transforms[0].name}`,
    );
  }
  const first = transforms.at(0);
  const begun = transforms.filter(({ begin }) => begin !== undefined);
  return {
    name,
    init: (parameter) => joined("state", transforms, (transform) => transform.init(parameter)),
    begin: (step) =>
      begun.length === 1
        ? (begun[0].begin?.(step) ?? {})
        : joined("scalar", begun, (transform) => transform.begin?.(step) ?? {}),
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

/** The records of all transforms, joined into one. @throws TypeError if two of them have the same key. */
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
          `chainTransforms: ${owner.name} and ${transform.name} both have a ${kind} called ${key}; remove one of the transforms, or rename its ${kind}`,
        );
      }
      owners.set(key, transform);
      whole[key] = value;
    }
  }
  return whole;
}
