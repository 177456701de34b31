/** A lab on a page: controls, curve, world, diagnostics, knobs, verdict. It has its final size before anything has loaded. */
import { type Signal, signal } from "@preact/signals";
import { log10 } from "gradus/core";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Plot } from "../plot/plot.tsx";
import { written } from "../plot/scales.ts";
import { Sparkline } from "../plot/sparkline.tsx";
import type { Group, Point } from "../plot/summary.ts";
import { singleKeys } from "../shell/keys.tsx";
import { State } from "../shell/marks.tsx";
import type { LabSummary } from "../shell/pages.ts";
import { href } from "../shell/router.ts";
import { changesOf, type Fork, type Forking, forkMark } from "./fork.ts";
import { keptSession, left } from "./kept.ts";
import { Knobs } from "./knobs.tsx";
import type { LabState } from "./link.ts";
import { Maps } from "./maps.tsx";
import { expected } from "./pace.ts";
import { Player } from "./player.tsx";
import { ReaderPlace } from "./readerPlace.tsx";
import type { SeedCurve, Session } from "./session.ts";
import { time } from "./time.ts";
import { LabTools } from "./tools.tsx";
import { VerdictView } from "./verdict.tsx";
import { WorldView } from "./world.tsx";

const speeds = [
  ["1×", 4],
  ["10×", 40],
  ["max", Infinity],
] as const;

export interface LabViewProps {
  readonly lab: LabSummary;
  /** Ask for a guess before the first run. */
  readonly asksGuess?: boolean;
  /** Settings and budget to begin with, from a link. */
  readonly first?: LabState | undefined;
}

export function LabView({ lab, asksGuess = false, first }: LabViewProps) {
  const kept = useMemo(
    () => keptSession(lab, new URL(`${href("")}data/`, document.baseURI).href),
    [lab.id],
  );
  const { own, branch, forked } = kept;
  const root = useRef<HTMLElement>(null);
  const cursor = useMemo(() => signal<number | undefined>(undefined), [lab.id]);
  useEffect(() => own.begin(first), [own, first]);
  useEffect(() => () => left(kept), [kept]);
  // the world moves only where it can be seen, and slowly for those who want no motion
  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const observer = new IntersectionObserver(([entry]) => {
      for (const s of [own, branch]) s.watch(entry.isIntersecting ? (calm ? 1 : 30) : 0);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [own]);
  return (
    <section
      class="lab"
      ref={root}
      aria-label={`Lab ${lab.number}: ${lab.title}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: single keys act when the lab has focus
      tabIndex={0}
      onKeyDown={(e) => labKeys(e, forked, cursor.value)}
    >
      <Head session={forked.both} original={own} />
      <Curve session={own} branch={branch} forked={forked} asksGuess={asksGuess} cursor={cursor} />
      <ForkNote original={own} branch={branch} forked={forked} />
      {own.build.value.startsWith("js") ? (
        <p class="lab-note" role="status">
          This browser does not run WebAssembly SIMD, so the lab computes in plain JavaScript: the
          same algorithms, many times slower, and other last bits.
        </p>
      ) : null}
      {lab.chart?.reads === "digits" ? <ReaderPlace session={own} /> : null}
      <Knobs
        session={forked.fork.value === undefined ? own : branch}
        only={forked.fork.value === undefined ? undefined : lab.forks?.knobs}
      />
      <VerdictView session={own} />
      <Player session={own} />
      <LabTools
        lab={lab}
        runs={() => ({
          run: own.curves(),
          ...(branch.curves().length > 0 ? { branch: branch.curves() } : {}),
        })}
        {...offered(own, forked)}
        state={() => ({ settings: own.settings.value, budget: own.budget.value })}
      />
    </section>
  );
}

/**
 * The way to fork a run, or why there is none.
 *
 * @param isEdited in the code pane a run that is repeated would be repeated with the edited code from its start
 */
export function offered(
  { lab, canFork }: Session,
  { forkHere }: Forking,
  isEdited = false,
): { readonly fork?: () => void; readonly whole?: string | undefined } {
  if (lab.forks === undefined) return { whole: lab.whole };
  if (isEdited && lab.forks.by === "turn") return { whole: "close the code to fork its runs" };
  return canFork.value ? { fork: () => forkHere() } : {};
}

/** @param at where the cursor is on the axis */
export function labKeys(
  e: KeyboardEvent,
  { both: s, forkHere }: Forking,
  at?: number | undefined,
): void {
  const target = e.target as HTMLElement;
  if (
    target.closest("input, select, textarea, [contenteditable], .cm-editor") !== null ||
    e.metaKey ||
    e.ctrlKey ||
    e.altKey
  )
    return;
  if (e.key === " " && target.matches("button, a")) return;
  const actions: Readonly<Record<string, () => void>> = {
    " ": () => toggle(s),
    ".": () => s.step(),
    r: () => s.reset(),
    f: () => forkHere(at),
    c: () => (e.currentTarget as HTMLElement).querySelector<HTMLElement>(".copy-link")?.click(),
  };
  const action = actions[e.key];
  if (action === undefined || !singleKeys.value) return;
  action();
  e.preventDefault();
}

function toggle(s: Session): void {
  const state = s.state.value;
  if (state === "running") s.pause();
  else if (state === "paused") s.resume();
  else s.run();
}

/** The state of a session in words. */
export function stateWords(s: Session): string {
  switch (s.state.value) {
    case "ready":
      return `about ${time(expected(s.lab, s.budget.value))} on this computer`;
    case "running":
      return `running${headwayWords(s)}`;
    case "paused":
      return "paused";
    case "finished":
      return `finished in ${time(s.seconds.value)}`;
    case "changed":
      return "settings changed";
    case "stopped":
      return "stopped";
  }
}

/** "43 %, 41 000 steps a second, 12 s left" */
function headwayWords({ headway, progress, speed }: Session): string {
  const told = headway.value;
  if (progress.value <= 0.02) return "";
  const share = `, ${Math.round(100 * progress.value)} %`;
  if (told === undefined || speed.value !== Infinity) return share;
  const { left: seconds, steps } = told;
  const pace = steps === undefined ? "" : `, ${thousands(steps)} steps a second`;
  return `${share}${pace}${seconds >= 1 ? `, ${time(seconds)} left` : ""}`;
}

/** To two digits, with thin spaces: 41 000. */
const thousands = (x: number): string => written(Number(x.toPrecision(2)), 1);

/** What was forked, what to do next, and what came of it. */
function ForkNote({
  original,
  branch,
  forked,
}: {
  readonly original: Session;
  readonly branch: Session;
  readonly forked: Forking;
}) {
  const fork = forked.fork.value;
  if (fork === undefined) return null;
  const place = forkMark(fork, original.lab.chart?.x.key)?.label ?? "forked";
  const changes = changesOf(fork.settings, branch.settings.value);
  const state = branch.state.value;
  const [before, after] = [original.result.value, branch.result.value];
  return (
    <div class="fork-note" role="status">
      {state === "ready" ? (
        <p>
          {place[0].toUpperCase() + place.slice(1)}. Change a setting, then go on:{" "}
          {original.lab.forks?.by === "turn"
            ? "the run is repeated up to there, with the same luck."
            : "both runs begin with the same weights, the same optimiser and the same luck."}
        </p>
      ) : state === "stopped" ? (
        <p>
          <State name="stopped">Stopped.</State> {branch.failure.value}
        </p>
      ) : after !== undefined && before !== undefined ? (
        <p>
          As it was: {before.measured}. From the fork on with{" "}
          {changesOf(fork.settings, branch.ran.value) || "nothing changed"}: {after.measured}.
        </p>
      ) : null}
      <ForkPlace original={original} forked={forked} />
      <p class="verdict-act">
        {state === "ready" || state === "changed" || state === "stopped" ? (
          <button type="button" class="button" onClick={() => forked.both.run()}>
            {changes === "" ? "Go on from the fork" : `Go on with ${changes}`}
          </button>
        ) : null}
        <button
          type="button"
          class="link"
          onClick={() => {
            branch.reset();
            forked.fork.value = undefined;
          }}
        >
          Take the fork away
        </button>
      </p>
    </div>
  );
}

/** Where the fork is, of runs that are repeated; and which of several curves is drawn. */
function ForkPlace({ original, forked }: { readonly original: Session; readonly forked: Forking }) {
  const { chart, forks } = original.lab;
  const at = forked.fork.value?.at;
  const arms = chart?.curves ?? [];
  if (at === undefined && arms.length < 2) return null;
  return (
    <p class="fork-place">
      {at === undefined ? null : (
        <label>
          Fork at{" "}
          <input
            class="typed"
            inputMode="decimal"
            value={Number(at.toPrecision(4))}
            onChange={(e) => {
              const place = Number(e.currentTarget.value);
              if (e.currentTarget.value.trim() !== "" && place >= 0) forked.move(place);
              else e.currentTarget.value = String(Number(at.toPrecision(4)));
            }}
          />{" "}
          {forks?.along ?? chart?.x.label}
        </label>
      )}
      {arms.length < 2 ? null : (
        <label>
          Curve{" "}
          <select
            value={forked.arm.value ?? chart?.y.key}
            onInput={(e) => {
              forked.arm.value = e.currentTarget.value;
            }}
          >
            {arms.map(({ key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
    </p>
  );
}

/** @param original told about even where two runs are driven as one */
function Head({ session: s, original }: { readonly session: Session; readonly original: Session }) {
  const { lab } = s;
  const state = s.state.value;
  const { seeds } = lab[s.budget.value];
  return (
    <header class="lab-head">
      <h2>
        Lab {lab.number}{" "}
        <small>
          {lab.title}
          {seeds.length > 1 ? `, ${seeds.length} seeds` : ""}
        </small>
      </h2>
      <span class="lab-state" aria-live="polite">
        <State name={state === "finished" ? "done" : state}>
          {original.state.value === state ? stateWords(original) : state}
        </State>
      </span>
      <Controls session={s} />
    </header>
  );
}

/** Run or pause, step, reset, speed. */
export function Controls({ session: s }: { readonly session: Session }) {
  const state = s.state.value;
  const label =
    state === "running"
      ? "Pause"
      : state === "paused"
        ? "Go on"
        : state === "finished"
          ? "Run again"
          : "Run";
  return (
    <div class="controls">
      <button
        type="button"
        class="button primary square"
        aria-label={label}
        title={`${label} (space)`}
        onClick={() => toggle(s)}
      >
        {state === "running" ? (
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M3 2h3.5v12H3zM9.5 2H13v12H9.5z" fill="currentColor" />
          </svg>
        ) : (
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M3.5 1.5 14 8 3.5 14.5Z" fill="currentColor" />
          </svg>
        )}
      </button>
      <button
        type="button"
        class="button square"
        aria-label="Step"
        title="One report (.)"
        disabled={state !== "running" && state !== "paused"}
        onClick={() => s.step()}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M2.5 1.5 11 8 2.5 14.5ZM12 2h2v12h-2z" fill="currentColor" />
        </svg>
      </button>
      <button
        type="button"
        class="button square"
        aria-label="Reset"
        title="Reset (R)"
        onClick={() => s.reset()}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path
            d="M3 5.6A5.6 5.6 0 1 1 2.4 8.4M3 1.6v4.2h4.2"
            fill="none"
            stroke="currentColor"
            stroke-width="1.8"
          />
        </svg>
      </button>
      <fieldset class="group" aria-label="Speed">
        {speeds.map(([name, speed]) => (
          <button
            key={name}
            type="button"
            aria-pressed={s.speed.value === speed}
            onClick={() => {
              s.setSpeed(speed);
            }}
          >
            {name}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

/** What a lab without a chart of its own shows: the first number of its reports along, the others upwards. */
function keysOf(
  curves: readonly SeedCurve[],
): { readonly x: string; readonly ys: readonly string[] } | undefined {
  const first = curves.find((c) => c.points.length > 0)?.points[0];
  if (first === undefined) return undefined;
  const [x, ...ys] = Object.keys(first);
  return ys.length === 0 ? undefined : { x, ys };
}

const pointsOf = (c: SeedCurve, x: string, y: string): Point[] =>
  c.points.flatMap((p) =>
    p[x] === undefined || p[y] === undefined ? [] : [[p[x], p[y]] as const],
  );

export function groupsOf(s: Session, key?: string, name = ""): readonly Group[] {
  s.version.value;
  const { chart } = s.lab;
  const curves = s.curves();
  const x = chart?.x.key ?? keysOf(curves)?.x;
  const y = key ?? chart?.y.key;
  if (x === undefined || y === undefined) return [];
  const isLog = chart?.x.scale === "log";
  const seeds = curves
    .map((c) => pointsOf(c, x, y))
    .map((points) => (isLog ? points.map(([x, y]) => [log10(x), y] as const) : points))
    .filter((p) => p.length > 0);
  return [
    {
      name: name || (seeds.length > 1 ? `mean of ${seeds.length}` : ""),
      colour: "p1",
      seeds,
      faint: s.state.value === "changed",
    },
  ];
}

/** A run in the first colour, what goes on from its fork in the second. */
export function beside(
  s: Session,
  branch: Session,
  key?: string,
  names: readonly [string, string] = ["as it was", "from the fork"],
): readonly Group[] {
  const from = branch.origin()?.at ?? Number.NEGATIVE_INFINITY;
  const isCourse = s.lab.forks?.along === undefined;
  return (
    [s, branch]
      .flatMap((one, i) =>
        groupsOf(one, key).map((g) => ({ ...g, name: names[i], colour: `p${i + 1}` })),
      )
      // a run that was repeated is drawn from the fork on: before it both are the same
      .map((g, i) => (i === 0 || !isCourse ? g : { ...g, seeds: since(g.seeds, from) }))
      .filter((g, i) => i === 0 || g.seeds.length > 0)
  );
}

const since = (seeds: Group["seeds"], from: number): Group["seeds"] =>
  seeds.map((points) => points.filter(([x]) => x >= from)).filter((points) => points.length > 0);

/** On the axis of the chart, if it is there that the fork has its place. */
export const forkMarks = (s: Session, fork: Fork | undefined) => {
  const mark = s.lab.forks?.along === undefined && forkMark(fork, s.lab.chart?.x.key);
  return mark ? [mark] : [];
};

/** Where the seeds of a curve are now, on average. */
export const lastMean = ({ seeds }: Group): number =>
  seeds.reduce((sum, s) => sum + (s.at(-1)?.[1] ?? Number.NaN), 0) / seeds.length;

/** Several numbers of a lab's reports in one plot, at most five. */
function together(
  s: Session,
  curves: readonly { readonly key: string; readonly name: string }[],
): readonly Group[] {
  return curves
    .slice(0, 5)
    .flatMap(({ key, name }, i) =>
      groupsOf(s, key, name).map((group) => ({ ...group, colour: `p${i + 1}` })),
    );
}

function Curve({
  session: s,
  branch,
  forked,
  asksGuess,
  cursor,
}: {
  readonly session: Session;
  readonly branch: Session;
  readonly forked: Forking;
  readonly asksGuess: boolean;
  readonly cursor: Signal<number | undefined>;
}) {
  const { chart } = s.lab;
  s.version.value;
  const [guess, setGuess] = useState<number | undefined>(undefined);
  const curves = s.curves();
  const fork = forked.fork.value;
  const generic = chart === undefined ? keysOf(curves) : undefined;
  const range = rangeOf(s, curves, generic?.x);
  const showsWorld = s.frame.value !== undefined || chart?.hasWorld === true;
  const side =
    showsWorld ||
    s.maps.value.length > 0 ||
    chart?.hasMaps === true ||
    chart?.figures !== undefined;
  return (
    <div class="lab-body" data-side={side ? "" : undefined}>
      <div class="lab-curve">
        {s.figure.value !== undefined && (chart === undefined || chart.endsAsFigure === true) ? (
          <FigureSvg svg={s.figure.value} />
        ) : chart !== undefined || generic === undefined ? (
          <Plot
            title={chart?.y.label ?? "The curve begins when you press run."}
            x={{ label: chart?.x.label ?? "progress", range, isPower: chart?.x.scale === "log" }}
            y={{ range: chart?.y.range, scale: chart?.y.scale }}
            groups={
              chart === undefined
                ? []
                : fork !== undefined
                  ? beside(s, branch, forked.arm.value)
                  : chart.curves === undefined
                    ? groupsOf(s)
                    : together(s, chart.curves)
            }
            marks={[...s.steered.value, ...forkMarks(s, fork)]}
            reference={chart?.reference}
            height={chart?.hasMaps === true && innerWidth > 1000 ? 400 : 300}
            guess={
              asksGuess && chart !== undefined
                ? { value: guess ?? (range[0] + range[1]) / 2, set: setGuess }
                : undefined
            }
            cursor={cursor}
          />
        ) : (
          <Plot
            title={generic.ys.join(", ")}
            x={{ label: generic.x, range }}
            y={{}}
            groups={together(
              s,
              generic.ys.map((y) => ({ key: y, name: y })),
            )}
            cursor={cursor}
          />
        )}
        {s.note.value === "" ? null : <p class="lab-note">{s.note.value}</p>}
      </div>
      {side ? (
        <div class="lab-side">
          {showsWorld ? <WorldView frame={s.frame} alt={`The world of ${s.lab.title}`} /> : null}
          {branch.frame.value === undefined ? null : (
            <WorldView frame={branch.frame} alt="The world of the run from the fork" />
          )}
          {s.maps.value.length > 0 ? (
            <Maps maps={s.maps.value} />
          ) : chart?.hasMaps === true ? (
            <p class="quiet">What the network has learned is drawn here while it learns.</p>
          ) : null}
          {chart?.figuresTitle === undefined ? null : <p class="quiet">{chart.figuresTitle}</p>}
          {chart?.figures === undefined ? null : (
            <dl class="figures" aria-label={chart.figuresTitle}>
              {chart.figures.map((f) => {
                const groups = fork === undefined ? groupsOf(s, f.key) : beside(s, branch, f.key);
                return (
                  <div key={f.key}>
                    <dt>{f.label}</dt>
                    <dd>
                      <Sparkline groups={groups} range={range} healthy={f.healthy} />
                      <span class="now">
                        {groups.every((g) => g.seeds.length === 0) ? <b>–</b> : null}
                        {groups
                          .filter((g) => g.seeds.length > 0)
                          .map((g) => (
                            <b
                              key={g.colour}
                              style={groups.length > 1 ? { color: `var(--${g.colour})` } : {}}
                            >
                              {written(lastMean(g))}
                            </b>
                          ))}
                      </span>
                    </dd>
                  </div>
                );
              })}
            </dl>
          )}
          {chart?.figures?.some((f) => f.healthy) ? (
            <p class="quiet">Tinted: where a healthy run stays.</p>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

/** A figure that the library has drawn; it brings its own colours for light and dark. */
function FigureSvg({ svg }: { readonly svg: string }) {
  return <div class="figure-svg" dangerouslySetInnerHTML={{ __html: svg }} />;
}

/** The range that the chart names, longer where a curve that has its full length goes on; else told from how far the run is. */
export function rangeOf(
  s: Session,
  curves: readonly SeedCurve[],
  generic?: string,
): readonly [number, number] {
  const x = s.lab.chart?.x;
  const range = x?.range ?? settledRange(s, x?.upTo);
  if (x === undefined || range === undefined)
    return xRange(curves, x?.key ?? generic, s.progress.value);
  const [low, high] = range;
  if (x.scale === "log") return [log10(low), log10(high)];
  const ends = curves
    .filter((c) => c.isWhole === true)
    .map((c) => c.points.at(-1)?.[x.key] ?? high);
  return [low, Math.max(high, ...ends)];
}

/** From 0 to the value of a setting; a full run has its own where nobody has changed it. */
function settledRange(s: Session, name: string | undefined): readonly [number, number] | undefined {
  const knob = s.lab.knobs.find((k) => k.name === name);
  if (knob === undefined) return undefined;
  const now = s.ran.value[knob.name];
  const isOwn = s.budget.value === "full" && Object.is(now, knob.value);
  const end = Number(isOwn ? knob.default : now);
  return end > 0 ? [0, end] : undefined;
}

/** From 0 to where the run will end, told from how far it is. */
function xRange(
  curves: readonly SeedCurve[],
  key: string | undefined,
  progress: number,
): readonly [number, number] {
  if (key === undefined) return [0, 1];
  let most = 0;
  let share = progress;
  for (const { points, progress: own, isWhole } of curves) {
    const x = points.at(-1)?.[key] ?? 0;
    if (x > most) [most, share] = [x, isWhole === true ? 1 : own];
  }
  if (most === 0) return [0, 1];
  const end = share > 0.005 && share < 1 ? most / share : most;
  // round numbers, so that the axis does not tremble
  const unit = 10 ** Math.floor(Math.log10(end) - 1);
  return [0, Math.ceil(end / unit - 1e-6) * unit];
}
