/** What pages know of labs and exercises: plain data out of their definitions. */
import { whole } from "@gradus/course";
import { bound } from "./markdown.mjs";

/** How far the root is from a page. */
export const depthOf = (route) => "../".repeat(route === "" ? 0 : route.split("/").length);

const knobsOf = (lab) =>
  Object.entries(lab.knobs).map(([name, knob]) => ({
    name,
    ...knob,
    value: lab.quick.knobs?.[name] ?? knob.default,
  }));

/** Steps a second of the worlds whose clock does not wait; the others make a step a key. */
const clocks = {
  ...{ cartPole: 50, hill: 30, acrobot: 15, pendulum: 20, point: 15 },
  ...{ minAtarAsterix: 8, minAtarBreakout: 6, minAtarFreeway: 10, minAtarSeaquest: 8 },
  minAtarSpaceInvaders: 8,
};

function playsOf(lab) {
  const world = lab.world?.();
  const keys = Object.keys(world?.keys ?? {});
  return keys.length === 0
    ? {}
    : { plays: { keys, perSecond: clocks[world.scenery?.family] ?? 0 } };
}

/** @param files modules that a reader of its code opens first */
export const labData = (lab, number, files) => ({
  id: lab.id,
  number,
  title: bound(lab.title),
  question: bound(lab.question),
  source: lab.source,
  row: lab.row,
  kind: lab.kind,
  knobs: knobsOf(lab),
  quick: { seconds: lab.quick.seconds, seeds: lab.quick.seeds },
  full: { seconds: lab.full.seconds, seeds: lab.full.seeds },
  needs: lab.needs ?? [],
  files: files,
  ...(lab.forks === undefined ? { whole: whole(lab) } : { forks: lab.forks }),
  ...(lab.chart === undefined ? {} : { chart: lab.chart }),
  ...playsOf(lab),
});

export const exerciseData = (e, number) => ({
  id: e.id,
  number,
  title: e.title,
  source: e.source,
  functions: e.functions,
  cases: e.cases.map(({ name }) => name),
});
