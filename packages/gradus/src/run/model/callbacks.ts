/** What can be done between the epochs of `fit`: stop early, keep the best weights, change the step size, tell how it goes. */
import { ValueError } from "../../core/errors.ts";
import type { Module } from "../../nn/module.ts";
import type { Schedule } from "../../nn/schedules.ts";
import { saveWeights } from "../../nn/weights.ts";
import type { EpochReport } from "./fit.ts";
import { putWeights, type Weights, weightsOf } from "./weights.ts";

export interface Control {
  readonly model: Module;
  /** The step size from the next step on. */
  setRate(rate: number): void;
  /** No more epochs after this one. */
  stop(reason: string): void;
}

export interface Callback {
  onEpoch?(report: EpochReport, control: Control): void;
  /** After the last epoch. */
  onEnd?(epochs: readonly EpochReport[], model: Module): void;
}

/** Which figure decides, and in which direction. */
export interface Monitor {
  /** A name of the report's figures: "validationLoss" if absent. */
  readonly monitor?: string;
  /** Whether the figure should grow; by default all but losses and errors. */
  readonly grows?: boolean;
}

const growsByName = (name: string): boolean => !/loss|error/i.test(name);

/** @throws ValueError that names the figures that there are */
function watched({ figures }: EpochReport, name: string): number {
  const value = figures[name];
  if (value !== undefined) return value;
  throw new ValueError(
    `There is no figure "${name}" to watch; there are ${Object.keys(figures).join(", ")}.${name.startsWith("validation") ? " Give fit validation examples." : ""}`,
  );
}

/** Whether a report is better than all before it, by more than `least`. */
function record({ monitor = "validationLoss", grows = growsByName(monitor) }: Monitor, least = 0) {
  let best: number | undefined;
  return (report: EpochReport): boolean => {
    const value = watched(report, monitor);
    const isBetter = best === undefined || (grows ? value - best : best - value) > least;
    if (isBetter) best = value;
    return isBetter;
  };
}

/**
 * Ends the training when the figure has not improved for `patience` epochs, and goes back to the weights that did best.
 *
 * Prechelt 1998, "Early stopping, but when?". Goodfellow et al., algorithm 7.1.
 */
export function earlyStopping(
  options: Monitor & {
    readonly patience?: number;
    /** An improvement of at most this much is none. */
    readonly least?: number;
    /** Keep the last weights instead of the best. */
    readonly keepLast?: boolean;
  } = {},
): Callback {
  const { patience = 5, least = 0, keepLast = false, monitor = "validationLoss" } = options;
  if (!Number.isInteger(patience) || patience < 1)
    throw new ValueError(`earlyStopping: patience is ${patience}; it must be a whole number ≥ 1.`);
  const isBetter = record(options, least);
  let best: Weights | undefined;
  let since = 0;
  return {
    onEpoch(report, { model, stop }) {
      since++;
      if (isBetter(report)) {
        since = 0;
        if (!keepLast) best = weightsOf(model);
      }
      if (since >= patience) stop(`${monitor} has not improved for ${patience} epochs`);
    },
    onEnd(_, model) {
      if (best !== undefined) putWeights(model, best);
    },
  };
}

/** Hands over the weights, as bytes of a safetensors file, whenever the figure is the best so far. */
export function bestCheckpoint(
  save: (weights: Uint8Array, report: EpochReport) => void,
  options: Monitor = {},
): Callback {
  const isBetter = record(options);
  return {
    onEpoch(report, { model }) {
      if (isBetter(report)) save(saveWeights(model), report);
    },
  };
}

/** The step size of each epoch by a schedule, which counts epochs from 0; the first epoch has the one that `fit` was given. */
export const rateSchedule = (schedule: Schedule): Callback => ({
  onEpoch: ({ epoch }, { setRate }) => setRate(schedule(epoch)),
});

/** One line an epoch. */
export const progress = (write: (line: string) => void): Callback => ({
  onEpoch: ({ epoch, figures }) =>
    write(
      `epoch ${epoch}  ${Object.entries(figures)
        .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
        .join("  ")}`,
    ),
});
