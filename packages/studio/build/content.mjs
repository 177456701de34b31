/** Everything that pages are made from: stations, lessons, labs, exercises; read from packages/course. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { capstone, catalogue, exercises, labs, parseStation } from "@gradus/course";
import { deepAlgorithms } from "gradus/agents";
import { lessonPages } from "./lessons.mjs";
import { compiler, escaped } from "./markdown.mjs";
import { reference } from "./reference.mjs";
import { depthOf, exerciseData, labData } from "./summaries.mjs";

const course = fileURLToPath(new URL("../../course/stations/", import.meta.url));
const packages = fileURLToPath(new URL("../../", import.meta.url));
const read = (path) =>
  existsSync(path) ? readFileSync(path, "utf8").replace(/\r\n/g, "\n") : undefined;

/** The folder of a station: its number counts, not the rest of the name. */
const folderOf = (id) =>
  join(course, readdirSync(course).find((name) => name.startsWith(id.slice(0, 3))) ?? id);

/** Short forms for the steps of the front page, honest times, and what we say about a station: ours, November 2026. */
const words = {
  "01": {
    title: "Neural Networks and Deep Learning",
    by: "Nielsen, book",
    gives: "from nothing to “networks are simple, what’s next”",
    lacks: "breadth",
    ours: "Still the place to start. The book's code is Python 2; all of it runs here, digit by digit, in your page.",
    there: "25 h book",
    onward: "2 for breadth, or 4 at once: reinforcement learning needs no deep learning at first",
  },
  "02": {
    title: "Deep Learning specialization",
    by: "Ng, five courses",
    gives: "breadth, pointers to the seminal papers",
    lacks: "depth per topic",
    ours: "Five courses, not four. Still the clearest survey; the assignments sit behind an account.",
    there: "60 h course",
    onward: "3, or papers; 4 for reinforcement",
  },
  "03": {
    title: "Deep Learning Lecture Series",
    by: "DeepMind × UCL",
    gives: "attention, transformers, AlphaZero",
    lacks: "an introduction: not straight after 1",
    ours: "What was recent in 2020 is the ground that everybody stands on now. Watch the lectures on attention twice.",
    there: "18 h video",
    onward: "papers; 4 for reinforcement",
  },
  "04": {
    title: "Reinforcement Learning: an Introduction",
    by: "Sutton & Barto",
    gives: "the basics, ready for papers",
    lacks: "a view of modern methods",
    ours: "Still the place to start with reinforcement learning. It needs no deep learning: you may begin here. Where a printed number differs from the exact one, the lab shows both.",
    there: "60 h book",
    onward: "6; 5 as a review",
  },
  "05": {
    title: "Reinforcement Learning course",
    by: "van Hasselt, UCL",
    gives: "the same ground as 4, with 4 or as a review",
    lacks: "good slides",
    ours: "Take it beside 4, or after it. A newer series of 2021 exists; the older one still explains best.",
    there: "20 h video",
    onward: "6",
  },
  "06": {
    title: "Deep RL Bootcamp",
    by: "Berkeley",
    gives: "modern deep RL in practice",
    lacks: "the basics: take 4 first",
    ours: "Two days in 2017 that have aged well. “Nuts and Bolts” is here as a panel that reads your own run.",
    there: "16 h video",
    onward: "7",
  },
  "07": {
    title: "Spinning Up, then the libraries",
    by: "OpenAI",
    gives: "code to adapt, then libraries",
    lacks: "a high level",
    ours: "No longer maintained, and hard to install. Its algorithms, from VPG to SAC, run here as single files beside the published numbers.",
    there: "15 h docs",
    onward: "the capstone, or a problem of your own",
  },
  "08": { title: "AI: a Modern Approach", gives: "Liked less. Huge, a classic; for research." },
  "09": { title: "Deep Learning", gives: "Liked less. The popular textbook." },
  10: { title: "AI Podcast", gives: "Inspiration, any time. No skills." },
};

function stationOf(entry, lessonsOf, labIds, exerciseIds) {
  const w = words[entry.id.slice(0, 2)] ?? {};
  const lessons = lessonsOf.map(({ link }) => link);
  const minutes =
    lessons.reduce((sum, l) => sum + l.minutes, 0) + labIds.length * 2 + exerciseIds.length * 10;
  const after = entry.after.map((id) => catalogue.find((c) => c.id === id)?.order).filter(Boolean);
  const beside = (entry.parallel ?? []).map(
    (id) => `station ${catalogue.find((c) => c.id === id)?.order}`,
  );
  const needs = [
    entry.requires.length > 0 ? `Needs ${entry.requires.join(", ")}` : "",
    after.length > 0 ? `take ${after.join(" and ")} first` : "",
  ]
    .filter(Boolean)
    .join("; ");
  return {
    id: entry.id,
    order: entry.order,
    title: w.title ?? entry.title,
    authors: w.by ?? entry.authors,
    kind: entry.kind,
    links: entry.links,
    judgement: entry.judgement,
    gives: entry.gives,
    lacks: entry.lacks,
    givesShort: w.gives ?? entry.judgement,
    lacksShort: w.lacks ?? entry.lacks[0] ?? "",
    ours: w.ours ?? entry.since ?? "",
    since: entry.since ?? "",
    ...(entry.correction === undefined ? {} : { correction: entry.correction }),
    here: minutes === 0 ? "" : `${Math.max(1, Math.round(minutes / 60))} h here`,
    there: w.there ?? "",
    needs: needs === "" ? "" : `${needs[0].toUpperCase()}${needs.slice(1)}.`,
    before:
      [...entry.requires, ...after.map((order) => `station ${order}`)].join(", ") || "nothing",
    beside: beside.join(", "),
    onward: w.onward ?? "",
    lessons,
    labs: labIds,
    exercises: exerciseIds,
  };
}

/** Names that an index file passes on → the module that has them. */
function passedOn(folder) {
  const text = read(join(packages, "gradus/src", folder, "index.ts")) ?? "";
  const names = {};
  for (const [, list, from] of text.matchAll(
    /export (?:type )?\{([^}]*)\} from "\.\/([^"]+)\.ts"/g,
  ))
    for (const name of list.split(","))
      names[
        name
          .replace(/\btype\b/, "")
          .split(" as ")[0]
          .trim()
      ] = `gradus/${folder}/${from}.js`;
  return names;
}

const labFiles = new Map();

/** The modules that a reader of a lab's code opens first: what it is about, then the lab itself. */
function filesOf(id) {
  if (labFiles.size === 0) {
    const names = Object.fromEntries(
      ["agents", "tabular", "envs", "envs/book"].map((folder) => [
        `gradus/${folder}`,
        passedOn(folder),
      ]),
    );
    for (const folder of readdirSync(course)) {
      const labsFolder = join(course, folder, "labs");
      if (!existsSync(labsFolder)) continue;
      for (const file of readdirSync(labsFolder)) {
        if (!file.endsWith(".ts") || file.includes(".test.")) continue;
        const text = read(join(labsFolder, file));
        const used = [
          ...text.matchAll(/import (?:type )?\{([^}]*)\} from "(gradus\/[^"]+)"/g),
        ].flatMap(([, list, from]) =>
          list.split(",").flatMap(
            (name) =>
              names[from]?.[
                name
                  .replace(/\btype\b/, "")
                  .split(" as ")[0]
                  .trim()
              ] ?? [],
          ),
        );
        const own = `course/stations/${folder}/labs/${file.replace(/\.ts$/, ".js")}`;
        for (const piece of text.split(/(?=\bid: "\d\d\/)/).slice(1)) {
          const [, found] = piece.match(/^id: "([^"]+)"/) ?? [];
          // deep algorithms are told by name
          const deep = [...piece.matchAll(/\balgorithm: "([^"]+)"/g)].flatMap(
            ([, name]) => names["gradus/agents"]?.[deepAlgorithms[name]?.algorithm.name] ?? [],
          );
          labFiles.set(found, [...new Set([...deep, ...used.slice(0, 4), own])]);
        }
      }
    }
  }
  return labFiles.get(id) ?? [];
}

/** The addresses of all lessons, by station. */
export const lessonsOfPath = () =>
  catalogue.flatMap(({ id, order }) => {
    const text = read(join(folderOf(id), "lesson.md"));
    if (text === undefined) return [];
    return [{ station: id, routes: lessonPages(id, order, text).map(({ link }) => link.id) }];
  });

/** All pages of the site, without their HTML around. */
export function content() {
  const stations = catalogue;
  const orderOf = Object.fromEntries(stations.map((s) => [s.id.slice(0, 2), s.order]));
  const labNumber = new Map();
  const counts = {};
  for (const lab of labs) {
    const station = lab.id.slice(0, 2);
    counts[station] = (counts[station] ?? 0) + 1;
    labNumber.set(lab.id, `${orderOf[station] ?? Number(station)}.${counts[station]}`);
  }
  const exerciseNumber = new Map();
  const exerciseCounts = {};
  for (const e of exercises) {
    const station = e.id.slice(0, 2);
    exerciseCounts[station] = (exerciseCounts[station] ?? 0) + 1;
    exerciseNumber.set(e.id, `${orderOf[station] ?? Number(station)}.${exerciseCounts[station]}`);
  }
  const known = {
    labs: new Set(labs.map((l) => l.id)),
    exercises: new Set(exercises.map((e) => e.id)),
  };

  const labSummary = (lab) => labData(lab, labNumber.get(lab.id), filesOf(lab.id));
  const exerciseSummary = (e) => exerciseData(e, exerciseNumber.get(e.id));
  const labsAt = (id) => labs.filter((l) => l.id.startsWith(`${id.slice(0, 2)}/`));
  const exercisesAt = (id) => exercises.filter((e) => e.id.startsWith(`${id.slice(0, 2)}/`));

  const lessons = new Map();
  for (const s of stations) {
    const text = read(join(folderOf(s.id), "lesson.md"));
    lessons.set(s.id, text === undefined ? [] : lessonPages(s.id, s.order, text));
  }
  const summaries = stations.map((s) =>
    stationOf(
      s,
      lessons.get(s.id),
      labsAt(s.id).map((l) => l.id),
      exercisesAt(s.id).map((e) => e.id),
    ),
  );
  const summary = (id) => summaries.find((s) => s.id === id);

  /** Addresses inside the site, from a page of this depth. */
  const linker = (route) => (target, where) => {
    const [kind, id] = [
      target.slice(0, target.indexOf(":")),
      target.slice(target.indexOf(":") + 1),
    ];
    const up = depthOf(route);
    if (kind === "lab" && known.labs.has(id)) return `${up}lab/${id}/`;
    if (kind === "exercise" && known.exercises.has(id)) return `${up}exercise/${id}/`;
    if (kind === "station" && summary(id) !== undefined) return `${up}${id}/`;
    if (kind === "lesson" && summaries.some((s) => s.lessons.some((l) => l.id === id)))
      return `${up}${id}/`;
    throw new Error(`${where}: the link ${target} leads nowhere.`);
  };

  const pages = [{ kind: "path", route: "", title: "", stations: summaries }];
  for (const s of summaries) {
    for (const { link, about, body } of lessons.get(s.id)) {
      const md = compiler({
        where: `stations/${s.id}/lesson.md, “${link.title}”`,
        known,
        linkTo: linker(link.id),
      });
      const html = md.html(body);
      pages.push({
        kind: "lesson",
        route: link.id,
        title: link.title,
        station: s,
        lesson: link,
        about: md.inline(about).replace(/<[^>]+>/g, ""),
        html,
        labs: labs.filter((l) => md.used.labs.has(l.id)).map(labSummary),
        exercises: exercises.filter((e) => md.used.exercises.has(e.id)).map(exerciseSummary),
      });
    }
    const file = read(join(folderOf(s.id), "station.md"));
    const md = compiler({ where: `stations/${s.id}/station.md`, known, linkTo: linker(s.id) });
    pages.push({
      kind: "station",
      route: s.id,
      title: s.title,
      station: s,
      html: file === undefined ? "" : md.html(parseStation(file).body),
      labs: labsAt(s.id).map(labSummary),
      exercises: exercisesAt(s.id).map(exerciseSummary),
    });
  }
  const top = compiler({
    where: "stations/capstone/station.md",
    known,
    linkTo: linker(capstone.id),
  });
  pages.push({
    kind: "capstone",
    route: capstone.id,
    title: capstone.title,
    about: capstone.about,
    html: top.html(parseStation(read(join(course, "capstone/station.md"))).body),
  });
  const grouped = (of) =>
    summaries
      .filter((s) => of(s.id).length > 0)
      .map((s) => ({ station: s.id, title: `${s.order} ${s.title}`, items: of(s.id) }));
  pages.push({
    kind: "labs",
    route: "labs",
    title: "Labs",
    stations: grouped(labsAt).map(({ items, ...s }) => ({ ...s, labs: items.map(labSummary) })),
  });
  for (const lab of labs) {
    const s = summaries.find((x) => x.id.startsWith(lab.id.slice(0, 2)));
    pages.push({
      kind: "lab",
      route: `lab/${lab.id}`,
      title: lab.title,
      lab: labSummary(lab),
      station: s,
    });
  }
  pages.push({
    kind: "exercises",
    route: "exercises",
    title: "Exercises",
    stations: grouped(exercisesAt).map(({ items, ...s }) => ({
      ...s,
      exercises: items.map(exerciseSummary),
    })),
  });
  const leg = (title, from, to) => ({
    title,
    stations: summaries
      .filter((s) => s.order >= from && s.order <= to)
      .map(({ id, order, title }) => ({
        id,
        order,
        title,
        exercises: exercisesAt(id).map(exerciseSummary),
      })),
  });
  pages.push({
    kind: "known",
    route: "known",
    title: "I already know this",
    legs: [leg("First leg: supervised", 1, 3), leg("Second leg: reinforcement", 4, 7)],
  });
  for (const e of exercises) {
    const folder = join(course, e.folder);
    const statement = read(join(folder, "statement.md")) ?? "";
    const [body, hints = ""] = statement.split(/^## Hints\s*$/m);
    const md = compiler({
      where: `${e.folder}/statement.md`,
      known,
      linkTo: linker(`exercise/${e.id}`),
    });
    pages.push({
      kind: "exercise",
      route: `exercise/${e.id}`,
      title: e.title,
      exercise: exerciseSummary(e),
      station: summaries.find((x) => x.id.startsWith(e.id.slice(0, 2))),
      html: md.html(body),
      hints: hints
        .split(/^\d+\. +/m)
        .slice(1)
        .map((hint) => md.html(hint.trim())),
      starter: read(join(folder, "starter.ts")) ?? "",
      reference: read(join(folder, "reference.ts")) ?? "",
    });
  }
  pages.push({ kind: "runs", route: "runs", title: "Runs" });
  const lookedUp = reference();
  pages.push(...lookedUp.pages);

  const find = [
    ...summaries.map((s) => ({
      kind: "station",
      title: s.title,
      detail: `${s.authors}. ${s.judgement}`,
      route: s.id,
    })),
    {
      kind: "station",
      title: capstone.title,
      detail: `The capstone, ${capstone.state}. Quantum error correction.`,
      route: capstone.id,
    },
    ...summaries.flatMap((s) =>
      s.lessons.map((l) => ({
        kind: "lesson",
        title: l.title,
        detail: `${s.order} ${s.title}`,
        route: l.id,
      })),
    ),
    ...labs.map((l) => ({
      kind: "lab",
      title: l.title,
      detail: `${l.id}. ${l.question}`,
      route: `lab/${l.id}`,
    })),
    ...exercises.map((e) => ({
      kind: "exercise",
      title: e.title,
      detail: `${e.id}, ${e.functions.join(", ")}`,
      route: `exercise/${e.id}`,
    })),
    ...lookedUp.find,
  ];
  return { pages: pages.map((p) => ({ ...p, root: depthOf(p.route) })), find };
}

export { escaped };
