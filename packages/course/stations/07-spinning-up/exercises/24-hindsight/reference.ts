interface GoalStep {
  readonly state: readonly number[];
  readonly action: number;
  readonly next: readonly number[];
  readonly goal: readonly number[];
  readonly reward: number;
  readonly terminated: boolean;
}

/** A step from t to the last of an episode, each as likely as the others, from a number u in [0, 1). */
export function laterStep(t: number, length: number, u: number): number {
  return t + Math.floor(u * (length - t));
}

/** Step t of an episode, as if what was reached at step `later` ≥ t had been the goal. */
export function relabel(
  episode: readonly GoalStep[],
  t: number,
  later: number,
  rewardOf: (reached: readonly number[], goal: readonly number[]) => number,
): GoalStep {
  const goal = episode[later].next;
  const reward = rewardOf(episode[t].next, goal);
  return { ...episode[t], goal, reward, terminated: reward === 1 };
}
