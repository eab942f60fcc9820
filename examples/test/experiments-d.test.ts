import { testExperiments } from "./experiments.ts";

testExperiments("d");
