/** Expected (○) against yours (✕), as a picture with the numbers. */
import type { Failure } from "@gradus/course";
import { linear, written } from "../plot/scales.ts";

type Rows = Failure["rows"];

export function Comparison({ rows, at }: { readonly rows: Rows; readonly at: string | undefined }) {
  if (rows.length === 0) return null;
  const numbers = rows.map((r) => [Number(r.expected), Number(r.actual)] as const);
  const drawable =
    rows.length > 1 && rows.length <= 24 && numbers.every((p) => p.every(Number.isFinite));
  return (
    <>
      {drawable ? <Picture rows={rows} numbers={numbers} /> : null}
      <table class="compare">
        <thead>
          <tr>
            <th>{at === undefined ? "" : `first difference at ${at}`}</th>
            <th class="num">expected ○</th>
            <th class="num">yours ✕</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.label} data-wrong={r.same ? undefined : ""}>
              <td>{r.label}</td>
              <td class="num">{r.expected}</td>
              <td class="num">{r.actual}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Picture({
  rows,
  numbers,
}: {
  readonly rows: Rows;
  readonly numbers: readonly (readonly [number, number])[];
}) {
  const [w, h] = [640, 220];
  const all = numbers.flat();
  const [low, high] = [Math.min(0, ...all), Math.max(...all)];
  const sy = linear(low, high === low ? low + 1 : high * 1.06, h - 28, 14, 5);
  const x = (i: number): number => 56 + ((w - 120) * (i + 0.5)) / rows.length;
  return (
    <svg class="compare-picture" viewBox={`0 0 ${w} ${h}`} aria-hidden="true">
      {sy.ticks.map((v) => (
        <g key={v}>
          <line x1={44} x2={w - 40} y1={sy.at(v)} y2={sy.at(v)} stroke="var(--rule)" />
          <text x={36} y={sy.at(v) + 4} text-anchor="end">
            {written(v)}
          </text>
        </g>
      ))}
      {numbers.map(([expected, actual], i) => (
        <g key={rows[i].label}>
          {rows[i].same ? null : (
            <line
              x1={x(i)}
              x2={x(i)}
              y1={sy.at(expected)}
              y2={sy.at(actual)}
              stroke="var(--fail)"
              stroke-dasharray="3 3"
            />
          )}
          <circle
            cx={x(i)}
            cy={sy.at(expected)}
            r={5.5}
            fill="none"
            stroke="var(--p1)"
            stroke-width={2}
          />
          <path
            d={`M${x(i) - 4} ${sy.at(actual) - 4}l8 8m0 -8l-8 8`}
            stroke={rows[i].same ? "var(--accent)" : "var(--fail)"}
            stroke-width={2}
          />
          <text x={x(i)} y={h - 8} text-anchor="middle">
            {rows[i].label}
          </text>
        </g>
      ))}
    </svg>
  );
}
