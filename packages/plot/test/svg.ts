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

/** The drawn elements of a kind of mark, by Vega's class: "mark-line", "mark-symbol role-legend-symbol". */
export function marks(root: Element, kind: string): Element[] {
  const groups = elements(root, "g").filter((group) => group.getAttribute("class") === kind);
  return groups.flatMap(
    (group) => Array.from(group.childNodes).filter((node) => node.nodeType === 1) as Element[],
  );
}

export function translation(element: Element): [number, number] {
  const match = /translate\(([-\d.e]+),([-\d.e]+)\)/.exec(element.getAttribute("transform") ?? "");
  if (match === null) throw new Error("the element has no place");
  return [Number(match[1]), Number(match[2])];
}

/** The points of a path of straight lines, a list for each part. */
export function pathParts(element: Element): [number, number][][] {
  return (element.getAttribute("d") ?? "")
    .split("M")
    .slice(1)
    .map((part) =>
      part
        .replace(/Z$/, "")
        .split("L")
        .map((point) => point.split(",").map(Number) as [number, number]),
    );
}
