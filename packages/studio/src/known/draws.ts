/** Three exercises that show whether a station is known: one from each third of its ladder, from first steps to whole methods. */
import { signal } from "@preact/signals";
import { done, isDone } from "../shell/progress.ts";

/** Station → ids of its three exercises. */
export type Draws = Readonly<Record<string, readonly string[]>>;

const key = "gradus:known";
export const draws = signal<Draws>({});

/**
 * One exercise of each third of a ladder; the whole ladder where it has no more than three.
 *
 * @param ladder ids, in the order of understanding
 * @param chance [0, 1): which of each third; ½ takes the middle one
 * @param not    ids that are not to be drawn again, where a third has others
 */
export function drawn(
  ladder: readonly string[],
  chance: () => number,
  not: readonly string[] = [],
): readonly string[] {
  if (ladder.length <= 3) return ladder;
  return [0, 1, 2].map((third) => {
    const from = Math.round((ladder.length * third) / 3);
    const to = Math.round((ladder.length * (third + 1)) / 3);
    const all = ladder.slice(from, to);
    const fresh = all.filter((id) => !not.includes(id));
    const choice = fresh.length > 0 ? fresh : all;
    return choice[Math.floor(chance() * choice.length)];
  });
}

/** The three of a station: as drawn in this browser, where all of them are still there, else the middle of each third. */
export function threeOf(station: string, ladder: readonly string[]): readonly string[] {
  const kept = draws.value[station];
  return kept?.every((id) => ladder.includes(id)) ? kept : drawn(ladder, () => 0.5);
}

export function readDraws(): void {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    if (typeof value === "object" && value !== null) draws.value = value as Draws;
  } catch {
    // the middle of each third will do
  }
}

/** Three others of a station. */
export function drawAgain(station: string, ladder: readonly string[]): void {
  const next = drawn(ladder, Math.random, threeOf(station, ladder));
  draws.value = { ...draws.value, [station]: next };
  try {
    localStorage.setItem(key, JSON.stringify(draws.value));
  } catch {
    // it lasts until the page is closed
  }
}

/** Marks a station as known once its three exercises have been passed. @returns how many have been */
export function settle(station: string, three: readonly string[]): number {
  const passed = three.filter((id) => isDone("exercises", id)).length;
  if (three.length > 0 && passed === three.length) done("known", station);
  return passed;
}
