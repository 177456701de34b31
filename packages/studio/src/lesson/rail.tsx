/** The lessons of a station as a vertical line; the current one is thick. */
import type { StationSummary } from "../shell/pages.ts";
import { isDone } from "../shell/progress.ts";
import { href } from "../shell/router.ts";

export function Rail({
  station: s,
  current,
}: {
  readonly station: StationSummary;
  readonly current?: string;
}) {
  const read = s.lessons.filter((l) => isDone("lessons", l.id)).length;
  const passed = s.exercises.filter((id) => isDone("exercises", id)).length;
  return (
    <nav class="rail" aria-label={`Station ${s.order}`}>
      <a class="up" href={href("")}>
        Path
      </a>
      <h2>
        <a href={href(s.id)}>
          {s.order} {s.title}
        </a>
      </h2>
      <ol>
        {s.lessons.map((l) => (
          <li key={l.id} data-done={isDone("lessons", l.id) ? "" : undefined}>
            <a href={href(l.id)} aria-current={l.id === current ? "page" : undefined}>
              <span>{l.title}</span>
              <small>{isDone("lessons", l.id) ? "done" : `${l.minutes} min`}</small>
            </a>
          </li>
        ))}
      </ol>
      {s.lessons.length === 0 ? <p class="quiet">No lessons yet.</p> : null}
      <p class="quiet sums">
        {s.lessons.length > 0 ? (
          <>
            {read} of {s.lessons.length} lessons
            <br />
          </>
        ) : null}
        {s.exercises.length > 0 ? `${passed} of ${s.exercises.length} exercises` : null}
      </p>
      {s.links.length === 0 ? null : (
        <p class="quiet">
          The resource itself:
          <br />
          {s.links.slice(0, 1).map((l) => (
            <a key={l.url} href={l.url}>
              {l.text}
            </a>
          ))}
        </p>
      )}
    </nav>
  );
}
