import type { Tensor } from "@gradiente/core";
import {
  GRU,
  GRUCell,
  LSTM,
  LSTMCell,
  type LSTMInputs,
  lengthMask,
  type RecurrentInputs,
  RNN,
  RNNCell,
} from "@gradiente/nn";
import { agreesWithPyTorch, type LayerSubject } from "../agreement.ts";

const dtype = "float64";

const mask = () => lengthMask([3, 1]);

/** A layer, called with the states that follow the input, and a mask. */
function sequence(layer: RNN | GRU | LSTM, given: LSTMInputs = {}): LayerSubject {
  const call = (x: Tensor, hidden?: Tensor, cell?: Tensor) => {
    const states = { ...given, ...(hidden && { hidden }) };
    if (!(layer instanceof LSTM)) {
      const found = layer.forward(x, states as RecurrentInputs);
      return [found.output, found.hidden];
    }
    const found = layer.forward(x, { ...states, ...(cell && { cell }) });
    return [found.output, found.hidden, found.cell];
  };
  return { module: layer, call };
}

function simple(module: RNNCell | GRUCell): LayerSubject {
  return { module, call: (x, hidden) => module.forward(x, hidden && { hidden }) };
}

function lstmCell(module: LSTMCell): LayerSubject {
  return {
    module,
    call: (x, hidden, cell) => {
      const found = module.forward(x, hidden && cell && { hidden, cell });
      return [found.hidden, found.cell];
    },
  };
}

const casesOf = (name: string, Layer: typeof RNN | typeof GRU | typeof LSTM) => ({
  [name]: () => sequence(new Layer(3, 2, { dtype })),
  [`${name} without bias, batch first`]: () =>
    sequence(new Layer(3, 2, { dtype, bias: false, batchFirst: true })),
  [`${name} of two layers, both ways, with states`]: () =>
    sequence(new Layer(3, 2, { dtype, layers: 2, bidirectional: true })),
  [`${name} with a mask`]: () =>
    sequence(
      new Layer(3, 2, { dtype, layers: 2, bidirectional: true, batchFirst: true, bias: name !== "RNN" }),
      { mask: mask() },
    ),
});

const alone = (name: string, Layer: typeof RNN | typeof GRU | typeof LSTM) => {
  const make = () => sequence(new Layer(3, 2, { dtype, layers: 2, bidirectional: true, batchFirst: true }));
  return { [`${name} unbatched`]: make, [`${name} unbatched, with states`]: make };
};

const twice = { dtype, layers: 2, bidirectional: true, projectionFeatures: 2 } as const;

agreesWithPyTorch("layers/recurrent", {
  ...alone("RNN", RNN),
  ...alone("LSTM", LSTM),
  ...alone("GRU", GRU),
  "RNNCell unbatched": () => simple(new RNNCell(3, 2, { dtype })),
  "GRUCell unbatched": () => simple(new GRUCell(3, 2, { dtype })),
  "LSTMCell unbatched": () => lstmCell(new LSTMCell(3, 2, { dtype })),
  "LSTM with a projection": () => sequence(new LSTM(3, 3, { dtype, projectionFeatures: 2 })),
  "LSTM with a projection, without bias": () =>
    sequence(new LSTM(3, 3, { dtype, projectionFeatures: 1, bias: false, batchFirst: true })),
  "LSTM with projections, two layers, both ways, with states": () => sequence(new LSTM(3, 3, twice)),
  "LSTM with projections and a mask": () => sequence(new LSTM(3, 3, twice), { mask: mask() }),
  "LSTM with projections, unbatched": () => sequence(new LSTM(3, 3, twice)),
  RNNCell: () => simple(new RNNCell(3, 2, { dtype })),
  "RNNCell without state or bias": () => simple(new RNNCell(3, 2, { dtype, bias: false })),
  "RNNCell of relu": () => simple(new RNNCell(3, 2, { dtype, activation: "relu" })),
  GRUCell: () => simple(new GRUCell(3, 2, { dtype })),
  "GRUCell without bias": () => simple(new GRUCell(3, 2, { dtype, bias: false })),
  LSTMCell: () => lstmCell(new LSTMCell(3, 2, { dtype })),
  "LSTMCell without state or bias": () => lstmCell(new LSTMCell(3, 2, { dtype, bias: false })),
  ...casesOf("RNN", RNN),
  ...casesOf("LSTM", LSTM),
  ...casesOf("GRU", GRU),
  "RNN of relu with a mask": () => sequence(new RNN(3, 2, { dtype, activation: "relu" }), { mask: mask() }),
  "LSTM with dropout, evaluated": () => sequence(new LSTM(3, 2, { dtype, layers: 2, dropout: 0.5 })),
});
