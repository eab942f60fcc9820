import {
  BatchNorm2d,
  Conv2d,
  Dense,
  GlobalAvgPool,
  MaxPool2d,
  type Module,
  ReLU,
  Residual,
  Sequential,
  Unflatten,
} from "@gradiente/nn";

/** A convolution that keeps the size, or with a stride of 2 halves it, and batch norm. */
function convolution(from: number, to: number, size: number, stride = 1): Module[] {
  const padding = (size - 1) / 2;
  return [new Conv2d(from, to, size, { stride, padding, bias: false }), new BatchNorm2d(to)];
}

/** Two convolutions beside a way around them. */
function block(from: number, to: number, stride: number): Module[] {
  const inner = new Sequential(...convolution(from, to, 3, stride), new ReLU(), ...convolution(to, to, 3));
  const isSame = from === to && stride === 1;
  const around = isSame ? {} : { shortcut: new Sequential(...convolution(from, to, 1, stride)) };
  return [new Residual(inner, around), new ReLU()];
}

/** A residual network with batch norm for images of digits, flattened to `[batch, 784]`. Returns `[batch, 10]` scores. */
export function residualNet(): Sequential {
  return new Sequential(
    new Unflatten(1, [1, 28, 28]),
    ...convolution(1, 16, 3),
    new ReLU(),
    new MaxPool2d(2),
    ...block(16, 16, 1),
    ...block(16, 32, 2),
    ...block(32, 64, 2),
    new GlobalAvgPool(),
    new Dense(64, 10),
  );
}
