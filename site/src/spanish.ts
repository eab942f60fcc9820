import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DefaultTheme } from "vitepress";
import { comparisons } from "../data/comparisons.ts";
import { learn } from "./navigation.ts";
import { written } from "./places.ts";
import { folderOfSpanish } from "./translation/state.ts";

/* The texts around the pages in Spanish, and their menus: those of the English pages, in the same order. */

const names: Readonly<Record<string, string>> = {
  Start: "Primeros pasos",
  Install: "Instalación",
  "Quick start": "Inicio rápido",
  Guide: "Guía",
  "Tensors and views": "Tensores y vistas",
  Gradients: "Gradientes",
  Backpropagation: "Retropropagación",
  "Gradient descent and its kin": "El descenso por gradiente y sus parientes",
  "A net for digits": "Una red para dígitos",
  "Why gradients vanish": "Por qué se desvanecen los gradientes",
  Overfitting: "El sobreajuste",
  "Autoencoders and denoising": "Autocodificadores y eliminación de ruido",
  "Images, sequences, attention": "Imágenes, secuencias, atención",
  "Test an op and a module of your own": "Probar una operación y un módulo propios",
  "Higher derivatives": "Derivadas de orden superior",
  "Reproducible runs": "Ejecuciones reproducibles",
  "In the browser": "En el navegador",
  Speed: "Velocidad",
  Playground: "Zona de pruebas",
  "Draw a digit": "Dibujar un dígito",
  "A net on the plane": "Una red en el plano",
  "The tape": "La cinta",
  "The nine numbers": "Los nueve números",
  "Coming from": "Quien viene de",
  "Look up": "Consulta",
  Idioms: "Recetas",
  "Not here yet": "Lo que aún falta",
  Packages: "Paquetes",
  // Libraries have the same names.
  ...Object.fromEntries(comparisons.map(({ name }) => [name, name])),
};

const isThere = (link: string) => existsSync(join(written, `${folderOfSpanish}${link}.md`));

/**
 * An entry of a menu in Spanish. It leads to the English page where there is no other, and says so.
 *
 * @throws Error for an entry without a Spanish name.
 */
function inSpanish({ text = "", link, items }: DefaultTheme.SidebarItem): DefaultTheme.SidebarItem {
  if (items !== undefined) return { text: named(text), items: items.map(inSpanish) };
  if (link === undefined || isThere(link)) return { text: named(text), link: `/${folderOfSpanish}${link}` };
  return { text: `${names[text] ?? text} (en inglés)`, link };
}

function named(text: string): string {
  if (names[text] === undefined) throw new Error(`the menu has "${text}", which has no name in Spanish`);
  return names[text];
}

const glossary = { text: "Glosario", link: `/${folderOfSpanish}/glosario` };

export const sidebarInSpanish: DefaultTheme.SidebarItem[] = learn
  .map(inSpanish)
  .map((group) => (group.text === names["Look up"] ? { ...group, items: [glossary, ...(group.items ?? [])] } : group)); // biome-ignore format: one thing

export const themeInSpanish: DefaultTheme.Config = {
  nav: [
    {
      text: "Guía",
      link: `/${folderOfSpanish}/quick-start`,
      activeMatch: `^/${folderOfSpanish}/(install|quick-start|idioms|not-here-yet|guide|coming-from)`,
    },
    { ...glossary, activeMatch: `^/${folderOfSpanish}/glosario` },
    { text: "API (en inglés)", link: "/api/index" },
  ],
  sidebar: { [`/${folderOfSpanish}/`]: sidebarInSpanish },
  outline: { level: [2, 3], label: "En esta página" },
  docFooter: { prev: "Anterior", next: "Siguiente" },
  darkModeSwitchLabel: "Apariencia",
  lightModeSwitchTitle: "Cambiar al modo claro",
  darkModeSwitchTitle: "Cambiar al modo oscuro",
  sidebarMenuLabel: "Menú",
  returnToTopLabel: "Volver arriba",
  langMenuLabel: "Cambiar de idioma",
  skipToContentLabel: "Saltar al contenido",
  notFound: {
    title: "Esta página no existe",
    quote: "Puede que la dirección tenga un error, o que la página haya cambiado de lugar.",
    linkLabel: "Ir a la página de inicio",
    linkText: "Ir al inicio",
  },
};

/** What the search says. */
export const searchInSpanish: Partial<DefaultTheme.LocalSearchOptions> = {
  translations: {
    button: { buttonText: "Buscar", buttonAriaLabel: "Buscar" },
    modal: {
      displayDetails: "Mostrar una lista detallada",
      resetButtonTitle: "Borrar la búsqueda",
      backButtonTitle: "Cerrar la búsqueda",
      noResultsText: "No hay resultados para",
      footer: {
        selectText: "para elegir",
        selectKeyAriaLabel: "Intro",
        navigateText: "para moverse",
        navigateUpKeyAriaLabel: "flecha hacia arriba",
        navigateDownKeyAriaLabel: "flecha hacia abajo",
        closeText: "para cerrar",
        closeKeyAriaLabel: "Esc",
      },
    },
  },
};
