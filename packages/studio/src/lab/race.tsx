/**
 * A lab, wide: the code that runs on the left, the race of original against edited on the right. Both are the library's own
 * unbundled modules in the sandbox; the edited run differs in the edited files and in nothing else.
 */
import { signal } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Problem } from "../code/codemirror.ts";
import { amount } from "../code/diff.ts";
import { Editor } from "../code/editor.tsx";
import { difference } from "../plot/difference.ts";
import { Plot } from "../plot/plot.tsx";
import { written } from "../plot/scales.ts";
import { Sparkline } from "../plot/sparkline.tsx";
import type { Group } from "../plot/summary.ts";
import { State } from "../shell/marks.tsx";
import type { LabSummary } from "../shell/pages.ts";
import { href } from "../shell/router.ts";
import { type Forking, forking, forkMark } from "./fork.ts";
import { Knobs } from "./knobs.tsx";
import {
  beside,
  Controls,
  groupsOf,
  labKeys,
  lastMean,
  offered,
  rangeOf,
  stateWords,
} from "./labView.tsx";
import type { LabState } from "./link.ts";
import { entryOf, type Session, sandboxWorker, session } from "./session.ts";
import { LabTools } from "./tools.tsx";
import { WorldView } from "./world.tsx";

export function Race({
  lab,
  first,
  close,
}: {
  readonly lab: LabSummary;
  readonly first?: LabState | undefined;
  readonly close: () => void;
}) {
  const [sources, setSources] = useState<Readonly<Record<string, string>> | undefined>(undefined);
  const [edits, setEdits] = useState<Readonly<Record<string, string>>>(first?.edits ?? {});
  const [file, setFile] = useState(first?.file ?? lab.files[0] ?? "");
  const [openFiles, setOpenFiles] = useState<readonly string[]>([
    ...new Set([
      ...lab.files,
      ...Object.keys(first?.edits ?? {}),
      ...(first?.file === undefined ? [] : [first.file]),
    ]),
  ]);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [pane, setPane] = useState<"code" | "race">("code");
  // on a phone a finger that scrolls must not type
  const [mayEdit, setMayEdit] = useState(() => !matchMedia("(max-width: 700px)").matches);
  const latest = useMemo(() => signal<Readonly<Record<string, string>>>({}), []);
  latest.value = edits;
  const data = new URL(`${href("")}data/`, document.baseURI).href;
  const original = useMemo(
    () => session(lab, data, sandboxWorker(entryOf(lab)), "p1", true),
    [lab.id],
  );
  const changed = useMemo(
    () =>
      session(
        lab,
        data,
        sandboxWorker(entryOf(lab), () => latest.value),
        "p2",
      ),
    [lab.id],
  );
  useEffect(() => {
    void import("../sandbox/site.ts").then(({ sourcesOfSite }) => sourcesOfSite()).then(setSources);
    original.begin(first);
    original.watch(30);
    changed.watch(30);
    return () => {
      original.dispose();
      changed.dispose();
    };
  }, [lab.id]);
  const text = edits[file] ?? sources?.[file] ?? "";
  const before = sources?.[file] ?? "";
  const isEdited = Object.keys(edits).length > 0;
  // types a moment after the last key
  useEffect(() => {
    if (sources === undefined || text === "") return;
    let gone = false;
    const timer = setTimeout(() => {
      void import("../code/types.ts")
        .then(({ problemsOf }) => problemsOf(file, text))
        .then((found) => {
          if (!gone) setProblems(found);
        });
    }, 500);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [file, text, sources]);
  const change = (next: string): void => {
    const { [file]: _, ...others } = edits;
    setEdits(next === before ? others : { ...others, [file]: next });
  };
  const forked = useMemo(
    () =>
      forking(original, changed, () => {
        changed.settings.value = original.settings.value;
        changed.budget.value = original.budget.value;
        original.run();
        if (Object.keys(latest.value).length > 0) changed.run();
        else changed.reset();
      }),
    [original, changed],
  );
  const run = (): void => {
    setPane("race");
    forked.both.run();
  };
  const errors = problems.filter((p) => p.severity === "error");
  return (
    <div class="race" data-pane={pane}>
      <Panes pane={pane} choose={setPane} original={original} changed={changed} />
      <section class="race-code" aria-label="The code that runs">
        <div class="tabs">
          <div class="tab-list" role="tablist" aria-label="Files">
            {openFiles.map((path) => (
              <button
                key={path}
                type="button"
                role="tab"
                class="tab"
                aria-selected={path === file}
                onClick={() => setFile(path)}
                title={path.replace(/\.js$/, ".ts")}
              >
                {nameOf(path)}
                {edits[path] === undefined ? null : <em>edited</em>}
              </button>
            ))}
          </div>
          <Imports
            path={file}
            text={text}
            known={sources ?? {}}
            open={(path) => {
              if (!openFiles.includes(path)) setOpenFiles([...openFiles, path]);
              setFile(path);
            }}
          />
          <button type="button" class="link quiet" onClick={close}>
            Close the code
          </button>
        </div>
        <div class="race-editor">
          {sources === undefined ? (
            <p class="quiet">Loading the sources …</p>
          ) : (
            <Editor
              key={`${file} ${mayEdit}`}
              readOnly={!mayEdit}
              value={text}
              original={before}
              label={nameOf(file)}
              onChange={change}
              onRun={run}
              problems={problems}
              explain={(at) =>
                import("../code/types.ts").then(({ explained }) => explained(file, text, at))
              }
            />
          )}
        </div>
        <footer class="race-foot">
          <span>
            {amount(before, text)}{" "}
            {errors.length === 0
              ? isEdited
                ? "Types agree."
                : ""
              : `${errors.length} type error${errors.length === 1 ? "" : "s"}: ${errors[0].message.split("\n")[0]}`}
          </span>
          {mayEdit ? null : (
            <button type="button" class="button" onClick={() => setMayEdit(true)}>
              Edit
            </button>
          )}
          {isEdited ? (
            <button type="button" class="link" onClick={() => setEdits({})}>
              Restore the original
            </button>
          ) : null}
        </footer>
      </section>
      <section
        class="race-view"
        aria-label="The race"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: single keys act when the race has focus
        tabIndex={0}
        onKeyDown={(e) => labKeys(e, forked)}
      >
        <RaceView
          lab={lab}
          original={original}
          changed={changed}
          forked={forked}
          isEdited={isEdited}
        />
        <LabTools
          lab={lab}
          runs={() => ({ original: original.curves(), edited: changed.curves() })}
          {...offered(original, forked, true)}
          state={() => ({
            settings: original.settings.value,
            budget: original.budget.value,
            code: true,
            file,
            edits,
          })}
        />
      </section>
    </div>
  );
}

/** On narrow screens the panes are tabs; the running curve stays in sight as a strip. */
function Panes({
  pane,
  choose,
  original,
  changed,
}: {
  readonly pane: "code" | "race";
  readonly choose: (pane: "code" | "race") => void;
  readonly original: Session;
  readonly changed: Session;
}) {
  const groups: Group[] = [
    ...groupsOf(original, undefined, "original").map((g) => ({ ...g, colour: "p1" })),
    ...groupsOf(changed, undefined, "edited").map((g) => ({ ...g, colour: "p2" })),
  ].filter((g) => g.seeds.length > 0);
  const end = Math.max(1, ...groups.flatMap(({ seeds }) => seeds.map((s) => s.at(-1)?.[0] ?? 0)));
  return (
    <div class="panes">
      <div role="tablist" class="panes-tabs" aria-label="Panes">
        {(["code", "race"] as const).map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            class="tab"
            aria-selected={pane === name}
            onClick={() => choose(name)}
          >
            {name === "code" ? "Code" : "Race"}
          </button>
        ))}
      </div>
      <Sparkline groups={groups} range={original.lab.chart?.x.range ?? [0, end]} />
    </div>
  );
}

const nameOf = (path: string): string => path.split("/").at(-1)?.replace(/\.js$/, ".ts") ?? path;

/** Files that the shown one imports, to be opened beside it. */
function Imports({
  path,
  text,
  known,
  open: show,
}: {
  readonly path: string;
  readonly text: string;
  readonly known: Readonly<Record<string, string>>;
  readonly open: (path: string) => void;
}) {
  const folder = path.split("/").slice(0, -1);
  const found = [...text.matchAll(/from "(\.[^"]+)\.ts"/g)].flatMap(([, specifier]) => {
    const parts = [...folder];
    for (const step of specifier.split("/")) {
      if (step === "..") parts.pop();
      else if (step !== ".") parts.push(step);
    }
    const target = `${parts.join("/")}.js`;
    return known[target] === undefined ? [] : [target];
  });
  if (found.length === 0) return null;
  return (
    <select
      class="imports"
      aria-label="Open a file that this one imports"
      value=""
      onInput={(e) => {
        if (e.currentTarget.value !== "") show(e.currentTarget.value);
        e.currentTarget.value = "";
      }}
    >
      <option value="">imports …</option>
      {[...new Set(found)].map((target) => (
        <option key={target} value={target}>
          {nameOf(target)}
        </option>
      ))}
    </select>
  );
}

function RaceView({
  lab,
  original,
  changed,
  forked,
  isEdited,
}: {
  readonly lab: LabSummary;
  readonly original: Session;
  readonly changed: Session;
  readonly forked: Forking;
  readonly isEdited: boolean;
}) {
  const cursor = useMemo(() => signal<number | undefined>(undefined), []);
  const { chart } = lab;
  original.version.value;
  changed.version.value;
  const { both } = forked;
  const fork = forkMark(forked.fork.value, chart?.x.key);
  const isWaiting = forked.fork.value !== undefined && changed.state.value === "ready";
  const groups = beside(original, changed, undefined, ["original", "edited"]);
  const ends = groups.flatMap(({ seeds }) => seeds.map((s) => s.at(-1)?.[0] ?? 0));
  const range =
    chart === undefined
      ? ([0, Math.max(1, ...ends)] as const)
      : rangeOf(original, original.curves());
  const failure = changed.failure.value ?? original.failure.value;
  return (
    <>
      <header class="race-head">
        <h1 class="sub">{lab.title}</h1>
        <span aria-live="polite">
          <State name={both.state.value === "finished" ? "done" : both.state.value}>
            {original.state.value === both.state.value ? stateWords(original) : both.state.value}
          </State>
        </span>
        <Controls session={both} />
      </header>
      <p class="quiet">
        {lab.quick.seeds.length === 1
          ? "One seed"
          : `${lab.quick.seeds.length} seeds each, the same seeds`}
        .{" "}
        {isWaiting
          ? `${fork?.label.replace("f", "F") ?? "Forked"}: change a line or a setting and go on. Both begin with the same weights, the same optimiser and the same luck.`
          : isEdited
            ? ""
            : "Change a line on the left, and it trains beside the original."}
      </p>
      <Plot
        title={chart?.y.label ?? "value"}
        x={{ label: chart?.x.label ?? "progress", range }}
        y={{ range: chart?.y.range, scale: chart?.y.scale }}
        groups={groups}
        reference={chart?.reference}
        marks={fork === undefined ? [] : [fork]}
        cursor={cursor}
      />
      {groups.length === 2 ? (
        <Plot
          title="edited − original, paired by seed"
          x={{ label: chart?.x.label ?? "progress", range }}
          y={{}}
          groups={[difference(groups[0], groups[1], range)]}
          marks={fork === undefined ? [] : [{ ...fork, label: "" }]}
          cursor={cursor}
          height={150}
        />
      ) : null}
      {failure === undefined ? null : (
        <p class="race-failure" role="alert">
          <State name="stopped">Stopped.</State> {failure}
        </p>
      )}
      <div class="race-worlds">
        {original.frame.value === undefined ? null : (
          <WorldView frame={original.frame} alt="The original's world" />
        )}
        {changed.frame.value === undefined ? null : (
          <WorldView frame={changed.frame} alt="The edited one's world" />
        )}
      </div>
      {chart?.figures === undefined ? null : (
        <dl class="figures wide">
          {chart.figures.slice(0, 4).map((f) => {
            const lines = beside(original, changed, f.key, ["original", "edited"]).filter(
              (g) => g.seeds.length > 0,
            );
            return (
              <div key={f.key}>
                <dt>{f.label}</dt>
                <dd>
                  <Sparkline groups={lines} range={range} healthy={f.healthy} />
                  {lines.map((g) => (
                    <b key={g.name} style={{ color: `var(--${g.colour})` }}>
                      {written(lastMean(g))}
                    </b>
                  ))}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      <Knobs
        session={forked.fork.value === undefined ? original : changed}
        only={forked.fork.value === undefined ? undefined : lab.forks?.knobs}
      />
      {original.result.value === undefined ? null : (
        <p class="lead">
          Original: {original.result.value.measured}.{" "}
          {changed.result.value === undefined ? "" : `Edited: ${changed.result.value.measured}.`}{" "}
          Known: {original.result.value.published}.
        </p>
      )}
    </>
  );
}
