/* What bin/gradiente.js starts. */

import { isExpected } from "./expected.ts";
import { gradiente } from "./gradiente.ts";
import { runProgram } from "./program.ts";

await runProgram(() => gradiente(process.argv.slice(2)), { isExpected });
