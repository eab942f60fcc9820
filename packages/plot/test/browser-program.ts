import { tensor } from "@gradiente/core";
import { arrange, decisionSurface, heatMap, learningCurves, report } from "@gradiente/plot";

/* Draws in Node and in a bundle for browsers. */

const figure = arrange([
  learningCurves({ net: { loss: [3, 2, 1], valLoss: [3, 2.5, 2] } }, { title: "lines" }),
  heatMap(
    tensor([
      [1, 2, 3],
      [4, Number.NaN, 6],
    ]),
    { title: "an image", decimals: 1 },
  ),
  decisionSurface(
    (points) => points.slice(["...", 0]).sigmoid(),
    [
      [0, 1],
      [1, 0],
    ],
    [0, 1],
    { title: "contours" },
  ),
]);

export function draw(): string {
  return figure.toSVG();
}

export function page(): string {
  return report([figure], { title: "A page" }).toHTML();
}

/** What files and PNG answer: nothing, or the error. */
export function outside(): Promise<string[]> {
  const tries = [
    () => figure.toPNG(),
    () => figure.save("figure.svg"),
    () => report([figure], { title: "" }).save("x.html"),
  ];
  return Promise.all(
    tries.map((attempt) =>
      attempt().then(
        () => "",
        (error: unknown) => String(error),
      ),
    ),
  );
}
