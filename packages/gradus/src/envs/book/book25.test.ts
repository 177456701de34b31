/** The book's worlds of chapters 1 to 5, and Easy21: a world and its model must tell the same. */
import { expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { checkWorld } from "../../env/check.ts";
import type { Mdp } from "../../env/mdp.ts";
import type { AnyWorld } from "../../env/world.ts";
import { dealerEnds, easy21, easy21Model } from "../easy21.ts";
import { worlds } from "../worlds.ts";
import { driftingBandit, kArmedBandit } from "./bandits.ts";
import { bookBlackjack, decisions, handNumber } from "./bookBlackjack.ts";
import { carRental } from "./carRental.ts";
import { gambler, gamblerModel } from "./gambler.ts";
import { racetrack, racetrackModel, rightTurn } from "./racetrack.ts";
import { minimax, perfectMoves, reachable, tally, ticTacToe, ticTacToeGame } from "./ticTacToe.ts";

test.each([
  "TicTacToe-v1",
  "TicTacToePerfect-v1",
  "KArmedBandit-v1",
  "DriftingBandit-v1",
  "BernoulliBandit-v1",
  "JumpingGrid-v1",
  "CornersGrid-v1",
  "CarRental-v1",
  "Gambler-v1",
  "BookBlackjack-v1",
  "InfiniteVariance-v1",
  "Racetrack-v1",
  "Easy21-v1",
] as const)("%s keeps the contract and can be drawn", (id) => {
  const world: AnyWorld = worlds[id].create();
  expect(checkWorld(world)).toEqual([]);
  expect(world.id).toBe(id);
  const state = world.create();
  world.reset(state, rng(1));
  expect(world.text?.(state)).toMatch(/\S/);
});

const outcome = () => ({ reward: 0, terminated: false });

/** Steps from a state, counted by what happened, must follow the model's row: each count within 4.5 deviations. */
function follows(
  world: AnyWorld,
  model: Mdp,
  state: () => unknown,
  s: number,
  a: number,
  action: number,
  n = 4000,
): void {
  const counts = new Map<string, number>();
  const random = rng(1);
  const out = outcome();
  const seen = new Int32Array(1);
  for (let i = 0; i < n; i++) {
    const now = state();
    world.step(now, action as never, random, out);
    world.observe(now, seen, 0);
    const key = out.terminated ? `end ${out.reward}` : `${seen[0]} ${out.reward}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const wanted = new Map<string, number>();
  for (const { probability, next, reward, terminated } of model.transitions[s][a]) {
    const key = terminated ? `end ${reward}` : `${next} ${reward}`;
    wanted.set(key, (wanted.get(key) ?? 0) + probability);
  }
  for (const key of counts.keys()) expect([...wanted.keys()]).toContain(key);
  for (const [key, p] of wanted)
    expect(Math.abs((counts.get(key) ?? 0) - n * p), key).toBeLessThanOrEqual(
      4.5 * Math.sqrt(n * p * (1 - p)) + 1,
    );
}

test("Easy21's world follows its model: hitting, and sticking against the dealer", () => {
  const state = (dealer: number, sum: number) => () => ({ dealer, sum });
  follows(easy21(), easy21Model(), state(3, 15), 21 * 2 + 14, 1, 1);
  follows(easy21(), easy21Model(), state(3, 4), 21 * 2 + 3, 1, 1);
  follows(easy21(), easy21Model(), state(10, 18), 21 * 9 + 17, 0, 0);
});

test("Easy21's dealer goes bust from 1, 5, 10 with .658, .554, .352, and always ends", () => {
  expect([1, 5, 10].map((d) => dealerEnds(d)[0].toFixed(3))).toEqual(["0.658", "0.554", "0.352"]);
  for (let d = 1; d <= 10; d++) expect(dealerEnds(d).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
});

test("the gambler's world follows its model, and takes no more than it may", () => {
  follows(gambler(), gamblerModel(), () => ({ capital: 60 }), 60, 29, 30);
  follows(gambler(), gamblerModel(), () => ({ capital: 75 }), 75, 24, 25);
  const mask = new Uint8Array(50);
  gambler().mask!({ capital: 97 }, mask, 0);
  expect([...mask].filter(Boolean)).toHaveLength(3);
});

test("Jack's rental: a day of the world earns what the model expects, from 10 and 3 cars with 4 moved", () => {
  const cars = carRental();
  const random = rng(1);
  const [n, out] = [20_000, outcome()];
  let [sum, squares] = [0, 0];
  for (let i = 0; i < n; i++) {
    cars.step({ first: 10, second: 3 }, 4, random, out);
    sum += out.reward;
    squares += out.reward * out.reward;
  }
  const exact = cars.expected(10 * 21 + 3, 9, new Float64Array(441), 0.9);
  const error = Math.sqrt((squares / n - (sum / n) * (sum / n)) / n);
  expect(Math.abs(sum / n - exact)).toBeLessThan(4 * error);
});

test("Jack's modified rental: the first car to the second place is free, ten parked cars are too, eleven cost $4", () => {
  const [plain, modified] = [carRental(), carRental({ modified: true })];
  const V = new Float64Array(441);
  const cost = (first: number, second: number, move: number) =>
    plain.expected(21 * first + second, move + 5, V, 0) -
    modified.expected(21 * first + second, move + 5, V, 0);
  expect(
    [
      cost(5, 5, 1),
      cost(5, 5, 3),
      cost(5, 5, -1),
      cost(10, 10, 0),
      cost(11, 10, 0),
      cost(12, 9, 0),
      cost(12, 10, 1),
    ].map((x) => Math.round(x * 1e9) / 1e9),
  ).toEqual([-2, -2, 0, 0, 4, 4, 6].map((x) => x + 0));
});

test("the racetrack: a car at rest speeds up, what leaves the track goes back to a start, what reaches the finish ends", () => {
  const model = racetrackModel({ noise: 0 });
  const starts = [...model.start.keys()].filter((s) => model.start[s] > 0);
  expect(starts).toHaveLength(5);
  const [{ next, reward }] = model.transitions[starts[0]][7]; // up
  expect([next % 25, reward]).toEqual([5, -1]);
  expect(model.transitions[starts[4]][5].map((t) => t.next)).toEqual(starts); // right, off the track
  expect(model.transitions[starts[2]][1]).toEqual([
    { probability: 1, next: starts[2], reward: -1, terminated: false },
  ]); // nothing to brake
  const atFinish = model.transitions.flatMap((rows) => rows.flat()).filter((t) => t.terminated);
  expect(atFinish.length).toBeGreaterThan(10);
  expect(() => racetrack({ track: rightTurn.map((row) => row.replaceAll("F", "#")) })).toThrow(
    "needs a start and a finish",
  );
  expect(() => racetrack({ noise: 2 })).toThrow("noise is 2");
});

test("the racetrack's noise leaves the velocity as it is, once in ten steps", () => {
  const model = racetrackModel();
  const start = [...model.start.keys()].find((s) => model.start[s] > 0)!;
  expect(
    model.transitions[start][7].map(({ probability, next }) => [probability, next % 25]),
  ).toEqual([
    [0.9, 5],
    [0.1, 0],
  ]);
});

test("tic-tac-toe: 5478 positions, 958 of them final; 255 168 games: 131 184 won by X, 77 904 by O, 46 080 drawn", () => {
  const game = ticTacToeGame();
  const positions = reachable(game);
  expect([positions.length, positions.filter((p) => game.winner(p) !== undefined).length]).toEqual([
    5478, 958,
  ]);
  expect(tally(game, (_, moves) => moves.map(() => 1))).toEqual({
    first: 131_184,
    second: 77_904,
    draw: 46_080,
  });
  expect(minimax(game)(0)).toBe(0);
  expect(perfectMoves(game, minimax(game), 0)).toHaveLength(9); // every first move draws
});

test("a perfect opponent is never beaten; a move onto a mark loses", () => {
  const world = ticTacToe({ opponent: "perfect" });
  const random = rng(1);
  const out = outcome();
  const mask = new Uint8Array(9);
  for (let i = 0; i < 200; i++) {
    const state = world.create();
    world.reset(state, random);
    do {
      world.mask!(state, mask, 0);
      const allowed = [...mask.keys()].filter((c) => mask[c] === 1);
      world.step(state, allowed[random.integer(allowed.length)], random, out);
    } while (!out.terminated);
    expect(out.reward).toBeLessThanOrEqual(0);
  }
  const state = world.create();
  world.reset(state, random);
  world.step(state, 4, random, out);
  world.step(state, 4, random, out);
  expect(out).toEqual({ reward: -1, terminated: true });
});

test("the testbed's arms are standard normal, those of Exercise 2.5 begin equal and wander", () => {
  const random = rng(1);
  const bandit = kArmedBandit({ arms: 10_000 });
  const state = bandit.create();
  bandit.reset(state, random);
  const mean = state.values.reduce((a, b) => a + b, 0) / 10_000;
  expect(Math.abs(mean)).toBeLessThan(0.04);
  const drifting = driftingBandit({ arms: 10_000 });
  const moving = drifting.create();
  drifting.reset(moving, random);
  expect(moving.values.every((q) => q === 0)).toBe(true);
  for (let t = 0; t < 4; t++) drifting.step(moving, 0, random, outcome());
  const spread = Math.sqrt(moving.values.reduce((a, q) => a + q * q, 0) / 10_000);
  expect(Math.abs(spread - 0.02)).toBeLessThan(4 * (0.02 / Math.sqrt(20_000)));
});

test("the book's blackjack has 200 decisions; a hand that cannot be is refused", () => {
  expect(new Set(decisions.map(handNumber)).size).toBe(200);
  const model = bookBlackjack("anywhere").model!();
  expect(model.start.filter((p) => p > 0)).toHaveLength(200);
  expect(bookBlackjack("deal").model!().start.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  expect(() => bookBlackjack({ sum: 11, open: 2, ace: true })).toThrow(
    "no hand of 11 against 2 with a usable ace",
  );
});
