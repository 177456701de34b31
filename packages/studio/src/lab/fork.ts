/**
 * A fork: a run is stopped at a point and goes on twice from there, once as it was and once with another setting or edited code.
 * Both begin with the same weights, the same state of the optimiser and the same luck.
 */
import { computed, type Signal, signal } from "@preact/signals";
import type { LabState, Session, Settings } from "./session.ts";

/** Every seed of a run, as it was when it was forked. */
export interface Fork {
  readonly budget: "quick" | "full";
  /** The settings of the run up to here. */
  readonly settings: Settings;
  /** Of a run that is repeated up to here: where on the axis. */
  readonly at?: number;
  readonly seeds: Readonly<Record<number, ForkedSeed>>;
}

export interface ForkedSeed {
  /** The agent's own, and what the lab has counted so far; undefined for a seed that had not begun. */
  readonly state: unknown;
  readonly progress: number;
  /** The last point of its curve. */
  readonly point: Readonly<Record<string, number>> | undefined;
}

export interface Forking {
  readonly fork: Signal<Fork | undefined>;
  /** Original and branch as one: what its controls do, they do to both. */
  readonly both: Session;
  /** Of a lab with several curves the one that is drawn, as it was and from the fork. */
  readonly arm: Signal<string | undefined>;
  /**
   * Stops the original and keeps where it is; the branch may now be changed.
   *
   * @param at where on the axis, if the runs of the lab are repeated
   */
  forkHere(at?: number): void;
  /** The fork is elsewhere on the axis. */
  move(at: number): void;
}

/** @param starts what Run does where nothing is forked */
export function forking(original: Session, branch: Session, starts: () => void): Forking {
  const fork = signal<Fork | undefined>(undefined);
  const arm = signal<string | undefined>(undefined);
  const isWaiting = (): boolean => fork.value !== undefined && branch.state.value === "ready";
  const state = computed<LabState>(() => stateOf(original, branch, isWaiting()));
  const go = (): void => {
    branch.run(fork.value);
    original.resume();
  };
  return {
    fork,
    arm,
    both: {
      ...original,
      state,
      run: () => (fork.value === undefined ? starts() : go()),
      pause() {
        original.pause();
        branch.pause();
      },
      resume() {
        if (isWaiting()) return go();
        original.resume();
        branch.resume();
      },
      step() {
        original.step();
        branch.step();
      },
      reset() {
        fork.value = undefined;
        original.reset();
        branch.reset();
      },
      setSpeed(speed) {
        original.setSpeed(speed);
        branch.setSpeed(speed);
      },
    },
    forkHere(at) {
      if (!original.canFork.value) return;
      branch.pause();
      void original.fork(at).then((made) => {
        branch.reset();
        branch.settings.value = made.settings;
        fork.value = made;
      });
    },
    move(at) {
      if (fork.value === undefined) return;
      branch.reset();
      fork.value = { ...fork.value, at };
    },
  };
}

/** What the two of them are doing, told as one. */
function stateOf(original: Session, branch: Session, isWaiting: boolean): LabState {
  const [a, b] = [original.state.value, branch.state.value];
  if (isWaiting) return "paused";
  if (b === "ready") return a;
  return (["stopped", "running", "paused"] as const).find((x) => x === a || x === b) ?? a;
}

/** Where it was forked, along the axis: the mean of the seeds, which stand close together; undefined where there is no curve yet. */
export function placeOf({ seeds, at }: Fork, key: string): number | undefined {
  if (at !== undefined) return at;
  const xs = Object.values(seeds).flatMap(({ point }) =>
    point?.[key] === undefined ? [] : [point[key]],
  );
  return xs.length === 0 ? undefined : xs.reduce((a, b) => a + b, 0) / xs.length;
}

/** For a plot: the vertical line and what it says, "forked at 43 k". */
export function forkMark(
  fork: Fork | undefined,
  key: string | undefined,
): { readonly x: number; readonly label: string } | undefined {
  const x = fork === undefined || key === undefined ? undefined : placeOf(fork, key);
  if (x === undefined) return undefined;
  const short = x >= 1000 ? `${Number((x / 1000).toPrecision(2))} k` : Number(x.toPrecision(3));
  return { x, label: `forked at ${short}` };
}

/** Which settings a branch has changed: "clip 0.4, epochs 20"; "" for none. */
export const changesOf = (before: Settings, after: Settings): string =>
  Object.entries(after)
    .filter(([name, value]) => !Object.is(value, before[name]))
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ");
