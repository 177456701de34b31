/** Seconds in words: "0.4 s", "4 s", "21 s", "3 min". */
export function time(seconds: number): string {
  if (seconds < 9.95) return `${Number(Math.max(0.1, seconds).toFixed(1))} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
