import { ones, zeros } from "@gradiente/core";
import { crossValidate, gridSearch } from "@gradiente/train";
import { inWorkerThreads } from "@gradiente/train/node";

const url = new URL("./trial.mjs", import.meta.url);

const data = { x: zeros([6, 1]), y: ones([6, 1]) };
const threads = (name) => inWorkerThreads({ module: url, name, workers: 2 });
const { trials } = await gridSearch(threads("score"), { a: [1, 2, 3] }, { mode: "max" });
const { folds } = await crossValidate(threads("fold"), data, { folds: 3 });
const found = JSON.stringify([trials.map(({ score }) => score), folds.map(({ scores }) => scores)]);
if (found !== '[[1,4,9],[{"loss":1},{"loss":1},{"loss":1}]]') throw new Error(`worker threads: ${found}`);
console.log("@gradiente/train: trials in worker threads, from a module");
