import { fileURLToPath } from "node:url";
import { katex } from "@mdit/plugin-katex";
import { defineConfig } from "vitepress";
import { nav, sidebar } from "../src/navigation.ts";
import { markPictures } from "../src/pages/pictures.ts";
import { assembled, built, out, repositoryAddress } from "../src/places.ts";
import { ranking } from "../src/search/ranking.ts";
import { searchText } from "../src/search/text.ts";
import { slug } from "../src/slug.ts";
import { searchInSpanish, themeInSpanish } from "../src/spanish.ts";
import { counterpart } from "../src/translation/counterpart.ts";

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M3 5c5 0 6 19 14 21 6 1 8-4 12-4" fill="none" stroke="#0072b2" stroke-width="4" stroke-linecap="round"/></svg>';

/** < and >. Icons by name are loaded from elsewhere while `pnpm site:dev` serves. */
const sourceIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M8.6 5 10 6.4 4.4 12l5.6 5.6L8.6 19l-7-7zm6.8 0L14 6.4l5.6 5.6-5.6 5.6 1.4 1.4 7-7z"/></svg>';

export default defineConfig({
  title: "Gradiente",
  description: "Automatic differentiation and tensors in TypeScript",
  lang: "en",
  locales: {
    root: { label: "English", lang: "en" },
    es: {
      label: "Español",
      lang: "es",
      description: "Derivación automática y tensores en TypeScript",
      themeConfig: themeInSpanish,
    },
  },
  srcDir: assembled,
  outDir: built,
  cacheDir: `${out}/cache`,
  // The sizes of all pages would stand in each of them.
  metaChunk: true,
  // A falling gradient; without an icon, browsers ask the host for one.
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  markdown: {
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    anchor: { slugify: slug },
    config: (md) => {
      // VitePress has types of markdown-it of its own.
      katex(md as never, { throwOnError: true });
      markPictures(md);
    },
  },
  transformPageData: ({ relativePath, frontmatter }) => {
    frontmatter.counterpart = counterpart(relativePath);
  },
  vite: {
    resolve: {
      // The playground is made of the sources of the packages: there is nothing to build first.
      conditions: ["@gradiente/source"],
      // The switch of languages.
      alias: [
        {
          find: /^\.\.\/composables\/langs$/,
          replacement: fileURLToPath(new URL("./theme/languages.ts", import.meta.url)),
        },
      ],
    },
    worker: { format: "es" },
    build: { chunkSizeWarningLimit: 4000 },
    // Other packages of the repository are not the site's to optimise.
    server: { fs: { strict: false } },
  },
  themeConfig: {
    nav,
    sidebar,
    outline: { level: [2, 3] },
    socialLinks: [{ icon: { svg: sourceIcon }, link: repositoryAddress, ariaLabel: "Source" }],
    search: {
      provider: "local",
      options: {
        detailedView: false,
        _render: (text, env, md) => md.render(searchText(text, env.relativePath), env),
        locales: { es: searchInSpanish },
        miniSearch: ranking,
      },
    },
  },
});
