import type * as ops from "../../src/ops/elementwise/special.ts";
import type { SamplesOf } from "./sample.ts";
import { empty, f64, INF, NAN, signed } from "./values.ts";

/* Expected values are mpmath's, worked out with forty digits; special/values.json has many more. */

const points = [0.5, 1, 1.7, 2, 3.5, 12, -0.5, -1.4];

export const special = {
  erf: [
    { args: [f64(signed)], expected: [[-0.999593047982555, -0.8427007929497149, -0.3286267594591274], [0.22270258921047847, 0.6778011938374184, 0.9999779095030014]] }, // biome-ignore format: a matrix
    { args: [f64([0, 1e4, -1e4])], expected: [0, 1, -1] },
    { args: [f64([INF, -INF, NAN, 1e-300])], expected: [1, -1, NAN, 1.1283791670955126e-300], order: 0 },
    { args: [empty], expected: [] },
  ],
  erfc: [
    { args: [f64(signed)], expected: [[1.999593047982555, 1.8427007929497148, 1.3286267594591274], [0.7772974107895215, 0.32219880616258156, 2.209049699858544e-5]] }, // biome-ignore format: a matrix
    { args: [f64([0, 1e4, -1e4])], expected: [1, 0, 2] },
    { args: [f64([INF, -INF, NAN])], expected: [0, 2, NAN], order: 0 },
    { args: [empty], expected: [] },
  ],
  lgamma: [
    { args: [f64(points)], expected: [0.5723649429247001, 0, -0.09580769740706588, 0, 1.2009736023470743, 17.502307845873887, 1.2655121234846454, 0.9780523533221772] }, // biome-ignore format: a list
    { args: [f64([0, -1, -2, INF, -INF, NAN])], expected: [INF, INF, INF, INF, INF, NAN], order: 0 },
    { args: [f64([1e-300, 1e10, 1e306])], expected: [690.7755278982137, 220258509288.81058, INF], order: 0 },
    { args: [empty], expected: [] },
  ],
  digamma: [
    { args: [f64(points)], expected: [-1.9635100260214235, -0.5772156649015329, 0.2085478748734939, 0.42278433509846713, 1.103156640645243, 2.442661679975812, 0.03648997397857652, 1.6736665003925248] }, // biome-ignore format: a list
    { args: [f64([0, -0, -1, -2, INF, NAN])], expected: [-INF, INF, NAN, NAN, INF, NAN], order: 0 },
    { args: [f64([1e10])], expected: [23.025850929890456], order: 0 },
    { args: [empty], expected: [] },
  ],
  polygamma: [
    { args: [f64(points), 0], expected: [-1.9635100260214235, -0.5772156649015329, 0.2085478748734939, 0.42278433509846713, 1.103156640645243, 2.442661679975812, 0.03648997397857652, 1.6736665003925248] }, // biome-ignore format: a list
    { args: [f64(points.slice(1)), 1], expected: [1.6449340668482264, 0.7932328301639984, 0.6449340668482264, 0.3303577561002349, 0.08690187287176838, 8.934802200544679, 10.396413752535013] }, // biome-ignore format: a list
    { args: [f64(points.slice(1, 6)), 2], expected: [-2.4041138063191885, -0.6040890841034591, -0.4041138063191886, -0.1082040516417274, -0.007547205368998912] }, // biome-ignore format: a list
    { args: [f64([1.7, 3.5, 12]), 5], expected: [5.3451838657811015, 0.08704917856718349, 0.00011820829051081491] }, // biome-ignore format: a list
    { args: [f64([-1.4]), 5], expected: [31892.444144804093], order: 0 },
    { args: [f64([0, -1, INF, NAN]), 1], expected: [INF, INF, 0, NAN], order: 0 },
    { args: [f64([0, -1, -INF]), 2], expected: [NAN, NAN, NAN], order: 0 },
    { args: [empty, 1], expected: [] },
  ],
} satisfies SamplesOf<typeof ops>;
