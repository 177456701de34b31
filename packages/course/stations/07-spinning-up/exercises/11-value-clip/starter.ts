/** ½ max((V − R)², (V_near − R)²), and its slope in V; limit 0: no leash. */
export function valueLoss(
  V: number,
  old: number,
  R: number,
  limit: number,
): { value: number; slope: number } {
  throw new Error("Not written yet: valueLoss");
}
