/** Front matter: `key: value` lines between two lines of ---, each fault with its line. */

/**
 * @param fault takes a line (from 1) and what is wrong there
 * @returns fields, and the Markdown under them with the line it begins at
 */
export function frontMatter(text, needed, fault) {
  const lines = text.split("\n");
  if (lines[0]?.trim() !== "---") {
    fault(1, "it does not begin with front matter: lines of key: value between two lines of ---.");
    return { fields: {}, body: text };
  }
  const end = lines.findIndex((line, i) => i > 0 && line.trim() === "---");
  if (end < 0) {
    fault(1, "the front matter has no end: put a line of --- after its last key: value.");
    return { fields: {}, body: "" };
  }
  const fields = {};
  for (const [i, line] of lines.slice(1, end).entries()) {
    if (line.trim() === "") continue;
    const [, key, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
    if (key === undefined) fault(i + 2, `“${line.trim()}” is not of the form key: value.`);
    else if (key in fields) fault(i + 2, `${key} stands here twice.`);
    else fields[key] = value.trim();
  }
  for (const key of needed)
    if (!fields[key]) fault(1, `the front matter needs a line “${key}: …”.`);
  return { fields, body: lines.slice(end + 1).join("\n") };
}
