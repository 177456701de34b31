/** Lessons out of "lesson.md". */

export const slug = (title) =>
  title
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** "lesson.md": pages begin with `# Title`, then perhaps a line `> What, needs, minutes.` */
export function lessonPages(id, order, text) {
  const parts = text.split(/^# +(.+)$/m);
  const pages = [];
  for (let i = 1; i < parts.length; i += 2) {
    const title = parts[i].trim();
    const [, about = "", body] = /^\s*(?:> +(.+(?:\n> +.+)*)\n)?([\s\S]*)$/.exec(parts[i + 1]);
    const count = body.replace(/\$\$[\s\S]*?\$\$/g, " ").split(/\s+/).length;
    const minutes = Number(
      /(\d+) minutes?/.exec(about)?.[1] ?? Math.max(3, Math.round(count / 130)),
    );
    pages.push({
      link: { id: `${id}/${slug(title)}`, number: `${order}.${pages.length + 1}`, title, minutes },
      about: about.replace(/\n> +/g, " "),
      body,
    });
  }
  return pages;
}
