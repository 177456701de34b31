/** An exercise: the statement on the left, the starter on the right. */
import type { PageOf } from "../shell/pages.ts";
import { href } from "../shell/router.ts";

export function ExercisePage({ exercise: e, station, html, starter }: PageOf<"exercise">) {
  return (
    <div class="wrap exercise-page">
      <section class="statement">
        <p class="quiet">
          Exercise {e.number} · <a href={href(station.id)}>{station.title}</a>
        </p>
        <div class="text" dangerouslySetInnerHTML={{ __html: html }} />
      </section>
      <section class="work">
        <pre class="code">{starter}</pre>
        <p class="quiet">
          In your own editor: <code>gradus exercise {e.id} --watch</code>
        </p>
      </section>
    </div>
  );
}
