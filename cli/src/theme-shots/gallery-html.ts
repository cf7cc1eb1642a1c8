/** One picture of a gallery; `picture` is its file beside `index.html`. */
export interface Shot {
  readonly template: string;
  readonly lang: string;
  readonly scheme: string;
  readonly width: number;
  readonly picture: string;
}

/** The gallery's page: a row for each template and language, a picture for each width and colour mode. */
export function galleryHtml(name: string, shots: readonly Shot[]): string {
  const rows = Map.groupBy(shots, ({ template, lang }) => `${template} (${lang})`);
  const sections = [...rows].map(([title, row]) => {
    const figures = row.map(
      ({ picture, width, scheme }) =>
        `<figure><a href="${picture}"><img src="${picture}" alt="${title}, ${width} px, ${scheme}" loading="lazy" width="${Math.round(width / 3)}"></a><figcaption>${width} · ${scheme}</figcaption></figure>`,
    );
    return `<section><h2>${title}</h2><div>${figures.join("\n")}</div></section>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(name)}</title>
<style>
body{margin:2rem;font:16px/1.5 system-ui,sans-serif;color-scheme:light dark}
div{display:flex;flex-wrap:wrap;gap:1rem;align-items:start}
figure{margin:0}
img{display:block;height:auto;max-height:480px;object-fit:cover;object-position:top;outline:1px solid #8884}
</style>
</head>
<body>
<h1>${escapeHtml(name)}</h1>
${sections.join("\n")}
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
