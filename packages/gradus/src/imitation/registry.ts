/** What learns from an expert, by name: a table, simplest first. Each needs a teacher before it can learn: `taught`. */
import { fitsHead } from "../agents/parts/actions.ts";
import { agentOf } from "../agents/parts/agent.ts";
import type { Networks } from "../agents/parts/networks.ts";
import { type PolicyConfig, policyNetwork } from "../agents/parts/policy.ts";
import { resumable, type State } from "../agents/parts/state.ts";
import type { DeepAlgorithm, DeepReport } from "../agents/registry.ts";
import { ValueError } from "../core/errors.ts";
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import { type Rng, rng } from "../core/random.ts";
import type { Transitions } from "../data/transitions.ts";
import type { AnyWorld } from "../env/world.ts";
import { bc, bcKnobs } from "./bc.ts";
import { dagger, daggerKnobs } from "./dagger.ts";
import type { Expert } from "./parts/expert.ts";

/** Whom there is to learn from. */
export type Teacher = { readonly data: Transitions } | { readonly expert: Expert };
/** "data": episodes that an expert played; "expert": somebody who can be asked. */
export type TeacherKind = "data" | "expert";

export interface ImitationAlgorithm extends DeepAlgorithm {
  readonly learnsFrom: TeacherKind;
  /** The algorithm with a teacher; without one it only says what it needs. */
  taught(teacher: Teacher): DeepAlgorithm;
}

type Learn<K extends Knobs, T> = (
  world: AnyWorld,
  overrides: Partial<ConfigOf<K>>,
  random: Rng,
  teacher: T,
  from?: State,
  networks?: Networks,
) => Generator<DeepReport>;

interface Row<K extends Knobs, T> {
  readonly title: string;
  readonly source: string;
  readonly knobs: K;
  readonly learnsFrom: TeacherKind;
  readonly learn: Learn<K, T>;
  readonly teacher: (given: Teacher) => T | undefined;
}

const missing: Readonly<Record<TeacherKind, string>> = {
  data: "it learns from episodes of an expert, and was given none. On the command line: --data DIR, a folder that `gradus record RUN --transitions DIR` wrote; in a program: taught({ data })",
  expert:
    "it asks an expert, and was given none. On the command line: --expert RUN, a run of `gradus train`; in a program: taught({ expert })",
};

function row<const K extends Knobs, T>(name: string, spec: Row<K, T>): ImitationAlgorithm {
  const { title, source, knobs, learnsFrom, learn, teacher } = spec;
  const untaught = (): never => {
    throw new ValueError(`${name}: ${missing[learnsFrom]}.`);
  };
  const entry: DeepAlgorithm = {
    title,
    source,
    knobs,
    sees: "observation",
    algorithm: untaught,
    fits: fitsHead,
    policy(world, config, saved, random, networks) {
      const configured = configure(knobs, config as Partial<ConfigOf<K>>) as unknown;
      const net = policyNetwork(world, configured as PolicyConfig, rng(0), networks?.actor);
      resumable({ net }, saved);
      const { normaliser } = saved["experience"] as { readonly normaliser: never };
      if (normaliser !== null) net.encoder.normaliser?.restore(normaliser);
      return agentOf(world, net, random);
    },
  };
  return {
    ...entry,
    learnsFrom,
    taught(given) {
      const own = teacher(given) ?? untaught();
      return {
        ...entry,
        algorithm: (world, config, random, from, networks) =>
          learn(world, config as Partial<ConfigOf<K>>, random, own, from, networks),
      };
    },
  };
}

export const imitationAlgorithms: Readonly<Record<string, ImitationAlgorithm>> = {
  bc: row("bc", {
    title: "Behaviour cloning",
    source: "Pomerleau 1989, “ALVINN”",
    knobs: bcKnobs,
    learnsFrom: "data",
    learn: bc,
    teacher: (given) => ("data" in given ? given.data : undefined),
  }),
  dagger: row("dagger", {
    title: "DAgger: data set aggregation",
    source: "Ross, Gordon and Bagnell 2011, arXiv:1011.0686",
    knobs: daggerKnobs,
    learnsFrom: "expert",
    learn: dagger,
    teacher: (given) => ("expert" in given ? given.expert : undefined),
  }),
};
