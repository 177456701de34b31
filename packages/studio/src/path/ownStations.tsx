/** The stations of a course of one's own, as a list. */
import { State } from "../shell/marks.tsx";
import type { StationSummary } from "../shell/pages.ts";
import { href } from "../shell/router.ts";
import { standing } from "./standing.ts";

export function OwnStations({ stations }: { readonly stations: readonly StationSummary[] }) {
  return (
    <table class="list">
      <tbody>
        {stations.map((s) => {
          const { state, words } = standing(s);
          return (
            <tr key={s.id}>
              <td class="n">{s.order}</td>
              <td>
                <a class="strong" href={href(s.id)}>
                  {s.title}
                </a>
                <p class="quiet">
                  {[
                    s.authors,
                    counted(s.lessons.length, "lesson"),
                    counted(s.labs.length, "lab"),
                    counted(s.exercises.length, "exercise"),
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </p>
              </td>
              <td class="where">
                <State name={state}>{words}</State>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const counted = (n: number, what: string): string =>
  n === 0 ? "" : `${n} ${what}${n === 1 ? "" : "s"}`;
