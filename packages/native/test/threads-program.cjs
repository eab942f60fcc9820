/* Multiplies matrices on two threads, once or in this thread and two worker threads at the same time. */
const { Worker, isMainThread } = require("node:worker_threads");
const addon = require(process.env.GRADIENTE_NATIVE ?? "../build/gradiente.node");

const SIZE = 256;
const matrix = [0, 2, SIZE, SIZE, SIZE, 1];

function multiply() {
  const block = new Float64Array(64);
  addon.register(block);
  if (!addon.setThreads(2, 0, 0)) throw new Error("no threads");
  const [a, b, out] = [1, 1, 0].map((value) => new Float32Array(SIZE * SIZE).fill(value));
  for (let turn = 0; turn < 20; turn++) {
    block.set([0, 1, ...matrix, ...matrix, ...matrix]);
    out.fill(0);
    if (!addon.contract(a, b, out) || !out.every((value) => value === SIZE)) throw new Error("wrong");
  }
}

if (isMainThread && process.argv[2] === "workers") {
  for (let i = 0; i < 2; i++) new Worker(__filename).on("exit", (code) => console.log(`ended ${code}`));
}
multiply();
if (isMainThread && process.argv[2] === "once") process.stdout.write(String(Date.now()));
