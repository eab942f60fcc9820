import { Conv2d, Dense, Flatten, MaxPool2d, ReLU, Sequential, Unflatten } from "@gradiente/nn";

/** The network of the page "Draw a digit": `[batch, 784] -> [batch, 10]`, scores of the ten digits. It has 20,522 weights. */
export function digitNetwork(): Sequential {
  return new Sequential(
    new Unflatten(-1, [1, 28, 28]),
    new Conv2d(1, 8, 5),
    new ReLU(),
    new MaxPool2d(2),
    new Conv2d(8, 16, 5),
    new ReLU(),
    new MaxPool2d(2),
    new Flatten(),
    new Dense(256, 64),
    new ReLU(),
    new Dense(64, 10),
  );
}
