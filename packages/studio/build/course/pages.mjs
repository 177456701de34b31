/** The pages of a course of one's own, of the same kinds as ours. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { depthOf, exerciseData, labData } from "../summaries.mjs";

const read = (file) => readFileSync(file, "utf8").replace(/\r\n/g, "\n");

/** "Text | address", or the address alone. */
function linkOf(value) {
  if (!value) return [];
  const [words, url] = value.includes(" | ") ? value.split(" | ") : [value, value];
  return [{ text: words.trim(), url: url.trim() }];
}

function summaryOf(s, labs, exercises) {
  const f = s.fields;
  return {
    id: s.id,
    order: s.order,
    title: f.title ?? s.name,
    authors: f.author ?? "",
    kind: f.kind ?? "",
    links: linkOf(f.link),
    judgement: "",
    gives: f.gives ? [f.gives] : [],
    lacks: f.lacks ? [f.lacks] : [],
    givesShort: f.gives ?? "",
    lacksShort: f.lacks ?? "",
    ours: f.about ?? "",
    since: "",
    here: "",
    there: "",
    needs: f.needs ? `Needs ${f.needs}.` : "",
    before: f.needs ?? "",
    beside: "",
    onward: "",
    isOwn: true,
    lessons: s.lessons.map(({ link }) => link),
    labs: labs.map((l) => l.id),
    exercises: exercises.map((e) => e.id),
  };
}

/**
 * @param ours the pages of the path (page.json of its route), to be shown beside
 * @returns { pages, find, modules, sources }: what the server lays over the site
 */
export function coursePages(course, ours, siteModules, siteSources) {
  const stations = course.stations.map((s) => {
    const labs = s.labs.map(({ lab, file }, i) => ({
      ...labData(lab, `${s.order}.${i + 1}`, [`own/${file.replace(/\.ts$/, ".js")}`]),
      isOwn: true,
    }));
    const exercises = s.exercises.map(({ exercise }, i) => ({
      ...exerciseData(exercise, `${s.order}.${i + 1}`),
      isOwn: true,
    }));
    return {
      ...s,
      labs,
      exercises,
      exerciseHomes: s.exercises,
      summary: summaryOf(s, labs, exercises),
    };
  });
  const ourLabs = new Map(ours.labs.stations.flatMap((g) => g.labs.map((l) => [l.id, l])));
  const ourExercises = new Map(
    ours.exercises.stations.flatMap((g) => g.exercises.map((e) => [e.id, e])),
  );
  const labs = new Map([...ourLabs, ...stations.flatMap((s) => s.labs.map((l) => [l.id, l]))]);
  const exercises = new Map([
    ...ourExercises,
    ...stations.flatMap((s) => s.exercises.map((e) => [e.id, e])),
  ]);
  const stationIds = new Set([
    ...ours.path.stations.map((s) => s.id),
    ...stations.flatMap((s) => [s.id, s.name]),
  ]);
  const ourLessons = ours.path.stations.flatMap((s) => s.lessons.map((l) => l.id));

  /** Addresses inside the site; an own station is called by its name alone. */
  const linker = (route) => (target, _where, fail) => {
    const up = depthOf(route);
    const [, kind, id] = /^(\w+):(.*)$/.exec(target);
    if (kind === "lab" && course.known.labs.has(id)) return `${up}lab/${id}/`;
    if (kind === "exercise" && course.known.exercises.has(id)) return `${up}exercise/${id}/`;
    const own = stations.some((s) => s.name === id);
    if (kind === "station" && stationIds.has(id)) return `${up}${own ? `own/${id}` : id}/`;
    if (kind === "lesson" && (course.lessonIds.has(`own/${id}`) || ourLessons.includes(id)))
      return `${up}${course.lessonIds.has(`own/${id}`) ? `own/${id}` : id}/`;
    return fail(`the link ${target} leads nowhere.`, `(${target}`);
  };

  const pages = [];
  for (const s of stations) {
    for (const { link, about, body } of s.lessons) {
      const md = course.markdown(`${s.where}/lesson.md`, s.lessonText, linker(link.id));
      const html = md.html(body);
      pages.push({
        kind: "lesson",
        route: link.id,
        title: link.title,
        station: s.summary,
        lesson: link,
        about: md.inline(about).replace(/<[^>]+>/g, ""),
        html,
        labs: [...md.used.labs].flatMap((id) => labs.get(id) ?? []),
        exercises: [...md.used.exercises].flatMap((id) => exercises.get(id) ?? []),
      });
    }
    const md = course.markdown(`${s.where}/station.md`, s.text ?? "", linker(s.id));
    pages.push({
      kind: "station",
      route: s.id,
      title: s.summary.title,
      station: s.summary,
      html: md.html(s.body),
      labs: s.labs,
      exercises: s.exercises,
    });
    for (const lab of s.labs)
      pages.push({
        kind: "lab",
        route: `lab/${lab.id}`,
        title: lab.title,
        lab,
        station: s.summary,
      });
    s.exerciseHomes.forEach(({ home }, i) => {
      const e = s.exercises[i];
      const statement = read(join(course.root, home, "statement.md"));
      const [body, hints = ""] = statement.split(/^## Hints\s*$/m);
      const inside = course.markdown(`${home}/statement.md`, statement, linker(`exercise/${e.id}`));
      pages.push({
        kind: "exercise",
        route: `exercise/${e.id}`,
        title: e.title,
        exercise: e,
        station: s.summary,
        html: inside.html(body),
        hints: hints
          .split(/^\d+\. +/m)
          .slice(1)
          .map((hint) => inside.html(hint.trim())),
        starter: read(join(course.root, home, "starter.ts")),
        reference: read(join(course.root, home, "reference.ts")),
      });
    });
  }
  const md = course.markdown("course.md", course.intro, linker("own"));
  const own = {
    title: course.title,
    html: md.html(course.intro),
    stations: stations.map((s) => s.summary),
  };
  const alone = course.place === "instead";
  const grouped = (of) =>
    stations
      .filter((s) => s[of].length > 0)
      .map((s) => ({ station: s.id, title: `${s.order} ${s.summary.title}`, [of]: s[of] }));
  pages.push(
    alone
      ? { kind: "own", route: "", title: course.title, own }
      : { ...ours.path, own: { title: own.title, stations: own.stations } },
    { kind: "own", route: "own", title: course.title, own },
    { ...ours.labs, stations: [...grouped("labs"), ...(alone ? [] : ours.labs.stations)] },
    {
      ...ours.exercises,
      stations: [...grouped("exercises"), ...(alone ? [] : ours.exercises.stations)],
    },
  );
  const find = [
    ...stations.map((s) => ({
      kind: "station",
      title: s.summary.title,
      detail: `${course.title}. ${s.summary.authors}`,
      route: s.id,
    })),
    ...stations.flatMap((s) =>
      s.lessons.map(({ link }) => ({
        kind: "lesson",
        title: link.title,
        detail: s.summary.title,
        route: link.id,
      })),
    ),
    ...stations.flatMap((s) =>
      s.labs.map((l) => ({
        kind: "lab",
        title: l.title,
        detail: `${l.id}. ${l.question}`,
        route: `lab/${l.id}`,
      })),
    ),
    ...stations.flatMap((s) =>
      s.exercises.map((e) => ({
        kind: "exercise",
        title: e.title,
        detail: `${e.id}, ${e.functions.join(", ")}`,
        route: `exercise/${e.id}`,
      })),
    ),
    ...ours.find.filter((e) => !alone || /^reference/.test(e.route)),
  ];
  return {
    pages: pages.map((p) => ({ ...p, root: depthOf(p.route) })),
    find,
    modules: {
      ...siteModules,
      files: { ...siteModules.files, ...course.site, ...openings(course) },
    },
    sources: { ...siteSources, ...course.sources },
  };
}

/** What a page opens to run a course's labs: the host, with the labs and checks of the course. */
function openings(course) {
  const files = [...course.labFiles, ...course.exerciseFiles].map(
    ({ file }) => `./${file.replace(/\.ts$/, ".js")}`,
  );
  const unique = [...new Set(files)];
  const made = (code, targets) => {
    const imports = targets.map(([specifier, target]) => {
      const from = code.indexOf(`"${specifier}"`) + 1;
      return [from, from + specifier.length, target];
    });
    return { code, imports };
  };
  const all = `${unique.map((file, i) => `import * as m${i} from "${file}";`).join("\n")}\nexport const own = [${unique.map((_, i) => `m${i}`).join(", ")}];\n`;
  return {
    "own/all.js": made(
      all,
      unique.map((file) => [file, `own/${file.slice(2)}`]),
    ),
    "own/open.js": made(
      'import { host } from "../studio/workers/host.js";\nimport { own } from "./all.js";\nexport const open = (post) => host(post, undefined, own);\n',
      [
        ["../studio/workers/host.js", "studio/workers/host.js"],
        ["./all.js", "own/all.js"],
      ],
    ),
  };
}
