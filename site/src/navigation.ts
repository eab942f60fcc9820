import type { DefaultTheme } from "vitepress";
import { comparisons } from "../data/comparisons.ts";
import { pageOf } from "./api/addresses.ts";
import { entries } from "./api/model.ts";

/* The site's menus. Pages that stand in none of them are found by search and by links. */

type Group = DefaultTheme.SidebarItem;

const group = (text: string, items: readonly (readonly [text: string, page: string])[]): Group => ({
  text,
  items: items.map(([name, page]) => ({ text: name, link: `/${page}` })),
});

/** What each package is for. These pages are in English alone. */
const packages = group(
  "Packages",
  entries
    .filter(({ name, folder }) => name === `@gradiente/${folder}`)
    .map(({ name, folder }) => [name, `packages/${folder}/README`] as const),
);

/** How one learns. The pages in Spanish have this menu, too. */
export const learn: Group[] = [
  group("Start", [
    ["Install", "install"],
    ["Quick start", "quick-start"],
  ]),
  group("Guide", [
    ["Tensors and views", "guide/tensors"],
    ["Gradients", "guide/gradients"],
    ["Backpropagation", "guide/backpropagation"],
    ["Gradient descent and its kin", "guide/descent"],
    ["A net for digits", "guide/digits"],
    ["Why gradients vanish", "guide/vanishing"],
    ["Overfitting", "guide/overfitting"],
    ["Autoencoders and denoising", "guide/autoencoder"],
    ["Images, sequences, attention", "guide/images"],
    ["Test an op and a module of your own", "guide/testing"],
    ["Higher derivatives", "guide/higher"],
    ["Reproducible runs", "guide/reproducible"],
    ["In the browser", "guide/browser"],
    ["Speed", "guide/speed"],
  ]),
  group("Playground", [
    ["Draw a digit", "playground/digit"],
    ["A net on the plane", "playground/plane"],
    ["The tape", "playground/tape"],
    ["The nine numbers", "playground/code"],
  ]),
  group(
    "Coming from",
    comparisons.map(({ name, page }) => [name, `coming-from/${page}`] as const),
  ),
  group("Look up", [
    ["Idioms", "idioms"],
    ["Not here yet", "not-here-yet"],
  ]),
  packages,
];

const reference: Group[] = [
  group("API reference", [
    ["All packages", "api/index"],
    ...entries.map((entry) => [entry.name, `${pageOf(entry)}/index`] as const),
  ]),
];

const background: Group[] = [
  group("How it is built", [
    ["Architecture", "docs/architecture"],
    ["Memory", "docs/memory"],
    ["Tensors as plain data", "docs/plain-data"],
    ["Contributing", "contributing"],
  ]),
  group("What it does", [
    ["Experiments", "docs/experiments"],
    ["Models", "docs/models"],
    ["Plotting", "docs/plotting"],
    ["Profiling", "docs/profiling"],
  ]),
  group("What was measured", [
    ["Benchmarks", "docs/benchmarks"],
    ["Modules", "docs/modules"],
    ["Gradients", "docs/gradients"],
    ["Playground", "docs/playground"],
    ["Reliability", "docs/reliability"],
    ["Reproducibility", "docs/reproducibility"],
  ]),
];

export const sidebar: DefaultTheme.Sidebar = {
  "/api/": reference,
  "/docs/": background,
  "/packages/": learn,
  "/contributing": background,
  "/": learn,
};

export const nav: DefaultTheme.NavItem[] = [
  {
    text: "Guide",
    link: "/quick-start",
    activeMatch: "^/(install|quick-start|guide|coming-from|idioms|not-here-yet|packages)",
  },
  { text: "Playground", link: "/playground/digit", activeMatch: "^/playground/" },
  { text: "API", link: "/api/index", activeMatch: "^/api/" },
  { text: "Background", link: "/docs/architecture", activeMatch: "^/(docs|contributing)" },
];
