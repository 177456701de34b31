/** A page as a file: what the components draw, the data that they drew it from, and the scripts that take over. */

/** Before the first paint: the theme that the reader has chosen. */
const first = `try{var t=localStorage.getItem("gradus:theme");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch(e){}`;

/**
 * A page is painted when it is there to its end (`expect`): the front page grows upwards, and a browser that paints its first half
 * sees it fall when the second comes.
 *
 * @param site  { entry: { file, css }, early }: the script and the styles of every page, fonts that are wanted at once
 * @param drawn page → { html, title }
 */
export function writer({ entry, early }, drawn) {
  return (page) => {
    const { html: body, title } = drawn(page);
    const data = JSON.stringify(page).replaceAll("<", "\\u003c");
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title.replaceAll("<", "&lt;")}</title>
<link rel="icon" href="${page.root}icon.svg" type="image/svg+xml">
<script>${first}</script>
${entry.css.map((file) => `<link rel="stylesheet" href="${page.root}${file}">`).join("\n")}
${early.map((file) => `<link rel="preload" as="font" type="font/woff2" crossorigin href="${page.root}${file}">`).join("\n")}
<link rel="expect" href="#page" blocking="render">
<script type="module" src="${page.root}${entry.file}"></script>
</head>
<body>
<div id="app">${body}</div>
<script type="application/json" id="page">${data}</script>
</body>
</html>
`;
  };
}
