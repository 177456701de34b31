/** What the server of `gradus studio --course DIR` lays over the built site: path of a file → its text. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { writer } from "../html.mjs";
import { coursePages } from "./pages.mjs";
import { readCourse } from "./read.mjs";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const server = fileURLToPath(
  new URL("../../node_modules/.cache/server/server.js", import.meta.url),
);
const json = (name) => JSON.parse(readFileSync(join(dist, name), "utf8"));

/**
 * Reads and checks a course.
 *
 * @returns { faults, warnings }, each with file, line, message; where there is no fault { files, title } as well
 * @throws Error where the site has not been built
 */
export async function overlay(folder, options) {
  if (!existsSync(server) || !existsSync(join(dist, "built.json")))
    throw new Error("The studio has not been built yet: run `npm start` in the repository.");
  const { drawn, ...parsing } = await import(pathToFileURL(server).href);
  const modules = json("modules.json");
  const { faults, warnings, course } = await readCourse(folder, modules.entries, parsing, options);
  const sorted = () =>
    [...faults].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  if (course === undefined) return { faults: sorted(), warnings };
  const ours = {
    path: json("page.json"),
    labs: json("labs/page.json"),
    exercises: json("exercises/page.json"),
    find: json("find.json"),
  };
  const made = coursePages(course, ours, modules, json("sources.json")); // formulas and links are checked on the way
  if (faults.length > 0) return { faults: sorted(), warnings };
  const html = writer(json("built.json"), drawn);
  const files = new Map();
  for (const page of made.pages) {
    const at = page.route === "" ? "" : `/${page.route}`;
    files.set(`${at}/index.html`, html(page));
    files.set(`${at}/page.json`, JSON.stringify(page));
  }
  files.set("/find.json", JSON.stringify(made.find));
  files.set("/modules.json", JSON.stringify(made.modules));
  files.set("/sources.json", JSON.stringify(made.sources));
  return { faults: [], warnings, title: course.title, files };
}
