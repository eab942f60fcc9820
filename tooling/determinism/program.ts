// Prints the hashes of a training of 200 steps on each of the machines given: node program.ts '[{"backend":"wasm","threads":1}]'
import type { Machine } from "../runs/setups.ts";
import { trainOn } from "./training.ts";

const machines = JSON.parse(process.argv[2]) as readonly Machine[];
for (const machine of machines) console.log(JSON.stringify({ ...machine, ...(await trainOn(machine)) }));
