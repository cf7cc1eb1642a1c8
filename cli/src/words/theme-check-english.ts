/** What `courtyard theme check` and `courtyard theme shots` say; `theme-check-chinese.ts` has the same keys. */
export const themeCheckEnglish = {
  about: "look at everything that the contract asks of a theme, on a site of hard cases",
  shotsAbout: "take pictures of every template, in all widths, colours and languages",
  theme:
    "a bundled theme's name, an installed package's, or a folder; this folder when it holds a theme.ts",
  out: "folder for the pictures and their index.html",
  noTheme: (name: string) => `There is no theme ${name}.`,
  noThemeMend: "Name a bundled theme, an installed package, or a folder that holds a theme.ts.",
  checking: (theme: string) => `Checking ${theme}`,
  checked: (pages: number, seconds: string) => `${pages} pages in ${seconds} s`,
  errorWord: "error",
  warningWord: "warning",
  skippedWord: "skipped",
  onPages: (pages: number) => `on ${pages} pages`,
  summary: (errors: number, warnings: number) =>
    errors + warnings === 0
      ? "Nothing to mend."
      : `${errors} ${errors === 1 ? "error" : "errors"}, ${warnings} ${warnings === 1 ? "warning" : "warnings"}.`,

  noJava:
    "Java is missing, which the HTML checker needs: `apt-get install default-jre-headless`, or the like.",
  noVnu: "The HTML checker is missing: `npm install --save-dev vnu-jar`.",
  noChromium:
    "There is no Chromium: `apt-get install chromium`, or set COURTYARD_CHROMIUM to a Chrome's path.",
  noCheck: "The type checker is missing: `npm install --save-dev @astrojs/check`.",
  notBuilt: "The theme could not be built.",
  threw: (page: string, reason: string) => `The page ${page} cannot be made: ${reason}`,
  broke: (page: string, reason: string) => `The check itself broke at ${page}: ${reason}`,

  headings: (count: number) => `The page has ${count} h1; it needs one, its title.`,
  landmark: (name: string, count: number) =>
    `The page has ${count} <${name}> of its own; ${name === "nav" ? "it needs a way to the other pages" : "it needs one"}.`,
  skip: {
    missing: "The page has no link past the header to its text.",
    "not-first": "The link to the text is not the first thing that the keyboard reaches.",
    "leads-nowhere": "The link to the text leads to nothing in <main>.",
    "stays-hidden": "The link to the text stays hidden when the keyboard reaches it.",
  },
  overflow: (element: string) => `At 320 px the page scrolls sideways; ${element} sticks out.`,
  motion: (element: string) => `${element} moves although the reader asked for less motion.`,
  printText: "In print, the title or the text is hidden.",
  printNav: (element: string) => `In print, ${element} is still there.`,
  noScript: (line: string) => `Without JavaScript this is not on the page: “${line}”`,
  scriptBudget: (bytes: number, most: number) =>
    `The page loads ${bytes} bytes of JavaScript before anybody touches it; ${most === 0 ? "a post may load none" : `${most} are the most`}.`,
  styleBudget: (bytes: number, most: number) =>
    `The page loads ${bytes} bytes of CSS (gzip); ${most} are the most.`,
  styleMissing: (file: string) => `The page asks for the style sheet ${file}, which is not there.`,
  thirdParty: (url: string) =>
    `The page asks ${url} for something: nobody but the own site may be asked.`,
  inlineScript: (source: string) =>
    `An inline script without a hash is blocked by the site's policy: ${source}`,
  console: (line: string) => `The browser complains: ${line}`,
  axe: (help: string, id: string, target: string, why: string) =>
    `${help} (axe ${id}): ${target}${why === "" ? "" : `: ${why}`}`,
  html: (message: string, extract: string) =>
    `${message}${extract === "" ? "" : ` \`${extract}\``}`,
  feeds: {
    differs: (file: string) => `${file} differs from what the core writes under another theme.`,
    missing: (file: string) => `${file} is there under another theme, and not under this one.`,
    extra: (file: string) => `${file} is there under this theme only; addresses are the core's.`,
  },
  settingUnknown: (name: string) => `No setting is called ${name}.`,
  settingUnused: (name: string) =>
    `The setting ${name} changes nothing: no template reads it, no token takes it.`,
  tokenUnknown: (name: string) => `No token is called ${name}.`,
  tokenUnused: (name: string) => `The token ${name} is used nowhere.`,
  contrast: (token: string, ground: string, ratio: string, least: number, when: string) =>
    `${token} on ${ground} has a contrast of ${ratio} ${when}; ${least} is the least.`,
  when: { base: "by day", dark: "by night" },
  languages: { en: "English", zh: "Chinese" },
  wordMissing: (key: string, language: string) => `There is no word “${key}” in ${language}.`,
  wordBlanks: (key: string) => `“${key}” has other {values} in the other language.`,
  literal: (text: string) =>
    `“${text}” is the same in every language: put it into i18n/, and ask for it by its key.`,
  dark: "320 px, dark",

  noBrowser: "Pictures need a browser.",
  noFont:
    "No Chinese font is installed (`apt-get install fonts-noto-cjk`): Chinese pages show boxes.",
  installing: (name: string) => `Installing ${name} through apt (COURTYARD_NO_APT=1 prevents it).`,
  taking: (theme: string) => `Taking pictures of ${theme}`,
  taken: (pictures: number, seconds: string) => `${pictures} pictures in ${seconds} s`,
  gallery: (path: string) => `gallery  ${path}`,
};
