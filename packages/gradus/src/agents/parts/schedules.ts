/** What changes while an off-policy agent learns, as functions of the steps made. */
import { linearSchedule, type Schedule } from "../../nn/schedules.ts";

export interface ScheduleConfig {
  readonly totalSteps: number;
  readonly epsilonStart: number;
  readonly epsilonEnd: number;
  readonly explorationShare: number;
  readonly noisy: boolean;
  readonly beta: number;
  readonly rate: number;
  readonly rateSchedule: string;
}

/** ε of the behaviour (none where noise explores), β of the weights, and the step size. */
export function schedulesOf(config: ScheduleConfig): {
  readonly epsilonAt: Schedule;
  readonly betaAt: Schedule;
  readonly rateAt: Schedule;
} {
  const { totalSteps, rate, epsilonStart, epsilonEnd } = config;
  const exploration = Math.max(1, config.explorationShare * totalSteps);
  return {
    epsilonAt: config.noisy ? () => 0 : linearSchedule(epsilonStart, epsilonEnd, exploration),
    betaAt: linearSchedule(config.beta, 1, totalSteps),
    rateAt: linearSchedule(rate, config.rateSchedule === "linear" ? 0 : rate, totalSteps),
  };
}
