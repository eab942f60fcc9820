import { testExperiments } from "./experiments.ts";

testExperiments("b");
