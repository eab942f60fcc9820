import { DOMParser, type Element } from "@xmldom/xmldom";

/** The root element of a well-formed document. */
export function parse(svg: string): Element {
  const onError = (level: string, message: string) => {
    throw new Error(`${level}: ${message}`);
  };
  return new DOMParser({ onError }).parseFromString(svg, "image/svg+xml").documentElement!;
}

export function elements(root: Element, tag: string): Element[] {
  return Array.from(root.getElementsByTagName(tag));
}

export function textsOf(root: Element): string[] {
  return elements(root, "text").map((element) => element.textContent ?? "");
}

/** What a figure draws by marks of a kind, legends and axes aside: "mark-line", in Vega's words. */
export function marks(root: Element, kind: string): Element[] {
  const groups = elements(root, "g").filter((group) => group.getAttribute("class") === `${kind} role-mark`);
  return groups.flatMap(
    (group) => Array.from(group.childNodes).filter((node) => node.nodeType === 1) as Element[],
  );
}

export function translation(element: Element): [number, number] {
  const match = /translate\(([-\d.e]+),([-\d.e]+)\)/.exec(element.getAttribute("transform") ?? "");
  if (match === null) throw new Error("the element has no place");
  return [Number(match[1]), Number(match[2])];
}

type Points = [number, number][];

/** The points of a path of straight lines, a list for each part. */
export function pathParts(element: Element): Points[] {
  return (element.getAttribute("d") ?? "").split("M").slice(1).map(pointsOf);
}

/** The lower and the upper edge of an area, both from left to right. */
export function areaParts(element: Element): [Points, Points] {
  const [points] = pathParts(element);
  const upper = points.slice(points.length / 2).reverse();
  return [points.slice(0, points.length / 2), upper].sort(([a], [b]) => b[1] - a[1]) as [Points, Points];
}

function pointsOf(part: string): Points {
  const points = part.replace(/Z$/, "").split("L");
  return points.map((point) => point.split(",").map(Number) as [number, number]);
}
