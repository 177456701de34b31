/** Imitation: why the mistakes of a clone add up with the square of the time, and what asking changes. */
import { log10, type Rng } from "gradus/core";
import type { Figure, Series } from "../../../src/figure.ts";
import { fixed } from "../../../src/format.ts";
import { lab, type Measured, type VerdictRow } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import {
  costMoments,
  fitted,
  type Pair,
  type RopeParts,
  type RopePolicy,
  ropeParts,
  type Visit,
  walked,
} from "./parts/tightrope.ts";

const HORIZONS = [10, 20, 50, 100, 200, 500] as const;
/** Steps of an episode that is learned from. */
const LESSON = 100;
const ROUNDS = 20;

const arms = [
  { name: "clone", climbs: false },
  { name: "asked", climbs: true },
] as const;
type Arm = (typeof arms)[number]["name"];

const key = (arm: Arm, T: number): string => `${arm} @${T}`;

export const tightrope = lab({
  id: "06/tightrope",
  row: "K16",
  title: "Twice as far, four times as much",
  question:
    "Both pupils have had the same number of lessons and are wrong once in two hundred steps. Why does one of them pay for it with the square of the time?",
  source: "Ross & Bagnell 2010, theorem 2.1; Ross, Gordon & Bagnell 2011, theorem 3.2",
  kind: "golden",
  knobs: {
    epsilon: {
      default: 0.005,
      symbol: "ε",
      range: [0.0001, 0.2],
      log: true,
      doc: "How often the gust lies: nobody who has only seen it can do better.",
    },
    episodes: {
      default: 1000,
      range: [10, 1e6],
      integer: true,
      doc: "Walks of each length from which the cost is measured.",
    },
  },
  quick: { seconds: 3, seeds: [1, 2, 3] },
  full: {
    seconds: 40,
    seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    knobs: { episodes: 4000 },
  },
  parts: ropeParts satisfies RopeParts,
  *run({ epsilon, episodes }, random, _, parts) {
    const policies: Readonly<Record<Arm, RopePolicy>> = {
      clone: cloned(epsilon, random.split()),
      asked: taught(epsilon, random.split(), parts.aggregated),
    };
    const measured: Record<string, number> = { epsilon, episodes };
    for (const [i, T] of HORIZONS.entries()) {
      for (const { name } of arms) {
        const walk = random.split();
        let cost = 0;
        for (let n = 0; n < episodes; n++)
          cost += walked((seen) => policies[name][seen], T, epsilon, walk);
        measured[key(name, T)] = cost / episodes;
      }
      measured[`exact clone @${T}`] = parts.cloneCost(T, epsilon);
      measured[`exact asked @${T}`] = parts.pupilCost(T, epsilon);
      yield {
        progress: (i + 1) / HORIZONS.length,
        series: {
          T,
          clone: measured[key("clone", T)],
          asked: measured[key("asked", T)],
          bound: Math.min(T, T * T * epsilon),
        },
      };
    }
    return measured;
  },
  verdict(measured) {
    const { epsilon, episodes } = measured[0] as Readonly<Record<string, number>>;
    const walks = episodes * measured.length;
    const rows = HORIZONS.flatMap((T) => arms.map((arm) => row(measured, arm, T, epsilon, walks)));
    const off = rows.filter(
      ({ measured: m, known, exact, accepted: [low, high] }) =>
        !(m >= low && m <= high && Math.abs(known - exact) < 1e-9 * exact),
    );
    const slopes = arms.map(({ name }) => slope((T) => average(measured, key(name, T))));
    return {
      published: "the cost of a clone may grow with T² ε, that of who is asked with T ε",
      measured: `from 10 to 100 steps the clone's cost grows with T^${fixed(slopes[0])}, that of the one that asked with T^${fixed(slopes[1])}`,
      exact: `T^${fixed(slope((T) => costMoments(T, epsilon, false).mean))} and T^${fixed(slope((T) => costMoments(T, epsilon, true).mean))}`,
      tolerance:
        "Every mean cost lies within 4 standard errors of the exact one; their variance is computed, too. No cost is above its bound, T² ε or T ε, by more than that. The computed cost equals the one by moments, to rounding.",
      pass: rows.length > 0 && off.length === 0,
      rows,
      ...(off.length === 0
        ? {}
        : {
            note: off
              .map((r) => `${r.name}: ${fixed(r.measured)}, computed ${fixed(r.known)}`)
              .join("; "),
          }),
    };
  },
  chart: {
    x: { key: "T", label: "steps T", range: [10, 500], scale: "log" },
    y: {
      key: "clone",
      label: "cost of T steps; the expert's is 0",
      range: [0.03, 500],
      scale: "log",
    },
    curves: [
      { key: "clone", name: "clone" },
      { key: "asked", name: "asked (DAgger)" },
      { key: "bound", name: "T² ε" },
    ],
  },
  figure: (measured: readonly Measured[]): Figure => {
    const { epsilon } = measured[0] as Readonly<Record<string, number>>;
    const line = (name: string, y: (T: number) => number): Series => ({
      name,
      x: [...HORIZONS],
      y: HORIZONS.map(y),
    });
    const dots = (arm: Arm): Series => ({
      ...line(`${arm}, measured`, (T) => Math.max(0.01, average(measured, key(arm, T)))),
      points: true,
    });
    return {
      title: "Cost of T steps on the tightrope; the expert's is 0",
      x: { label: "steps T", scale: "log" },
      y: { scale: "log" },
      series: [
        line("clone, computed", (T) => costMoments(T, epsilon, false).mean),
        line("asked, computed", (T) => costMoments(T, epsilon, true).mean),
        line("T² ε", (T) => T * T * epsilon),
        dots("clone"),
        dots("asked"),
      ],
      caption: `Wrong once in ${Math.round(1 / epsilon)} steps. Points are means over ${measured.length} seeds.`,
    };
  },
});

/** Fitted to what the expert did: it never fell. */
function cloned(epsilon: number, random: Rng): RopePolicy {
  const data: Pair[] = [];
  for (let i = 0; i < ROUNDS; i++)
    walked(
      (_, told) => told,
      LESSON,
      epsilon,
      random,
      ({ seen, told }) => data.push({ seen, action: told }),
    );
  return fitted(data);
}

/** DAgger: in the first round the expert walks, then the pupil; what is learned from is what the expert would have done. */
function taught(epsilon: number, random: Rng, aggregated: RopeParts["aggregated"]): RopePolicy {
  let data: Pair[] = [];
  let policy = fitted(data);
  for (let i = 0; i < ROUNDS; i++) {
    const visits: Visit[] = [];
    const act = i === 0 ? (_: number, told: number) => told : (seen: number) => policy[seen];
    walked(act, LESSON, epsilon, random, (visit) => visits.push(visit));
    data = aggregated(data, visits);
    policy = fitted(data);
  }
  return policy;
}

const average = (measured: readonly Measured[], name: string): number =>
  mean(measured.map((m) => Number(m[name])));

/** The exponent of T between 10 and 100. */
const slope = (cost: (T: number) => number): number => log10(cost(100) / cost(10));

function row(
  measured: readonly Measured[],
  { name, climbs }: (typeof arms)[number],
  T: number,
  epsilon: number,
  walks: number,
): VerdictRow & { readonly exact: number } {
  const exact = costMoments(T, epsilon, climbs);
  const half = 4 * Math.sqrt(exact.variance / walks);
  const bound = climbs ? T * epsilon : T * T * epsilon;
  return {
    name: `${name} @${T}`,
    known: average(measured, `exact ${name} @${T}`),
    measured: average(measured, key(name, T)),
    accepted: [exact.mean - half, Math.min(exact.mean, bound) + half],
    digits: 2,
    exact: exact.mean,
  };
}
