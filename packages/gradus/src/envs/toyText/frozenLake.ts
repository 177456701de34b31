/**
 * Frozen lake: from S to G over slippery ice, without falling into a hole.
 *
 * Gymnasium's FrozenLake-v1, draw for draw. Observation: row · width + column. Actions: 0 left,
 * 1 down, 2 right, 3 up. The reward is 1 for the goal; holes and goal end the episode.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { type Mdp, mdp, type Transition } from "../../env/mdp.ts";
import { type MdpState, mdpWorld } from "../../env/mdpWorld.ts";
import type { Discrete } from "../../env/space.ts";
import { coloured } from "../../env/text.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";
import { lakeRows } from "./lakeMap.ts";

/** Gymnasium's arguments and defaults. */
export const frozenLakeKnobs = {
  map: { default: "4x4", doc: "4x4, 8x8, or rows separated by slashes: SFF/FHF/FFG." },
  isSlippery: {
    default: true,
    doc: "Whether one may slide to either side of where one wants to go.",
  },
  successRate: {
    default: 1 / 3,
    range: [0, 1],
    doc: "On slippery ice: probability of not sliding.",
  },
  goalReward: { default: 1, doc: "Reward for reaching the goal." },
  holeReward: { default: 0, doc: "Reward for falling into a hole." },
  frozenReward: { default: 0, doc: "Reward for any other step." },
} as const satisfies Knobs;

export type FrozenLakeConfig = ConfigOf<typeof frozenLakeKnobs>;

/** The knobs, with the map as a list of rows if one likes. */
export type FrozenLakeOptions = Partial<Omit<FrozenLakeConfig, "map">> & {
  readonly map?: string | readonly string[];
};

const names = ["Left", "Down", "Right", "Up"];

/** @throws ValueError for a map without start or goal, with ragged rows, or without a way */
export function frozenLake(options: FrozenLakeOptions = {}): World<MdpState, Discrete, Discrete> {
  const { map = frozenLakeKnobs.map.default, ...others } = options;
  const rows = lakeRows(map);
  const scenery: WorldScenery = { family: "lake", rows };
  const model = lakeModel(rows, configure(frozenLakeKnobs, others));
  return mdpWorld(model, {
    id: "FrozenLake-v1",
    title: "Cross a frozen lake without falling into a hole.",
    maxSteps: 100,
    solvedAt: 0.7,
    text: (state) => draw(rows, state),
    keys: { ArrowLeft: 0, ArrowDown: 1, ArrowRight: 2, ArrowUp: 3 },
    scenery,
  });
}

function lakeModel(rows: readonly string[], config: FrozenLakeConfig): Mdp {
  const [height, width] = [rows.length, rows[0]!.length];
  const tiles = rows.join("");
  const rewards: Readonly<Record<string, number>> = { G: config.goalReward, H: config.holeReward };
  const slide = (1 - config.successRate) / 2;

  const arrive = (s: number, direction: number, probability: number): Transition => {
    const next = neighbour(s, direction, width, height);
    const tile = tiles[next]!;
    const reward = rewards[tile] ?? config.frozenReward;
    return { probability, next, reward, terminated: tile === "G" || tile === "H" };
  };
  const starts = Array.from(tiles, (tile) => (tile === "S" ? 1 : 0));
  const count = starts.filter((v) => v === 1).length;
  return mdp({
    states: tiles.length,
    actions: 4,
    start: starts.map((v) => v / count),
    transitions: (s, a) => {
      if (tiles[s] === "G" || tiles[s] === "H") {
        return [{ probability: 1, next: s, reward: 0, terminated: true }];
      }
      if (!config.isSlippery) return [arrive(s, a, 1)];
      const sides = [(a + 3) % 4, a, (a + 1) % 4];
      return sides.map((b) => arrive(s, b, b === a ? config.successRate : slide));
    },
  });
}

/** The tile in a direction; at the edge one stays. */
function neighbour(s: number, direction: number, width: number, height: number): number {
  const [row, column] = [Math.floor(s / width), s % width];
  if (direction === 0) return s - (column > 0 ? 1 : 0);
  if (direction === 1) return s + (row < height - 1 ? width : 0);
  if (direction === 2) return s + (column < width - 1 ? 1 : 0);
  return s - (row > 0 ? width : 0);
}

/** As Gymnasium's ANSI rendering. */
function draw(rows: readonly string[], { state, lastAction }: MdpState): string {
  const width = rows[0]!.length;
  const lines = rows.map((row, r) =>
    [...row]
      .map((tile, c) =>
        r * width + c === state ? coloured(tile, "red", { isGround: true }) : tile,
      )
      .join(""),
  );
  const action = lastAction >= 0 ? `  (${names[lastAction]})` : "";
  return `${action}\n${lines.join("\n")}\n`;
}
