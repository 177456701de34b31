/**
 * A course of one's own: plain folders of Markdown and TypeScript, read into the pages of the site.
 *
 *     course.md                                  title, place (beside | instead); then what it is
 *     stations/NN-name/station.md                title, author, kind, link, needs …; then what it is
 *     stations/NN-name/lesson.md                 its lessons, each under "# Title"
 *     stations/NN-name/labs/*.ts                 export lab({ id: "name/…", … })
 *     stations/NN-name/exercises/MM-x/           statement.md, starter.ts, reference.ts, check.ts
 *
 * Whatever is wrong is said with file and line; a course with a fault is not shown at all.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { check, exercises as ourExercises, labs as ourLabs } from "@gradus/course";
import { configure } from "gradus/core";
import { lengthWarning } from "../lessonRules.mjs";
import { lessonPages } from "../lessons.mjs";
import { compiler } from "../markdown.mjs";
import { frontMatter } from "./frontMatter.mjs";
import { load } from "./load.mjs";

const parts = ["statement.md", "starter.ts", "reference.ts", "check.ts"];

const isLab = (value) =>
  typeof value === "object" &&
  value !== null &&
  typeof value.run === "function" &&
  typeof value.verdict === "function";
const isExercise = (value) =>
  typeof value === "object" &&
  value !== null &&
  Array.isArray(value.cases) &&
  Array.isArray(value.functions) &&
  "reference" in value;

const text = (file) => readFileSync(file, "utf8").replace(/\r\n/g, "\n");
const folders = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : [];

/** Collects faults, each once, in the order in which they are found. */
function faultList() {
  const list = [];
  const add = (file, line, message) => {
    if (!list.some((f) => f.file === file && f.line === line && f.message === message))
      list.push({ file, line, message });
  };
  return { list, add };
}

/** The line of a piece of text in a file; the second time it is asked for, the second place. */
function finder(whole) {
  const next = new Map();
  return (piece) => {
    const first = piece.split("\n")[0];
    let at = whole.indexOf(first, next.get(first) ?? 0);
    if (at < 0) at = whole.indexOf(first);
    if (at < 0) return 1;
    next.set(first, at + 1);
    return whole.slice(0, at).split("\n").length;
  };
}

/** The line of `id: "…"` in a source. */
const lineOfId = (source, id) => {
  const at = source.indexOf(`"${id}"`);
  return at < 0 ? 1 : source.slice(0, at).split("\n").length;
};

function checkLab(lab, name, file, source, add) {
  const line = lineOfId(source, lab.id);
  if (
    typeof lab.id !== "string" ||
    !lab.id.startsWith(`${name}/`) ||
    lab.id.split("/").length !== 2
  )
    add(file, line, `the id of a lab here is “${name}/…”, not “${lab.id}”.`);
  for (const key of ["title", "question", "source", "row"])
    if (typeof lab[key] !== "string") add(file, line, `the lab ${lab.id} needs a text “${key}”.`);
  for (const budget of ["quick", "full"]) {
    const seeds = lab[budget]?.seeds;
    if (!Array.isArray(seeds) || seeds.length === 0)
      add(file, line, `the lab ${lab.id} needs seeds in “${budget}”.`);
    else
      try {
        configure(lab.knobs ?? {}, lab[budget].knobs ?? {});
      } catch (error) {
        add(file, line, `the ${budget} budget of ${lab.id}: ${error.message}`);
      }
  }
}

function checkExercise(e, name, file, source, add) {
  const line = lineOfId(source, e.id);
  if (typeof e.id !== "string" || !e.id.startsWith(`${name}/`) || e.id.split("/").length !== 2)
    add(file, line, `the id of an exercise here is “${name}/…”, not “${e.id}”.`);
  if (e.cases.length === 0) add(file, line, `the exercise ${e.id} has no cases.`);
  if (e.functions.length === 0) add(file, line, `the exercise ${e.id} names no functions.`);
}

/** Stations with their labs and exercises; nothing of Markdown yet. */
function stationsOf(root, loaded, sources, add) {
  const stations = [];
  for (const folder of folders(join(root, "stations"))) {
    const where = `stations/${folder}`;
    const [, number, name] = /^(\d\d)-([a-z0-9][a-z0-9-]*)$/.exec(folder) ?? [];
    if (name === undefined) {
      add(
        where,
        1,
        `the folder of a station is called NN-name, such as 01-falling; not “${folder}”.`,
      );
      continue;
    }
    const under = (prefix) => [...loaded].filter(([file]) => file.startsWith(prefix));
    const labs = [];
    for (const [file, exports] of under(`${where}/labs/`)) {
      if (file.slice(`${where}/labs/`.length).includes("/")) continue; // a part of a lab
      const found = Object.values(exports).filter(isLab);
      if (found.length === 0) add(file, 1, "it exports no lab: export const x = lab({ … }).");
      const source = sources[`own/${file.replace(/\.ts$/, ".js")}`] ?? "";
      for (const lab of found) {
        checkLab(lab, name, file, source, add);
        labs.push({ lab, file });
      }
    }
    const exercises = [];
    for (const one of folders(join(root, where, "exercises"))) {
      const home = `${where}/exercises/${one}`;
      const missing = parts.filter((part) => !existsSync(join(root, home, part)));
      for (const part of missing)
        add(home, 1, `the exercise has no ${part}; it needs ${parts.join(", ")}.`);
      const file = `${home}/check.ts`;
      const exports = loaded.get(file);
      if (missing.length > 0 || exports === undefined) continue;
      const e = Object.values(exports).find(isExercise);
      if (e === undefined)
        add(file, 1, "it exports no exercise: export const x = exercise({ … }).");
      else {
        checkExercise(e, name, file, text(join(root, file)), add);
        exercises.push({ exercise: e, file, home });
      }
    }
    stations.push({ id: `own/${name}`, order: Number(number), name, where, labs, exercises });
  }
  const seen = new Map([...ourLabs, ...ourExercises].map((x) => [x.id, "the path"]));
  for (const { labs, exercises } of stations)
    for (const [x, file] of [
      ...labs.map(({ lab, file }) => [lab, file]),
      ...exercises.map(({ exercise, file }) => [exercise, file]),
    ]) {
      if (seen.has(x.id)) add(file, 1, `the id ${x.id} is taken by ${seen.get(x.id)}.`);
      seen.set(x.id, file);
    }
  return stations;
}

/** The reference must pass its own check, the starter must not. */
function tried(stations, loaded, add) {
  for (const { exercises } of stations)
    for (const { exercise: e, home, file } of exercises) {
      const result = check(e, loaded.get(`${home}/reference.ts`) ?? {});
      if (!result.pass)
        add(
          `${home}/reference.ts`,
          1,
          `it does not pass ${file.split("/").at(-1)}: ${result.message}`,
        );
      if (check(e, loaded.get(`${home}/starter.ts`) ?? {}).pass)
        add(`${home}/starter.ts`, 1, "it passes already; there is nothing left to write.");
    }
}

/**
 * @param entries packages' parts on the site (modules.json)
 * @param parsing importsOf and resolved
 * @param options deep: exercises are run as well
 * @returns { faults, warnings, course }; `course` is undefined where nothing could be read. A warning is of taste: the course is shown
 */
export async function readCourse(root, entries, parsing, { deep = false } = {}) {
  const { list: faults, add } = faultList();
  const warnings = [];
  const end = () => ({ faults, warnings });
  if (!existsSync(root) || !statSync(root).isDirectory()) {
    add(root, 1, "there is no such folder.");
    return end();
  }
  if (folders(join(root, "stations")).length === 0) {
    add("stations", 1, "a course has at least one station: a folder stations/01-name.");
    return end();
  }
  const wanted = (name) =>
    /^stations\/[^/]+\/(labs\/[^/]+|exercises\/[^/]+\/(check|reference|starter))\.ts$/.test(name);
  const { site, sources, loaded } = await load(root, wanted, entries, parsing, add);
  const stations = stationsOf(root, loaded, sources, add);
  const all = {
    labs: stations.flatMap((s) => s.labs.map(({ lab }) => lab)),
    exercises: stations.flatMap((s) => s.exercises.map(({ exercise }) => exercise)),
  };
  // where code could not be read, its labs and exercises are not said to be missing as well
  const isBroken = faults.length > 0;
  const mayBe = (id) => isBroken && stations.some(({ name }) => id.startsWith(`${name}/`));
  const knownOf = (list) => {
    const ids = new Set(list.map((x) => x.id));
    return { has: (id) => ids.has(id) || mayBe(id) };
  };
  const known = {
    labs: knownOf([...ourLabs, ...all.labs]),
    exercises: knownOf([...ourExercises, ...all.exercises]),
  };

  const about = existsSync(join(root, "course.md"))
    ? frontMatter(text(join(root, "course.md")), ["title"], (line, m) => add("course.md", line, m))
    : { fields: {}, body: "" };
  const place = about.fields.place ?? "beside";
  if (!["beside", "instead"].includes(place))
    add(
      "course.md",
      finder(text(join(root, "course.md")))("place:"),
      `place is beside or instead, not “${place}”.`,
    );

  /** Markdown of a file as HTML, faults with their lines. */
  const markdown = (file, whole, linkTo) => {
    const lineOf = finder(whole);
    return compiler({
      where: file,
      known,
      linkTo,
      roots: [root],
      onFault: (message, piece) => add(file, lineOf(piece), message),
    });
  };

  const lessonIds = new Set();
  for (const s of stations) {
    const file = `${s.where}/station.md`;
    if (!existsSync(join(root, file))) {
      add(file, 1, "the station has no station.md.");
      s.fields = {};
      s.body = "";
    } else {
      s.text = text(join(root, file));
      const { fields, body } = frontMatter(s.text, ["title"], (line, m) => add(file, line, m));
      s.fields = fields;
      s.body = body;
    }
    const lesson = join(root, s.where, "lesson.md");
    s.lessonText = existsSync(lesson) ? text(lesson) : "";
    s.lessons = lessonPages(s.id, s.order, s.lessonText);
    if (s.lessonText.trim() !== "" && s.lessons.length === 0)
      add(`${s.where}/lesson.md`, 1, "it has no lesson: each begins with a line “# Title”.");
    const length = s.lessons.length > 0 ? lengthWarning(s.lessonText) : undefined;
    if (length !== undefined)
      warnings.push({ file: `${s.where}/lesson.md`, line: 1, message: length });
    for (const { link } of s.lessons) {
      if (lessonIds.has(link.id))
        add(
          `${s.where}/lesson.md`,
          finder(s.lessonText)(`# ${link.title}`),
          `two lessons are called “${link.title}”.`,
        );
      lessonIds.add(link.id);
    }
  }
  if (deep && faults.length === 0) tried(stations, loaded, add);

  const course = {
    root,
    title: about.fields.title ?? "A course of your own",
    place,
    intro: about.body,
    stations,
    site,
    sources,
    markdown,
    lessonIds,
    known,
    labFiles: stations.flatMap((s) => s.labs),
    exerciseFiles: stations.flatMap((s) => s.exercises),
  };
  return { faults, warnings, course };
}
