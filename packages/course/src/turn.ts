/** Other settings from a place in the middle of a run on: how labs whose runs can be forked take such a turn. */
import { type Rng, rng } from "gradus/core";
import type { Lab, Turn } from "./lab.ts";

/** A method as the library has them: what it yields says how to go on. */
// biome-ignore lint/suspicious/noExplicitAny: each method has a world, settings and parts of its own
type Method = (world: any, settings: any, random: Rng, from?: any, parts?: any) => Generator;

/** The settings at a place on the axis. */
export function settingsAt<C extends object>(config: C, turn: Turn | undefined, place: number): C {
  return turn === undefined || place < turn.at ? config : changed(config, turn);
}

/** Of a turn, the settings that this table has; the others belong to somebody else. */
const changed = <C extends object>(config: C, { settings }: Turn): C => ({
  ...config,
  ...Object.fromEntries(Object.entries(settings).filter(([name]) => Object.hasOwn(config, name))),
});

/** The turn without one of its settings: of an arm that keeps its own. */
export function keeping(turn: Turn | undefined, name: string): Turn | undefined {
  if (turn === undefined) return undefined;
  const { [name]: _, ...settings } = turn.settings;
  return { ...turn, settings };
}

/**
 * The method, going on from its own state with other settings as soon as a report has come to the place of the turn. It takes those
 * settings of the turn that it was given before; without a turn it is the method itself.
 *
 * A method that says no state cannot take a turn: it goes on as it was.
 *
 * @param place where on the axis a report stands; the number of the report if absent
 */
export function turned<M extends Method>(
  method: M,
  turn: Turn | undefined,
  place?: (report: ReportOf<M>) => number,
): M {
  if (turn === undefined) return method;
  return function* (world, settings, random, from, parts) {
    const luck = random.state(); // the states of the streams come with the run's; these only have to be there
    let run = method(world, settings, random, from, parts);
    let isBefore = true;
    for (let n = 1; ; n++) {
      const { value, done } = run.next();
      if (done === true) return value;
      yield value;
      const report = value as ReportOf<M> & { readonly state?: () => unknown };
      if (!isBefore || (place?.(report) ?? n) < turn.at || report.state === undefined) continue;
      isBefore = false;
      run = method(world, changed(settings, turn), rng.from(luck), report.state(), parts);
    }
  } as M;
}

type ReportOf<M extends Method> = ReturnType<M> extends Generator<infer R> ? R : never;

/** Why there is nothing to fork in a lab; undefined where there is. */
export function whole({
  forks,
  knobs,
  chart,
  kind,
}: Pick<Lab, "forks" | "knobs" | "chart" | "kind">): string | undefined {
  if (forks !== undefined) return undefined;
  const isTime =
    /^(environment )?(steps|episodes|epochs|games|races|walks|pulls|sweeps|passes|iterations|rounds|trials)\b/;
  if (chart === undefined || !isTime.test(chart.x.label))
    return "each point is a result of its own, not a moment of a run";
  if (kind === "golden")
    return "it is computed, not learned: other settings are another computation";
  return Object.keys(knobs).length === 0
    ? "it has no settings"
    : "its settings say how much is run, not how";
}
