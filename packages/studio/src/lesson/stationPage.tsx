/** A station's own page: what it is, its lessons, every lab and exercise of it. */
import { useEffect, useRef } from "preact/hooks";
import { time } from "../lab/time.ts";
import { State } from "../shell/marks.tsx";
import type { ExerciseSummary, LabSummary, PageOf } from "../shell/pages.ts";
import { isDone } from "../shell/progress.ts";
import { href } from "../shell/router.ts";
import { listenToMarks } from "./lesson.tsx";
import { Rail } from "./rail.tsx";

export function StationPage({ station: s, html, labs, exercises }: PageOf<"station">) {
  const text = useRef<HTMLElement>(null);
  useEffect(() => (text.current === null ? undefined : listenToMarks(text.current)), [s.id]);
  const [first] = s.lessons;
  return (
    <div class="station wrap">
      <Rail station={s} />
      <article class="lesson" ref={text}>
        <h1 class="page">{s.title}</h1>
        <p class="about">
          {[s.authors, s.kind].filter(Boolean).join(", ")}
          {s.authors === "" && s.kind === "" ? "" : ". "}
          {s.needs}
        </p>
        {s.isOwn && s.ours !== "" ? <p class="lead">{s.ours}</p> : null}
        {s.isOwn ? null : (
          <div class="views">
            <blockquote class="his">
              <cite>
                <b>The author,</b> 30 June 2020
              </cite>
              {s.judgement}
            </blockquote>
            <blockquote class="ours">
              <cite>
                <b>Gradus,</b> November 2026
              </cite>
              {s.ours}
            </blockquote>
          </div>
        )}
        <p class="onward">
          {first === undefined ? null : (
            <a class="button primary" href={href(first.id)}>
              Start: {first.number} {first.title}
            </a>
          )}
          {exercises.length === 0 || s.isOwn ? null : (
            <a href={`${href("known")}#${s.id}`}>I already know this</a>
          )}
          {s.links.map((l) => (
            <a key={l.url} href={l.url}>
              {l.text}
            </a>
          ))}
        </p>
        <div class="text" dangerouslySetInnerHTML={{ __html: html }} />
        {labs.length > 0 ? (
          <>
            <h2>Its labs</h2>
            <LabTable labs={labs} />
          </>
        ) : null}
        {exercises.length > 0 ? (
          <>
            <h2>Its exercises</h2>
            <ExerciseTable exercises={exercises} />
          </>
        ) : null}
      </article>
    </div>
  );
}

export function LabTable({ labs }: { readonly labs: readonly LabSummary[] }) {
  return (
    <table class="list">
      <tbody>
        {labs.map((lab) => (
          <tr key={lab.id}>
            <td class="n">{lab.number}</td>
            <td>
              <a class="strong" href={href(`lab/${lab.id}`)}>
                {lab.title}
              </a>
              <p class="quiet">{lab.question}</p>
            </td>
            <td class="num quiet">{time(lab.quick.seconds)}</td>
            <td class="where">
              <State name={isDone("labs", lab.id) ? "done" : "open"}>
                {isDone("labs", lab.id) ? "reproduced" : "open"}
              </State>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function ExerciseTable({ exercises }: { readonly exercises: readonly ExerciseSummary[] }) {
  return (
    <table class="list">
      <tbody>
        {exercises.map((e) => (
          <tr key={e.id}>
            <td class="n">{e.number}</td>
            <td>
              <a class="strong" href={href(`exercise/${e.id}`)}>
                {e.title}
              </a>
              <p class="quiet">
                {e.functions.map((f) => (
                  <code key={f}>{f} </code>
                ))}
              </p>
            </td>
            <td class="where">
              <State name={isDone("exercises", e.id) ? "done" : "open"}>
                {isDone("exercises", e.id) ? "passed" : "open"}
              </State>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
