/** "What happened": the suspicions of the diagnosis, in order, each with its evidence; checks that pass stay visible, quietly. */
import { useEffect, useState } from "preact/hooks";
import { Sparkline } from "../plot/sparkline.tsx";
import { State } from "../shell/marks.tsx";
import { along, pointsOf, type RunEntry } from "./data.ts";

interface Finding {
  readonly rule: string;
  readonly evidence: string;
  readonly healthy: string;
  readonly advice: string;
}

/** Which curve shows what a rule speaks of. */
const curveOf: Readonly<Record<string, string>> = {
  "observations-unscaled": "observationScale",
  "rewards-huge": "returnScale",
  "rewards-tiny": "returnScale",
  "support-clips": "outside",
  divergence: "approxKl",
  "steps-too-large": "clipFraction",
  "steps-too-small": "clipFraction",
  "entropy-collapsed": "entropy",
  "entropy-never-fell": "entropy",
  "critic-useless": "explainedVariance",
  "gradient-clipped": "gradientNorm",
  "return-fell": "return",
  "still-rising": "return",
  "no-signal": "return",
};

/** Where healthy runs stay, as the rules say it. */
const healthy: Readonly<Record<string, readonly [number, number]>> = {
  approxKl: [0, 0.05],
  clipFraction: [0.02, 0.3],
  explainedVariance: [0.3, 1],
  observationScale: [0.1, 5],
  returnScale: [0.1, 100],
};

const titles: Readonly<Record<string, string>> = {
  "not-a-number": "A number that is none",
  "no-episode-ended": "No episode has ended",
  "no-signal": "Nothing was ever better than the rest",
  "observations-unscaled": "Observations on very different scales",
  "rewards-huge": "Returns are huge",
  "rewards-tiny": "Returns are tiny",
  "support-clips": "Returns beyond the atoms",
  divergence: "Steps too long",
  "steps-too-large": "Steps too long",
  "steps-too-small": "Steps too short",
  "entropy-collapsed": "It stopped exploring",
  "entropy-never-fell": "It never made up its mind",
  "critic-useless": "The critic explains nothing",
  "gradient-clipped": "Every gradient is clipped",
  "return-fell": "It was better before",
  "still-rising": "It is still getting better",
};

const quietChecks = [
  ["approximate KL", "approxKl", ["divergence", "steps-too-large", "steps-too-small"]],
  ["entropy", "entropy", ["entropy-collapsed", "entropy-never-fell"]],
  ["the critic", "explainedVariance", ["critic-useless"]],
] as const;

export function Happened({ run }: { readonly run: RunEntry }) {
  const [findings, setFindings] = useState<readonly Finding[] | undefined>(undefined);
  useEffect(() => {
    let gone = false;
    void import("./diagnosing.ts").then(({ findingsOf }) => {
      if (!gone) setFindings(findingsOf(run));
    });
    return () => {
      gone = true;
    };
  }, [run.name, run.changed]);
  const failure =
    run.failure === undefined ? null : (
      <p class="failure-note" role="status">
        <State name="stopped">{run.failure}</State>
      </p>
    );
  if (run.columns["entropy"] === undefined)
    return failure === null ? null : (
      <section class="happened">
        <h2>What happened in {run.name}</h2>
        {failure}
      </section>
    ); // the rules are about networks that act
  const range = [0, Math.max(1, run.steps)] as const;
  const spoken = new Set(findings?.map(({ rule }) => rule));
  return (
    <section class="happened">
      <h2>What happened in {run.name}</h2>
      <p class="quiet">Checks in the spirit of “Nuts and Bolts”, in order of suspicion.</p>
      {failure}
      {findings === undefined ? <p class="quiet">Reading {along(run).length} rows …</p> : null}
      {findings?.map((f) => (
        <article key={f.rule}>
          <div>
            <h3>{titles[f.rule] ?? f.rule}</h3>
            <p>
              {f.evidence} {f.healthy} {f.advice}
            </p>
          </div>
          {curveOf[f.rule] === undefined ? null : (
            <Sparkline groups={[{ name: "", colour: "p2", seeds: [pointsOf(run, curveOf[f.rule])] }]} range={range} healthy={healthy[curveOf[f.rule]]} isColoured />
          )}
        </article>
      ))}
      {findings === undefined
        ? null
        : quietChecks
            .filter(([, column, rules]) => run.columns[column] !== undefined && !rules.some((r) => spoken.has(r)))
            .map(([name, column]) => (
              <article key={column} class="fine">
                <div>
                  <h3>
                    <State name="done">{name}</State>
                  </h3>
                  <p>Within what healthy runs show.</p>
                </div>
                <Sparkline groups={[{ name: "", colour: "ink-3", seeds: [pointsOf(run, column)] }]} range={range} healthy={healthy[column]} />
              </article>
            ))}
    </section>
  );
}
