import { linear, path } from "./scales.ts";
import { type Group, means } from "./summary.ts";

/** A small curve without axes; `healthy` tinted behind it. */
export function Sparkline({
  groups,
  range,
  healthy,
  isColoured = false,
}: {
  readonly groups: readonly Group[];
  readonly range: readonly [number, number];
  readonly healthy?: readonly [number, number] | undefined;
  /** A single curve in the colour of its group, too. */
  readonly isColoured?: boolean;
}) {
  const [w, h] = [128, 22];
  const lines = groups.map(({ seeds }) => means(seeds, range[0], range[1], 60));
  const values = lines.flatMap((line) => line.map(([, y]) => y));
  const shown = healthy === undefined ? values : [...values, ...healthy];
  const [low, high] = values.length === 0 ? [0, 1] : [Math.min(...shown), Math.max(...shown)];
  const sx = linear(range[0], range[1], 0, w);
  const sy = linear(low, high === low ? low + 1 : high, h - 2, 2);
  return (
    <svg class="spark" viewBox={`0 0 ${w} ${h}`} preserveAspectRatio="none" aria-hidden="true">
      {healthy === undefined ? null : (
        <rect
          x={0}
          width={w}
          y={Math.max(0, sy.at(healthy[1]))}
          height={Math.max(2, Math.min(h, sy.at(healthy[0])) - Math.max(0, sy.at(healthy[1])))}
          fill="var(--accent-wash)"
        />
      )}
      {lines.map((line, i) => (
        <path
          key={groups[i].name}
          d={path(line, sx, sy)}
          fill="none"
          stroke={
            groups.length === 1 && !isColoured ? "var(--ink-2)" : `var(--${groups[i].colour})`
          }
          stroke-width={1.5}
          vector-effect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}
