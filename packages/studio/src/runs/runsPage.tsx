/** The folders of runs/ that `gradus studio` serves: a table, curves of the chosen ones, what happened, the policy at work. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { time } from "../lab/time.ts";
import { difference } from "../plot/difference.ts";
import { Plot } from "../plot/plot.tsx";
import { Sparkline } from "../plot/sparkline.tsx";
import { written } from "../plot/scales.ts";
import { State, type StateName } from "../shell/marks.tsx";
import { href } from "../shell/router.ts";
import {
  commonName,
  differenceInWords,
  differences,
  evaluated,
  groupsOf,
  metricsOf,
  outcome,
  ownSettings,
  pairOf,
  pointsOf,
  type RunEntry,
  setting,
  settingsOf,
  usualMetric,
} from "./data.ts";
import { Happened } from "./happened.tsx";
import { PolicyPlayer } from "./player.tsx";
import { Rerun } from "./rerun.tsx";

interface Listing {
  readonly folder: string;
  readonly runs: readonly RunEntry[];
}

/** The list, asked for again when the server says that files have changed; undefined until known, null where there is no server. */
function useRuns(): Listing | undefined | null {
  const [listing, setListing] = useState<Listing | undefined | null>(undefined);
  useEffect(() => {
    const root = new URL(href("") || "./", document.baseURI);
    let gone = false;
    const ask = (): Promise<void> =>
      fetch(new URL("api/runs", root))
        .then((answer) => (answer.ok ? (answer.json() as Promise<Listing>) : null))
        .catch(() => null)
        .then((found) => {
          if (!gone) setListing(found);
        });
    void ask();
    const events = new EventSource(new URL("api/events", root));
    events.addEventListener("runs", () => void ask());
    return () => {
      gone = true;
      events.close();
    };
  }, []);
  return listing;
}

export function RunsPage() {
  const listing = useRuns();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const runs = listing?.runs ?? [];
  const newest = useMemo(() => [...runs].sort((a, b) => b.changed - a.changed)[0]?.name, [runs]);
  const names = chosen.filter((name) => runs.some((r) => r.name === name));
  const shown = names.length > 0 ? names : newest === undefined ? [] : [newest];
  const selected = shown.flatMap((name) => runs.find((r) => r.name === name) ?? []);
  const settings = new Set(selected.map(setting));
  const kin = runs
    .filter((r) => settings.has(setting(r)) && !shown.includes(r.name))
    .map(({ name }) => name);
  if (listing === undefined) {
    return (
      <div class="wrap catalogue tall">
        <h1 class="sub">Runs</h1>
        <p class="quiet">Looking for runs …</p>
      </div>
    );
  }
  if (listing === null || runs.length === 0) return <NoRuns isServed={listing !== null} />;
  return (
    <div class="wrap catalogue tall runs">
      <header class="runs-head">
        <h1 class="sub">Runs</h1>
        <p class="quiet">
          {runs.length} folder{runs.length === 1 ? "" : "s"} in{" "}
          <code>{nameOfFolder(listing.folder)}</code>, read only, updated as they are written
        </p>
        <p class="quiet">
          {names.length > 1 ? `${names.length} chosen: compared below` : "Choose rows to compare them"}
        </p>
      </header>
      <Table
        runs={runs}
        shown={shown}
        toggle={(name) =>
          setChosen(
            names.includes(name) ? names.filter((n) => n !== name) : [...names, name].slice(-20),
          )
        }
      />
      <Compared
        runs={selected}
        kin={kin}
        add={() => setChosen([...shown, ...kin])}
      />
    </div>
  );
}

const nameOfFolder = (folder: string): string =>
  `${folder.split(/[\\/]/).filter(Boolean).at(-1) ?? folder}/`;

function NoRuns({ isServed }: { readonly isServed: boolean }) {
  return (
    <div class="wrap catalogue tall">
      <h1 class="sub">Runs</h1>
      <p class="lead">No runs yet. This makes one in a few seconds:</p>
      <pre class="code">gradus train ppo CartPole-v1</pre>
      <p class="quiet">
        {isServed
          ? "It appears here while it trains."
          : "This page comes from a plain file server, which knows no runs. The command gradus studio shows those of the folder in which it is started."}
      </p>
    </div>
  );
}

const states: { readonly [S in RunEntry["state"]]: readonly [StateName, string] } = {
  finished: ["done", "finished"],
  running: ["running", "running"],
  stopped: ["paused", "stopped"],
  failed: ["stopped", "failed"],
  empty: ["open", "nothing yet"],
};

function Table({
  runs,
  shown,
  toggle,
}: {
  readonly runs: readonly RunEntry[];
  readonly shown: readonly string[];
  readonly toggle: (name: string) => void;
}) {
  const chosen = shown.flatMap((name) => runs.find((r) => r.name === name) ?? []);
  const colours = new Map(
    settingsOf(chosen).flatMap(({ colour, runs: members }) =>
      members.map((r) => [r.name, colour] as const),
    ),
  );
  return (
    <div class="scroll">
      <table class="runs-table">
        <thead>
          <tr>
            <th>Run</th>
            <th>Algorithm</th>
            <th>World</th>
            <th>Differs in</th>
            <th class="num">Return</th>
            <th>Over steps</th>
            <th class="num">Steps</th>
            <th class="num">Time</th>
            <th>State</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((r) => {
            const colour = colours.get(r.name);
            const end = outcome(r);
            const [mark, word] = states[r.state];
            return (
              <tr key={r.name} data-chosen={colour === undefined ? undefined : ""}>
                <td>
                  <button
                    type="button"
                    aria-pressed={colour !== undefined}
                    onClick={() => toggle(r.name)}
                  >
                    <i style={{ background: colour === undefined ? "transparent" : `var(--${colour})` }} />
                    {r.name}
                  </button>
                </td>
                <td>{r.algorithm}</td>
                <td>{r.world}</td>
                <td>{ownSettings(r, runs)}</td>
                <td class="num">
                  {end === undefined ? "–" : written(end.mean)}
                  {end?.error === undefined ? "" : ` ± ${end.error === 0 ? "0" : written(end.error)}`}
                </td>
                <td>
                  <Sparkline
                    groups={[
                      { name: "", colour: colour ?? "ink-2", seeds: [pointsOf(r, usualMetric(r))] },
                    ]}
                    range={[0, Math.max(1, r.steps)]}
                    isColoured
                  />
                </td>
                <td class="num">{written(r.done, 1)}</td>
                <td class="num">{r.seconds > 0 ? time(r.seconds) : "–"}</td>
                <td title={r.failure}>
                  <State name={mark}>
                    {word}
                    {r.failure === undefined ? remaining(r) : `: ${brief(r.failure)}`}
                  </State>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** How long a run will still take, at its pace so far. */
function remaining(r: RunEntry): string {
  if (r.state !== "running" || r.done <= 0 || r.steps <= 0) return "";
  const left = (r.seconds * (r.steps - r.done)) / r.done;
  return left > 0 ? `, ${time(left)} left` : "";
}

/** The first clause of a message. */
function brief(message: string): string {
  const [first] = message.split(/[.;]\s/);
  return first.length > 60 ? `${first.slice(0, 58)} …` : first;
}

function Compared({
  runs,
  kin,
  add,
}: {
  readonly runs: readonly RunEntry[];
  /** Other seeds of the settings that are shown. */
  readonly kin: readonly string[];
  readonly add: () => void;
}) {
  const [metric, setMetric] = useState<string | undefined>(undefined);
  const [showsAll, setAll] = useState(false);
  const solved = useSolvedAt(runs);
  const [first] = runs;
  if (first === undefined) return null;
  const wanted = metric ?? usualMetric(first);
  const now = metricsOf(runs).includes(wanted) ? wanted : usualMetric(first);
  const columns = metricsOf(runs);
  const end = Math.max(1, ...runs.map((r) => Math.max(r.steps, r.done)));
  const last = runs.at(-1) as RunEntry;
  const pair = pairOf(runs, now);
  return (
    <div class="compared">
      <section>
        <h2>{headline(runs)}</h2>
        <p class="quiet">
          {differenceInWords(runs)}{" "}
          <button type="button" class="link" onClick={() => setAll(!showsAll)}>
            {showsAll ? "Hide the settings" : `Show all ${Object.keys(first.knobs).length} settings`}
          </button>
        </p>
        {kin.length === 0 ? null : (
          <p class="quiet">
            <button type="button" class="link" onClick={add}>
              {kin.length === 1 ? "Add its other seed" : `Add its ${kin.length} other seeds`}
            </button>
          </p>
        )}
        <p class="metric">
          <label>
            Curve{" "}
            <select value={now} onInput={(e) => setMetric(e.currentTarget.value)}>
              {columns.map((name) => (
                <option key={name} value={name}>
                  {titleOf(name)}
                </option>
              ))}
            </select>
          </label>
        </p>
        <Plot
          key={`${now} ${runs.map(({ name }) => name).join()}`} // other runs, other axes
          title={titleOf(now)}
          x={{
            label: first.columns["steps"] === undefined ? "epochs" : "environment steps",
            range: [0, end],
          }}
          y={{}}
          groups={groupsOf(runs, now)}
          {...(solved !== undefined && (now === "return" || now === evaluated)
            ? { reference: { label: `solved: ${written(solved)}`, y: solved } }
            : {})}
        />
        {pair === undefined ? null : (
          <Plot
            key={`${now} ${pair.map(({ name }) => name).join()} paired`}
            title={`${pair[1].name} − ${pair[0].name}, paired by ${pair[0].seeds.length === 1 ? "seed" : `${pair[0].seeds.length} seeds`}`}
            x={{
              label: first.columns["steps"] === undefined ? "epochs" : "environment steps",
              range: [0, end],
            }}
            y={{}}
            groups={[difference(...pair, [0, end])]}
            height={150}
          />
        )}
        {showsAll ? <Settings runs={runs} /> : null}
        {last.command === "train" ? <Rerun key={last.name} run={last} /> : null}
      </section>
      <aside>
        <Happened run={last} />
        <PolicyPlayer
          key={runs.map(({ name }) => name).join()}
          players={settingsOf(runs)
            .map(({ colour, runs: members }) => ({ colour, run: members.at(-1) as RunEntry }))
            .filter(({ run }) => run.command === "train")
            .slice(-3)}
        />
      </aside>
    </div>
  );
}

/** What a column is, in words. */
const titleOf = (metric: string): string =>
  metric === evaluated
    ? "return without exploration (evaluations)"
    : metric.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`);

function headline(runs: readonly RunEntry[]): string {
  const groups = settingsOf(runs);
  if (runs.length === 1) return runs[0].name;
  if (groups.length === 1) return `${commonName(runs)}, ${runs.length} seeds`;
  const seedsOf = (members: readonly RunEntry[]): string =>
    members
      .map(({ seed }) => seed)
      .sort((a, b) => a - b)
      .join();
  const isSame = new Set(groups.map(({ runs: members }) => seedsOf(members))).size === 1;
  const isOne = differences(runs).length === 1;
  return `${isSame ? "Same seeds, " : ""}${isOne ? "one setting apart" : "several settings apart"}`.replace(
    /^./,
    (c) => c.toUpperCase(),
  );
}

/** The return at which the world of all these runs counts as solved. */
function useSolvedAt(runs: readonly RunEntry[]): number | undefined {
  const [solved, setSolved] = useState<number | undefined>(undefined);
  const worlds = [...new Set(runs.map(({ world }) => world))];
  const [world] = worlds;
  useEffect(() => {
    let gone = false;
    setSolved(undefined);
    if (worlds.length === 1 && world !== undefined)
      void import("./diagnosing.ts").then(({ solvedAt }) => {
        if (!gone) setSolved(solvedAt(world));
      });
    return () => {
      gone = true;
    };
  }, [worlds.join()]);
  return solved;
}

function Settings({ runs }: { readonly runs: readonly RunEntry[] }) {
  const groups = settingsOf(runs);
  const differing = new Set(differences(runs).map(({ name }) => name));
  const names = [...new Set(groups.flatMap(({ runs: [r] }) => Object.keys(r.knobs)))];
  return (
    <table class="data">
      <thead>
        <tr>
          <th>setting</th>
          {groups.map(({ colour, runs: [r] }) => (
            <th key={r.name} class="num" style={{ color: `var(--${colour})` }}>
              {r.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name} data-differs={differing.has(name) ? "" : undefined}>
            <td>{name}</td>
            {groups.map(({ runs: [r] }) => (
              <td key={r.name} class="num">
                {String(r.knobs[name] ?? "—")}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
