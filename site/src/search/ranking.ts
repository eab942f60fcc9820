/*
 * How the search of VitePress, which is MiniSearch, takes words and orders what it finds. VitePress puts the texts of these
 * functions into the pages, so they use nothing from outside, and have no functions with names in them: compilers add helpers.
 */

/**
 * The terms of a word, small and without accents: the word, the parts of a name (`confusionMatrixChart` is found by "matrix"),
 * and the American spelling.
 */
export function termsOf(word: string): string[] {
  const parts = word.replace(/(\p{Ll}|\d)(?=\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu, "$& ").split(" ");
  const terms = [word, ...(parts.length > 1 ? parts.filter((part) => part.length > 2) : [])].map((term) =>
    term.toLowerCase().normalize("NFD").replace(/\p{M}/gu, ""),
  );
  const american = terms.map((term) => term.replace(/is(?=(e|es|ed|er|ers|ing|ation|ations)$)/, "iz"));
  return [...new Set([...terms, ...american])];
}

/**
 * How much it counts that a section has a term: most if that is its whole title, and least if it is a part of a name. What
 * only authors of backends and layers use, types of options, and errors come after the rest.
 *
 * @param id - The address of the section.
 */
export function weightOf(id: string, term: string, stored?: Record<string, unknown>): number {
  const title = String(stored?.title).toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  const isWord = title.split(/[^\p{L}\p{N}]+/u).includes(term);
  const inTitle = title.replace(/ \(.*/, "") === term ? 2.5 : !isWord && title.includes(term) ? 0.6 : 1;
  if (/\/api\/core\/(arguments|backend)\//.test(id)) return inTitle * 0.2;
  if (/\/api\/.*(\/type\/|Error\.html)/.test(id)) return inTitle * 0.4;
  if (/\/(docs\/|contributing\.)/.test(id)) return inTitle * 0.7;
  return /\/api\//.test(id) ? inTitle : inTitle * 1.2;
}

export const ranking = {
  options: { processTerm: termsOf },
  searchOptions: {
    fuzzy: 0.1,
    prefix: true,
    boost: { title: 8, titles: 1, text: 1 },
    boostDocument: weightOf,
  },
};
