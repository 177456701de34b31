/** The number beside the one it should be: the hero of every lab. */
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
      <dl class="numbers">
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
