/*
 * The source text of a worker. A worker is started from a string, so that it survives bundling and needs no file. It
 * waits for a turn, runs the requested kernel on the shared memory, and signals that it is done.
 *
 * The words of its control block: requested turn, finished turn, kernel, number of parameters, state, parameters.
 */

export const TURN = 0;
export const DONE = 1;
export const KERNEL = 2;
export const COUNT = 3;
/** 0 until the worker listens. Then {@link READY}, or {@link FAILED} permanently. */
export const STATE = 4;
export const READY = 1;
export const FAILED = 2;
export const PARAMETERS = 5;
export const CONTROL_WORDS = 64;

/** How often to poll for a turn, or for its end, before sleeping: waking up takes longer than most kernels. */
export const PATIENCE = 100_000;

export const workerSource = `
const { receiveMessageOnPort, workerData } = require("node:worker_threads");
const { memory, control, port } = workerData;
const words = new Int32Array(control);
const kernels = [];
let turn = 0;
Atomics.store(words, ${STATE}, ${READY});
Atomics.notify(words, ${STATE});
try {
for (;;) {
  for (let i = 0; i < ${PATIENCE} && Atomics.load(words, ${TURN}) === turn; i++);
  Atomics.wait(words, ${TURN}, turn);
  turn = Atomics.load(words, ${TURN});
  const id = words[${KERNEL}];
  while (kernels[id] === undefined) {
    const { id: known, bytes } = receiveMessageOnPort(port).message;
    kernels[known] = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports.run;
  }
  kernels[id](...words.subarray(${PARAMETERS}, ${PARAMETERS} + words[${COUNT}]));
  Atomics.store(words, ${DONE}, turn);
  Atomics.notify(words, ${DONE});
}
} catch (error) {
  Atomics.store(words, ${STATE}, ${FAILED});
  Atomics.notify(words, ${DONE});
  throw error;
}
`;
