import type { Sample } from "../sample.ts";
import type { Target } from "../target.ts";
import { archiveTargets } from "./archives.ts";
import { checkpointTargets } from "./checkpoints.ts";
import { csvTargets } from "./csv.ts";
import { idxTargets } from "./idx.ts";
import { imageTargets } from "./images.ts";
import { matrixTargets } from "./matrices.ts";
import { runTargets } from "./runs.ts";
import { safetensorsTargets } from "./safetensors.ts";
import { savedJsonTargets } from "./saved-json.ts";
import { tableTargets } from "./tables.ts";
import { tarTargets } from "./tar.ts";

/** All parsers of files. */
export function allTargets(sample: Sample): Target[] {
  return [
    ...safetensorsTargets(sample),
    ...checkpointTargets(sample),
    ...runTargets(sample),
    ...savedJsonTargets(sample),
    ...csvTargets(),
    ...idxTargets(sample),
    ...tarTargets(sample),
    ...archiveTargets(),
    ...matrixTargets(),
    ...imageTargets(),
    ...tableTargets(),
  ];
}
