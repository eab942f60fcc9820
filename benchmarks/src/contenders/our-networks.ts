import { type Tensor, tensor } from "@gradiente/core";
import {
  BatchNorm2d,
  Conv2d,
  crossEntropyLoss,
  Dense,
  Embedding,
  LSTM,
  Module,
  TransformerEncoder,
} from "@gradiente/nn";
import { AdamW } from "@gradiente/optim";
import type { Trainer } from "../contender.ts";
import type { Data, Values } from "../data.ts";
import type { Network, Recurrent, Residual, Transformer } from "../problem.ts";

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

class Block extends Module {
  readonly conv1: Conv2d;
  readonly bn1: BatchNorm2d;
  readonly conv2: Conv2d;
  readonly bn2: BatchNorm2d;
  readonly projection?: Conv2d;
  readonly projection_bn?: BatchNorm2d;

  constructor(inputs: number, outputs: number, stride: number) {
    super();
    this.conv1 = new Conv2d(inputs, outputs, 3, { stride, padding: 1, bias: false });
    this.bn1 = new BatchNorm2d(outputs);
    this.conv2 = new Conv2d(outputs, outputs, 3, { padding: 1, bias: false });
    this.bn2 = new BatchNorm2d(outputs);
    if (stride === 1) return;
    this.projection = new Conv2d(inputs, outputs, 1, { stride, bias: false });
    this.projection_bn = new BatchNorm2d(outputs);
  }

  override forward(x: Tensor): Tensor {
    const inner = this.bn2.forward(this.conv2.forward(this.bn1.forward(this.conv1.forward(x)).relu()));
    const beside = this.projection ? this.projection_bn?.forward(this.projection.forward(x)) : x;
    return inner.add(beside ?? x).relu();
  }
}

class ResidualNet extends Module {
  readonly conv: Conv2d;
  readonly bn: BatchNorm2d;
  readonly same: Block;
  readonly wider: Block;
  readonly head: Dense;

  constructor({ narrow, wide, classes }: Residual) {
    super();
    this.conv = new Conv2d(1, narrow, 3, { padding: 1, bias: false });
    this.bn = new BatchNorm2d(narrow);
    this.same = new Block(narrow, narrow, 1);
    this.wider = new Block(narrow, wide, 2);
    this.head = new Dense(wide, classes);
  }

  override forward(x: Tensor): Tensor {
    const features = this.wider.forward(this.same.forward(this.bn.forward(this.conv.forward(x)).relu()));
    return this.head.forward(features.mean([2, 3]));
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
      optimizer.step(loss.backward());
      return loss.item();
    },
  };
}
