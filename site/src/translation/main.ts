// `pnpm translations` says what is to do for a complete translation; with names of pages, such as guide/tensors, it notes
// that their translations are as the English pages are now.
import { findProblems, findTranslations, folderOfSpanish, noteHash } from "./state.ts";

const names = process.argv.slice(2);
const translations = findTranslations();
const wanted = names.map((name) => {
  const found = translations.find(({ page }) => page === `${folderOfSpanish}/${name}.md`);
  if (found === undefined) throw new Error(`there is no page site/pages/${folderOfSpanish}/${name}.md`);
  return found;
});
for (const translation of wanted) noteHash(translation);

const problems = findProblems();
for (const { page, problem } of problems) console.log(`site/pages/${page} ${problem}`);
if (problems.length === 0) console.log(`${translations.length} pages are translated, and up to date`);
