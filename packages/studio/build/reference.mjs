/**
 * The reference: a page for each algorithm, world and command, and tables of presets and settings. All of it comes from the
 * tables that the library and the command line read themselves.
 */

import { rng } from "gradus/core";
import { describe, sample, sampleMasked, svgPainter, worldNamed } from "gradus/env";
import { worlds } from "gradus/envs";
import { pictureOf } from "gradus/envs/draw";
import { algorithms, fitting, presetFor, presets } from "gradus/run";
import { commandLine } from "../../cli/dist/command-line.js";
import { escaped } from "./markdown.mjs";
import { aboveTable, fileOfFunction, fileOfWorld, headOf, inline, prose } from "./sources.mjs";

const minus = (text) => String(text).replace(/^-/, "−");
const raised = (n) => String(n).replace(/\d/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]);
/** A number as the pages write it: thin spaces in thousands, great powers of ten as such. */
export function number(x) {
  const power = Math.log10(Math.abs(x));
  if (Math.abs(x) >= 1e7 && Number.isInteger(power)) return `${x < 0 ? "−" : ""}10${raised(power)}`;
  if (!Number.isInteger(x) || Math.abs(x) < 10_000) return minus(x);
  return minus(String(x).replace(/\B(?=(\d{3})+$)/g, "\u202f"));
}
/** A mean with its standard error, to the second digit of the error. */
export function withError(mean, error) {
  if (error === 0) return `${number(mean)} ± 0`;
  const digits = Math.max(0, 1 - Math.floor(Math.log10(error)));
  return `${minus(mean.toFixed(digits))} ± ${error.toFixed(digits)}`.replaceAll(" ", "\u00a0");
}
const shown = (value) => (typeof value === "number" ? number(value) : String(value));
const link = (up, route, text) => `<a href="${up}${route}/">${escaped(text)}</a>`;
const table = (heads, rows, kind = "") =>
  rows.length === 0
    ? ""
    : `<div class="scroll"><table class="ref ${kind}"><thead><tr>${heads.map((h) => `<th scope="col">${h}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
const row = (cells, id) =>
  `<tr${id === undefined ? "" : ` id="${escaped(id)}"`}>${cells.map((c) => `<td>${c}</td>`).join("")}</tr>`;

const algorithmRoute = (id) => `reference/algorithms/${id}`;
/** "MinAtar/Breakout-v1" is one page, not a page in a folder. */
const worldRoute = (id) => `reference/worlds/${id.replaceAll("/", "-")}`;
const commandRoute = (name) => `reference/commands/${name}`;

/** What a setting may be, in words. */
export function allowed(knob) {
  if (knob.choices !== undefined)
    return knob.choices.map((c) => `<code>${escaped(c)}</code>`).join(", ");
  if (typeof knob.default === "boolean") return "true, false";
  if (typeof knob.default === "string") return "text";
  const whole = knob.integer ? "whole, " : "";
  const range =
    knob.range === undefined ? "any number" : `${number(knob.range[0])} … ${number(knob.range[1])}`;
  return `${whole}${range}${knob.unit === undefined ? "" : ` ${escaped(knob.unit)}`}`;
}

/** The table of an algorithm's or a world's settings. */
function knobTable(knobs, changed = {}) {
  return table(
    ["Setting", "Symbol", "Default", "Range", "Meaning"],
    Object.entries(knobs).map(([name, knob]) =>
      row(
        [
          `<code>${escaped(name)}</code>`,
          knob.symbol === undefined ? "" : `<i class="symbol">${escaped(knob.symbol)}</i>`,
          escaped(shown(changed[name] ?? knob.default)),
          allowed(knob),
          inline(knob.doc),
        ],
        name,
      ),
    ),
    "knob-table",
  );
}

const settings = (knobs) =>
  Object.entries(knobs)
    .map(([name, value]) => `<code>${escaped(name)}=${escaped(String(value))}</code>`)
    .join(" ") || "the defaults";

const measured = ({ measured: m }) => (m === undefined ? "" : withError(m.mean, m.standardError));

const kindOf = ({ sees, learnsFrom }) =>
  learnsFrom !== undefined
    ? "imitation"
    : sees === "observation"
      ? "networks"
      : sees === "features"
        ? "features"
        : "tables";
const groups = {
  tables: "On tables",
  features: "On features",
  networks: "On networks",
  imitation: "From an expert",
};

/** What a command needs beside algorithm and world. */
const teacher = { data: " --data DIR", expert: " --expert RUN" };

const camel = (id) => id.replace(/-(\w)/g, (_, c) => c.toUpperCase());

function fileOfAlgorithm(id, entry) {
  const folders = ["tabular", "agents", "imitation"];
  return fileOfFunction(entry.algorithm.name, folders) ?? fileOfFunction(camel(id), folders);
}

const fits = new Map();
/** Names of the algorithms that can learn in a world. */
function fittingOf(id) {
  if (!fits.has(id)) fits.set(id, fitting(worldNamed(worlds, id)));
  return fits.get(id);
}

function algorithmPage(id, entry) {
  const route = algorithmRoute(id);
  const up = "../../../";
  const file = fileOfAlgorithm(id, entry);
  const head = file === undefined ? undefined : headOf(file);
  const about = file === undefined ? undefined : aboveTable(file);
  const rows = Object.entries(presets[id] ?? {});
  const example = rows[0]?.[0] ?? Object.keys(worlds).find((w) => fittingOf(w).includes(id));
  return {
    route,
    title: id,
    html: [
      `<p class="lead">${escaped(entry.title)}. ${escaped(entry.source)}.</p>`,
      head === undefined ? "" : `<div class="prose">${prose(head)}</div>`,
      `<h2>Settings</h2>`,
      about === undefined ? "" : `<p class="quiet">${inline(about.replace(/\s*\n\s*/g, " "))}</p>`,
      knobTable(entry.knobs) || "<p>It has none.</p>",
      rows.length === 0 ? "" : "<h2>Known to learn</h2>",
      table(
        ["World", "Differs from the defaults", "Steps", "Return", "Source"],
        rows.map(([world, preset]) =>
          row([
            world in worlds ? link(up, worldRoute(world), world) : escaped(world),
            `${settings(preset.knobs)}<small>${inline(preset.why)}</small>`,
            number(preset.steps),
            measured(preset),
            inline(preset.source),
          ]),
        ),
        "preset-table",
      ),
      "<h2>At the command line</h2>",
      example === undefined
        ? ""
        : `<pre tabindex="0">gradus train ${id} ${example}${teacher[entry.learnsFrom] ?? ""}\ngradus train ${id} ${example} --help</pre>`,
      file === undefined
        ? ""
        : `<p class="quiet">Its code: <code>packages/gradus/src/${file}</code></p>`,
    ].join("\n"),
  };
}

/** An action of the world, allowed where it knows which are. */
function action(world, state, chance) {
  if (world.mask === undefined || world.actionSpace.kind !== "discrete")
    return sample(world.actionSpace, chance);
  const mask = new Uint8Array(world.actionSpace.n);
  world.mask(state, mask, 0);
  return sampleMasked(world.actionSpace, mask, chance);
}

/** A picture in the middle of an episode of random play, in the colours of the page. */
function pictureSvg(world) {
  const [random, chance] = [rng([1, 0]), rng([1, 1])];
  const outcome = { reward: 0, terminated: false };
  let state = world.create();
  world.reset(state, random);
  const trail = [];
  for (let t = 0; t < 9; t++) {
    const next = structuredClone(state);
    world.step(next, action(world, next, chance), random, outcome);
    if (outcome.terminated) break;
    trail.push(state);
    state = next;
  }
  const picture = pictureOf(world);
  const painter = svgPainter(picture.width, picture.height);
  picture.paint(painter, state, { trail: trail.slice(-5) });
  return painter.svg();
}

const keyNames = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", " ": "Space" };

/** What each number of a small box lies between. */
function bounds(space) {
  if (space.kind !== "box" || space.low.length > 8) return "";
  const end = (x) =>
    Number.isFinite(x) ? number(Math.round(x * 1000) / 1000) : x < 0 ? "−∞" : "∞";
  const parts = Array.from(space.low, (low, i) => `[${end(low)}, ${end(space.high[i])}]`);
  return [...new Set(parts)].length === 1 ? `each in ${parts[0]}` : parts.join(", ");
}

function worldPage(id) {
  const up = "../../../";
  const { knobs } = worlds[id];
  const world = worldNamed(worlds, id);
  const file = fileOfWorld(id);
  const head = file === undefined ? undefined : headOf(file);
  const keys = Object.entries(world.keys ?? {});
  const known = Object.keys(presets).flatMap((algorithm) => {
    const preset = presetFor(algorithm, id);
    return preset === undefined ? [] : [[algorithm, preset]];
  });
  const others = fittingOf(id).filter((name) => !known.some(([other]) => other === name));
  const fact = (name, value) => (value === "" ? "" : `<dt>${name}</dt><dd>${value}</dd>`);
  const space = (s) =>
    `${escaped(describe(s))}${bounds(s) === "" ? "" : `<br><small>${bounds(s)}</small>`}`;
  return {
    route: worldRoute(id),
    title: id,
    html: [
      `<p class="lead">${escaped(world.title)}</p>`,
      `<div class="world-facts"><figure class="picture">${pictureSvg(world)}<figcaption>In the middle of an episode.</figcaption></figure>`,
      "<dl>",
      fact("Observations", space(world.observationSpace)),
      fact("Actions", space(world.actionSpace)),
      fact(
        "Time limit",
        Number.isFinite(world.maxSteps) ? `${number(world.maxSteps)} steps` : "none",
      ),
      fact(
        "Solved at",
        world.solvedAt === undefined ? "" : `a return of ${number(world.solvedAt)}`,
      ),
      fact(
        "Exact model",
        world.model === undefined ? "no" : "yes: dynamic programming can be used",
      ),
      fact(
        "Keys",
        keys
          .map(
            ([key, a]) =>
              `<kbd>${escaped(keyNames[key] ?? key)}</kbd> ${escaped(minus(JSON.stringify(a)))}`,
          )
          .join(" &nbsp; "),
      ),
      "</dl></div>",
      keys.length === 0 ? "" : `<div data-play="${escaped(id)}"></div>`,
      head === undefined ? "" : `<div class="prose">${prose(head)}</div>`,
      Object.keys(knobs).length === 0 ? "" : `<h2>Settings</h2>${knobTable(knobs)}`,
      known.length === 0 ? "" : "<h2>What is known to learn it</h2>",
      table(
        ["Algorithm", "Differs from the defaults", "Steps", "Return", "Source"],
        known.map(([algorithm, preset]) =>
          row([
            link(up, algorithmRoute(algorithm), algorithm),
            `${settings(preset.knobs)}<small>${inline(preset.why)}</small>`,
            number(preset.steps),
            measured(preset),
            inline(preset.source),
          ]),
        ),
        "preset-table",
      ),
      others.length === 0
        ? ""
        : `<p class="also"><b>${known.length === 0 ? "These can learn in it:" : "These can learn in it, too:"}</b> ${others.map((name) => link(up, algorithmRoute(name), name)).join(", ")}.</p>`,
      "<h2>At the command line</h2>",
      `<pre tabindex="0">${keys.length === 0 ? "" : `gradus play ${id}\n`}gradus train ${known[0]?.[0] ?? others[0] ?? "ppo"} ${id}</pre>`,
      file === undefined
        ? ""
        : `<p class="quiet">Its code: <code>packages/gradus/src/${file}</code></p>`,
    ].join("\n"),
  };
}

/** The commands as they are declared; nothing is run. */
function commands() {
  const silent = { write: () => {}, live: false, colour: false, columns: 100 };
  const io = {
    out: silent,
    err: silent,
    cwd: ".",
    turn: () => undefined,
    onInterrupt: () => () => {},
    keyboard: () => undefined,
    nodeFlags: [],
  };
  const program = commandLine(io, () => {});
  return program
    .createHelp()
    .visibleCommands(program)
    .filter((c) => c.name() !== "help");
}

function commandPage(command) {
  const help = command.createHelp();
  const term = (text) => `<code>${escaped(text)}</code>`;
  const option = (o) => {
    const fallback =
      o.defaultValue === undefined || o.defaultValue === false || o.negate
        ? ""
        : ` Default: ${escaped(String(o.defaultValue))}.`;
    return row([
      term(o.flags),
      `${inline(o.description[0].toUpperCase() + o.description.slice(1))}.${fallback}`,
    ]);
  };
  const args = command.registeredArguments;
  const own = help.visibleOptions(command).filter((o) => o.long !== "--help");
  const name = command.name();
  return {
    route: commandRoute(name),
    title: `gradus ${name}`,
    html: [
      `<p class="lead">${inline(command.description())}</p>`,
      `<pre tabindex="0">gradus ${escaped(`${name} ${command.usage()}`.replace("[options] ", own.length > 0 ? "[options] " : ""))}</pre>`,
      args.length === 0 ? "" : "<h2>What it is given</h2>",
      table(
        ["Argument", "What it is"],
        args.map((a) =>
          row([term(a.required ? `<${a.name()}>` : `[${a.name()}]`), inline(a.description)]),
        ),
      ),
      own.length === 0 ? "" : "<h2>Options</h2>",
      table(["Option", "What it does"], own.map(option)),
      '<p class="quiet">People read the error stream, machines the output: with <code>--json</code>, one object a line. Exit status: 0 done, 1 failed, 2 wrong use.</p>',
    ].join("\n"),
  };
}

/** Every setting by its name, with the algorithms that have it. */
function settingsOf() {
  const found = new Map();
  for (const [id, { knobs }] of Object.entries(algorithms))
    for (const [name, knob] of Object.entries(knobs)) {
      const entry = found.get(name) ?? { symbols: new Set(), docs: new Map() };
      if (knob.symbol !== undefined) entry.symbols.add(knob.symbol);
      entry.docs.set(knob.doc, [...(entry.docs.get(knob.doc) ?? []), id]);
      found.set(name, entry);
    }
  return [...found].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
}

/** @returns pages without `root`, and what the find box is to know of them */
export function reference() {
  const up = "../../";
  const own = commands();
  const ids = Object.keys(worlds);
  const about = new Map(ids.map((id) => [id, worldNamed(worlds, id)]));
  const byKind = (kind) => Object.entries(algorithms).filter(([, entry]) => kindOf(entry) === kind);
  const algorithmRows = (kind, root) =>
    byKind(kind).map(([id, { title, source, knobs }]) =>
      row([
        `${link(root, algorithmRoute(id), id)}`,
        escaped(title),
        escaped(source),
        String(Object.keys(knobs).length),
      ]),
    );
  const worldRows = ids.map((id) => {
    const w = about.get(id);
    return row([
      link(up, worldRoute(id), id),
      escaped(w.title),
      escaped(describe(w.observationSpace)),
      escaped(describe(w.actionSpace)),
      Number.isFinite(w.maxSteps) ? number(w.maxSteps) : "none",
    ]);
  });
  const presetRows = Object.entries(presets).flatMap(([algorithm, list]) =>
    Object.entries(list).map(([world, preset]) =>
      row([
        link(up, algorithmRoute(algorithm), algorithm),
        world in worlds ? link(up, worldRoute(world), world) : escaped(world),
        settings(preset.knobs),
        number(preset.steps),
        measured(preset),
        inline(preset.source),
      ]),
    ),
  );
  const all = settingsOf();
  const sections = {
    algorithms: `${Object.keys(algorithms).length} algorithms, each with its settings, its source, and the worlds it is known to learn.`,
    worlds: `${ids.length} worlds: what they show, what they take, when they end.`,
    presets: `${presetRows.length} settings that are known to learn a world.`,
    settings: `${all.length} settings by name and symbol, and which algorithms have them.`,
    commands: `${own.length} commands.`,
  };
  const titles = {
    algorithms: "Algorithms",
    worlds: "Worlds",
    presets: "Presets",
    settings: "Settings",
    commands: "Commands",
  };
  const heads = ["Name", "What it is", "Source", "Settings"];
  const pages = [
    {
      route: "reference",
      title: "Reference",
      html: `<p class="lead">Looked up, not read. Everything here comes from the tables that the library, the labs and the command line read themselves; the find box (<kbd>/</kbd>) knows every name and symbol of it.</p><dl class="sections">${Object.entries(
        sections,
      )
        .map(
          ([key, text]) =>
            `<dt>${link("../", `reference/${key}`, titles[key])}</dt><dd>${text}</dd>`,
        )
        .join("")}</dl>`,
    },
    {
      route: "reference/algorithms",
      title: titles.algorithms,
      html: Object.entries(groups)
        .map(([kind, title]) => `<h2>${title}</h2>${table(heads, algorithmRows(kind, up))}`)
        .join("\n"),
    },
    {
      route: "reference/worlds",
      title: titles.worlds,
      html: table(["World", "What it is", "Observations", "Actions", "Time limit"], worldRows),
    },
    {
      route: "reference/presets",
      title: titles.presets,
      html: `<p class="lead">Where the defaults of an algorithm do not learn a world, or not as well. <code>gradus train</code> takes them unless <code>--set</code> says otherwise.</p><p class="quiet">Return: without exploration, mean ± standard error over ten training seeds that were not tuned on; where it stands empty, it was not measured in this way.</p>${table(
        ["Algorithm", "World", "Differs from the defaults", "Steps", "Return", "Source"],
        presetRows,
        "preset-table",
      )}`,
    },
    {
      route: "reference/settings",
      title: titles.settings,
      html: table(
        ["Setting", "Symbol", "Meaning, and where"],
        all.map(([name, { symbols, docs }]) =>
          row(
            [
              `<code>${escaped(name)}</code>`,
              [...symbols].map((s) => `<i class="symbol">${escaped(s)}</i>`).join(", "),
              [...docs]
                .map(
                  ([doc, users]) =>
                    `<p>${inline(doc)} <small>${users.map((id) => link(up, algorithmRoute(id), id)).join(", ")}</small></p>`,
                )
                .join(""),
            ],
            name,
          ),
        ),
        "settings-table",
      ),
    },
    {
      route: "reference/commands",
      title: titles.commands,
      html: table(
        ["Command", "What it does"],
        own.map((c) =>
          row([link(up, commandRoute(c.name()), `gradus ${c.name()}`), inline(c.description())]),
        ),
      ),
    },
    ...Object.entries(algorithms).map(([id, entry]) => algorithmPage(id, entry)),
    ...ids.map(worldPage),
    ...own.map(commandPage),
  ];
  const find = [
    ...Object.entries(algorithms).map(([id, { title, source }]) => ({
      kind: "algorithm",
      title: id,
      detail: `${title}. ${source}`,
      route: algorithmRoute(id),
    })),
    ...ids.map((id) => ({
      kind: "world",
      title: id,
      detail: about.get(id).title,
      route: worldRoute(id),
    })),
    ...own.map((c) => ({
      kind: "command",
      title: `gradus ${c.name()}`,
      detail: c.description(),
      route: commandRoute(c.name()),
    })),
    ...all.map(([name, { symbols, docs }]) => ({
      kind: "setting",
      title: [name, ...symbols].join(" "),
      detail: [...docs.keys()][0],
      route: "reference/settings",
      hash: name,
    })),
    ...Object.entries(titles).map(([key, title]) => ({
      kind: "reference",
      title,
      detail: sections[key],
      route: `reference/${key}`,
    })),
  ];
  return { pages: pages.map((p) => ({ kind: "reference", ...p })), find };
}
