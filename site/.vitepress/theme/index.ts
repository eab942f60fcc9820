import type { Theme } from "vitepress";
import theme from "vitepress/theme-without-fonts";
import { playground } from "../../playground/components.ts";
import "katex/dist/katex.min.css";
import "./style.css";

export default {
  extends: theme,
  enhanceApp: ({ app }) => {
    for (const [name, component] of Object.entries(playground)) app.component(name, component);
  },
} satisfies Theme;
