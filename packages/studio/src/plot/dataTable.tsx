/** The numbers of a plot, for those who would rather read them. */
import { written } from "./scales.ts";
import { type Band, type Group, nearest, spread } from "./summary.ts";

export function DataTable({
  groups,
  summaries,
  x,
}: {
  readonly groups: readonly Group[];
  readonly summaries: readonly (readonly Band[])[];
  readonly x: string;
}) {
  const rows = summaries[0]?.filter((_, i) => i % 4 === 0) ?? [];
  return (
    <div class="scroll">
      <table class="data">
        <thead>
          <tr>
            <th class="num">{x}</th>
            {groups.map((g) => (
              <th key={g.name} class="num">
                {g.name || "mean"} ± standard error
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.x}>
              <td class="num">{written(row.x, 1)}</td>
              {summaries.map((band, i) => {
                const b = nearest(band, row.x);
                return (
                  <td key={groups[i].name} class="num">
                    {b === undefined ? "–" : spread(b)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
