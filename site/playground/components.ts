import { type Component, defineAsyncComponent } from "vue";
import "./shared/playground.css";

/** The playground's pages by the name that Markdown has for them. Each is loaded where it is used. */
export const playground: Readonly<Record<string, Component>> = {
  CodePlayground: defineAsyncComponent(() => import("./code/CodePage.vue")),
  DigitPlayground: defineAsyncComponent(() => import("./digit/DigitPage.vue")),
  PlanePlayground: defineAsyncComponent(() => import("./plane/PlanePage.vue")),
  TapePlayground: defineAsyncComponent(() => import("./tape/TapePage.vue")),
};
