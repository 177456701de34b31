/** The number beside the one it should be: the hero of every lab. */
import type { Interval, LabResult } from "@gradus/course";
import { linear, written } from "../plot/scales.ts";
import { State } from "../shell/marks.tsx";
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
          , about {time(s.lab[s.budget.value].seconds)} on this computer. The number it should reach
          comes from {s.lab.source}.
        </p>
        <BudgetSwitch session={s} />
      </footer>
    );
  }
  return (
    <footer class="verdict" aria-live="polite">
      <dl class="numbers" data-long={isLong(result) ? "" : undefined}>
        <div>
          <dt>{word(result.source)}</dt>
          <dd>{result.published}</dd>
        </div>
        <div>
          <dt>measured</dt>
          <dd>{result.measured}</dd>
        </div>
        {result.exact === undefined ? null : (
          <div>
            <dt>exact</dt>
            <dd>{result.exact}</dd>
          </div>
        )}
      </dl>
      {result.interval === undefined ? null : <IntervalView interval={result.interval} />}
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
    <figure class="compared">
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
