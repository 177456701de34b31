import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { ticTacToeGame } from "../envs/book/ticTacToe.ts";
import { after } from "./fixtures/runs.ts";
import { asGame, type PositionGame, selfPlay } from "./selfPlay.ts";

/** Two moves: player 1 picks 1 or 2; after 1 player 2 can only lose, after 2 only win. Positions 0 | 1, 2 | 3 (1 wins), 4 (2 wins). */
const choice: PositionGame = {
  positions: 5,
  start: 0,
  mover: (p) => (p === 0 || p > 2 ? 1 : 2),
  moves: (p) => (p === 0 ? [0, 1] : p < 3 ? [0] : []),
  after: (p, move) => (p === 0 ? 1 + move : p + 2),
  winner: (p) => (p === 3 ? 1 : p === 4 ? 2 : undefined),
};

test("by hand: V(S) ← V(S) + α (V(S′) − V(S)) for the position a player left, when the game ends without a move of his", () => {
  const { V, winner } = after(1, selfPlay(choice, { alpha: 0.5, epsilon: 0 }, rng(1)));
  const left = winner === 1 ? 1 : 2;
  expect(V[0][left]).toBe(winner === 1 ? 0.75 : 0.25);
  expect(V[0][3 - left]).toBe(0.5);
  expect([V[0][3], V[0][4], V[1][3], V[1][4]]).toEqual([1, 0, 0, 1]);
});

test("it learns which of two moves wins", () => {
  const { agent, V } = after(50, selfPlay(choice, {}, rng(1)));
  expect(agent.act(0, { deterministic: true })).toBe(0);
  expect(V[0][1]).toBeGreaterThan(0.9);
});

test("an exploring move teaches nothing to who makes it: with ε = 1 only the last position of the loser moves", () => {
  const { V, winner } = after(1, selfPlay(choice, { epsilon: 1, alpha: 0.5 }, rng(1)));
  expect(V[0][winner === 1 ? 1 : 2]).not.toBe(0.5);
  expect([V[1][1], V[1][2]]).toEqual([0.5, 0.5]);
});

test("saved after 100 games and resumed, 100 more equal 200, bit for bit", () => {
  const game = ticTacToeGame();
  const whole = after(200, selfPlay(game, {}, rng(1)));
  const half = after(100, selfPlay(game, {}, rng(1))).state();
  expect(after(100, selfPlay(game, {}, rng(9), half)).state()).toEqual(whole.state());
});

test("a world without rules of a game is refused", () => {
  expect(() => asGame({ id: "CartPole-v1" })).toThrow(
    "CartPole-v1: self-play needs the rules of a game",
  );
});

test("who wins by an exploring move learns nothing from it", () => {
  const fresh = after(1, selfPlay(ticTacToeGame(), { alpha: 0, epsilon: 1 }, rng(1)));
  const { V, winner } = after(1, selfPlay(ticTacToeGame(), { epsilon: 1 }, rng(1)));
  expect(winner).toBeGreaterThan(0);
  expect(V[winner - 1]).toEqual(fresh.V[winner - 1]);
  expect(V[2 - winner]).not.toEqual(fresh.V[2 - winner]);
});
