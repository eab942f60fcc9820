import * as vega from "vega";
import { config, fontFamily } from "../parts/style.ts";
import { sha256 } from "./sha256.ts";
import { textWidth } from "./text-width.ts";

/** Members of Vega that its types do not declare. */
interface SceneItem {
  readonly bounds: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number };
}
interface Renderer {
  initialize(element: null, width: number, height: number, origin: [number, number], scale: number): Renderer;
  background(colour: string): Renderer;
  render(scene: unknown): Renderer;
  svg(): string;
}
interface TextItem {
  readonly fontSize?: number;
  /** The width at which Vega cuts the text off; 0 for never. */
  readonly limit?: number;
  readonly fontWeight?: string | number;
  readonly text?: unknown;
}
const { SVGStringRenderer, textMetrics } = vega as unknown as {
  SVGStringRenderer: new (loader: vega.Loader) => Renderer;
  textMetrics: { width: (item: TextItem, text?: unknown) => number };
};

const margin = 12;

/** Draws a Vega specification. The same specification gives the same text. */
export function renderSvg(scope: vega.Scope): string {
  const spec: vega.Spec = { ...scope, autosize: "none", padding: 0, config } as vega.Spec;
  const measure = textMetrics.width;
  textMetrics.width = widthOf;
  vega.resetSVGDefIds();
  try {
    const { logger, first } = problems();
    const view = new vega.View(vega.parse(spec), { renderer: "none", logger });
    view.run();
    const problem = first();
    if (problem !== undefined) throw problem;
    const scene = view.scenegraph() as unknown as { root: { items: SceneItem[] } };
    const { x1, y1, x2, y2 } = scene.root.items[0].bounds;
    const [left, top] = [margin - Math.floor(x1), margin - Math.floor(y1)];
    const svg = new SVGStringRenderer(view.loader())
      .initialize(null, left + Math.ceil(x2) + margin, top + Math.ceil(y2) + margin, [left, top], 1)
      .background(config.background as string)
      .render(scene.root)
      .svg();
    view.finalize();
    return withOwnIds(withTitle(withFont(rounded(svg)), scope.title));
  } finally {
    textMetrics.width = measure;
  }
}

function widthOf(item: TextItem, text: unknown = item.text): number {
  const { fontSize = 11, fontWeight, limit = 0 } = item;
  const width = textWidth(String(text ?? ""), fontSize, fontWeight === "bold" || Number(fontWeight) >= 600);
  return limit > 0 ? Math.min(limit, width) : width;
}

/** Rounds numbers: Vega writes every digit, but a hundredth of a pixel is enough, and a tenth in long paths. */
function rounded(svg: string): string {
  return svg.replace(/ (d|transform|x|y|x2|y2|width|height)="[^"]*"/g, (attribute, name) =>
    attribute.replace(/-?\d+\.\d{2,}(?:e-?\d+)?/g, (digits) =>
      String(Number(Number(digits).toFixed(name === "d" ? 1 : 2))),
    ),
  );
}

/** Sets the font once for the whole figure. Vega repeats it with every text. */
function withFont(svg: string): string {
  return svg
    .replaceAll(' font-family="sans-serif"', "")
    .replace("<svg ", `<svg font-family="${fontFamily}" `);
}

/** Adds the title for browsers and screen readers. */
function withTitle(svg: string, title: vega.Scope["title"]): string {
  const text = typeof title === "object" && "text" in title ? title.text : title;
  if (typeof text !== "string") return svg;
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  return svg.replace(/^<svg [^>]*>/, (tag) => `${tag}<title>${escaped}</title>`);
}

/** Makes ids depend only on the content, so that several figures can be in one page. */
function withOwnIds(svg: string): string {
  const prefix = `f${sha256(svg).slice(0, 8)}-`;
  return svg.replace(/ id="/g, `$&${prefix}`).replace(/url\(#/g, `$&${prefix}`);
}

/**
 * A logger for Vega, which logs errors and goes on, and what gives the first of them. It must not throw: Vega computes in a
 * promise that nobody waits for, and an error in it would end the process.
 */
function problems(): { readonly logger: vega.LoggerInterface; readonly first: () => Error | undefined } {
  let found: Error | undefined;
  const keep = (...messages: readonly unknown[]) => {
    const [message] = messages;
    found ??= message instanceof Error ? message : new Error(messages.join(" "));
    return logger;
  };
  const pass = () => logger;
  const level = (() => 0) as unknown as vega.LoggerInterface["level"];
  const logger: vega.LoggerInterface = { level, error: keep, warn: keep, info: pass, debug: pass };
  return { logger, first: () => found };
}
