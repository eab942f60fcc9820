import { useData } from "vitepress";
import { computed } from "vue";

/**
 * Where the switch of languages leads: to the same page in the other language, or to the first page if there is none.
 * The theme's own takes it for granted that all pages are there in all languages, and their headings the same.
 */
export function useLangs({ correspondingLink = false } = {}) {
  const { site, localeIndex, frontmatter } = useData();
  const linkOf = (locale: string) => (locale === "root" ? "/" : `/${locale}/`);
  const currentLang = computed(() => ({
    label: site.value.locales[localeIndex.value]?.label,
    link: linkOf(localeIndex.value),
  }));
  const localeLinks = computed(() =>
    Object.entries(site.value.locales)
      .filter(([locale]) => locale !== localeIndex.value)
      .map(([locale, { label }]) => {
        const page: string | undefined = correspondingLink ? frontmatter.value.counterpart : undefined;
        return {
          text: label,
          link:
            page === undefined
              ? linkOf(locale)
              : `/${page.replace(/(index)?\.md$/, (_, index) => (index ? "" : ".html"))}`,
        };
      }),
  );
  return { localeLinks, currentLang };
}
