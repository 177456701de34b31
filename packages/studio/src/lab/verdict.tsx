/** The number beside the one it should be: the hero of every lab. */
import type { Interval, LabResult, VerdictRow } from "@gradus/course";
import { linear, written } from "../plot/scales.ts";
import { State } from "../shell/marks.tsx";
import { expected } from "./pace.ts";
import type { Session } from "./session.ts";
import { time } from "./time.ts";

export function VerdictView({ session: s }: { readonly session: Session }) {
  const state = s.state.value;
  const result = s.result.value;
  if (state === "stopped") {
    return (
      <footer class="verdict" aria-live="polite">
        <p>
          <State name="stopped">Stopped.</State> {s.failure.value}
        </p>
        <p class="verdict-act">
          <button type="button" class="link" onClick={() => s.reset()}>
            Back to the start
          </button>
        </p>
      </footer>
    );
  }
  if (state === "changed") {
    const changes = Object.entries(s.settings.value).filter(
      ([name, v]) => !Object.is(v, s.ran.value[name]),
    );
    return (
      <footer class="verdict" aria-live="polite">
        <p>
          These curves belong to{" "}
          {changes.map(([name]) => `${name} = ${String(s.ran.value[name])}`).join(", ")}. You have
          set {changes.map(([, v]) => String(v)).join(", ")}.
        </p>
        <p class="verdict-act">
          <button type="button" class="button" onClick={() => s.run()}>
            Run with the new
          </button>
          <button type="button" class="link" onClick={() => s.undo()}>
            Undo
          </button>
        </p>
      </footer>
    );
  }
  if (result === undefined) {
    return (
      <footer class="verdict waiting">
        <p>
          {s.lab[s.budget.value].seeds.length === 1
            ? "One seed"
            : `${s.lab[s.budget.value].seeds.length} seeds`}
          , about {time(expected(s.lab, s.budget.value))} on this computer. The number it should
          reach comes from {s.lab.source}.
        </p>
        <BudgetSwitch session={s} />
      </footer>
    );
  }
  const hasRows = (result.rows?.length ?? 0) > 2;
  return (
    <footer class="verdict" aria-live="polite">
      <div>
        <dl class="numbers" data-long={isLong(result) ? "" : undefined}>
          <div>
            <dt>{word(result.source)}</dt>
            <dd>{result.published}</dd>
          </div>
          {hasRows ? null : (
            <div>
              <dt>measured</dt>
              <dd>{result.measured}</dd>
            </div>
          )}
          {result.exact === undefined || hasRows ? null : (
            <div>
              <dt>
                {/independent|Stable-Baselines|CleanRL|seeds/i.test(result.exact)
                  ? "independent"
                  : "exact"}
              </dt>
              <dd>{result.exact}</dd>
            </div>
          )}
        </dl>
        {hasRows && result.rows !== undefined ? <Rows rows={result.rows} /> : null}
      </div>
      {result.interval === undefined || hasRows ? null : (
        <IntervalView interval={result.interval} />
      )}
      <div class="says">
        <p>
          {result.pass ? (
            <State name="done">Reproduced.</State>
          ) : (
            <State name="stopped">Not reproduced.</State>
          )}{" "}
          {result.source}.
        </p>
        <details>
          <summary>How near is near enough</summary>
          <p>{result.tolerance}</p>
          {result.note === undefined ? null : <p>{result.note}</p>}
        </details>
      </div>
      <BudgetSwitch session={s} />
    </footer>
  );
}

/** Several measured numbers, each with the known one beside or under it; one outside its band is marked. */
function Rows({ rows }: { readonly rows: readonly VerdictRow[] }) {
  const split = rows.map((row) => {
    const [, name = "", at = ""] = /^(.*?) ?(@.*)?$/.exec(row.name) ?? [];
    return { row, name, at: at.slice(1) };
  });
  const columns = [...new Set(split.map(({ at }) => at))].filter((at) => at !== "");
  const names = [...new Set(split.map(({ name }) => name))];
  if (columns.length < 2 || split.some(({ at }) => at === "")) return <List rows={rows} />;
  const cell = (name: string, at: string) => split.find((s) => s.name === name && s.at === at)?.row;
  return (
    <div class="rows">
      <table>
        <caption>Measured, and under it the known number</caption>
        <thead>
          <tr>
            <td />
            {columns.map((at) => (
              <th key={at} scope="col">
                at {at}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {columns.map((at) => (
                <td key={at}>
                  <Compared row={cell(name, at)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function List({ rows }: { readonly rows: readonly VerdictRow[] }) {
  return (
    <div class="rows">
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">measured</th>
            <th scope="col">known</th>
            <th scope="col">accepted</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name.replace(" @", " at ")}</th>
              <td>
                <MeasuredNumber row={row} />
              </td>
              <td>{figure(row.known, row)}</td>
              <td>{[...new Set(row.accepted.map((v) => figure(v, row)))].join(" … ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const figure = (v: number, { digits }: VerdictRow): string => {
  const text = v.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
};

function MeasuredNumber({ row }: { readonly row: VerdictRow }) {
  const { measured, accepted } = row;
  const isOutside = !(measured >= accepted[0] && measured <= accepted[1]);
  return (
    <b class={isOutside ? "outside" : undefined}>
      {isOutside ? "✕ " : ""}
      {figure(measured, row)}
    </b>
  );
}

function Compared({ row }: { readonly row: VerdictRow | undefined }) {
  if (row === undefined) return null;
  return (
    <>
      <MeasuredNumber row={row} />
      <small>{figure(row.known, row)}</small>
    </>
  );
}

/** Whether the numbers are sentences rather than numbers. */
const isLong = ({ published, measured, exact = "" }: LabResult): boolean =>
  Math.max(published.length, measured.length, exact.length) > 44;

/** An axis, what is accepted tinted, the known number dashed, the measured one with its error. */
function IntervalView({ interval }: { readonly interval: Interval }) {
  const { known, measured, error = 0, accepted, what } = interval;
  const all = [known, measured - error, measured + error, ...accepted].filter(Number.isFinite);
  const margin = 0.15 * (Math.max(...all) - Math.min(...all) || Math.abs(known) || 1);
  const [w, h] = [280, 52];
  const sx = linear(Math.min(...all) - margin, Math.max(...all) + margin, 8, w - 8, 5);
  const [from, to] = accepted.map((v) => Math.min(w - 8, Math.max(8, sx.at(v))));
  return (
    <figure class="interval-figure">
      <svg
        class="interval"
        viewBox={`0 0 ${w} ${h}`}
        role="img"
        aria-label={`Accepted from ${written(accepted[0])} to ${written(accepted[1])}; known ${written(known)}; measured ${written(measured)}.`}
      >
        <rect x={from} width={to - from} y={6} height={20} fill="var(--accent-wash)" />
        <line
          x1={sx.at(known)}
          x2={sx.at(known)}
          y1={3}
          y2={30}
          stroke="var(--ref)"
          stroke-dasharray="4 3"
        />
        <line
          x1={sx.at(measured - error)}
          x2={sx.at(measured + error)}
          y1={16}
          y2={16}
          stroke="var(--p1)"
          stroke-width={2.5}
        />
        <circle cx={sx.at(measured)} cy={16} r={4.5} fill="var(--p1)" />
        <line x1={8} x2={w - 8} y1={30} y2={30} stroke="var(--edge)" />
        {sx.ticks.map((v) => (
          <text key={v} x={sx.at(v)} y={46} text-anchor="middle">
            {written(v, sx.ticks.length > 1 ? sx.ticks[1] - sx.ticks[0] : 0)}
          </text>
        ))}
      </svg>
      {what === undefined ? null : <figcaption>Compared: {what}.</figcaption>}
    </figure>
  );
}

/** The first word names the kind of source. */
function word(source: string): string {
  if (/exact/i.test(source)) return "exact";
  if (/arXiv|et al\./.test(source)) return "paper";
  if (/Sutton|Nielsen|Goodfellow|ch\./.test(source)) return "book";
  return "published";
}

function BudgetSwitch({ session: s }: { readonly session: Session }) {
  const other = s.budget.value === "quick" ? "full" : "quick";
  const { quick, full } = s.lab;
  if (full.seconds <= quick.seconds * 1.5) return null;
  return (
    <p class="verdict-act">
      <button
        type="button"
        class="link"
        onClick={() => {
          s.budget.value = other;
          s.reset();
        }}
      >
        {other === "full"
          ? `Take the full budget (about ${time(full.seconds)})`
          : `Back to the quick budget (${time(quick.seconds)})`}
      </button>
    </p>
  );
}
