import { getThreads, randn, setThreads } from "@gradiente/core";

/* Starts a thread, uses it, and comes to its end without stopping it. */

setThreads(2);
const x = randn([400, 400]);
console.log(`${getThreads()} threads, ${x.matmul(x).size} elements`);
