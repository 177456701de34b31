/** How long a lab takes in this browser, from the runs that it has made; and what is left of one that runs. */
import type { LabSummary } from "../shell/pages.ts";

const key = "gradus:pace";

/** What is kept: seconds of each lab's last whole run, and how this computer compares with the estimates. */
interface Kept {
  readonly labs: Readonly<Record<string, number>>;
  readonly factor: number;
}

const none: Kept = { labs: {}, factor: 1 };

function kept(): Kept {
  try {
    const value = JSON.parse(localStorage.getItem(key) ?? "null") as Partial<Kept> | null;
    const { labs, factor } = value ?? {};
    if (typeof labs !== "object" || labs === null) return none;
    return { labs, factor: typeof factor === "number" && factor > 0 ? factor : 1 };
  } catch {
    return none; // no storage, or not ours: the estimates
  }
}

/** Seconds that a lab will take here: as long as last time, else its estimate on the scale of the last run of another lab. */
export function expected(
  lab: Pick<LabSummary, "id" | "quick" | "full">,
  budget: "quick" | "full",
): number {
  const { labs, factor } = kept();
  return labs[`${lab.id} ${budget}`] ?? factor * lab[budget].seconds;
}

/** After a run that was neither paused nor slowed down, with the lab's own settings. */
export function remember(
  lab: Pick<LabSummary, "id" | "quick" | "full">,
  budget: "quick" | "full",
  seconds: number,
): void {
  const factor = Math.min(20, Math.max(0.05, seconds / Math.max(0.1, lab[budget].seconds)));
  const next: Kept = { labs: { ...kept().labs, [`${lab.id} ${budget}`]: seconds }, factor };
  try {
    localStorage.setItem(key, JSON.stringify(next));
  } catch {
    // no storage: the estimates stay
  }
}

/** A clock that stands still while a run is paused, in milliseconds. */
export function stopwatch(now: () => number = () => performance.now()) {
  let before = 0;
  let since: number | undefined;
  return {
    start(): void {
      since ??= now();
    },
    stop(): void {
      if (since !== undefined) before += now() - since;
      since = undefined;
    },
    read: (): number => before + (since === undefined ? 0 : now() - since),
  };
}

export interface Pace {
  /** Seconds that are left. */
  readonly left: number;
  /** Steps of experience a second, all seeds together; undefined where the axis counts something else. */
  readonly steps?: number;
}

/**
 * @param seconds how long it has run
 * @param from    share of the run that was done before, 0 but for a fork
 * @param done    share that is done
 */
export function paceOf(
  seconds: number,
  from: number,
  done: number,
  steps?: number,
): Pace | undefined {
  if (seconds < 0.4 || done - from < 0.01) return undefined; // too early to tell
  const left = (seconds * (1 - done)) / (done - from);
  return { left, ...(steps === undefined ? {} : { steps: steps / seconds }) };
}
