import type { Experiment } from "../kit/experiment.ts";
import { a1 } from "./a1.ts";
import { a2 } from "./a2.ts";
import { a3 } from "./a3.ts";
import { a4 } from "./a4.ts";
import { a5 } from "./a5.ts";
import { b1 } from "./b1.ts";
import { b2 } from "./b2.ts";
import { b3 } from "./b3.ts";
import { b4 } from "./b4.ts";
import { b5 } from "./b5.ts";
import { b6 } from "./b6.ts";
import { b7 } from "./b7.ts";
import { b8 } from "./b8.ts";
import { c1 } from "./c1.ts";
import { c2 } from "./c2.ts";
import { c3 } from "./c3.ts";
import { c4 } from "./c4.ts";
import { d1 } from "./d1.ts";
import { d2 } from "./d2.ts";
import { e1 } from "./e1.ts";
import { e2 } from "./e2.ts";
import { e3 } from "./e3.ts";
import { f1 } from "./f1.ts";
import { f2 } from "./f2.ts";
import { f3 } from "./f3.ts";

/** All experiments, in the order of the list. */
export const experiments: readonly Experiment[] = [
  a1,
  a2,
  a3,
  a4,
  a5,
  b1,
  b2,
  b3,
  b4,
  b5,
  b6,
  b7,
  b8,
  c1,
  c2,
  c3,
  c4,
  d1,
  d2,
  e1,
  e2,
  e3,
  f1,
  f2,
  f3,
];

/** What to say of a name that no experiment has. */
export function unknownExperiment(id: string): string {
  return `there is no experiment ${id}; there are ${experiments.map((each) => each.id).join(", ")}`;
}
