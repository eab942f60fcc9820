/** A page that compares Gradiente with another library. */
export interface ComparisonPage {
  readonly name: string;
  /** The file with its rows, and its page in `coming-from/`. */
  readonly page: string;
}

export const comparisons: readonly ComparisonPage[] = [
  { name: "PyTorch", page: "pytorch" },
  { name: "TensorFlow.js", page: "tensorflow-js" },
  { name: "JAX", page: "jax" },
  { name: "Keras", page: "keras" },
];
