import { ExerciseTable } from "../lesson/stationPage.tsx";
import type { PageOf } from "../shell/pages.ts";
import { href } from "../shell/router.ts";

export function ExercisesPage({ stations }: PageOf<"exercises">) {
  const n = stations.reduce((sum, s) => sum + s.exercises.length, 0);
  return (
    <div class="wrap catalogue">
      <h1 class="sub">Exercises</h1>
      <p class="lead">
        {n} pieces to write yourself, each checked case by case; the last case puts your function
        into a whole run.
      </p>
      {stations.map((s) => (
        <section key={s.station}>
          <h2>
            <a href={href(s.station)}>{s.title}</a>
          </h2>
          <ExerciseTable exercises={s.exercises} />
        </section>
      ))}
    </div>
  );
}
