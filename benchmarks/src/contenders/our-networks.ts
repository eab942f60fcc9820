import { type Tensor, tensor } from "@gradiente/core";
import {
  BatchNorm2d,
  Conv2d,
  crossEntropyLoss,
  Dense,
  Embedding,
  LSTM,
  Module,
  ReLU,
  Residual,
  Sequential,
  TransformerEncoder,
} from "@gradiente/nn";
import { AdamW } from "@gradiente/optim";
import type { Trainer } from "../contender.ts";
import type { Data, Values } from "../data.ts";
import type { Network, Recurrent, Residual as ResidualArchitecture, Transformer } from "../problem.ts";

/* The networks of our own modules, under the paths of their counterparts in python/torch_contender.py. */

class CausalTransformer extends Module {
  readonly tokens: Embedding;
  readonly places: Embedding;
  readonly encoder: TransformerEncoder;
  readonly head: Dense;
  readonly #order: Tensor;

  constructor({ vocabulary, time, width, heads, feedForward, layers }: Transformer) {
    super();
    this.tokens = new Embedding(vocabulary, width);
    this.places = new Embedding(time, width);
    this.encoder = new TransformerEncoder(layers, width, heads, {
      feedForward,
      dropout: 0,
      activation: "gelu",
      batchFirst: true,
      normFirst: true,
      finalNorm: true,
    });
    this.head = new Dense(width, vocabulary);
    this.#order = tensor(Int32Array.from({ length: time }, (_, i) => i));
  }

  override forward(x: Tensor): Tensor {
    const embedded = this.tokens.forward(x).add(this.places.forward(this.#order));
    const scores = this.head.forward(this.encoder.forward(embedded, { causal: true }));
    return scores.reshape([-1, scores.shape[2]]);
  }
}

class Sequences extends Module {
  readonly lstm: LSTM;
  readonly head: Dense;

  constructor({ inputs, hidden, classes }: Recurrent) {
    super();
    this.lstm = new LSTM(inputs, hidden, { batchFirst: true });
    this.head = new Dense(hidden, classes);
  }

  override forward(x: Tensor): Tensor {
    return this.head.forward(this.lstm.forward(x).output.slice([null, -1]));
  }
}

const convolution = (inputs: number, outputs: number, stride = 1, size = 3) =>
  new Conv2d(inputs, outputs, size, { stride, padding: (size - 1) / 2, bias: false });

/** Two convolutions, to which the input is added: as it is, or through a projection. */
function block(inputs: number, outputs: number, stride: number): Residual {
  const inner = new Sequential(
    convolution(inputs, outputs, stride),
    new BatchNorm2d(outputs),
    new ReLU(),
    convolution(outputs, outputs),
    new BatchNorm2d(outputs),
  );
  if (stride === 1) return new Residual(inner);
  const shortcut = new Sequential(convolution(inputs, outputs, stride, 1), new BatchNorm2d(outputs));
  return new Residual(inner, { shortcut });
}

class ResidualNet extends Module {
  readonly features: Module;
  readonly head: Dense;

  constructor({ narrow, wide, classes }: ResidualArchitecture) {
    super();
    this.features = new Sequential(
      convolution(1, narrow),
      new BatchNorm2d(narrow),
      new ReLU(),
      block(narrow, narrow, 1),
      new ReLU(),
      block(narrow, wide, 2),
      new ReLU(),
    );
    this.head = new Dense(wide, classes);
  }

  override forward(x: Tensor): Tensor {
    return this.head.forward(this.features.forward(x).mean([2, 3]));
  }
}

function build({ architecture }: Network): Module {
  switch (architecture.name) {
    case "transformer":
      return new CausalTransformer(architecture);
    case "lstm":
      return new Sequences(architecture);
    case "residual":
      return new ResidualNet(architecture);
  }
}

const read = ({ shape, values }: Values): Tensor => tensor(values, { shape });

export function network(problem: Network, data: Data): Trainer {
  const x = read(data.x);
  const labels = read(data.labels).reshape([-1]);
  let model: Module;
  let optimizer: AdamW;
  return {
    reset() {
      model = build(problem);
      for (const [path, parameter] of model.parameters()) parameter.set(read(data[path]));
      optimizer = new AdamW(model.parameters(), { learningRate: problem.learningRate });
    },
    step() {
      const loss = crossEntropyLoss(model.forward(x), labels);
      optimizer.minimize(loss);
      return loss.item();
    },
  };
}
