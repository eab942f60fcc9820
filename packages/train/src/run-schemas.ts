import * as v from "valibot";
import { statuses } from "./history.ts";

/* What files of runs that are JSON must be. They are read in node/, and checked by what the rest of the package has. */

/** The format of manifests, with its version. */
export const MANIFEST = "gradiente-run-1";

const whole = v.pipe(v.number("a number"), v.safeInteger("a whole number"), v.minValue(0, "0 or more"));

/** The manifest of a directory of checkpoints. */
export const manifestSchema = v.pipe(
  v.strictObject(
    {
      format: v.literal(MANIFEST, MANIFEST),
      checkpoints: v.pipe(
        v.array(
          v.strictObject(
            {
              epoch: whole,
              files: v.pipe(
                v.array(
                  v.strictObject(
                    {
                      name: v.pipe(
                        v.string("a name"),
                        v.regex(/^[^./\\][^/\\]*$/, "the name of a file beside it"),
                      ),
                      bytes: whole,
                      checksum: v.string("a checksum"),
                    },
                    "a file",
                  ),
                  "a list of files",
                ),
                v.minLength(1, "a list of files"),
              ),
            },
            "a checkpoint",
          ),
          "a list of checkpoints",
        ),
        v.minLength(1, "a list of checkpoints"),
        v.check(
          (all) => new Set(all.map(({ epoch }) => epoch)).size === all.length,
          "a list of checkpoints of different epochs",
        ),
      ),
      best: v.nullable(whole),
    },
    "the manifest of a directory of checkpoints",
  ),
  v.check(
    ({ checkpoints, best }) => best === null || checkpoints.some(({ epoch }) => epoch === best),
    "a manifest whose best checkpoint is one of its own",
  ),
);

/** The index of the files that hold weights, as Hugging Face writes it. */
export const indexSchema = v.looseObject(
  {
    weight_map: v.custom<Readonly<Record<string, unknown>>>(
      (value) => typeof value === "object" && value !== null && !Array.isArray(value),
      "an object of files by tensor",
    ),
  },
  "an index of safetensors files",
);

/** The format of the logs of environments, with its version. */
export const ENVIRONMENTS = "gradiente-environments-1";

const text = v.string("a text");

/** What trainings ran on. */
export const environmentsSchema = v.strictObject(
  {
    format: v.literal(ENVIRONMENTS, ENVIRONMENTS),
    starts: v.array(
      v.strictObject(
        {
          begun: text,
          ended: v.nullable(text),
          fromEpoch: whole,
          status: v.picklist(statuses, "the status of a history"),
          gradiente: text,
          node: text,
          platform: text,
          processor: text,
          cores: whole,
          memory: whole,
          backend: text,
          threads: whole,
          commit: v.nullable(text),
          isChanged: v.nullable(v.boolean("true or false")),
        },
        "a start of a training",
      ),
      "a list of starts",
    ),
  },
  "what a training ran on",
);
