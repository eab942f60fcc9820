import { tensor, Variable } from "@gradiente/core";
import {
  adafactor,
  adaptiveClipping,
  clipByGlobalNorm,
  decoupledDecay,
  Ema,
  globalNormClipping,
  LBFGS,
  l2Decay,
  lookahead,
  muon,
  Rprop,
  SAM,
  SGD,
  StochasticWeightAverage,
  schedules,
  sgd,
  valueClipping,
} from "@gradiente/optim";
import { testBounds } from "../../../tooling/check-sides.ts";

/* Numbers of rules and schedules, beside the checks that several share, which are in checks.test.ts. */

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const w = () => new Map([["w", new Variable(tensor([1]))]]);
const gradients = () => new Variable(tensor(1)).backward();

testBounds({
  "polynomial power": [(power) => schedules.polynomial({ from: 1, steps: 3, power }), [1e-9, 2], [0, -1, infinity, nan]],
  "oneCycle rise": [(rise) => schedules.oneCycle({ peak: 1, steps: 3, rise }), [1e-9, 0.5, 1 - 1e-9], [0, 1, -1, nan]],
  "oneCycle rise of three phases": [(rise) => schedules.oneCycle({ peak: 1, steps: 3, rise, threePhases: true }), [1e-9, 0.5], []],
  "oneCycle peak": [(peak) => schedules.oneCycle({ peak, steps: 3 }), [0, 1e308], [-1e-9, infinity, nan]],
  "cosineRestarts growth": [(growth) => schedules.cosineRestarts({ from: 1, steps: 3, growth }), [1, 2], [0, -1, 1.5]],
  "linear step": [schedules.linear({ from: 1, steps: 3 }), [0, 1.5, infinity], [-1e-9, nan]],
  "inverseTime decay": [(decay) => schedules.inverseTime({ from: 1, decay }), [0, 1e308], [-1e-9, infinity, nan]],
  "l2Decay weightDecay": [l2Decay, [0, 1e308], [-1e-9, infinity, nan]],
  "decoupledDecay weightDecay": [decoupledDecay, [0, 1e308], [-1e-9, infinity, nan]],
  "adaptiveClipping clipping": [(clipping) => adaptiveClipping(clipping), [1e-9, infinity], [0, -1, nan]],
  "adaptiveClipping epsilon": [(epsilon) => adaptiveClipping(1, { epsilon }), [1e-9, infinity], [0, -1, nan]],
  "lookahead period": [(period) => lookahead(sgd(), { period }), [1, 2], [0, -1, 1.5]],
  "lookahead alpha": [(alpha) => lookahead(sgd(), { alpha }), [0, 1], [-1e-9, 1 + 1e-9, nan]],
  "muon iterations": [(iterations) => muon({ iterations }), [1, 2], [0, -1, 1.5]],
  "adafactor clippingThreshold": [(clippingThreshold) => adafactor({ clippingThreshold }), [1e-9, infinity], [0, -1, nan]],
  "adafactor smallestScale": [(smallestScale) => adafactor({ smallestScale }), [0, 1], [-1e-9, infinity, nan]],
  "Ema decay": [(decay) => new Ema(w(), { decay }), [0, 1 - 1e-9], [1, -1e-9, nan]],
  "StochasticWeightAverage start": [(start) => new StochasticWeightAverage(w(), { start }), [0, 1], [-1, 0.5]],
  "StochasticWeightAverage every": [(every) => new StochasticWeightAverage(w(), { every }), [1, 2], [0, 1.5]],
  "LBFGS iterations": [(iterations) => new LBFGS(w(), { iterations }), [1, 2], [0, 1.5]],
  "LBFGS evaluations": [(evaluations) => new LBFGS(w(), { evaluations }), [1, 2], [0, 1.5]],
  "LBFGS historySize": [(historySize) => new LBFGS(w(), { historySize }), [1, 2], [0, 1.5]],
  "LBFGS gradientTolerance": [(gradientTolerance) => new LBFGS(w(), { gradientTolerance }), [0, 1], [-1e-9, infinity, nan]],
  "LBFGS changeTolerance": [(changeTolerance) => new LBFGS(w(), { changeTolerance }), [0, 1], [-1e-9, infinity, nan]],
  "Rprop etaMinus": [(etaMinus) => new Rprop(w(), { etaMinus }), [1e-9, 1 - 1e-9], [0, 1, nan]],
  "Rprop etaPlus": [(etaPlus) => new Rprop(w(), { etaPlus }), [1 + 1e-9, 1e308], [1, 0, infinity, nan]],
  "Rprop largestStep": [(largestStep) => new Rprop(w(), { largestStep, smallestStep: 0 }), [1e-9, infinity], [0, -1, nan]],
  "Rprop smallestStep": [(smallestStep) => new Rprop(w(), { smallestStep }), [0, 50], [-1e-9, infinity, nan]],
  "SAM rho": [(rho) => new SAM(new SGD(w(), { learningRate: 1 }), { rho }), [0, 1e308], [-1e-9, infinity, nan]],
  "clipByGlobalNorm maxNorm": [(maxNorm) => clipByGlobalNorm(gradients(), maxNorm), [1e-9, infinity], [0, -1, nan]],
  "globalNormClipping maxNorm": [globalNormClipping, [1e-9, infinity], [0, -1, nan]],
  "valueClipping limit": [valueClipping, [1e-9, infinity], [0, -1, nan]],
}); // biome-ignore format: one row a number
