/**
 * Reaching: a point with inertia is to be brought to a place that is shown, and hears only whether it is there.
 *
 * In the manner of the goal worlds of Plappert et al. 2018 (arXiv:1802.09464), as small as can be. In the square [−1, 1]², each
 * step v ← 0.8 v + 0.05 a and x ← x + v for accelerations a ∈ [−1, 1]²; walls stop it. Position and goal are drawn evenly. A step costs
 * 1 unless the point is within 0.05 of the goal after it. An episode never ends by itself; 50 steps are allowed. At random 0.2 % of the
 * steps are free; whoever goes straight there and stays pays for about six.
 */
import { hypot } from "../../core/math.ts";
import { type Box, box, type Dict, dict, type Numbers } from "../../env/space.ts";
import { Sheet } from "../../env/text.ts";
import type { Goal, World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

/** In single precision, as it is seen: what is judged again later is judged alike. */
export interface PointReachState {
  readonly position: Float32Array;
  readonly velocity: Float32Array;
  readonly goal: Float32Array;
}

type Seen = Dict<{
  readonly observation: Box;
  readonly achievedGoal: Box;
  readonly desiredGoal: Box;
}>;

/** Distance from the goal that counts as there. */
export const reach = 0.05;
const [keeps, push] = [0.8, 0.05];
const fastest = push / (1 - keeps);

const goal: Goal = {
  judge(achieved, desired, outcome) {
    const distance = hypot(achieved[0] - desired[0], achieved[1] - desired[1]);
    outcome.reward = distance <= reach ? 0 : -1;
    outcome.terminated = false;
  },
};

export function pointReach(): World<PointReachState, Seen, Box> {
  const scenery: WorldScenery = { family: "pointReach" };
  const square = box(-1, 1, [2]);
  return {
    id: "PointReach-v1",
    title: "Bring a point to a place, and keep it there.",
    observationSpace: dict({
      observation: box([-1, -1, -fastest, -fastest], [1, 1, fastest, fastest]),
      achievedGoal: square,
      desiredGoal: square,
    }),
    actionSpace: box(-1, 1, [2]),
    maxSteps: 50,
    create: () => ({
      position: new Float32Array(2),
      velocity: new Float32Array(2),
      goal: new Float32Array(2),
    }),
    reset(state, random) {
      for (const axis of [0, 1]) {
        state.position[axis] = random.uniform(-1, 1);
        state.goal[axis] = random.uniform(-1, 1);
        state.velocity[axis] = 0;
      }
    },
    step({ position, velocity, goal: desired }, action: Numbers, _, outcome) {
      for (let axis = 0; axis < 2; axis++) {
        const v = keeps * velocity[axis] + push * action[axis];
        const x = position[axis] + v;
        position[axis] = Math.min(Math.max(x, -1), 1);
        velocity[axis] = x > 1 || x < -1 ? 0 : v;
      }
      goal.judge(position, desired, outcome);
    },
    observe({ position, velocity, goal: desired }, out, at) {
      out.set(position, at);
      out.set(velocity, at + 2);
      out.set(position, at + 4);
      out.set(desired, at + 6);
    },
    goal,
    text: (state) => {
      const sheet = new Sheet(41, 21, [-1, -1], [1, 1]);
      sheet.put(state.goal[0], state.goal[1], "+");
      return sheet.put(state.position[0], state.position[1], "●").toString();
    },
    keys: {
      ArrowLeft: Float32Array.of(-1, 0),
      ArrowRight: Float32Array.of(1, 0),
      ArrowUp: Float32Array.of(0, 1),
      ArrowDown: Float32Array.of(0, -1),
    },
    scenery,
  };
}
