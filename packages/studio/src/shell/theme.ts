/** Light, dark, or as the system has it. Kept in this browser. */
import { signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";
const key = "gradus:theme";

export const theme = signal<Theme>("system");

export function readTheme(): void {
  try {
    const saved = localStorage.getItem(key);
    if (saved === "light" || saved === "dark") theme.value = saved;
  } catch {
    // no storage: as the system has it
  }
}

export function nextTheme(): void {
  const order: readonly Theme[] = ["system", "light", "dark"];
  const next = order[(order.indexOf(theme.value) + 1) % order.length];
  theme.value = next;
  if (next === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = next;
  try {
    localStorage.setItem(key, next);
  } catch {
    // not kept
  }
}
