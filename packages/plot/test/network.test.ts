import { tensor } from "@gradiente/core";
import {
  activations,
  BatchNorm1d,
  Conv2d,
  Dense,
  Embedding,
  Flatten,
  Module,
  ReLU,
  Residual,
  Sequential,
  Sigmoid,
  Tanh,
} from "@gradiente/nn";
import { drawNetwork, type Figure } from "@gradiente/plot";
import { describe, expect, it } from "vitest";
import { elements, marks, parse, textsOf, translation } from "./svg.ts";

const weights = [[0.5, -1], [2, 0], [-0.25, 1]]; // biome-ignore format: a matrix
const biases = [0.1, 0.2, 0.3];

function dense(): Dense {
  const layer = new Dense(2, 3);
  layer.weight.set(tensor(weights));
  layer.bias?.set(tensor(biases));
  return layer;
}

interface Drawn {
  readonly neurons: { at: [number, number]; label: string; fill: string }[];
  readonly links: { from: [number, number]; to: [number, number]; colour: string; width: number }[];
  readonly boxes: string[];
  readonly arrows: number;
  readonly texts: string[];
}

function drawn(figure: Figure): Drawn {
  const svg = parse(figure.toSVG());
  return {
    neurons: marks(svg, "mark-symbol").map((element) => ({
      at: translation(element),
      label: element.getAttribute("aria-label")!,
      fill: element.getAttribute("fill")!,
    })),
    links: marks(svg, "mark-rule").map((element) => {
      const from = translation(element);
      const [dx, dy] = ["x2", "y2"].map((name) => Number(element.getAttribute(name)));
      const width = Number(element.getAttribute("stroke-width"));
      return { from, to: [from[0] + dx, from[1] + dy], colour: element.getAttribute("stroke")!, width };
    }),
    boxes: marks(svg, "mark-rect").map((element) => element.getAttribute("aria-label")!),
    arrows: marks(svg, "mark-path").filter((element) => element.hasAttribute("stroke")).length,
    texts: textsOf(svg),
  };
}

const key = ([x, y]: readonly [number, number]) => `${x.toFixed(1)} ${y.toFixed(1)}`;

describe("drawNetwork", () => {
  it("has a neuron for each input and output, and a line for each weight, of its sign and size", () => {
    const { neurons, links } = drawn(drawNetwork(dense()));
    expect(neurons.map(({ label }) => label)).toEqual([
      "input 0",
      "input 1",
      "Dense 0, bias 0.1",
      "Dense 1, bias 0.2",
      "Dense 2, bias 0.3",
    ]);
    const [inputs, outputs] = [neurons.slice(0, 2), neurons.slice(2)];
    expect(links).toHaveLength(6);
    for (let out = 0; out < 3; out++) {
      for (let from = 0; from < 2; from++) {
        const link = links.find((each) => key(each.from) === key(inputs[from].at) && key(each.to) === key(outputs[out].at))!; // biome-ignore format: one line
        const weight = weights[out][from];
        expect(link.colour).toBe(weight < 0 ? "#2166AC" : "#B2182B");
        expect(link.width).toBeCloseTo(0.2 + (2.8 * Math.abs(weight)) / 2, 6);
      }
    }
    // The widest is on top.
    expect(links.at(-1)?.width).toBeCloseTo(3, 6);
  });

  it("puts columns from left to right, each in the middle, and names what follows a layer below it", () => {
    const model = new Sequential(dense(), new BatchNorm1d(3), new Tanh(), new Dense(3, 1), new Sigmoid());
    const { neurons, texts } = drawn(drawNetwork(model, { title: "net" }));
    const xs = [...new Set(neurons.map(({ at }) => at[0]))];
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    expect(xs).toHaveLength(3);
    for (const x of xs) {
      const ys = neurons.filter(({ at }) => at[0] === x).map(({ at }) => at[1]);
      expect(Math.min(...ys)).toBeCloseTo(-Math.max(...ys), 5);
    }
    expect(texts).toEqual(expect.arrayContaining(["net", "input", "2 inputs", "3 neurons", "BatchNorm1d(3)", "Tanh", "1 neuron", "Sigmoid"])); // biome-ignore format: one line
    expect(texts.filter((text) => text === "Dense")).toHaveLength(2);
    const title = elements(parse(drawNetwork(model, { title: "net" }).toSVG()), "title")[0];
    expect(title.textContent).toBe("net");
  });

  it("colours neurons by what the last module of their layer gave: blue below zero, white at it, red above", () => {
    const model = new Sequential(dense(), new Tanh());
    const x = tensor([[1, 0]]);
    const outputs = activations(model, x);
    const { neurons, texts } = drawn(drawNetwork(model, { input: x, activations: outputs }));
    const values = Array.from(outputs.get("1")!.toTypedArray());
    expect(neurons.map(({ label }) => label)).toEqual([
      "input 0, activation 1",
      "input 1, activation 0",
      ...values.map(
        (value, i) => `Dense ${i}, activation ${Number(value.toPrecision(4))}, bias ${biases[i]}`,
      ),
    ]);
    expect(texts).toContain("activation");
    const negative = drawn(drawNetwork(model, { input: [-1, 0] })).neurons;
    const channels = (fill: string) => [1, 3, 5].map((at) => Number.parseInt(fill.slice(at, at + 2), 16));
    const [[red, , blue], grey] = negative.slice(0, 2).map(({ fill }) => channels(fill));
    expect(blue).toBeGreaterThan(red + 50);
    expect(Math.min(...grey)).toBeGreaterThan(230);
    const [hot] = neurons.map(({ fill }) => channels(fill));
    // All values are positive here: from white to dark blue.
    expect(hot).toEqual([8, 69, 148]);
    const unknown = drawn(drawNetwork(model, { input: [1, Number.NaN] })).neurons;
    expect(unknown.map(({ fill }) => fill).slice(1, 3)).toEqual(["#D0D0D0", "#FFFFFF"]);
  });

  it("leaves out the middle of a wide layer, and says how wide it is", () => {
    const { neurons, texts, links } = drawn(drawNetwork(new Dense(100, 7), { neurons: 5 }));
    const rows = neurons.map(({ label }) => Number(label.match(/\d+/)![0]));
    expect(rows).toEqual([0, 1, 2, 98, 99, 0, 1, 2, 5, 6]);
    expect(texts).toEqual(expect.arrayContaining(["100 inputs", "7 neurons"]));
    expect(texts.filter((text) => text === "·")).toHaveLength(6);
    expect(links).toHaveLength(25);
    const whole = drawn(drawNetwork(new Dense(100, 7)));
    expect(whole.neurons).toHaveLength(17);
    expect(whole.texts.filter((text) => text === "·")).toHaveLength(3);
  });

  it("draws other layers as boxes, with arrows to what follows", () => {
    const model = new Sequential(new Conv2d(1, 8, 5), new ReLU(), new Flatten(), new Dense(12, 3));
    const { boxes, neurons, arrows, links } = drawn(drawNetwork(model, { neurons: 20 }));
    expect(boxes).toEqual(["Conv2d(1 -> 8, 5x5), ReLU, Flatten"]);
    expect(neurons).toHaveLength(15);
    expect(arrows).toBe(1);
    expect(links).toHaveLength(36);
    const others = new Sequential(new Embedding(5, 4), new Residual(new Dense(4, 4)), new Dense(4, 2));
    expect(drawn(drawNetwork(others)).boxes).toEqual(["Embedding(5 rows of 4)", "Residual"]);
    expect(drawn(drawNetwork(others)).arrows).toBe(2);
  });

  it("takes models with fields, and models in each other", () => {
    class Net extends Module {
      hidden = new Sequential(new Dense(2, 4), new Tanh());
      out = new Dense(4, 1);
      forward() {
        return tensor(0);
      }
    }
    const { neurons, texts } = drawn(drawNetwork(new Net(), { activations: new Map([["hidden.1", tensor([[1, 2, 3, 4]])]]) })); // biome-ignore format: one line
    expect(neurons).toHaveLength(7);
    expect(neurons[5].label).toMatch(/^Dense 3, activation 4, bias/);
    expect(texts).toContain("Tanh");
  });

  it("has plain lines without weights, and names of inputs and outputs", () => {
    const figure = drawNetwork(dense(), {
      weights: false,
      inputLabels: ["x", "y"],
      outputLabels: ["a", "b", "c"],
    });
    const { links, texts } = drawn(figure);
    expect(new Set(links.map(({ colour, width }) => `${colour} ${width}`))).toEqual(new Set(["#999999 0.6"]));
    expect(texts).toEqual(expect.arrayContaining(["x", "y", "a", "b", "c"]));
    expect(texts).not.toContain("positive");
    expect(drawn(drawNetwork(dense())).texts).toEqual(
      expect.arrayContaining(["weights, up to ±2", "positive", "negative"]),
    );
  });

  it("refuses values and labels that do not fit", () => {
    expect(() => drawNetwork(dense(), { input: [1, 2, 3] })).toThrow(
      "drawNetwork: input: there are 2 neurons, and values of shape [3]; give those of one sample, such as x.slice([[0, 1]])",
    );
    const batch = new Map([["", tensor([[1, 2, 3], [4, 5, 6]])]]); // biome-ignore format: one line
    expect(() => drawNetwork(dense(), { activations: batch })).toThrow(
      /activations of "": there are 3 neurons/,
    );
    expect(() => drawNetwork(dense(), { outputLabels: ["a"] })).toThrow(
      /neurons has 3 entries, and outputLabels has 1/,
    );
    expect(() => drawNetwork(new Conv2d(1, 2, 3), { input: [1] })).toThrow(
      /the first layer is drawn as a box/,
    );
    expect(() => drawNetwork(new Sequential())).not.toThrow();
    expect(() => drawNetwork({} as never)).toThrow(
      /drawNetwork: the model must be a model of @gradiente\/nn/,
    );
  });
});
