/** The front page: a flight of steps, climbed from the bottom left. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { State } from "../shell/marks.tsx";
import type { PageOf, StationSummary } from "../shell/pages.ts";
import { isDone, progress } from "../shell/progress.ts";
import { href } from "../shell/router.ts";
import { OwnStations } from "./ownStations.tsx";
import { standing } from "./standing.ts";
import { walk } from "./walk.ts";

/** The step that is open; before the learner has chosen one, the page's first script chooses. */
const chosen = signal<string | undefined>(undefined);

/** The station where a learner stands: the first that is not done, from the one that was last opened. */
export function standsAt(stations: readonly StationSummary[]): string {
  const { last } = progress.value;
  const visited = stations.find((s) => last?.startsWith(`${s.id}/`));
  if (visited !== undefined && standing(visited).state !== "done") return visited.id;
  return (stations.find((s) => s.lessons.length > 0 && standing(s).state !== "done") ?? stations[0])
    .id;
}

export function PathPage({ stations, own }: PageOf<"path">) {
  const here = standsAt(stations);
  const open = chosen.value ?? here;
  const step = (s: StationSummary): ComponentChildren => (
    <Step key={s.id} station={s} isOpen={open === s.id} isHere={here === s.id} />
  );
  const leg = (from: number, to: number): readonly StationSummary[] =>
    stations.filter((s) => s.order >= from && s.order <= to);
  const supervised = leg(1, 3);
  const start = stations.find((s) => s.order === 4)?.lessons[0];
  return (
    <>
      <section class="path wrap" aria-label="The path">
        <div class="sky">
          <h1>
            Deep learning, <br />
            one step <br />
            at a time.
          </h1>
          <p class="lead">
            Ten resources, in the order a physicist gave his friends. Here each of them runs.
          </p>
          <SmallStairs stations={leg(1, 7)} here={here} />
          <figure class="diffusion">
            <figcaption>
              His own way, he says, <br />
              was far more diffusive.
            </figcaption>
            <svg viewBox="0 0 130 400" aria-hidden="true">
              <path d={walk(130, 400)} fill="none" stroke="var(--rule-2)" stroke-width="1" />
            </svg>
          </figure>
        </div>
        <div class="flight">
          <div class="leg">
            <aside>
              <h2>First leg: supervised</h2>
              <p>One problem in depth, then breadth, then the recent advances.</p>
              <p class="dark">1, 2, 3. Never 1, 3.</p>
              <p>
                <a href={href("known")}>I already know this</a>
              </p>
              <LegStanding stations={supervised} />
            </aside>
            <ol class="steps">{supervised.map(step)}</ol>
          </div>
          <div class="leg">
            <aside>
              <h2>Second leg: reinforcement</h2>
              <p>
                Tabular first, then deep. At its end you read research papers and train agents of
                your own.
              </p>
              <p>
                <a href={href("known")}>I already know this</a> checks you with three exercises a
                station.
              </p>
              <p class="dark">
                4 needs nothing below it
                {start === undefined ? null : (
                  <>
                    : <a href={href(start.id)}>start here</a>
                  </>
                )}
                . <br />5 goes beside 4, or after it. <br />6 wants 4. 7 wants 6.
              </p>
            </aside>
            <ol class="steps" start={4}>
              {leg(4, 7).map(step)}
            </ol>
          </div>
          <div class="leg top">
            <div class="capstone" style={{ "--n": 7 }}>
              <div>
                <h2>
                  <a href={href("capstone")}>Teach an agent to correct a quantum computer</a>
                </h2>
                <p class="lead">
                  The problem the author of the list works on. A code of 25 qubits, errors you
                  cannot see, only their traces. Everything below is used here.
                </p>
                <p class="facts">
                  Capstone · take 7 first · <State name="open">planned</State>
                </p>
              </div>
              <CodeFigure />
            </div>
            <aside class="roads">
              <h2>Third and fourth leg: side roads</h2>
              <p>Skip them and lose nothing below.</p>
              <ol start={8}>
                {leg(8, 10).map((s) => (
                  <li key={s.id}>
                    <span class="n">{s.order}</span>
                    <a href={href(s.id)}>{s.title}</a>
                    <p>{s.givesShort}</p>
                  </li>
                ))}
              </ol>
            </aside>
          </div>
        </div>
      </section>
      {own === undefined ? null : (
        <section class="own-course wrap">
          <h2>
            <a href={href("own")}>{own.title}</a>
          </h2>
          <p class="quiet">A course of your own, beside the path.</p>
          <OwnStations stations={own.stations} />
        </section>
      )}
      <InWords stations={stations} />
    </>
  );
}

function LegStanding({ stations }: { readonly stations: readonly StationSummary[] }) {
  const n = stations.filter((s) => standing(s).state === "done").length;
  if (n === 0) return null;
  return (
    <p>
      <State name={n === stations.length ? "done" : "partly"}>
        {n} of {stations.length} stations
      </State>
    </p>
  );
}

function Step({
  station: s,
  isOpen,
  isHere,
}: {
  readonly station: StationSummary;
  readonly isOpen: boolean;
  readonly isHere: boolean;
}) {
  const { state, words, share } = standing(s);
  const next = s.lessons.find((l) => !isDone("lessons", l.id)) ?? s.lessons[0];
  return (
    <li
      class="step"
      id={`step-${s.id}`}
      data-state={state}
      data-open={isOpen ? "" : undefined}
      style={{ "--n": s.order - 1, "--share": share }}
    >
      {isHere ? <span class="stand" aria-hidden="true" /> : null}
      <div class="head">
        <span class="n" aria-hidden="true">
          {s.order}
        </span>
        <div>
          <h3>
            <button
              type="button"
              aria-expanded={isOpen}
              onClick={() => {
                chosen.value = isOpen ? "" : s.id;
              }}
            >
              {s.title}
            </button>{" "}
            <small>{s.authors}</small>
          </h3>
          <p class="gl">
            <b>Gives</b> {s.givesShort} <i>·</i> <b>Lacks</b> {s.lacksShort}
          </p>
        </div>
        <p class="times">
          <span>{s.here}</span> <span>{s.there}</span>
        </p>
        <p class="where">
          <State name={state}>{words}</State>
        </p>
      </div>
      {isOpen ? (
        <div class="panel">
          <div class="views">
            <blockquote class="his">
              <cite>
                <b>The author,</b> 30 June 2020
              </cite>
              {s.judgement}
            </blockquote>
            <blockquote class="ours">
              <cite>
                <b>Gradus,</b> November 2026
              </cite>
              {s.ours}
            </blockquote>
          </div>
          <dl class="way">
            <Way name="Before" what={s.before} />
            <Way name="With" what={s.beside} />
            <Way name="After" what={s.onward} />
            <div>
              <dt>{s.links.length === 1 ? "The resource itself" : "The resources themselves"}</dt>
              <dd>
                {s.links.map((l) => (
                  <span key={l.url}>
                    <a href={l.url}>{l.text}</a>
                  </span>
                ))}
              </dd>
            </div>
          </dl>
          <p class="act">
            {next === undefined ? (
              <a class="button primary" href={href(s.id)}>
                About this station
              </a>
            ) : (
              <a class="button primary" href={href(next.id)}>
                {share === 0 ? "Start" : "Continue"}: {next.number} {next.title}
              </a>
            )}
            <span>
              {next === undefined
                ? "Its lessons are not written yet."
                : `Lesson ${next.minutes} min, ${count(s.labs.length, "lab")} and ${count(s.exercises.length, "exercise")} at this station.`}
            </span>
          </p>
        </div>
      ) : null}
    </li>
  );
}

function Way({ name, what }: { readonly name: string; readonly what: string }) {
  return what === "" ? null : (
    <div>
      <dt>{name}</dt>
      <dd>{what}</dd>
    </div>
  );
}

export const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;

/** On a phone: the stairs alone, with the dot where one stands. */
function SmallStairs({
  stations,
  here,
}: {
  readonly stations: readonly StationSummary[];
  readonly here: string;
}) {
  const at = stations.findIndex((s) => s.id === here);
  const [w, h] = [38, 16];
  const top = (i: number): number => 128 - (i + 1) * h;
  return (
    <figure class="small-stairs">
      <svg viewBox="0 0 304 136" role="img" aria-label={`You stand on step ${at + 1} of 7.`}>
        {stations.map((s, i) => (
          <g key={s.id}>
            <path
              d={`M${4 + i * w} ${top(i) + h}V${top(i)}H${4 + (i + 1) * w}`}
              fill="none"
              stroke={standing(s).state === "done" || i === at ? "var(--accent)" : "var(--edge)"}
              stroke-width={standing(s).state === "done" ? 4 : 2}
            />
            <text x={4 + i * w + 18} y={top(i) + 16} font-size="12" fill="var(--ink-2)">
              {s.order}
            </text>
          </g>
        ))}
        {at >= 0 ? (
          <circle cx={4 + at * w + 19} cy={top(at) - 6} r="6" fill="var(--accent)" />
        ) : null}
        <text x="4" y="14" font-size="13" fill="var(--ink-2)">
          You stand on step {at + 1} of 7.
        </text>
      </svg>
    </figure>
  );
}

/** A rotated surface code of distance 5: 25 qubits, checks in two shades, three of them lit. */
export function CodeFigure() {
  const lit = new Set(["1,1", "3,1", "0,2"]);
  const cells = Array.from({ length: 16 }, (_, k) => [k % 4, Math.floor(k / 4)] as const);
  const at = (i: number): number => 20 + i * 36;
  return (
    <svg
      class="code"
      viewBox="0 0 184 184"
      role="img"
      aria-label="A surface code of 25 qubits: a chequerboard of checks, three of them lit by errors."
    >
      {[0, 2].map((i) => (
        <g key={i} fill="var(--rock-2)" stroke="var(--rule-2)">
          <path d={`M${at(i)} 20a18 18 0 0 1 36 0Z`} />
          <path d={`M${at(i + 1)} 164a18 18 0 0 0 36 0Z`} />
          <path d={`M20 ${at(i + 1)}a18 18 0 0 0 0 36Z`} fill="var(--paper)" />
          <path d={`M164 ${at(i)}a18 18 0 0 1 0 36Z`} fill="var(--paper)" />
        </g>
      ))}
      {cells.map(([x, y]) => (
        <rect
          key={`${x},${y}`}
          x={at(x)}
          y={at(y)}
          width="36"
          height="36"
          stroke="var(--rule-2)"
          fill={
            lit.has(`${x},${y}`)
              ? "var(--p2)"
              : (x + y) % 2 === 0
                ? "var(--paper)"
                : "var(--rock-2)"
          }
        />
      ))}
      {Array.from({ length: 25 }, (_, k) => (
        <circle key={k} cx={at(k % 5)} cy={at(Math.floor(k / 5))} r="4.5" fill="var(--ink-2)" />
      ))}
    </svg>
  );
}

function InWords({ stations }: { readonly stations: readonly StationSummary[] }) {
  return (
    <section class="in-words wrap">
      <h2>The path in words</h2>
      <p class="quiet">
        What the author wrote is marked as his and dated. What has changed since is ours.
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>
                <span class="visually-hidden">Number</span>
              </th>
              <th>Station</th>
              <th>Gives (the author, June 2020)</th>
              <th>Lacks, how to take it (the author, June 2020)</th>
              <th>Changed since (Gradus, November 2026)</th>
            </tr>
          </thead>
          <tbody>
            {stations.map((s) => (
              <tr key={s.id}>
                <td class="n">{s.order}</td>
                <td>
                  <a class="name" href={href(s.id)}>
                    {s.title}
                  </a>
                  <br />
                  <span class="quiet">
                    {s.authors}, {s.kind}. {s.needs}
                    {s.beside === "" ? "" : ` With ${s.beside}.`}
                    {s.onward === "" ? "" : ` After it: ${s.onward}.`}
                  </span>
                </td>
                <td data-head="Gives: ">{sentence(s.gives)}</td>
                <td data-head="Lacks: ">{sentence(s.lacks)}</td>
                <td data-head="Changed since: ">
                  {`${s.since} ${s.correction ?? ""}`.trim() || "—"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Parts of a list as one sentence. */
function sentence(parts: readonly string[]): string {
  const text = parts.join("; ");
  return text === "" ? "—" : `${text[0].toUpperCase()}${text.slice(1)}.`;
}
