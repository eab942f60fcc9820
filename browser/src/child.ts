import { readFileSync } from "node:fs";
import { run } from "./program.ts";

const digits = readFileSync(new URL("./digits.safetensors", import.meta.url));
process.stdout.write(JSON.stringify(await run(digits)));
