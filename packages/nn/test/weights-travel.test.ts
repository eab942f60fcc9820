import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  arange,
  decodeSafetensors,
  encodeSafetensors,
  randn,
  seed,
  type Tensor,
  tensor,
} from "@gradiente/core";
import {
  type AnyModule,
  BatchNorm2d,
  Conv2d,
  Dense,
  Flatten,
  LSTM,
  MaxPool2d,
  Module,
  ReLU,
  Sequential,
  StateDictError,
  Tanh,
  TransformerEncoder,
} from "@gradiente/nn";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pythonWith } from "../../../tooling/python.ts";
import { GPT2, ourPath, theirName, transposed } from "./gpt2.ts";

/*
 * Weights between PyTorch and Gradiente, both ways, as safetensors. golden/weights/models.py has the models in PyTorch, write.py
 * wrote the files and outputs.json, and read.py loads what is written here.
 */

interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Case {
  readonly name: string;
  readonly input: Stored;
  readonly outputs: readonly Stored[];
}

class ConvNet extends Module {
  readonly features = new Sequential(
    new Conv2d(2, 6, 3, { padding: 1, bias: false }),
    new BatchNorm2d(6),
    new ReLU(),
    new MaxPool2d(2),
    new Conv2d(6, 8, 3, { stride: 2, padding: 1 }),
    new BatchNorm2d(8),
    new ReLU(),
  );
  readonly flatten = new Flatten();
  readonly classifier = new Dense(8 * 2 * 2, 4);

  override forward(x: Tensor): Tensor {
    return this.classifier.forward(this.flatten.forward(this.features.forward(x)));
  }
}

class Tagger extends Module<readonly [x: Tensor], readonly Tensor[]> {
  readonly lstm = new LSTM(4, 6, { layers: 2, bidirectional: true });
  readonly head = new Dense(12, 3);

  override forward(x: Tensor): readonly Tensor[] {
    const { output, hidden, cell } = this.lstm.forward(x);
    return [this.head.forward(output), hidden, cell];
  }
}

/** A model, and its way in from a state of PyTorch's and out to one. */
interface Traveller {
  readonly model: AnyModule;
  load(state: Map<string, Tensor>): void;
  save(): Map<string, Tensor>;
}

/** By the same names, in the same layouts. */
const byName = (model: AnyModule): Traveller => ({
  model,
  load: (state) => void model.loadStateDict(state),
  save: () => model.stateDict(),
});

/** PyTorch's causal mask, bool `[1, 1, 8, 8]`: Hugging Face keeps it among the weights. */
const mask = () => arange(8).unsqueeze(1).ge(arange(8)).reshape([1, 1, 8, 8]);

function gpt2(): Traveller & { readonly model: GPT2 } {
  const model = new GPT2({ words: 19, positions: 8, features: 12, heads: 3, layers: 2 });
  return {
    model,
    load: (state) => void model.loadStateDict(transposed(state), { rename: ourPath }),
    save: () => {
      const state = new Map([...model.stateDict()].map(([path, x]) => [theirName(path), x]));
      // What PyTorch wants besides: the tied weight under both its names, and the masks.
      for (const name of ["transformer.wte.weight", "lm_head.weight"])
        state.set(name, model.head.weight.value);
      for (const layer of [0, 1]) state.set(`transformer.h.${layer}.attn.bias`, mask());
      return transposed(state);
    },
  };
}

const travellers: Readonly<Record<string, () => Traveller>> = {
  mlp: () =>
    byName(new Sequential(new Dense(5, 16), new ReLU(), new Dense(16, 16), new Tanh(), new Dense(16, 3))),
  "batch-norm-cnn": () => byName(new ConvNet()),
  lstm: () => byName(new Tagger()),
  transformer: () =>
    byName(
      new TransformerEncoder(2, 12, 3, {
        feedForward: 20,
        activation: "gelu",
        finalNorm: true,
        batchFirst: true,
      }),
    ),
  gpt2,
};
const names = Object.keys(travellers);

const folder = new URL("./golden/weights/", import.meta.url);
const fileOf = (name: string) => readFileSync(new URL(`${name}.safetensors`, folder));
const { cases } = JSON.parse(readFileSync(new URL("outputs.json", folder), "utf8")) as {
  readonly cases: readonly Case[];
};

function caseOf(name: string): Case {
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`outputs.json has no ${name}`);
  return found;
}

/** The input of a model in outputs.json. */
const inputOf = (name: string) => {
  const { shape, data } = caseOf(name).input;
  return tensor(data, { shape, dtype: name === "gpt2" ? "int32" : "float32" });
};

/** What a model gives in evaluation mode. */
function outputsOf(model: AnyModule, x: Tensor): readonly Tensor[] {
  const output: unknown = (model.eval() as Module<readonly [Tensor], unknown>).forward(x);
  return Array.isArray(output) ? (output as Tensor[]) : [output as Tensor];
}

/** The largest difference of outputs in float32 from those of PyTorch. */
function worst(outputs: readonly Tensor[], theirs: readonly Stored[]): number {
  expect(outputs.map(({ shape }) => shape)).toEqual(theirs.map(({ shape }) => shape));
  const differences = outputs.map((output, i) => {
    expect(output.dtype).toBe("float32");
    return output.cast("float64").sub(tensor(theirs[i].data, { shape: output.shape, dtype: "float64" }));
  });
  return Math.max(...differences.map((difference) => difference.abs().max().item() as number));
}

/** The dtypes of a file, as its header says. */
function dtypesIn(bytes: Uint8Array): Map<string, string> {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  return new Map(Object.entries(header).map(([name, entry]) => [name, (entry as { dtype: string }).dtype]));
}

/** It is looked for while the first tests run: PyTorch takes a second to start. */
const withTorch = pythonWith("torch, numpy");

beforeEach(() => seed(0));

describe("from PyTorch", () => {
  it.each(names)("%s: loads by name and gives the same outputs", (name) => {
    const { model, load } = travellers[name]();
    const before = outputsOf(model, inputOf(name));
    expect(worst(before, caseOf(name).outputs)).toBeGreaterThan(0.1);
    load(decodeSafetensors(fileOf(name), name).tensors);
    expect(worst(outputsOf(model, inputOf(name)), caseOf(name).outputs)).toBeLessThan(1e-5);
  });

  it("the files have the dtypes that PyTorch writes", () => {
    const kinds = (name: string) => [...new Set(dtypesIn(fileOf(name)).values())].sort();
    expect(Object.fromEntries(names.map((name) => [name, kinds(name)]))).toEqual({
      mlp: ["F32"],
      "batch-norm-cnn": ["F32", "I64"],
      lstm: ["F16"],
      transformer: ["BF16"],
      gpt2: ["F32", "U8"],
    });
    expect(dtypesIn(fileOf("batch-norm-cnn")).get("features.1.num_batches_tracked")).toBe("I64");
  });

  it("the batches that running statistics have seen come along", () => {
    const { model, load, save } = travellers["batch-norm-cnn"]();
    load(decodeSafetensors(fileOf("batch-norm-cnn")).tensors);
    expect(save().get("features.5.num_batches_tracked")?.item()).toBe(3);
    expect((model as ConvNet).features.layers[5].training).toBe(true);
  });

  it("a GPT-2 that is not transposed is refused, with all weights that do not fit", () => {
    const { model } = gpt2();
    const { tensors } = decodeSafetensors(fileOf("gpt2"));
    const load = () => model.loadStateDict(tensors, { rename: ourPath });
    expect(load).toThrow(StateDictError);
    expect(load).toThrow(
      /another shape: encoder.layers.0.self_attn.in_proj_weight is \[36, 12\] here and \[12, 36\] in the state, as transformer.h.0.attn.c_attn.weight\n/,
    );
  });
});

describe("the key map of GPT-2", () => {
  it("leads there and back, and leaves out the masks", () => {
    const named = [...decodeSafetensors(fileOf("gpt2")).tensors.keys()];
    for (const name of named) {
      const path = ourPath(name);
      if (path === null) expect(name).toMatch(/^transformer\.h\.[01]\.attn\.bias$/);
      else expect([theirName(path), path === name]).toEqual([name, false]);
    }
    expect(named.filter((name) => ourPath(name) === null)).toHaveLength(2);
  });

  it("fits a file without the beginning, the scores and with more masks, as that of the Hub", () => {
    const { model } = gpt2();
    const state = transposed(decodeSafetensors(fileOf("gpt2")).tensors);
    state.delete("lm_head.weight");
    const file = new Map([...state].map(([name, x]) => [name.replace("transformer.", ""), x]));
    file.set("h.0.attn.masked_bias", tensor(-10000));
    model.loadStateDict(file, { rename: (name) => ourPath(`transformer.${name}`) });
    expect(worst(outputsOf(model, inputOf("gpt2")), caseOf("gpt2").outputs)).toBeLessThan(1e-5);
  });

  it("is what the README says", () => {
    const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
    const source = read("gpt2.ts").replaceAll("export ", "");
    expect(read("../README.md")).toContain(source.slice(source.indexOf("/** Paths of ours by")));
  });
});

describe("to PyTorch", () => {
  let ours: ReadonlyMap<string, readonly Tensor[]>;
  let theirs: Readonly<Record<string, readonly Stored[]>> | undefined;

  /** A model as training leaves it: nothing is 0 or 1 any more, and running statistics have seen batches. */
  function trained(name: string): Traveller {
    const traveller = travellers[name]();
    const { model } = traveller;
    for (const parameter of model.parameters().values()) {
      parameter.set(parameter.value.add(randn(parameter.shape).mul(0.1)));
    }
    if (model instanceof ConvNet) {
      for (let batch = 0; batch < 3; batch++) model.forward(randn([8, 2, 8, 8]).mul(1.5).add(0.5));
    }
    return traveller;
  }

  beforeAll(async () => {
    const python = await withTorch;
    if (python === undefined) return;
    seed(1);
    const to = mkdtempSync(join(tmpdir(), "gradiente-weights-"));
    try {
      const outputs = names.map((name) => {
        const { model, save } = trained(name);
        writeFileSync(join(to, `${name}.safetensors`), encodeSafetensors(save()));
        return [name, outputsOf(model, inputOf(name))] as const;
      });
      ours = new Map(outputs);
      const script = fileURLToPath(new URL("read.py", folder));
      theirs = JSON.parse(execFileSync(python, ["-B", script, to], { encoding: "utf8" }));
    } finally {
      rmSync(to, { recursive: true });
    }
  });

  it.for(names)("%s: PyTorch loads ours by name and gives the same outputs", (name, { skip }) => {
    if (theirs === undefined)
      return skip("no python3 here has torch (Debian: apt-get install python3-torch)");
    expect(worst(ours.get(name) ?? [], theirs[name])).toBeLessThan(1e-5);
    expect(worst(ours.get(name) ?? [], caseOf(name).outputs)).toBeGreaterThan(0.1);
  });
});
