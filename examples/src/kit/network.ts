import { Dense, type Initializer, type Module, Sequential } from "@gradiente/nn";

export interface PerceptronOptions {
  /** Makes the activation after every layer except the last. */
  readonly activation: () => Module;
  /** Makes the module after the last layer. Default: none. */
  readonly output?: () => Module;
  /** Whether layers have biases. Default: true. */
  readonly bias?: boolean;
  readonly weightInitializer?: Initializer;
  readonly biasInitializer?: Initializer;
}

/** Fully connected layers: `perceptron([784, 64, 10], { activation: () => new ReLU() })`. */
export function perceptron(
  sizes: readonly number[],
  { activation, output, ...options }: PerceptronOptions,
): Sequential {
  const last = sizes.length - 2;
  const layers = sizes.slice(0, -1).flatMap((size, i) => {
    const dense = new Dense(size, sizes[i + 1], options);
    if (i < last) return [dense, activation()];
    return output === undefined ? [dense] : [dense, output()];
  });
  return new Sequential(...layers);
}
