/** What the run layer relies on, for every algorithm in its table, each on a small world that fits it. */
import { describe, expect, test } from "vitest";
import { decodeState, encodeState } from "../core/codec.ts";
import { rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { bernoulliBandit, kArmedBandit } from "../envs/book/bandits.ts";
import { ticTacToe } from "../envs/book/ticTacToe.ts";
import { makeWorld } from "../envs/make.ts";
import type { Algorithm, Report } from "./algorithm.ts";
import { algorithms } from "./algorithms.ts";
import { actorOf, agentOf, evaluate } from "./evaluate.ts";
import { fitted } from "./fitted.ts";
import { small } from "./fixtures/small.ts";
import { taught } from "./fixtures/taught.ts";

const candidates: AnyWorld[] = [
  makeWorld("FrozenLake-v1"),
  bernoulliBandit({ steps: 20 }), // before the other bandit: Thompson sampling only takes rewards of 0 and 1
  kArmedBandit({ steps: 20 }),
  ticTacToe(),
  makeWorld("CartPole-v1"),
  makeWorld("Pendulum-v1"),
];
const [onScale] = candidates.slice(-2);
const reports = 4;

/** The first world that the algorithm accepts; for features one on a scale. */
function worldFor(entry: Algorithm): AnyWorld {
  const first = entry.sees === "features" ? [onScale] : [];
  for (const candidate of [...first, ...candidates]) {
    const world = fitted(entry, candidate);
    if (entry.fits(world) === undefined) return world;
  }
  throw new Error("No world fits.");
}

/** The state after n more reports, and whether that is the end. */
function after(generator: Generator<Report>, n: number): { state: unknown; report: Report } {
  let report: Report | undefined;
  for (let i = 0; i < n; i++) report = generator.next().value ?? report;
  if (report === undefined) throw new Error("no report");
  return { state: report.state(), report };
}

/** As a checkpoint has it. */
function written(state: unknown): { json: string; arrays: unknown } {
  const { json, tensors } = encodeState(state);
  return {
    json,
    arrays: Object.fromEntries([...tensors].map(([k, v]) => [k, Array.from(v as never)])),
  };
}
function stored(state: unknown): never {
  const { json, tensors } = encodeState(state);
  return decodeState(json, tensors) as never;
}

for (const [name, named] of Object.entries(algorithms)) {
  describe(name, () => {
    const entry = taught(named, worldFor(named));
    const { algorithm } = entry;
    const settings = small[name] ?? {};

    test("resumed from a stored state it equals a run that never stopped, bit for bit", () => {
      const world = worldFor(entry);
      const whole = after(algorithm(world, settings, rng(7)), 2 * reports);
      const first = after(algorithm(world, settings, rng(7)), reports);
      const rest = after(algorithm(world, settings, rng(7), stored(first.state)), reports);
      expect(rest.report.steps).toBe(whole.report.steps);
      expect(written(rest.state)).toEqual(written(whole.state));
    });

    test("asking the live policy does not change the run", () => {
      const world = worldFor(entry);
      const quiet = after(algorithm(world, settings, rng(3)), reports);
      const generator = algorithm(world, settings, rng(3));
      const { report } = after(generator, reports - 1);
      const act = actorOf(entry, report.agent, world, {});
      for (const _ of evaluate(act, world, { episodes: 3, seed: 1 }));
      expect(written(after(generator, 1).state)).toEqual(written(quiet.state));
    });

    test("the agent of a saved state is the one that was saved, and its actions are the world's", () => {
      const world = worldFor(entry);
      const { state } = after(algorithm(world, settings, rng(3)), reports);
      const saved = stored(state);
      const played = () => [
        ...evaluate(actorOf(entry, agentOf(entry, world, settings, saved, rng(5)), world), world, {
          episodes: 2,
          seed: 9,
        }),
      ];
      const once = played();
      expect(written(saved)).toEqual(written(state)); // asking did not change it
      expect(played()).toEqual(once);
      expect(once.every(Number.isFinite)).toBe(true);
    });
  });
}
