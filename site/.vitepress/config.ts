import { katex } from "@mdit/plugin-katex";
import { defineConfig } from "vitepress";
import { nav, sidebar } from "../src/navigation.ts";
import { assembled, built, out, repositoryAddress } from "../src/places.ts";
import { searchText } from "../src/search-text.ts";
import { slug } from "../src/slug.ts";

export default defineConfig({
  title: "Gradiente",
  description: "Automatic differentiation and tensors in TypeScript",
  lang: "en",
  srcDir: assembled,
  outDir: built,
  cacheDir: `${out}/cache`,
  // The sizes of all pages would stand in each of them.
  metaChunk: true,
  markdown: {
    anchor: { slugify: slug },
    config: (md) => {
      // VitePress has types of markdown-it of its own.
      katex(md as never, { throwOnError: true });
    },
  },
  vite: {
    build: { chunkSizeWarningLimit: 4000 },
    // Other packages of the repository are not the site's to optimise.
    server: { fs: { strict: false } },
  },
  themeConfig: {
    nav,
    sidebar,
    outline: { level: [2, 3] },
    socialLinks: [{ icon: "github", link: repositoryAddress, ariaLabel: "Source" }],
    search: {
      provider: "local",
      options: {
        detailedView: false,
        _render: (text, env, md) => md.render(searchText(text, env.relativePath), env),
        miniSearch: { searchOptions: { fuzzy: 0.1, prefix: true, boost: { title: 6, titles: 1, text: 1 } } },
      },
    },
  },
});
