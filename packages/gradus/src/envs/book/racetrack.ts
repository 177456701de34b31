/**
 * Racetrack. Sutton & Barto, Exercise 5.12; Barto, Bradtke & Singh 1995.
 *
 * A car on a grid with a whole-numbered velocity, 0 … 4 cells up and to the right a step. Nine actions change each component by −1,
 * 0 or +1 (action 3 · (up + 1) + (right + 1)); the change is refused with probability `noise`. A component never leaves 0 … 4, and a
 * change that would stop the car has no effect. −1 per step until the path crosses the finish; a path that leaves the track puts the
 * car back on the starting line, at rest. State: 25 · cell + 5 · up + right.
 */
import { ValueError } from "../../core/errors.ts";
import { configure, type Knobs } from "../../core/knobs.ts";
import { type Mdp, mdp, type Transition } from "../../env/mdp.ts";
import { type MdpState, mdpWorld } from "../../env/mdpWorld.ts";
import type { Discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

/** A track of our own with the book's right turn. S start, F finish, # off the track. */
export const rightTurn: readonly string[] = [
  "####.........F",
  "###..........F",
  "##...........F",
  "##...........F",
  "##...........F",
  "##......######",
  "##......######",
  "##.....#######",
  "##.....#######",
  "##.....#######",
  "##.....#######",
  "##SSSSS#######",
];

export const racetrackKnobs = {
  track: {
    default: "rightTurn",
    doc: "rightTurn, or rows separated by slashes: S start, F finish, # off the track, any dot on it.",
  },
  noise: {
    default: 0.1,
    range: [0, 1],
    doc: "Probability that a change of velocity is refused.",
  },
} as const satisfies Knobs;

/** The knobs, with the track as a list of rows if one likes. */
export interface RacetrackOptions {
  readonly track?: string | readonly string[];
  readonly noise?: number;
}

/** The track as rows, and the checked noise. */
function settings({ track = "rightTurn", ...others }: RacetrackOptions) {
  const { noise } = configure(racetrackKnobs, others);
  const rows =
    typeof track !== "string" ? track : track === "rightTurn" ? rightTurn : track.split("/");
  return { rows, noise };
}

const FASTEST = 4;
const SPEEDS = (FASTEST + 1) * (FASTEST + 1);

interface Track {
  /** [row, column] of each cell of the track. */
  readonly cells: readonly (readonly [number, number])[];
  readonly starts: readonly number[];
  /** What is at a place: the cell's number, "finish", or "off". */
  at(row: number, column: number): number | "finish" | "off";
}

function readTrack(rows: readonly string[]): Track {
  const cells: [number, number][] = [];
  const numbers = new Map<string, number>();
  rows.forEach((row, r) => {
    [...row].forEach((tile, c) => {
      if (tile !== "." && tile !== "S") return;
      numbers.set(`${r},${c}`, cells.length);
      cells.push([r, c]);
    });
  });
  const starts = cells.flatMap(([r, c], i) => (rows[r][c] === "S" ? [i] : []));
  if (starts.length === 0 || !rows.some((row) => row.includes("F"))) {
    throw new ValueError(
      "racetrack: the track needs a start and a finish; mark their cells with S and F.",
    );
  }
  // The finish goes on to the right beyond its column, so that a fast car does not jump over it.
  const lastOf = (r: number) => rows[r]?.lastIndexOf("F") ?? -1;
  const at = (r: number, c: number) =>
    lastOf(r) >= 0 && c >= lastOf(r) ? "finish" : (numbers.get(`${r},${c}`) ?? "off");
  return { cells, starts, at };
}

/** Where a path from a cell ends: it is walked in as many equal pieces as its longer side has cells. */
function drive(track: Track, cell: number, up: number, right: number): number | "finish" | "off" {
  const [row, column] = track.cells[cell];
  const pieces = Math.max(up, right);
  let here: number | "finish" | "off" = cell;
  for (let i = 1; i <= pieces; i++) {
    here = track.at(row - Math.round((up * i) / pieces), column + Math.round((right * i) / pieces));
    if (here === "finish" || here === "off") return here;
  }
  return here;
}

const within = (v: number): number => Math.min(Math.max(v, 0), FASTEST);

export function racetrackModel(options: RacetrackOptions = {}): Mdp {
  const { rows, noise } = settings(options);
  const track = readTrack(rows);
  const { cells, starts } = track;

  const moved = (s: number, up: number, right: number, probability: number): Transition[] => {
    const place = drive(track, Math.floor(s / SPEEDS), up, right);
    if (place === "finish") return [{ probability, next: s, reward: -1, terminated: true }];
    if (place !== "off")
      return [
        { probability, next: SPEEDS * place + 5 * up + right, reward: -1, terminated: false },
      ];
    return starts.map((cell) => ({
      probability: probability / starts.length,
      next: SPEEDS * cell,
      reward: -1,
      terminated: false,
    }));
  };
  const row = (s: number, a: number): Transition[] => {
    const [up, right] = [Math.floor((s % SPEEDS) / 5), s % 5];
    let [newUp, newRight] = [within(up + Math.floor(a / 3) - 1), within(right + (a % 3) - 1)];
    if (newUp === 0 && newRight === 0) [newUp, newRight] = [up, right];
    if (noise === 0) return moved(s, newUp, newRight, 1);
    return [...moved(s, newUp, newRight, 1 - noise), ...moved(s, up, right, noise)];
  };
  const start = new Float64Array(cells.length * SPEEDS);
  for (const cell of starts) start[SPEEDS * cell] = 1 / starts.length;
  return mdp({ states: start.length, actions: 9, start, transitions: row });
}

export function racetrack(options: RacetrackOptions = {}): World<MdpState, Discrete, Discrete> {
  const { rows } = settings(options);
  const track = readTrack(rows);
  const scenery: WorldScenery = { family: "racetrack", track: rows };
  return mdpWorld(racetrackModel(options), {
    id: "Racetrack-v1",
    title: "Round the bend as fast as you dare.",
    maxSteps: 1000,
    text: ({ state }) => {
      const [row, column] = track.cells[Math.floor(state / SPEEDS)];
      const lines = rows.map((line, r) =>
        r === row ? `${line.slice(0, column)}●${line.slice(column + 1)}` : line,
      );
      return `${lines.join("\n")}\nspeed: ${Math.floor((state % SPEEDS) / 5)} up, ${state % 5} right\n`;
    },
    keys: {
      ...{ ArrowUp: 7, ArrowRight: 5, ArrowDown: 1, ArrowLeft: 3, " ": 4 },
      ...{ "7": 6, "9": 8, "1": 0, "3": 2 },
    },
    scenery,
  });
}
