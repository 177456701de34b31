/** ½ max((V − R)², (V_near − R)²), and its slope in V; limit 0: no leash. */
export function valueLoss(
  V: number,
  old: number,
  R: number,
  limit: number,
): { value: number; slope: number } {
  const free = (V - R) ** 2;
  if (limit === 0) return { value: free / 2, slope: V - R };
  const near = old + Math.min(Math.max(V - old, -limit), limit);
  const held = (near - R) ** 2;
  return free >= held ? { value: free / 2, slope: V - R } : { value: held / 2, slope: 0 };
}
