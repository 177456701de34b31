/**
 * Taxi: fetch a passenger at one of four stands and bring them to another.
 *
 * Dietterich 2000, "Hierarchical reinforcement learning with the MAXQ value function decomposition",
 * as Gymnasium's Taxi-v4, draw for draw. Observation: ((row · 5 + column) · 5 + passenger) · 4 +
 * destination, where passenger 4 sits in the taxi. Actions: 0 south, 1 north, 2 east, 3 west,
 * 4 pick up, 5 drop off. A step costs 1, a wrong pick-up or drop-off 10; delivery earns 20 and ends.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import type { Rng } from "../../core/random.ts";
import {
  cumulative,
  drawCumulative,
  drawTransition,
  type Mdp,
  mdp,
  type Transition,
} from "../../env/mdp.ts";
import { type Discrete, discrete, type Numbers } from "../../env/space.ts";
import { coloured } from "../../env/text.ts";
import type { Outcome, World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

/** Gymnasium's arguments and defaults. */
export const taxiKnobs = {
  isRainy: { default: false, doc: "Whether the taxi may drift to either side when it moves." },
  rainyProbability: { default: 0.8, range: [0, 1], doc: "In rain: probability of not drifting." },
  ficklePassenger: { default: false, doc: "Whether a passenger may change their mind on the way." },
  fickleProbability: {
    default: 0.3,
    range: [0, 1],
    doc: "Probability that a passenger is fickle.",
  },
} as const satisfies Knobs;

export type TaxiConfig = ConfigOf<typeof taxiKnobs>;

export interface TaxiState {
  /** As observed. */
  state: number;
  /** The passenger will choose another destination on the first move of the ride. */
  isFickle: boolean;
  probability: number;
  lastAction: number;
}

const map = [
  "+---------+",
  "|R: | : :G|",
  "| : | : : |",
  "| : : : : |",
  "| | : | : |",
  "|Y| : |B: |",
  "+---------+",
];
const STATES = 500;
const IN_TAXI = 4;
/** The cells (row · 5 + column) of the stands R, G, Y, B. */
const stands = [0, 4, 20, 23];
const names = ["South", "North", "East", "West", "Pickup", "Dropoff"];
/** The directions to the left and to the right of each. */
const besides = [
  [2, 3],
  [3, 2],
  [1, 0],
  [0, 1],
] as const;

export function taxi(overrides: Partial<TaxiConfig> = {}): World<TaxiState, Discrete, Discrete> {
  const config = configure(taxiKnobs, overrides);
  const { transitions, start } = ride(config);
  const sums = cumulative(start);
  const scenery: WorldScenery = { family: "taxi" };
  let full: Mdp | undefined;
  return {
    id: "Taxi-v4",
    title: "Fetch a passenger and bring them where they want to go.",
    observationSpace: discrete(STATES),
    actionSpace: discrete(6),
    maxSteps: 200,
    solvedAt: 8,
    create: () => ({ state: 0, isFickle: false, probability: 1, lastAction: -1 }),
    reset(state: TaxiState, random: Rng) {
      state.state = drawCumulative(sums, random);
      state.probability = 1;
      state.lastAction = -1;
      state.isFickle = config.ficklePassenger && random.random() < config.fickleProbability;
    },
    step(state: TaxiState, action: number, random: Rng, outcome: Outcome) {
      const move = drawTransition(transitions[state.state]![action]!, random);
      let { next } = move;
      if (state.isFickle && isRide(state.state, next)) {
        next = withDestination(next, otherStands(state.state)[random.integer(3)]!);
        state.isFickle = false;
      }
      state.state = next;
      state.probability = move.probability;
      state.lastAction = action;
      outcome.reward = move.reward;
      outcome.terminated = move.terminated;
    },
    observe(state: TaxiState, out: Numbers, at: number) {
      out[at] = state.state;
    },
    info: ({ state, probability }) => ({ prob: probability, actionMask: actionMask(state) }),
    mask: ({ state }, out, at) => writeMask(state, out, at),
    text: draw,
    keys: {
      ArrowDown: 0,
      ArrowUp: 1,
      ArrowRight: 2,
      ArrowLeft: 3,
      p: 4,
      d: 5,
    },
    scenery,
    model: () =>
      (full ??= config.ficklePassenger ? fickleModel(ride(config), config) : ride(config)),
    modelState: ({ state, isFickle }) => state + (isFickle ? STATES : 0),
  };
}

// ── states ──────────────────────────────────────────────────────────────────────────────────────

interface Parts {
  readonly cell: number;
  readonly passenger: number;
  readonly destination: number;
}

function encode({ cell, passenger, destination }: Parts): number {
  return (cell * 5 + passenger) * 4 + destination;
}

function decode(state: number): Parts {
  const rest = Math.floor(state / 4);
  return { cell: Math.floor(rest / 5), passenger: rest % 5, destination: state % 4 };
}

function withDestination(state: number, destination: number): number {
  return state - (state % 4) + destination;
}

function otherStands(state: number): number[] {
  return [0, 1, 2, 3].filter((stand) => stand !== state % 4);
}

/** Whether the taxi moved with the passenger in it. */
function isRide(before: number, after: number): boolean {
  return (
    Math.floor(before / 4) % 5 === IN_TAXI && Math.floor(before / 20) !== Math.floor(after / 20)
  );
}

// ── the model ───────────────────────────────────────────────────────────────────────────────────

/** The ride with a passenger who knows what they want. */
function ride({ isRainy, rainyProbability }: TaxiConfig): Mdp {
  const drift = (1 - rainyProbability) / 2;
  const possible = Array.from({ length: STATES }, (_, s) => {
    const { passenger, destination } = decode(s);
    return passenger !== IN_TAXI && passenger !== destination ? 1 : 0;
  });
  const count = possible.filter((v) => v === 1).length;
  return mdp({
    states: STATES,
    actions: 6,
    start: possible.map((v) => v / count),
    transitions: (s, a) => {
      const parts = decode(s);
      if (a === 4) return [pickUp(parts)];
      if (a === 5) return [dropOff(parts)];
      const drive = (probability: number, cell: number): Transition => ({
        probability,
        next: encode({ ...parts, cell }),
        reward: -1,
        terminated: false,
      });
      const ahead = neighbour(parts.cell, a);
      if (!isRainy) return [drive(1, ahead)];
      // Against a wall there is no drift either.
      const [left, right] = besides[a]!.map((side) =>
        ahead === parts.cell ? ahead : neighbour(parts.cell, side),
      );
      return [drive(rainyProbability, ahead), drive(drift, left!), drive(drift, right!)];
    },
  });
}

/** The next cell in a direction; a wall or the edge holds the taxi. Walls stand only to the east and west of cells. */
function neighbour(cell: number, direction: number): number {
  const [row, column] = [Math.floor(cell / 5), cell % 5];
  if (direction === 0) return row < 4 ? cell + 5 : cell;
  if (direction === 1) return row > 0 ? cell - 5 : cell;
  const isEast = direction === 2;
  const isOpen = map[row + 1]![2 * column + (isEast ? 2 : 0)] === ":";
  return isOpen ? cell + (isEast ? 1 : -1) : cell;
}

function pickUp(parts: Parts): Transition {
  const isThere = parts.passenger !== IN_TAXI && stands[parts.passenger] === parts.cell;
  const next = encode(isThere ? { ...parts, passenger: IN_TAXI } : parts);
  return { probability: 1, next, reward: isThere ? -1 : -10, terminated: false };
}

function dropOff(parts: Parts): Transition {
  const stand = stands.indexOf(parts.cell);
  if (parts.passenger !== IN_TAXI || stand < 0) {
    return { probability: 1, next: encode(parts), reward: -10, terminated: false };
  }
  const isDelivered = stand === parts.destination;
  const next = encode({ ...parts, passenger: stand });
  return { probability: 1, next, reward: isDelivered ? 20 : -1, terminated: isDelivered };
}

/** Twice as many states: from 500 on, the passenger is going to change their mind. */
function fickleModel(base: Mdp, { fickleProbability }: TaxiConfig): Mdp {
  const start = new Float64Array(2 * STATES);
  base.start.forEach((p, s) => {
    start[s] = p * (1 - fickleProbability);
    start[s + STATES] = p * fickleProbability;
  });
  return mdp({
    states: 2 * STATES,
    actions: 6,
    start,
    transitions: (s, a) => {
      const row = base.transitions[s % STATES]![a]!;
      return s < STATES ? row : row.flatMap((move) => changedMind(s - STATES, move));
    },
  });
}

function changedMind(s: number, move: Transition): Transition[] {
  if (!isRide(s, move.next)) return [{ ...move, next: move.next + STATES }];
  return otherStands(s).map((stand) => ({
    ...move,
    probability: move.probability / 3,
    next: withDestination(move.next, stand),
  }));
}

// ── what one can do, and what one sees ──────────────────────────────────────────────────────────

/** 1 for each action that changes something. */
function writeMask(state: number, out: Uint8Array, at: number): void {
  const { cell, passenger } = decode(state);
  for (let a = 0; a < 4; a++) out[at + a] = neighbour(cell, a) !== cell ? 1 : 0;
  out[at + 4] = passenger !== IN_TAXI && stands[passenger] === cell ? 1 : 0;
  out[at + 5] = passenger === IN_TAXI && stands.includes(cell) ? 1 : 0;
}

function actionMask(state: number): Uint8Array {
  const mask = new Uint8Array(6);
  writeMask(state, mask, 0);
  return mask;
}

/** As Gymnasium's ANSI rendering: the taxi yellow, green when occupied; passenger blue, destination magenta. */
function draw({ state, lastAction }: TaxiState): string {
  const { cell, passenger, destination } = decode(state);
  const rows = map.map((row) => [...row]);
  const paint = (at: number, change: (tile: string) => string): void => {
    const [row, column] = [1 + Math.floor(at / 5), 1 + 2 * (at % 5)];
    rows[row]![column] = change(rows[row]![column]!);
  };
  if (passenger === IN_TAXI) {
    paint(cell, (tile) => coloured(tile === " " ? "_" : tile, "green", { isGround: true }));
  } else {
    paint(cell, (tile) => coloured(tile, "yellow", { isGround: true }));
    paint(stands[passenger]!, (tile) => coloured(tile, "blue", { isBold: true }));
  }
  paint(stands[destination]!, (tile) => coloured(tile, "magenta"));
  const action = lastAction >= 0 ? `  (${names[lastAction]})` : "";
  return `${rows.map((row) => row.join("")).join("\n")}\n${action}\n`;
}
