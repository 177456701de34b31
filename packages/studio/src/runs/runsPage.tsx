/** The folders of runs/ that `gradus studio` serves: a table, curves of the chosen ones, what happened, the policy at work. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { Plot, Sparkline } from "../plot/plot.tsx";
import { written } from "../plot/scales.ts";
import { State, type StateName } from "../shell/marks.tsx";
import { href } from "../shell/router.ts";
import {
  differenceInWords,
  differences,
  groupsOf,
  lastMean,
  ownSettings,
  pointsOf,
  type RunEntry,
  settingsOf,
  usualMetric,
} from "./data.ts";
import { Happened } from "./happened.tsx";
import { PolicyPlayer } from "./player.tsx";

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
  if (listing === undefined) {
    return (
      <div class="wrap catalogue">
        <h1 class="sub">Runs</h1>
        <p class="quiet">Looking for runs …</p>
      </div>
    );
  }
  if (listing === null || runs.length === 0) return <NoRuns isServed={listing !== null} />;
  return (
    <div class="wrap catalogue runs">
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
            names.includes(name) ? names.filter((n) => n !== name) : [...names, name].slice(-10),
          )
        }
      />
      <Compared key={shown.join()} runs={selected} />
    </div>
  );
}

const nameOfFolder = (folder: string): string =>
  `${folder.split(/[\\/]/).filter(Boolean).at(-1) ?? folder}/`;

function NoRuns({ isServed }: { readonly isServed: boolean }) {
  return (
    <div class="wrap catalogue">
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
            <th>State</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((r) => {
            const colour = colours.get(r.name);
            const mean = lastMean(r);
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
                <td class="num">{mean === undefined ? "–" : written(mean)}</td>
                <td>
                  <Sparkline
                    groups={[
                      { name: "", colour: colour ?? "ink-2", seeds: [pointsOf(r, usualMetric(r))] },
                    ]}
                    range={[0, Math.max(1, r.steps)]}
                  />
                </td>
                <td class="num">{written(r.done, 1)}</td>
                <td>
                  <State name={mark}>
                    {word}
                    {r.state === "running" && r.steps > 0
                      ? `, ${Math.round((100 * r.done) / r.steps)} %`
                      : ""}
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

const counters = new Set(["steps", "epoch", "episodes", "updates"]);

function Compared({ runs }: { readonly runs: readonly RunEntry[] }) {
  const [metric, setMetric] = useState<string | undefined>(undefined);
  const [showsAll, setAll] = useState(false);
  const [first] = runs;
  if (first === undefined) return null;
  const now = metric ?? usualMetric(first);
  const columns = [...new Set(runs.flatMap((r) => Object.keys(r.columns)))].filter(
    (name) => !counters.has(name),
  );
  const end = Math.max(1, ...runs.map((r) => Math.max(r.steps, r.done)));
  const last = runs.at(-1) as RunEntry;
  return (
    <div class="compared">
      <section>
        <h2>
          {runs.length === 1
            ? first.name
            : settingsOf(runs).length === 1
              ? "One setting, several seeds"
              : "Settings apart"}
        </h2>
        <p class="quiet">
          {differenceInWords(runs)}{" "}
          <button type="button" class="link" onClick={() => setAll(!showsAll)}>
            {showsAll ? "Hide the settings" : `Show all ${Object.keys(first.knobs).length} settings`}
          </button>
        </p>
        <p class="metric">
          <label>
            Curve{" "}
            <select value={now} onInput={(e) => setMetric(e.currentTarget.value)}>
              {columns.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
        </p>
        <Plot
          title={now}
          x={{
            label: first.columns["steps"] === undefined ? "epochs" : "environment steps",
            range: [0, end],
          }}
          y={{}}
          groups={groupsOf(runs, now)}
        />
        {showsAll ? <Settings runs={runs} /> : null}
      </section>
      <aside>
        <Happened run={last} />
        {last.command === "train" ? <PolicyPlayer run={last} /> : null}
      </aside>
    </div>
  );
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
