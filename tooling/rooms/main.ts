// Says where a lower room of core calls an upper one through the prototype; part of `pnpm lint`.
import { programOf } from "../program.ts";
import { core, upwardCalls } from "./upward-calls.ts";

const messages = upwardCalls(programOf([`${core}index.ts`]));
for (const message of messages) console.error(message);
if (messages.length > 0) process.exitCode = 1;
